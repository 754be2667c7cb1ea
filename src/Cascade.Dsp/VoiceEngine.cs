using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Cascade.Dsp.Events;
using Cascade.Dsp.Mixing;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp;

/// <summary>Turns events into stereo sound: an instrument, a chain of effects and a master gain on one clock, the sample
/// position.</summary>
/// <remarks>
/// <code>
/// NoteOn, Events, AddQueue() -> [queues] -> instrument -> effects in order, the master gain before a last limiter -> Render
/// </code>
/// Inside, everything runs in blocks of 32 frames on a fixed grid, and a delay of 31 frames joins the grid to any host block size; so the
/// same events give the same bits however the host splits its calls. Events keep their exact sample.
/// <para>Threads: the constructor and <see cref="AddQueue"/> allocate; <see cref="Render"/>, <see cref="RenderInterleaved"/> and
/// <see cref="Reset"/> belong to one thread at a time, the audio thread, and never allocate, lock, throw (but for arguments of unequal
/// length) or wait. <see cref="Events"/> and the conveniences that use it (<see cref="NoteOn"/> to <see cref="Set"/>) belong to one thread
/// at a time too, which may be another. The other properties can be read from any thread.</para>
/// </remarks>
/// <example><code>
/// var engine = new VoiceEngine(new SynthInstrument());
/// engine.NoteOn(60, 0.8f);
/// var left = new float[48_000];
/// var right = new float[48_000];
/// engine.Render(left, right);
/// WaveFile.Write("c4.wav", left, right, 48_000);
/// </code></example>
public sealed partial class VoiceEngine
{
    /// <summary>The number of frames in a block of the fixed grid.</summary>
    public const int BlockSize = Instrument.BlockSize;

    private const float LowestGain = -120;

    private readonly EngineSettings _settings;
    private readonly InstrumentSlot _instrument;
    private readonly EffectChain _effects;
    private readonly Ramp _gain;
    private readonly AlignedBuffer _block = new(2 * BlockSize);
    private readonly int _queueCapacity;
    private EventInbox[] _queues;
    private readonly float _startGain;
    private long _position;
    private long _ignored;
    private long _instrumentIgnored;
    private int _activeVoices, _isRendering;
    private float _masterGain;
    private float _gainInUse;

