using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Events;
using Cascade.Dsp.Instruments;
using Cascade.Dsp.Mixing;

namespace Cascade.Dsp;

/// <summary>Several parts that play together: an instrument made of instruments, with a reverb and a chorus that all share.</summary>
/// <remarks>
/// Every event goes to the parts that listen to its port and channel, a note to those of them that play its key and its channel's program.
/// A note-off reaches all that
/// may have the note, whatever the program is by now. An event with <see cref="EngineEvent.Part"/> goes to that part alone. Parts whose
/// effects are late are
/// waited for by the others, so that all sound together.
/// </remarks>
/// <example><code>
/// var rack = new Rack(
///     new Part(new PianoInstrument()) { Channels = Part.Channel(0) },
///     new Part(new SynthInstrument(PresetLibrary.Synth("strings"))) { Channels = Part.Channel(1) }) { ReverbBus = [new Reverb()] };
/// var engine = new VoiceEngine(rack, null, new Limiter());
/// </code></example>
public sealed class Rack : Instrument
{
    /// <summary>The largest number of parts.</summary>
    public const int MaximumParts = 253;

    private const int Ports = 256;

    private readonly Part[] _parts;
    private readonly float[] _reverbLeft = new float[BlockSize], _reverbRight = new float[BlockSize];
    private readonly float[] _chorusLeft = new float[BlockSize], _chorusRight = new float[BlockSize];
    private readonly byte[] _programs = new byte[16 * Ports];
    private readonly DrumChannels _drums = new(Ports);
    private EffectChain _reverb = new([]), _chorus = new([]);
    private int _latency;
    private long _ignored;
    private bool _wasSolo, _isRehearsal;

    /// <summary>Makes a rack.</summary>
    /// <param name="parts">The parts, 1 to 253; they belong to the rack from now on.</param>
    /// <exception cref="ArgumentNullException">A part is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no parts, or too many.</exception>
    public Rack(params ReadOnlySpan<Part> parts) : base("rack")
    {
        if (parts.Length is < 1 or > MaximumParts)
            throw new ArgumentOutOfRangeException(nameof(parts), parts.Length, $"A rack has 1 to {MaximumParts} parts.");
        foreach (Part part in parts)
            ArgumentNullException.ThrowIfNull(part, nameof(parts));
        _parts = parts.ToArray();
    }

    /// <summary>The parts; part i is number i + 1 in an <see cref="EngineEvent.Part"/>.</summary>
    public IReadOnlyList<Part> Parts => _parts;

    /// <summary>The effects that <see cref="Part.ReverbSend"/> leads to; none by default. Their mix is set to 1.</summary>
    /// <exception cref="ArgumentNullException">The list or an effect is null.</exception>
    /// <exception cref="InvalidOperationException">An engine plays the rack: exchange its effects there.</exception>
    public IReadOnlyList<Effect> ReverbBus { get => _reverb.Effects; set => _reverb = Bus(value); }

    /// <summary>The effects that <see cref="Part.ChorusSend"/> leads to; none by default. Their mix is set to 1.</summary>
    /// <exception cref="ArgumentNullException">The list or an effect is null.</exception>
    /// <exception cref="InvalidOperationException">An engine plays the rack: exchange its effects there.</exception>
    public IReadOnlyList<Effect> ChorusBus { get => _chorus.Effects; set => _chorus = Bus(value); }

    /// <inheritdoc/>
    public override int ActiveVoices
    {
        get
        {
            int voices = 0;
            foreach (Part part in _parts)
                voices += part.ActiveVoices;
            return voices;
        }
    }

    /// <inheritdoc/>
    public override long IgnoredEvents
    {
        get
        {
            long ignored = _ignored;
            foreach (Part part in _parts)
                ignored += part.InstrumentSlot.IgnoredEvents;
            return ignored;
        }
    }

    /// <inheritdoc/>
    /// <remarks>That of the latest part.</remarks>
    public override int LatencyFrames => _latency;

