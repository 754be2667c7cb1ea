using Cascade.Samples.Backends.Steps;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Services;

/// <summary>Separate services behind interfaces: a router takes the request to the synthesis service, on as many threads as there are
/// processors.</summary>
public sealed class ServiceBackend : ConfiguredBackend
{
    private readonly IAudioSynthesis _audio;
    private readonly SemaphoreSlim _threads = new(Environment.ProcessorCount);

    /// <summary>Starts the services.</summary>
    public ServiceBackend() : this(new AudioSynthesis())
    {
    }

    /// <summary>Uses a synthesis service at a host of its own, over HTTP.</summary>
    /// <param name="address">Where it is; asked for each call.</param>
    public ServiceBackend(Func<Uri> address) : this(new RemoteAudioSynthesis(address))
    {
    }

    internal ServiceBackend(IAudioSynthesis audio) : base("service") => _audio = audio;

    internal override async Task<RenderedSound> PlayAsync(SoundJob job, CancellationToken cancellationToken)
    {
        var parts = new JobInParts(job, cancellationToken);
        await _threads.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Run(() => Play(parts), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _threads.Release();
        }
        return await parts.Answer.ConfigureAwait(false);
    }

    internal override async Task<Breakdown> ProcessAsync(StepsInWork work, CancellationToken cancellationToken)
    {
        await _threads.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            work.RunAll();
        }
        finally
        {
            _threads.Release();
        }
        return await work.Answer.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override BackendHealth Check()
    {
        if (_audio is RemoteAudioSynthesis { Fault: { } fault } remote)
        {
            // It may be there again; whoever asks next is told.
            _ = remote.ProbeAsync();
            return new(false, $"The synthesis service does not answer: {fault}");
        }
        return new(true, $"{Environment.ProcessorCount - _threads.CurrentCount} of {Environment.ProcessorCount} threads at work");
    }

    /// <inheritdoc/>
    protected override async ValueTask StopAsync()
    {
        // Each thread that comes free is the last of its request.
        for (int i = 0; i < Environment.ProcessorCount; i++)
            await _threads.WaitAsync().ConfigureAwait(false);
        _threads.Release(Environment.ProcessorCount);
        (_audio as IDisposable)?.Dispose();
    }

    private void Play(JobInParts parts)
    {
        SoundJob job = parts.Job;
        parts.Begin(job.Arrival);
        try
        {
            if (job.Waveform is null)
            {
                parts.Complete(Mixdown.ToInt16(_audio.PlaySound(job, parts.CancellationToken)));
                return;
            }
            for (int i = 0; i < job.Request.Notes.Count; i++)
            {
                parts.CancellationToken.ThrowIfCancellationRequested();
                parts.Finish(i, _audio.SynthesizeNote(job, job.Request.Notes[i]));
            }
            parts.Complete();
        }
        catch (Exception e)
        {
            parts.Fail(e);
        }
    }
}