    /// <summary>Sets up an engine: allocates everything, builds the tables and, by default, runs every code path once.</summary>
    /// <param name="instrument">The instrument; it belongs to this engine from now on.</param>
    /// <param name="options">Rate, width, tuning and so on; the defaults if null.</param>
    /// <param name="effects">The effects in the order the sound passes them; they belong to this engine from now on.</param>
    /// <exception cref="ArgumentNullException">The instrument or an effect is null.</exception>
    /// <exception cref="InvalidOperationException">The instrument or an effect belongs to an engine already, or an effect stands twice in
    /// the list.</exception>
    public VoiceEngine(Instrument instrument, EngineOptions? options = null, params ReadOnlySpan<Effect> effects)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        options ??= new EngineOptions();
        _instrument = new InstrumentSlot(instrument);
        _effects = new EffectChain(effects);
        _queueCapacity = options.QueueCapacity;
        Events = new EventQueue(_queueCapacity);
        _queues = [new EventInbox(Events)];
        LaneChoice lanes = LaneWidths.Resolve(options.Width, options.Arithmetic);
        _settings = new EngineSettings
        {
            SampleRate = options.SampleRate,
            Width = lanes.Width,
            Arithmetic = lanes.Arithmetic,
            Tuning = options.Tuning,
            Seed = options.Seed,
            Rehearses = options.Rehearses,
        };
        _startGain = MasterGainDecibels = options.MasterGainDecibels;
        _gainInUse = _masterGain;
        _gain = new Ramp(Decibels.ToGain(_masterGain, LowestGain), 0.01f);
        _gain.Prepare(SampleRate);
        _instrument.Attach(this, 0);
        _effects.Attach(this, 0);
        _instrument.Prepare(_settings);
        _effects.Prepare(_settings);
        if (options.Rehearses)
            Warm();
    }

    /// <summary>Makes an engine that plays a sound: its instruments through its effects, with its tuning and gain.</summary>
    /// <param name="sound">The sound.</param>
    /// <param name="options">Rate, width, seed and size of the queue; null for the defaults. The tuning and the gain are the
    /// sound's.</param>
    /// <exception cref="ArgumentException">An effect of the sound is unknown, or has a value for a parameter that is.</exception>
    /// <exception cref="ArgumentNullException">The sound is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A channel, a key, the gain or the number of parts is out of range.</exception>
    /// <exception cref="InvalidOperationException">A part has no instrument, or two.</exception>
    public VoiceEngine(Sound sound, EngineOptions? options = null)
        : this(Checked(sound).CreateInstrument(),
            (options ?? new EngineOptions()) with { Tuning = sound.Tuning, MasterGainDecibels = sound.Gain }, sound.CreateEffects())
    {
    }

    /// <summary>Samples per second.</summary>
    public int SampleRate => _settings.SampleRate;

    /// <summary>The register width that the kernels run at; never <see cref="LaneWidth.Auto"/>.</summary>
    public LaneWidth Width => _settings.Width;

    /// <summary>How the kernels multiply and add; never <see cref="LaneArithmetic.Auto"/>.</summary>
    public LaneArithmetic Arithmetic => _settings.Arithmetic;

    /// <summary>The queue of the thread that plays. Further producing threads each take their own from <see cref="AddQueue"/>.</summary>
    public EventQueue Events { get; }

    /// <summary>The instrument, as exchanged last.</summary>
    public Instrument Instrument => _instrument.Instrument;

    /// <summary>The effects in order, as exchanged last.</summary>
    public IReadOnlyList<Effect> Effects => _effects.Effects;

    /// <summary>How many frames were rendered since the start or the last <see cref="Reset"/>. An event of this time happens at the next
    /// frame.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>How many voices sound.</summary>
    public int ActiveVoices => Volatile.Read(ref _activeVoices);

    /// <summary>How many frames the sound lies behind the events: 31 and the latencies of instrument and effects. It changes only by an
    /// exchange.</summary>
    public int LatencyFrames => BlockSize - 1 + Instrument.LatencyFrames + _effects.LatencyFrames;

    /// <summary>How many frames the effects may sound on after the last voice has ended, at their present parameters.</summary>
    public int TailFrames => (int)Math.Min(Instrument.TailFrames + _effects.TailFrames, int.MaxValue);

    /// <summary>True while an exchange of the instrument or of effects waits or fades. Readable from any thread.</summary>
    public bool IsExchanging => _instrument.IsExchanging || _effects.IsExchanging;

    /// <summary>The keys that are down on any channel, a bit each. Readable from any thread, for drawing.</summary>
    public UInt128 HeldKeys => _instrument.HeldKeys;

    /// <summary>How many events were refused by full queues.</summary>
    public long DroppedEvents
    {
        get
        {
            long dropped = 0;
            foreach (EventInbox inbox in Volatile.Read(ref _queues))
                dropped += inbox.Queue.Dropped;
            return dropped;
        }
    }

    /// <summary>How many events were not acted on because their kind, key, channel, controller or parameter is unknown.</summary>
    public long IgnoredEvents => Volatile.Read(ref _ignored) + Volatile.Read(ref _instrumentIgnored);

    /// <summary>The gain of everything in dB; may be set from any thread and moves by a ramp of 10 ms.</summary>
    /// <remarks>It comes after the effects, but before the last limiter among them: no gain pushes the sound over a limiter's
    /// ceiling.</remarks>
    /// <value>-120 to 48 dB; other values are clamped, NaN becomes 0.</value>
    public float MasterGainDecibels
    {
        get => Volatile.Read(ref _masterGain);
        set => Volatile.Write(ref _masterGain, float.IsNaN(value) ? 0 : Math.Clamp(value, -120, 48));
    }

    /// <summary>A queue for a further producing thread. Allocates; call it before the sound starts or from a thread that may.</summary>
    /// <returns>An empty queue with the capacity of <see cref="EngineOptions.QueueCapacity"/>. Where times are equal, earlier queues come
    /// first.</returns>
    public EventQueue AddQueue()
    {
        var queue = new EventQueue(_queueCapacity);
        Attach(queue);
        return queue;
    }

    /// <summary>Reads a queue of any size from now on; where times are equal, earlier queues come first. Allocates.</summary>
    internal void Attach(EventQueue queue)
    {
        var inbox = new EventInbox(queue);
        EventInbox[] queues;
        do
            queues = Volatile.Read(ref _queues);
        while (Interlocked.CompareExchange(ref _queues, [.. queues, inbox], queues) != queues);
    }

    /// <summary>Reads a queue no longer; what waits in it is forgotten. Allocates.</summary>
    internal void Detach(EventQueue queue)
    {
        EventInbox[] queues;
        do
            queues = Volatile.Read(ref _queues);
        while (Interlocked.CompareExchange(ref _queues, Array.FindAll(queues, q => q.Queue != queue), queues) != queues);
    }

    /// <summary>Renders the next frames.</summary>
    /// <param name="left">Overwritten; any length. Full scale is -1 to 1; louder sound is kept.</param>
    /// <param name="right">As many frames.</param>
    /// <exception cref="ArgumentException">The channels differ in length.</exception>
    /// <exception cref="InvalidOperationException">Another thread renders this engine.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Render(Span<float> left, Span<float> right)
    {
        if (left.Length != right.Length)
            throw new ArgumentException("Both channels must have the same length.", nameof(right));
        Enter();
        for (int done = 0; done < left.Length;)
        {
            int from = NextRun(left.Length - done, out int count);
            _block.Span.Slice(from, count).CopyTo(left[done..]);
            _block.Span.Slice(BlockSize + from, count).CopyTo(right[done..]);
            done += count;
        }
        Volatile.Write(ref _isRendering, 0);
    }

    /// <summary>Renders the next frames, left and right in turn.</summary>
    /// <param name="frames">Overwritten: left 0, right 0, left 1, right 1 ...; an even length.</param>
    /// <exception cref="ArgumentException">The length is odd.</exception>
    /// <exception cref="InvalidOperationException">Another thread renders this engine.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void RenderInterleaved(Span<float> frames)
    {
        if ((frames.Length & 1) != 0)
            throw new ArgumentException("Interleaved stereo needs an even number of samples.", nameof(frames));
        Enter();
        for (int done = 0; done < frames.Length;)
        {
            int from = NextRun((frames.Length - done) / 2, out int count);
            Pairs.Join(_block.Span.Slice(from, count), _block.Span.Slice(BlockSize + from, count), frames.Slice(done, 2 * count));
            done += 2 * count;
        }
        Volatile.Write(ref _isRendering, 0);
    }

    /// <summary>As new: silent, position 0, waiting events dropped, controllers, parameters and the master gain as after construction. What
    /// was exchanged stays exchanged.</summary>
    /// <remarks>Then the engine plays bit by bit what a new one with the same instrument and effects would.</remarks>
    public void Reset()
    {
        foreach (EventInbox inbox in Volatile.Read(ref _queues))
            inbox.Clear();
        _instrument.Reset();
        _effects.Reset();
        _block.Span.Clear();
        MasterGainDecibels = _gainInUse = _startGain;
        _gain.MoveTo(Decibels.ToGain(_startGain, LowestGain));
        _gain.Reset();
        Volatile.Write(ref _position, 0);
        Volatile.Write(ref _activeVoices, 0);
        Volatile.Write(ref _ignored, 0);
        Volatile.Write(ref _instrumentIgnored, _instrument.IgnoredEvents);
    }

    private void Enter()
    {
        if (Interlocked.Exchange(ref _isRendering, 1) != 0)
            throw new InvalidOperationException("Two threads render this engine at once; it has one audio thread.");
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RenderBlock(long start)
    {
        Span<float> left = _block.Span[..BlockSize], right = _block.Span[BlockSize..];
        EventInbox[] queues = Volatile.Read(ref _queues);
        for (int offset = 0; Earliest(queues, start + BlockSize) is { } inbox;)
        {
            EngineEvent e = inbox.Take();
            offset = Math.Max(offset, (int)(Math.Max(e.Time, start) - start));
            Dispatch(e, offset);
        }
        _instrument.Render(left, right);
        float gain = Volatile.Read(ref _masterGain);
        if (gain != _gainInUse)
            MoveMasterGain(gain, isFirst: start == 0);
        _effects.Process(left, right, _gain);
        Subnormals.Remove(_block.Span);
        Volatile.Write(ref _activeVoices, _instrument.ActiveVoices);
        Volatile.Write(ref _instrumentIgnored, _instrument.IgnoredEvents);
    }

    // Where times are equal, earlier queues come first.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static EventInbox? Earliest(EventInbox[] queues, long end)
    {
        EventInbox? earliest = null;
        foreach (EventInbox inbox in queues)
        {
            long time = inbox.NextTime;
            if (time < end)
                (earliest, end) = (inbox, time);
        }
        return earliest;
    }

    private void Dispatch(in EngineEvent e, int offset)
    {
        bool isTaken = e.Channel <= 15;
        if (e.Kind == EventKind.Parameter)
            isTaken = Find(e.Part, e.Slot) is { } device && device.Move(e.Number, e.Value);
        else if (isTaken)
            _instrument.Apply(e, offset);
        if (!isTaken)
            Volatile.Write(ref _ignored, _ignored + 1);
    }

    private Device? Find(byte part, byte slot) => part > 0
        ? (_instrument.Current as Rack)?.Find(part, slot)
        : slot == 0 ? _instrument.Current : _effects.Find(slot);

    private void MoveMasterGain(float wanted, bool isFirst)
    {
        _gainInUse = wanted;
        _gain.MoveTo(Decibels.ToGain(wanted, LowestGain));
        // Nothing was heard yet that could click.
        if (isFirst)
            _gain.Reset();
    }

    /// <summary>Whether everything that may run was run once beforehand.</summary>
    internal bool Rehearses => _settings.Rehearses;

    private List<EffectChain> Chains()
    {
        var chains = new List<EffectChain> { _effects };
        if (Instrument is not Rack rack)
            return chains;
        foreach (Part part in rack.Parts)
            chains.Add(part.Chain);
        chains.AddRange([rack.ReverbChain, rack.ChorusChain]);
        return chains;
    }

    // Instruments and effects have run all they do; here is what only the engine does.
    private void Warm()
    {
        Span<float> left = stackalloc float[3 * BlockSize], right = stackalloc float[3 * BlockSize], both = stackalloc float[2 * BlockSize];
        float gain = _masterGain;
        for (int round = 0; round < 3; round++)
        {
            NoteOn(60, 0.5f);
            Control(64, 1);
            PitchBend(0.5f);
            Program(0);
            Events.TryEnqueue(EngineEvent.NoteOff(Position + 10 * BlockSize, 60));
            for (int slot = 0; slot <= Effects.Count; slot++)
                Events.TryEnqueue(EngineEvent.Parameter(Position, 0, slot, ushort.MaxValue, 0));
            Render(left, right);
            MasterGainDecibels = gain - 1;
            Render(left, right);
            MasterGainDecibels = gain;
            for (int i = 0; i < 12; i++)
                RenderInterleaved(both);
        }
        EffectChain.Warm(_settings);
        InstrumentSlot.Warm(_settings);
        Reset();
    }

    private static Sound Checked(Sound sound)
    {
        ArgumentNullException.ThrowIfNull(sound);
        return sound;
    }
}
