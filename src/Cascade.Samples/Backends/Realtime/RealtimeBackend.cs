using System.Collections.Concurrent;
using Cascade.Samples.Backends.Steps;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Realtime;

/// <summary>One thread that renders: requests come to it through a queue without locks, and all that sounds gets its next 10 ms in
/// turn.</summary>
public sealed class RealtimeBackend : ConfiguredBackend
{
    private readonly ConcurrentQueue<JobInParts> _arrived = new();
    private readonly ConcurrentQueue<StepsInWork> _steps = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly List<Sounding> _sounding = [];
    private readonly EnginePool _engines = new();
    private readonly Thread _thread;
    private volatile bool _stops;
    private volatile int _count;

    /// <summary>Starts the thread.</summary>
    public RealtimeBackend() : base("realtime")
    {
        _thread = new Thread(Run) { Name = "Cascade realtime", IsBackground = true, Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    internal override async Task<RenderedSound> PlayAsync(SoundJob job, CancellationToken cancellationToken)
    {
        var parts = new JobInParts(job, cancellationToken);
        using CancellationTokenRegistration ends = cancellationToken.Register(parts.Cancel);
        _arrived.Enqueue(parts);
        _wake.Release();
        // One that came as the thread ended, which nobody takes any more.
        if (!_thread.IsAlive)
            parts.Fail(new BackendException("The thread is shut down."));
        return await parts.Answer.ConfigureAwait(false);
    }

    internal override async Task<Breakdown> ProcessAsync(StepsInWork work, CancellationToken cancellationToken)
    {
        _steps.Enqueue(work);
        _wake.Release();
        if (!_thread.IsAlive)
            work.Fail(new BackendException("The thread is shut down."));
        return await work.Answer.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override BackendHealth Check() => _thread.IsAlive ? new(true, $"{_count} sounding") : new(false, "The thread has ended.");

    /// <inheritdoc/>
    protected override async ValueTask StopAsync()
    {
        _stops = true;
        _wake.Release();
        await Task.Run(_thread.Join).ConfigureAwait(false);
        while (_arrived.TryDequeue(out JobInParts? parts))
            parts.Fail(new BackendException("The thread is shut down."));
        while (_steps.TryDequeue(out StepsInWork? work))
            work.Fail(new BackendException("The thread is shut down."));
    }

    private void Run()
    {
        // What has come before the end is played to its end.
        while (!_stops || _sounding.Count > 0 || !_arrived.IsEmpty || !_steps.IsEmpty)
        {
            if (_sounding.Count == 0 && _arrived.IsEmpty && _steps.IsEmpty)
                _wake.Wait();
            // Between two pieces of sound.
            while (_steps.TryDequeue(out StepsInWork? work))
                work.RunAll();
            while (_arrived.TryDequeue(out JobInParts? parts))
                Start(parts);
            for (int i = _sounding.Count - 1; i >= 0; i--)
                if (!_sounding[i].Advance())
                    _sounding.RemoveAt(i);
            _count = _sounding.Count;
        }
    }

    private void Start(JobInParts parts)
    {
        if (parts.IsOver)
            return;
        parts.Begin(parts.Job.Arrival);
        try
        {
            _sounding.Add(new Sounding(
                parts, parts.Job.Waveform is null ? new EnginePieces(_engines, parts.Job) : new TonePieces(parts.Job)));
        }
        catch (Exception e)
        {
            parts.Fail(e);
        }
    }

    private sealed class Sounding(JobInParts parts, IPieces pieces)
    {
        private readonly List<float> _samples = [];
        private readonly float[] _piece = new float[pieces.Channels * PooledEngine.PieceFrames];

        // False when it has ended.
        public bool Advance()
        {
            if (parts.IsOver)
                return false;
            try
            {
                int frames = pieces.Read(_piece);
                _samples.AddRange(_piece.AsSpan(0, pieces.Channels * frames));
                if (frames == PooledEngine.PieceFrames)
                    return true;
                ReadOnlySpan<float> samples = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_samples);
                parts.Complete(pieces.Channels == 1 ? Mixdown.OnBothSides(samples) : Mixdown.ToInt16(samples));
            }
            catch (Exception e)
            {
                parts.Fail(e);
            }
            return false;
        }
    }
}
