using System.Diagnostics;
using Cascade.Samples.Backends.Steps;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends;

/// <summary>What all backends do alike: check, take one configuration for the whole request, count, and answer after shutdown.</summary>
/// <param name="name">The name it is chosen by.</param>
public abstract class ConfiguredBackend(string name) : IBackend
{
    private BackendConfiguration _configuration = new();
    private int _isDown;

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public BackendConfiguration Configuration => Volatile.Read(ref _configuration);

    /// <inheritdoc/>
    public BackendHealth Health => IsDown ? new BackendHealth(false, "It is shut down.") : Check();

    /// <inheritdoc/>
    public BackendMetrics Metrics { get; } = new();

    /// <summary>True after disposal.</summary>
    protected bool IsDown => Volatile.Read(ref _isDown) != 0;

    /// <inheritdoc/>
    public BackendConfiguration Configure(Func<BackendConfiguration, BackendConfiguration> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        while (true)
        {
            BackendConfiguration before = Configuration,
                next = (change(before) ?? throw new InvalidRequestException("configuration", null, "a configuration")).Checked();
            if (Interlocked.CompareExchange(ref _configuration, next, before) == before)
                return next;
        }
    }

    /// <inheritdoc/>
    public async Task<RenderedSound> PlayAsync(SoundRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var job = new SoundJob(request.Checked(), Configuration, Stopwatch.GetTimestamp()).Checked();
        int notes = request.Notes.Count;
        return await Metrics.CountAsync(notes, () => BackendTelemetry.TellAsync(Name, notes, async () =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(IsDown, this);
            return await PlayAsync(job, cancellationToken).ConfigureAwait(false);
        })).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Breakdown> ProcessAsync(IStepwise work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(IsDown, this);
        Breakdown times = await ProcessAsync(new StepsInWork(work, cancellationToken), cancellationToken).ConfigureAwait(false);
        Metrics.Count(times);
        return times;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDown, 1) == 0)
            await StopAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Plays a job that is right.</summary>
    internal abstract Task<RenderedSound> PlayAsync(SoundJob job, CancellationToken cancellationToken);

    /// <summary>Takes all steps, and gives the answer.</summary>
    internal abstract Task<Breakdown> ProcessAsync(StepsInWork work, CancellationToken cancellationToken);

    /// <summary>How it is, while it is not shut down.</summary>
    protected abstract BackendHealth Check();

    /// <summary>Ends what runs; called once.</summary>
    protected abstract ValueTask StopAsync();
}
