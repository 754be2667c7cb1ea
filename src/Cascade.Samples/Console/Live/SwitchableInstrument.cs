using Cascade.Dsp;
using Cascade.Dsp.Events;
using Cascade.Dsp.Instruments;
using Cascade.Dsp.Parameters;

namespace Cascade.Samples.Console.Live;

/// <summary>An instrument that can be exchanged while it plays, without a click and without work on the audio thread.</summary>
/// <remarks>
/// Each instrument stands ready in an engine of its own, made, tuned and warmed by whoever calls <see cref="Exchange"/>. The audio thread takes it over at the next
/// block: it gets the controllers, programs and bends that hold, and all notes from then on; the one before keeps its notes and fades out in 250 ms. Effects around it go on
/// undisturbed. Bits and timing are those of the instrument alone.
/// </remarks>
public sealed class SwitchableInstrument : Instrument
{
    private const double FadeSeconds = 0.25;

    private readonly EngineOptions _options;
    private readonly HeldControllers _controllers = new();
    private readonly float[] _left = new float[BlockSize], _right = new float[BlockSize];
    private readonly ulong[] _keys = new ulong[2];
    private VoiceEngine _current;
    private VoiceEngine? _next, _fading;
    private float _gain, _step;

    /// <summary>Begins with an instrument.</summary>
    /// <param name="first">Belongs to this one from now on.</param>
    /// <param name="options">Rate, width, tuning and seed: those of the engine that this one is given to. The gain is the outer engine's.</param>
    public SwitchableInstrument(Instrument first, EngineOptions options)
    {
        // One block may hold all that an engine's queues hold; and the gain counts once.
        _options = options with { MasterGainDecibels = 0, QueueCapacity = 1 << 16 };
        _current = Ready(first);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<ParameterInfo> Parameters => _current.Parameters;

    /// <inheritdoc/>
    public override int ActiveVoices => _current.ActiveVoices + (_fading?.ActiveVoices ?? 0);

    /// <inheritdoc/>
    public override long IgnoredEvents => _current.IgnoredEvents;

    /// <summary>The keys that are down on any channel, 0 to 63 and 64 to 127 as bits. Readable from any thread.</summary>
    public (ulong Low, ulong High) Keys => (Volatile.Read(ref _keys[0]), Volatile.Read(ref _keys[1]));

    /// <summary>True while an exchange waits or fades. Readable from any thread.</summary>
    public bool IsExchanging => Volatile.Read(ref _next) is not null || Volatile.Read(ref _fading) is not null;

    /// <summary>Gets an instrument ready, which takes time and memory, and hands it to the audio thread. From any one thread but that.</summary>
    /// <param name="instrument">Belongs to this one from now on. One that still waits is forgotten.</param>
    public void Exchange(Instrument instrument) => Volatile.Write(ref _next, Ready(instrument));

    /// <inheritdoc/>
    protected override void Prepare(EngineSettings settings) => _step = (float)(1 / (FadeSeconds * settings.SampleRate));

    /// <inheritdoc/>
    protected override void Warm()
    {
        VoiceEngine kept = _current;
        _next = Ready(new SilentInstrument());
        Render(new float[BlockSize], new float[BlockSize]);
        Render(new float[BlockSize], new float[BlockSize]);
        _current = kept;
        _fading = null;
    }

    /// <inheritdoc/>
    protected override void Apply(in EngineEvent e, int offset)
    {
        Note(e);
        _controllers.Apply(e);
        _current.Events.TryEnqueue(e with { Time = _current.Position - (BlockSize - 1) + offset });
    }

    /// <inheritdoc/>
    protected override void Render(Span<float> left, Span<float> right)
    {
        _current.Render(left, right);
        if (_fading is not null)
            MixFading(left, right);
        // Here a block ends: what comes next is the next one's.
        if (_fading is null && Volatile.Read(ref _next) is not null)
            TakeNext();
    }

    /// <inheritdoc/>
    protected override void Reset()
    {
        _current.Reset();
        Align(_current);
        _fading = null;
        _controllers.Clear();
        Volatile.Write(ref _keys[0], 0);
        Volatile.Write(ref _keys[1], 0);
    }

    private void TakeNext()
    {
        VoiceEngine next = Interlocked.Exchange(ref _next, null)!;
        _controllers.SendTo(next);
        Volatile.Write(ref _fading, _current);
        _gain = 1;
        _current = next;
    }

    private void MixFading(Span<float> left, Span<float> right)
    {
        _fading!.Render(_left, _right);
        for (int i = 0; i < left.Length; i++)
        {
            _gain = Math.Max(0, _gain - _step);
            left[i] += _gain * _left[i];
            right[i] += _gain * _right[i];
        }
        if (_gain == 0 || _fading.ActiveVoices == 0)
            Volatile.Write(ref _fading, null);
    }

    private void Note(in EngineEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.NoteOn or EventKind.NoteOff when e.Number < 128:
                ref ulong keys = ref _keys[e.Number >> 6];
                ulong bit = 1ul << (e.Number & 63);
                Volatile.Write(ref keys, e.EndsNotes ? keys & ~bit : keys | bit);
                break;
            case EventKind.AllNotesOff or EventKind.AllSoundOff:
                Volatile.Write(ref _keys[0], 0);
                Volatile.Write(ref _keys[1], 0);
                break;
        }
    }

    private VoiceEngine Ready(Instrument instrument)
    {
        var engine = new VoiceEngine(instrument, _options);
        Align(engine);
        return engine;
    }

    // From frame 31 on each block that is asked for is one of the grid, rendered when it is asked for: no frame of delay.
    private static void Align(VoiceEngine engine)
    {
        Span<float> left = stackalloc float[BlockSize - 1], right = stackalloc float[BlockSize - 1];
        engine.Render(left, right);
    }
}