    /// <inheritdoc/>
    public override int TailFrames
    {
        get
        {
            long longest = 0, reverb = 0, chorus = 0;
            foreach (Part part in _parts)
            {
                longest = Math.Max(longest, part.TailFrames);
                reverb = part.SendsToReverb ? _reverb.TailFrames : reverb;
                chorus = part.SendsToChorus ? _chorus.TailFrames : chorus;
            }
            return (int)Math.Min(int.MaxValue, longest + Math.Max(reverb, chorus));
        }
    }

    internal EffectChain ReverbChain => _reverb;

    internal EffectChain ChorusChain => _chorus;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Apply(in EngineEvent e, int offset)
    {
        if (e.Part > 0)
        {
            if (e.Part <= _parts.Length)
                Play(_parts[e.Part - 1], e, offset);
            else
                _ignored++;
            return;
        }
        if (e.Channel > 15)
        {
            _ignored++;
            return;
        }
        int channel = e.Port * 16 + e.Channel;
        Remember(e, channel);
        bool isNote = e.Kind == EventKind.NoteOn && e.Value > 0,
            isForAll = e.Kind is EventKind.SystemReset or EventKind.MasterVolume or EventKind.MasterTuning
                || (e.Kind == EventKind.KeyTuning && !ScaleTunings.IsOfName(e));
        bool isHeard = false;
        foreach (Part part in _parts)
        {
            if (!isForAll && !part.Hears(e.Port, e.Channel))
                continue;
            isHeard = true;
            if (!isNote || part.Plays(e.Number, _programs[channel], _drums[channel]))
                Play(part, e, offset);
        }
        if (!isHeard)
            _ignored++;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Render(Span<float> left, Span<float> right)
    {
        left.Clear();
        right.Clear();
        Span<float> reverbLeft = BusInput(_reverb, _reverbLeft), reverbRight = BusInput(_reverb, _reverbRight);
        Span<float> chorusLeft = BusInput(_chorus, _chorusLeft), chorusRight = BusInput(_chorus, _chorusRight);
        FollowSolo();
        foreach (Part part in _parts)
            part.Render(left, right, reverbLeft, reverbRight, chorusLeft, chorusRight);
        Return(_chorus, chorusLeft, chorusRight, left, right);
        Return(_reverb, reverbLeft, reverbRight, left, right);
    }

    /// <inheritdoc/>
    protected override void Setup(EngineSettings settings)
    {
        foreach (Part part in _parts)
            part.Prepare(settings);
        _reverb.Prepare(settings);
        _chorus.Prepare(settings);
        _latency = 0;
        foreach (Part part in _parts)
            _latency = Math.Max(_latency, part.LatencyFrames);
        foreach (Part part in _parts)
            part.DelayBy(_latency - part.LatencyFrames);
    }

    /// <inheritdoc/>
    protected override void Clear()
    {
        foreach (Part part in _parts)
            part.Reset();
        _reverb.Reset();
        _chorus.Reset();
        ForgetPrograms();
        _ignored = 0;
        _wasSolo = false;
    }

    internal override void Attach(object owner, byte part, byte slot)
    {
        base.Attach(owner, part, slot);
        for (int i = 0; i < _parts.Length; i++)
            _parts[i].Attach(owner, (byte)(i + 1), EngineEvent.Strip);
        _reverb.Attach(owner, EngineEvent.ReverbBus);
        _chorus.Attach(owner, EngineEvent.ChorusBus);
    }

    internal override void Detach()
    {
        base.Detach();
        foreach (Part part in _parts)
            part.Detach();
        _reverb.Detach();
        _chorus.Detach();
    }

    // The parts have rehearsed what they play; here is what only the rack does, with parts that cost nothing.
    internal override void Rehearse()
    {
        if (_isRehearsal)
            return;
        var rack =
            new Rack(new Part(new SilentInstrument(), new Delay()) { Transpose = 1 }, new Part(new SilentInstrument(), new Limiter()))
            {
                ReverbBus = [new Delay()],
                ChorusBus = [new Delay()],
            };
        rack.Attach(rack, 0, 0);
        rack._isRehearsal = true;
        rack.Prepare(Settings);
        Span<float> left = stackalloc float[BlockSize], right = stackalloc float[BlockSize];
        for (int round = 0; round < 3; round++)
        {
            for (EventKind kind = EventKind.NoteOn; kind <= EventKinds.Last; kind++)
                rack.Apply(new EngineEvent(0, kind, 0, 60, 0.5f), 0);
            rack.Apply(ScaleTunings.Event(0, 0, 0, 0.5f, soundingToo: true), 0);
            rack.Apply(EngineEvent.Control(0, 91, 1), 0);
            rack.Apply(EngineEvent.Control(0, 93, 1), 0);
            rack.Apply(EngineEvent.NoteOn(0, 60, 1) with { Part = 1 }, 0);
            for (byte part = 1; part < 4; part++)
                foreach (byte slot in (ReadOnlySpan<byte>)[0, 1, EngineEvent.Strip])
                    rack.Find(part, slot);
            rack.Find(EngineEvent.ReverbBus, 1);
            foreach (Parameter parameter in rack._parts[0].Parameters)
                rack._parts[0].Set(parameter, round % 2 == 0 ? parameter.Maximum : parameter.Minimum);
            for (int block = 0; block < 40; block++)
                rack.Render(left, right);
        }
        rack.Reset();
    }

    /// <summary>The device of a place, or null. For the audio thread.</summary>
    internal Device? Find(byte part, byte slot) => part switch
    {
        EngineEvent.ReverbBus => _reverb.Find(slot),
        EngineEvent.ChorusBus => _chorus.Find(slot),
        _ when part > _parts.Length => null,
        _ => slot switch
        {
            0 => _parts[part - 1].InstrumentSlot.Current,
            EngineEvent.Strip => _parts[part - 1],
            _ => _parts[part - 1].Chain.Find(slot),
        },
    };

    private static void Play(Part part, in EngineEvent e, int offset)
    {
        if (part.Transpose == 0 || e.Kind is not (EventKind.NoteOn or EventKind.NoteOff or EventKind.KeyPressure or EventKind.KeyTuning))
        {
            part.Apply(e, offset);
            return;
        }
        int key = e.Number + part.Transpose;
        if ((uint)key <= 127)
            // A tuning is of the key that is played, and keeps its distance from it.
            part.Apply(e with
            {
                Number = (ushort)key,
                Value = e.Kind == EventKind.KeyTuning ? e.Value + part.Transpose : e.Value,
            }, offset);
    }

    private void Remember(in EngineEvent e, int channel)
    {
        switch (e.Kind)
        {
            case EventKind.Program: _programs[channel] = (byte)Math.Min((int)e.Number, 127); break;
            case EventKind.SystemReset:
                ForgetPrograms();
                foreach (Part part in _parts)
                    part.ResetControllers();
                break;
        }
        _drums.Apply(e, channel);
    }

    private void ForgetPrograms()
    {
        Array.Clear(_programs);
        _drums.Reset();
    }

    private void FollowSolo()
    {
        bool isSolo = false;
        foreach (Part part in _parts)
            isSolo |= part.IsSolo;
        if (!isSolo && !_wasSolo)
            return;
        _wasSolo = isSolo;
        foreach (Part part in _parts)
            part.Silence(isSolo && !part.IsSolo);
    }

    private static Span<float> BusInput(EffectChain bus, float[] input)
    {
        if (bus.Effects.Length == 0 && !bus.IsExchanging)
            return [];
        Array.Clear(input);
        return input;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Return(EffectChain bus, Span<float> busLeft, Span<float> busRight, Span<float> left, Span<float> right)
    {
        if (busLeft.IsEmpty)
            return;
        bus.Process(busLeft, busRight, null);
        for (int i = 0; i < left.Length; i++)
        {
            left[i] += busLeft[i];
            right[i] += busRight[i];
        }
    }

    private EffectChain Bus(IReadOnlyList<Effect> effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        if (Owner is not null)
            throw new InvalidOperationException("An engine plays this rack: exchange its effects there.");
        var all = new Effect[effects.Count];
        for (int i = 0; i < all.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(effects[i], nameof(effects));
            all[i] = effects[i];
            all[i].Set(Effect.Mix, 1);
        }
        return new EffectChain(all);
    }
}
