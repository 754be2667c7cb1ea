using Cascade.Dsp;
using Cascade.Dsp.Effects;
using Cascade.Dsp.Events;
using Cascade.Dsp.Instruments;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Samples.Native;

/// <summary>An engine as callers from C have it: guarded against a second thread that plays or renders, and with a song.</summary>
internal sealed class NativeEngine
{
    // A song's events are queued for so many frames at a time, however many a caller asks for at once.
    private const int SongPiece = 256;

    private readonly VoiceEngine _engine;
    private readonly EventQueue _songQueue;
    private readonly NativeEngineOptions _options;
    private SequencePlayer? _song;         // what any thread wants
    private SequencePlayer? _songInUse;    // what the rendering thread plays
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
        _engine = new VoiceEngine(instrument, settings, Chain((Effects)options.Effects, settings.Width));
        _songQueue = _engine.AddQueue();
    }

    public ulong Handle { get; }

    public ref readonly NativeEngineOptions Options => ref _options;

    public VoiceEngine Engine => _engine;

    public bool IsSongPlaying => Volatile.Read(ref _song) is { IsPlaying: true };

    /// <summary>The parameters of the instrument (0) or an effect (1 and up); none if there is no such channel.</summary>
    public ReadOnlySpan<ParameterInfo> ParametersOf(int channel)
    {
        if (channel == 0)
            return _engine.Parameters;
        return (uint)(channel - 1) < (uint)_engine.Effects.Length ? _engine.Effects[channel - 1].Parameters : [];
    }

    /// <summary>Queues an event for the engine.</summary>
    public Status Send(in EngineEvent e)
    {
        if (Interlocked.Exchange(ref _isPlayed, 1) != 0)
            return Status.Busy;
        bool isTaken = _engine.Events.TryEnqueue(e);
        Volatile.Write(ref _isPlayed, 0);
        return isTaken ? Status.Ok : Status.QueueFull;
    }

    public Status Render(Span<float> left, Span<float> right)
    {
        if (Interlocked.Exchange(ref _isRendering, 1) != 0)
            return Status.Busy;
        try
        {
            while (left.Length > 0)
            {
                int frames = Feed(left.Length);
                _engine.Render(left[..frames], right[..frames]);
                left = left[frames..];
                right = right[frames..];
            }
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
            while (buffer.Length > 0)
            {
                int samples = 2 * Feed(buffer.Length / 2);
                _engine.RenderInterleaved(buffer[..samples]);
                buffer = buffer[samples..];
            }
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
            _engine.Reset();
            _song = _songInUse = null;
            return Status.Ok;
        }
        finally
        {
            Volatile.Write(ref _isRendering, 0);
        }
    }

    /// <summary>Plays music from the next frame rendered, in place of what plays; null ends it. Slow.</summary>
    public void Play(Sequence? music)
    {
        SequencePlayer? song = music is null ? null : new SequencePlayer(music, _engine.SampleRate);
        song?.Play();
        Volatile.Write(ref _song, song);
    }

    // Queues what the song has for the next frames, and says how many those are.
    private int Feed(int wanted)
    {
        SequencePlayer? song = Volatile.Read(ref _song);
        if (song != _songInUse)
        {
            // The one before lets its keys go.
            _songInUse?.Stop();
            _songInUse?.Advance(_songQueue, _engine.Position, 1);
            _songInUse = song;
        }
        if (song is null)
            return wanted;
        int frames = Math.Min(wanted, SongPiece);
        song.Advance(_songQueue, _engine.Position, frames);
        return frames;
    }

    private static IEffect[] Chain(Effects effects, LaneWidth width)
    {
        if ((effects & ~Effects.All) != 0)
            throw new ArgumentException("The effects are the sum of CASCADE_EQUALIZER to CASCADE_LIMITER.");
        var chain = new List<IEffect>();
        if (effects.HasFlag(Effects.Equalizer))
            chain.Add(new Equalizer(width: width));
        if (effects.HasFlag(Effects.Chorus))
            chain.Add(new Chorus(width));
        if (effects.HasFlag(Effects.Delay))
            chain.Add(new Delay());
        if (effects.HasFlag(Effects.Reverb))
            chain.Add(new Reverb(width: width));
        if (effects.HasFlag(Effects.Limiter))
            chain.Add(new Limiter(width));
        return [.. chain];
    }
}
