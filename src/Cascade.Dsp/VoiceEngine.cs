using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Cascade.Dsp.Effects;
using Cascade.Dsp.Events;
using Cascade.Dsp.Instruments;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp;

/// <summary>Turns events into stereo sound: an instrument, a chain of effects and a master gain on one clock, the sample position.</summary>
/// <remarks>
/// <code>
/// NoteOn, Events, AddQueue() -> [queues] -> instrument -> effects in order -> master gain -> Render
/// </code>
/// Inside, everything runs in blocks of 32 frames on a fixed grid, and a delay of 31 frames joins the grid to any host block size; so the
/// same events give the same bits however the host splits its calls. Events keep their exact sample.
/// <para>Threads: the constructor and <see cref="AddQueue"/> allocate; <see cref="Render"/>, <see cref="RenderInterleaved"/> and <see cref="Reset"/> belong
/// to one thread at a time, the audio thread, and never allocate, lock, throw (but for arguments of unequal length) or wait. <see cref="Events"/> and the
/// conveniences that use it (<see cref="NoteOn"/> to <see cref="SetParameter"/>) belong to one thread at a time too, which may be another.
/// The other properties can be read from any thread.</para>
/// </remarks>
/// <example><code>
/// var engine = new VoiceEngine(new SynthInstrument());
/// engine.NoteOn(60, 0.8f);
/// var left = new float[48_000];
/// var right = new float[48_000];
/// engine.Render(left, right);
/// WaveFile.Write("c4.wav", left, right, 48_000);
/// </code></example>
public sealed class VoiceEngine
{
    /// <summary>The number of frames in a block of the fixed grid.</summary>
    public const int BlockSize = Instrument.BlockSize;

    private readonly Instrument _instrument;
    private readonly IEffect[] _effects;
    private readonly Ramp _gain;
    private readonly AlignedBuffer _block = new(2 * BlockSize);
    private readonly int _queueCapacity;
    private EventQueue[] _queues;
    private long _position;
    private long _ignored;
    private long _instrumentIgnored;
    private int _activeVoices;
    private float _masterGain;
    private float _gainInUse;

