using Cascade.Dsp;

namespace Cascade.Samples.Native;

/// <summary>An engine as callers from C have it: guarded against a second thread that plays or renders, and with a song.</summary>
internal sealed class NativeEngine
{
    private readonly Performance _performance;
    private readonly NativeEngineOptions _options;
    private readonly Lock _exchange = new();
    private int _isRendering;
    private int _isPlayed;

    /// <summary>Makes an engine. Slow.</summary>
    /// <exception cref="ArgumentException">The rate or an option is out of range.</exception>
    public NativeEngine(ulong handle, Instrument instrument, int sampleRate, in NativeEngineOptions options)
    {
        Handle = handle;
        _options = options;
        var settings = new EngineOptions
        {
            SampleRate = sampleRate,
            Width = (LaneWidth)options.Width,
            Seed = options.Seed == 0 ? 1 : options.Seed,
            MasterGainDecibels = options.MasterGainDecibels,
            QueueCapacity = options.QueueCapacity == 0 ? EventQueue.DefaultCapacity : options.QueueCapacity,
        };
        var engine = new VoiceEngine(instrument, settings, Chain(options.Effects));
        _performance = new Performance(engine, player: null, new PerformanceOptions { EndsWithMusic = false, DropsLatency = false });
    }

    public ulong Handle { get; }

    public ref readonly NativeEngineOptions Options => ref _options;

    public VoiceEngine Engine => _performance.Engine;

    public bool IsSongPlaying => _performance.Player is { IsPlaying: true };

    /// <summary>The instrument (0) or an effect (1 and up); null if there is none of that number.</summary>
    public Device? DeviceOf(int channel)
    {
        if (channel == 0)
            return Engine.Instrument;
        return (uint)(channel - 1) < (uint)Engine.Effects.Count ? Engine.Effects[channel - 1] : null;
    }

    /// <summary>Queues an event for the engine.</summary>
    public Status Send(in EngineEvent e)
    {
        if (Interlocked.Exchange(ref _isPlayed, 1) != 0)
            return Status.Busy;
        bool isTaken = Engine.Events.TryEnqueue(e);
        Volatile.Write(ref _isPlayed, 0);
        return isTaken ? Status.Ok : Status.QueueFull;
    }

    public Status Render(Span<float> left, Span<float> right)
    {
        if (Interlocked.Exchange(ref _isRendering, 1) != 0)
            return Status.Busy;
        try
        {
            _performance.Read(left, right);
            return Status.Ok;
        }
        finally
        {
            Volatile.Write(ref _isRendering, 0);
        }
    }

    public Status RenderInterleaved(Span<float> buffer)
    {
        if (Interlocked.Exchange(ref _isRendering, 1) != 0)
            return Status.Busy;
        try
        {
            _performance.ReadInterleaved(buffer);
            return Status.Ok;
        }
        finally
        {
            Volatile.Write(ref _isRendering, 0);
        }
    }

    public Status Reset()
    {
        if (Interlocked.Exchange(ref _isRendering, 1) != 0)
            return Status.Busy;
        try
        {
            _performance.Player = null;
            _performance.Reset();
            return Status.Ok;
        }
        finally
        {
            Volatile.Write(ref _isRendering, 0);
        }
    }

    /// <summary>Puts another instrument in the place of the one that plays, which fades out. Slow.</summary>
    public void Exchange(Instrument instrument)
    {
        lock (_exchange)
            Engine.Exchange(Engine.Instrument, instrument);
    }

    /// <summary>Plays music from the next frame rendered, in place of what plays; null ends it. Slow.</summary>
    public void Play(Sequence? music)
    {
        SequencePlayer? player = music is null ? null : new SequencePlayer(music, Engine.SampleRate);
        player?.Play();
        lock (_exchange)
            _performance.Player = player;
    }

    // A bit for each kind of effect, in the order of a chain.
    private static Effect[] Chain(uint effects) =>
        [.. EffectKind.All.Where((_, i) => (effects >> i & 1) != 0).Select(kind => kind.Create())];
}
