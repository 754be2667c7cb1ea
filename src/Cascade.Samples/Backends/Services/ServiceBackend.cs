using System.Diagnostics;
using Cascade.Samples.Backends.Steps;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Services;

/// <summary>Separate services behind interfaces: a router takes the request to the synthesis service, on as many threads as there are
/// processors, keeps the answer for whoever asks for the same, and logs what happens.</summary>
public sealed class ServiceBackend : ConfiguredBackend
{
    private static readonly string[] s_steps = ["checked", "analysed", "predicted", "stored"];

    private readonly IAudioSynthesis _audio;
    private readonly AnswerCache? _answers;
    private readonly SemaphoreSlim _threads = new(Environment.ProcessorCount);
    private readonly WorkThreads _work = new("Cascade service", Environment.ProcessorCount);

    /// <summary>Starts the services.</summary>
    /// <param name="cacheMegabytes">How much of what was answered is kept, in MB; 0 for nothing.</param>
    public ServiceBackend(int cacheMegabytes = 0) : this(new AudioSynthesis(), cacheMegabytes)
    {
    }

    /// <summary>Uses a synthesis service at a host of its own, over HTTP.</summary>
    /// <param name="address">Where it is; asked for each call.</param>
    /// <param name="cacheMegabytes">How much of what was answered is kept, in MB; 0 for nothing.</param>
    public ServiceBackend(Func<Uri> address, int cacheMegabytes = 0) : this(new RemoteAudioSynthesis(address), cacheMegabytes)
    {
    }

    private ServiceBackend(IAudioSynthesis audio, int cacheMegabytes) : base("service")
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cacheMegabytes);
        _audio = audio;
        _answers = cacheMegabytes > 0 ? new AnswerCache((long)cacheMegabytes << 20) : null;
    }

    /// <summary>What the services did last.</summary>
    public ServiceEventLog Events { get; } = new();

    internal override async Task<RenderedSound> PlayAsync(SoundJob job, CancellationToken cancellationToken)
    {
        long request = Events.Begin();
        try
        {
            string? key = _answers is null || job.Request.Fresh ? null : AnswerCache.KeyOf(job);
            RenderedSound? sound = key is null ? null : _answers!.Find(key);
            if (sound is not null)
            {
                Events.Add(request, "found");
                sound = sound with { Breakdown = new Breakdown(TimeSpan.Zero, TimeSpan.Zero, Stopwatch.GetElapsedTime(job.Arrival)) };
            }
            else
            {
                sound = await MakeAsync(job, cancellationToken).ConfigureAwait(false);
                Events.Add(request, "made");
                if (key is not null)
                {
                    _answers!.Keep(key, sound);
                    Events.Add(request, "kept");
                }
            }
            Events.Add(request, "answered");
            return sound;
        }
        catch
        {
            Events.Add(request, "failed");
            throw;
        }
    }

    private async Task<RenderedSound> MakeAsync(SoundJob job, CancellationToken cancellationToken)
    {
        var parts = new JobInParts(job, cancellationToken);
        await _threads.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _work.RunAsync(() => Play(parts), cancellationToken).ConfigureAwait(false);
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
            long request = Events.Begin();
            work.RunAll(step => Events.Add(request, s_steps[step]));
            Events.Add(request, work.Answer.IsCompletedSuccessfully ? "answered" : "failed");
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
        _work.Dispose();
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