    /// <summary>Sets up an engine: allocates everything, builds the tables and warms every code path.</summary>
    /// <param name="instrument">The instrument; it belongs to this engine from now on.</param>
    /// <param name="options">Rate, width, tuning and so on; the defaults if null.</param>
    /// <param name="effects">The effects in the order the sound passes them; they belong to this engine from now on.</param>
    /// <exception cref="ArgumentNullException">The instrument or an effect is null.</exception>
    public VoiceEngine(Instrument instrument, EngineOptions? options = null, params ReadOnlySpan<IEffect> effects)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        foreach (IEffect effect in effects)
            ArgumentNullException.ThrowIfNull(effect, nameof(effects));
        options ??= new EngineOptions();
        _instrument = instrument;
        _effects = effects.ToArray();
        _queueCapacity = options.QueueCapacity;
        Events = new EventQueue(_queueCapacity);
        _queues = [Events];
        SampleRate = options.SampleRate;
        (Width, Arithmetic) = LaneWidths.Resolve(options.Width, options.Arithmetic);
        MasterGainDecibels = options.MasterGainDecibels;
        _gainInUse = _masterGain;
        _gain = new Ramp(DecibelsToGain(_masterGain), 0.01f);
        _gain.Prepare(SampleRate);
        _instrument.Prepare(new EngineSettings(SampleRate, Width, options.Tuning, options.Seed) { Arithmetic = Arithmetic });
        LatencySamples = BlockSize - 1;
        foreach (IEffect effect in _effects)
        {
            effect.Prepare(SampleRate);
            LatencySamples += effect.LatencySamples;
        }
        Warm();
    }

    /// <summary>Samples per second.</summary>
    public int SampleRate { get; }

    /// <summary>The register width that the kernels run at; never <see cref="LaneWidth.Auto"/>.</summary>
    public LaneWidth Width { get; }

    /// <summary>How the kernels multiply and add; never <see cref="LaneArithmetic.Auto"/>.</summary>
    public LaneArithmetic Arithmetic { get; }

    /// <summary>The queue of the thread that plays. Further producing threads each take their own from <see cref="AddQueue"/>.</summary>
    public EventQueue Events { get; }

    /// <summary>The instrument's parameters, by number.</summary>
    public ReadOnlySpan<ParameterInfo> Parameters => _instrument.Parameters;

    /// <summary>The effects in order; effect i is channel i + 1 of a <see cref="EventKind.Parameter"/> event.</summary>
    public ReadOnlySpan<IEffect> Effects => _effects;

    /// <summary>How many frames were rendered since the start or the last <see cref="Reset"/>. An event of this time happens at the next frame.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>How many voices sound.</summary>
    public int ActiveVoices => Volatile.Read(ref _activeVoices);

    /// <summary>How many frames the sound lies behind the events: 31 and the latency of the effects. Constant.</summary>
    public int LatencySamples { get; }

    /// <summary>How many frames the effects may sound on after the last voice has ended, at their present parameters.</summary>
    public int TailSamples
    {
        get
        {
            long tail = 0;
            foreach (IEffect effect in _effects)
                tail += effect.TailSamples;
            return (int)Math.Min(tail, int.MaxValue);
        }
    }

    /// <summary>How many events were refused by full queues.</summary>
    public long DroppedEvents
    {
        get
        {
            long dropped = 0;
            foreach (EventQueue queue in Volatile.Read(ref _queues))
                dropped += queue.Dropped;
            return dropped;
        }
    }

    /// <summary>How many events were not acted on because their kind, key, channel, controller or parameter is unknown.</summary>
    public long IgnoredEvents => Volatile.Read(ref _ignored) + Volatile.Read(ref _instrumentIgnored);

    /// <summary>The gain after the effects in dB; may be set from any thread and moves by a ramp of 10 ms.</summary>
    /// <value>-120 to 48 dB; other values are clamped, NaN becomes 0.</value>
    public float MasterGainDecibels
    {
        get => Volatile.Read(ref _masterGain);
        set => Volatile.Write(ref _masterGain, float.IsNaN(value) ? 0 : Math.Clamp(value, -120, 48));
    }

    /// <summary>A queue for a further producing thread. Allocates; call it before the sound starts or from a thread that may.</summary>
    /// <returns>An empty queue with the capacity of <see cref="EngineOptions.QueueCapacity"/>. Where times are equal, earlier queues come first.</returns>
    public EventQueue AddQueue()
    {
        var queue = new EventQueue(_queueCapacity);
        Attach(queue);
        return queue;
    }

    /// <summary>Reads a queue of any size from now on; where times are equal, earlier queues come first. Allocates.</summary>
    internal void Attach(EventQueue queue)
    {
        EventQueue[] queues;
        do
            queues = Volatile.Read(ref _queues);
        while (Interlocked.CompareExchange(ref _queues, [.. queues, queue], queues) != queues);
    }

    /// <summary>Reads a queue no longer; what waits in it is forgotten. Allocates.</summary>
    internal void Detach(EventQueue queue)
    {
        EventQueue[] queues;
        do
            queues = Volatile.Read(ref _queues);
        while (Interlocked.CompareExchange(ref _queues, Array.FindAll(queues, q => q != queue), queues) != queues);
    }

    /// <summary>Presses a key now.</summary>
    /// <param name="key">MIDI key 0-127; any other is ignored and counted.</param>
    /// <param name="velocity">Above 0 to 1; clamped. 0 is a note-off.</param>
    /// <param name="channel">MIDI channel 0-15; any other is ignored and counted.</param>
    /// <returns>False if the queue was full or the key or channel is unknown.</returns>
    public bool NoteOn(int key, float velocity, int channel = 0) => Post(EventKind.NoteOn, channel, key, velocity);

    /// <summary>Lets a key go now.</summary>
    /// <param name="key">MIDI key 0-127; any other is ignored and counted.</param>
    /// <param name="channel">MIDI channel 0-15; any other is ignored and counted.</param>
    /// <returns>False if the queue was full or the key or channel is unknown.</returns>
    public bool NoteOff(int key, int channel = 0) => Post(EventKind.NoteOff, channel, key, 0.5f);

    /// <summary>Moves a controller now.</summary>
    /// <param name="controller">MIDI controller 0-127, 64 being the sustain pedal; any other is ignored and counted.</param>
    /// <param name="value">0 to 1; clamped.</param>
    /// <param name="channel">MIDI channel 0-15; any other is ignored and counted.</param>
    /// <returns>False if the queue was full or the controller or channel is unknown.</returns>
    public bool Control(int controller, float value, int channel = 0) => Post(EventKind.Control, channel, controller, value);

    /// <summary>Moves the pitch wheel now.</summary>
    /// <param name="value">-1 to 1 of the bend range, 2 semitones unless a song sets another; clamped.</param>
    /// <param name="channel">MIDI channel 0-15; any other is ignored and counted.</param>
    /// <returns>False if the queue was full or the channel is unknown.</returns>
    public bool PitchBend(float value, int channel = 0) => Post(EventKind.PitchBend, channel, 0, value);

    /// <summary>Chooses a channel's program now.</summary>
    /// <param name="program">MIDI program 0-127; any other is ignored and counted.</param>
    /// <param name="channel">MIDI channel 0-15; any other is ignored and counted.</param>
    /// <returns>False if the queue was full or the program or channel is unknown.</returns>
    public bool Program(int program, int channel = 0) => Post(EventKind.Program, channel, program, 0);

    /// <summary>Moves a parameter of the instrument or of an effect now.</summary>
    /// <param name="number">Its place in the <c>Parameters</c> of the instrument or effect, 0-255, such as <see cref="Effects.ReverbParameters.Mix"/>; an unknown one is ignored and counted.</param>
    /// <param name="value">In its own unit; clamped to its range, NaN becomes its default.</param>
    /// <param name="slot">0 for the instrument, 1 and up for the effects in their order.</param>
    /// <returns>False if the queue was full or the number or slot is outside 0-255.</returns>
    public bool SetParameter(int number, float value, int slot = 0)
    {
        if ((uint)number <= byte.MaxValue && (uint)slot <= byte.MaxValue)
            return Events.TryEnqueue(EngineEvent.Parameter(Position, number, value, slot));
        Interlocked.Increment(ref _ignored);
        return false;
    }

    /// <summary>Renders the next frames.</summary>
    /// <param name="left">Overwritten; any length. Full scale is -1 to 1; louder sound is kept.</param>
    /// <param name="right">As many frames.</param>
    /// <exception cref="ArgumentException">The channels differ in length.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Render(Span<float> left, Span<float> right)
    {
        if (left.Length != right.Length)
            throw new ArgumentException("Both channels must have the same length.", nameof(right));
        for (int done = 0; done < left.Length;)
        {
            int from = NextRun(left.Length - done, out int count);
            _block.Span.Slice(from, count).CopyTo(left[done..]);
            _block.Span.Slice(BlockSize + from, count).CopyTo(right[done..]);
            done += count;
        }
    }

    /// <summary>Renders the next frames, left and right in turn.</summary>
    /// <param name="frames">Overwritten: left 0, right 0, left 1, right 1 ...; an even length.</param>
    /// <exception cref="ArgumentException">The length is odd.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void RenderInterleaved(Span<float> frames)
    {
        if ((frames.Length & 1) != 0)
            throw new ArgumentException("Interleaved stereo needs an even number of samples.", nameof(frames));
        for (int done = 0; done < frames.Length;)
        {
            int from = NextRun((frames.Length - done) / 2, out int count);
            ReadOnlySpan<float> left = _block.Span.Slice(from, count), right = _block.Span.Slice(BlockSize + from, count);
            Span<float> target = frames.Slice(done, 2 * count);
            for (int i = 0; i < left.Length; i++)
            {
                target[2 * i] = left[i];
                target[2 * i + 1] = right[i];
            }
            done += 2 * count;
        }
    }

    /// <summary>Back to the state after construction: silent, position 0, all waiting events dropped, controllers and the instrument's parameters at their defaults.</summary>
    public void Reset()
    {
        foreach (EventQueue queue in Volatile.Read(ref _queues))
            queue.Clear();
        _instrument.Reset();
        foreach (IEffect effect in _effects)
            effect.Reset();
        _block.Span.Clear();
        _gainInUse = _masterGain;
        _gain.MoveTo(DecibelsToGain(_masterGain));
        _gain.Reset();
        Volatile.Write(ref _position, 0);
        Volatile.Write(ref _activeVoices, 0);
        Volatile.Write(ref _ignored, 0);
        Volatile.Write(ref _instrumentIgnored, _instrument.IgnoredEvents);
    }

    // Output frame t is grid frame t - 31. The block that holds event times up to t is rendered just before frame t leaves,
    // when the host has shown by asking for it that no earlier event can come.
    private int NextRun(int wanted, out int count)
    {
        int from = (int)(_position + 1) & (BlockSize - 1);
        if (from == 0)
            RenderBlock(_position + 1 - BlockSize);
        count = Math.Min(wanted, BlockSize - from);
        Volatile.Write(ref _position, _position + count);
        return from;
    }

    private void RenderBlock(long start)
    {
        Span<float> left = _block.Span[..BlockSize], right = _block.Span[BlockSize..];
        EventQueue[] queues = Volatile.Read(ref _queues);
        for (int offset = 0; TryTake(queues, start + BlockSize, out EngineEvent e);)
        {
            offset = Math.Max(offset, (int)(Math.Max(e.Time, start) - start));
            Dispatch(e, offset);
        }
        _instrument.Render(left, right);
        foreach (IEffect effect in _effects)
            effect.Process(left, right);
        ApplyMasterGain(left, right);
        Volatile.Write(ref _activeVoices, _instrument.ActiveVoices);
        Volatile.Write(ref _instrumentIgnored, _instrument.IgnoredEvents);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryTake(EventQueue[] queues, long end, out EngineEvent e)
    {
        EventQueue? earliest = null;
        e = default;
        foreach (EventQueue queue in queues)
        {
            if (queue.TryPeek(out EngineEvent candidate) && candidate.Time < end && (earliest is null || candidate.Time < e.Time))
            {
                earliest = queue;
                e = candidate;
            }
        }
        earliest?.Advance();
        return earliest is not null;
    }

    private void Dispatch(in EngineEvent e, int offset)
    {
        if (e.Kind == EventKind.Parameter && e.Channel > 0)
        {
            if (e.Channel <= _effects.Length && e.Number < _effects[e.Channel - 1].Parameters.Length)
                _effects[e.Channel - 1].SetParameter(e.Number, e.Value);
            else
                Volatile.Write(ref _ignored, _ignored + 1);
            return;
        }
        if (e.Channel > 15)
            Volatile.Write(ref _ignored, _ignored + 1);
        else
            _instrument.Apply(e, offset);
    }

    private void ApplyMasterGain(Span<float> left, Span<float> right)
    {
        float wanted = Volatile.Read(ref _masterGain);
        if (wanted != _gainInUse)
        {
            _gainInUse = wanted;
            _gain.MoveTo(DecibelsToGain(wanted));
        }
        if (_gain.IsMoving || _gain.Value != 1)
            _gain.Scale(left, right);
    }

    private bool Post(EventKind kind, int channel, int number, float value)
    {
        if ((uint)channel <= 15 && (uint)number <= 127)
            return Events.TryEnqueue(new EngineEvent(Position, kind, (byte)channel, (byte)number, value));
        Interlocked.Increment(ref _ignored);
        return false;
    }

    private static float DecibelsToGain(float decibels) => decibels <= -120 ? 0 : MathF.Pow(10, decibels / 20);

    // Plays every kind of event through the real path, so that the first audible block is compiled code.
    private void Warm()
    {
        Span<float> left = stackalloc float[3 * BlockSize], right = stackalloc float[3 * BlockSize], both = stackalloc float[2 * BlockSize];
        float gain = _masterGain;
        // Code that is compiled already needs one round, which brings it into memory.
        int rounds = RuntimeFeature.IsDynamicCodeCompiled ? 4 : 1;
        for (int round = 0; round < rounds; round++)
        {
            for (EventKind kind = EventKind.NoteOn; kind <= EventKind.AllSoundOff; kind++)
            {
                Events.TryEnqueue(new EngineEvent(Position + 5, kind, 0, 60, 0.5f));
                Render(left, right);
            }
            foreach (byte controller in (ReadOnlySpan<byte>)[1, 7, 10, 11, 64, 66, 67, 6, 100, 101, 123, 120, 121])
            {
                NoteOn(60, 0.5f);
                Control(controller, 1);
                RenderInterleaved(both);
                NoteOff(60);
                Control(controller, 0);
                Render(left, right);
            }
            for (int controller = 0; controller <= 127; controller++)
            {
                Control(controller, round & 1);
                RenderInterleaved(both);
            }
            for (int number = 0; number < Parameters.Length; number++)
                Events.TryEnqueue(new EngineEvent(Position, EventKind.Parameter, 0, (byte)number, Parameters[number].Default));
            // A number that no effect has: their values are the host's.
            for (int slot = 1; slot <= _effects.Length; slot++)
                Events.TryEnqueue(new EngineEvent(Position, EventKind.Parameter, (byte)slot, byte.MaxValue, 0));
            Render(left, right);
            MasterGainDecibels = gain - 1;
            Render(left, right);
            MasterGainDecibels = gain;
            Render(left, right);
            _instrument.Warm();
        }
        Reset();
    }
}
