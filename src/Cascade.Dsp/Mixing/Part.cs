using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Mixing;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp;

/// <summary>A part of a <see cref="Rack"/>: an instrument, what it listens to, its insert effects, and a strip with gain, pan, mute, solo
/// and two sends.</summary>
/// <remarks><code>
/// events of its port, channels, keys, programs -> instrument -> inserts -> gain, pan, mute -+-> rack
///                                                                                           +-> reverb send, chorus send
/// </code>
/// The sends follow the strip, and controllers 91 and 93 of its channels scale them; 40 of 127 and 0 of 127 hold until such a controller
/// comes, as General MIDI 2 has it.</remarks>
/// <example><code>
/// var strings = new Part(new SynthInstrument(PresetLibrary.Synth("strings"))) { Name = "strings", Channels = Part.Channel(1) };
/// strings.Set(Part.Gain, -6);
/// </code></example>
public sealed class Part : Device
{
    /// <summary>All sixteen channels, for <see cref="Channels"/>.</summary>
    public const int AllChannels = 0xFFFF;

    private const int Block = Instrument.BlockSize;
    private const float RampTime = 0.01f, UsualReverb = 40 / 127f;

    private readonly InstrumentSlot _slot;
    private readonly EffectChain _chain;
    private readonly Ramp _left = new(1, RampTime), _right = new(1, RampTime), _reverb = new(0, RampTime), _chorus = new(0, RampTime);
    private readonly Ramp[] _ramps;
    private readonly float[] _blockLeft = new float[Block], _blockRight = new float[Block], _sendLeft = new float[Block],
        _sendRight = new float[Block];
    private float[] _lateLeft = [], _lateRight = [];
    private int _late, _at;
    private float _reverbControl, _chorusControl;
    private bool _isSilenced;
    private long _idle, _inaudible;

    /// <summary>Makes a part that listens to all ports, channels, keys and programs.</summary>
    /// <param name="instrument">The instrument; it belongs to this part from now on.</param>
    /// <param name="inserts">The effects in the order the sound passes them; they belong to this part from now on.</param>
    /// <exception cref="ArgumentNullException">The instrument or an effect is null.</exception>
    public Part(Instrument instrument, params ReadOnlySpan<Effect> inserts) : base("part", Gain, Pan, Mute, Solo, ReverbSend, ChorusSend)
    {
        _slot = new InstrumentSlot(instrument);
        _chain = new EffectChain(inserts);
        _ramps = [_left, _right, _reverb, _chorus];
    }

    /// <summary>The level, in dB, -60 (off) to 12.</summary>
    public static Parameter Gain { get; } = new("gain", Unit.Decibels, -60, 12, 0);

    /// <summary>The balance of left and right, -1 to 1: the far side becomes softer, the near one stays.</summary>
    public static Parameter Pan { get; } = new("pan", Unit.Ratio, -1, 1, 0);

    /// <summary>On: the part is not heard.</summary>
    public static Parameter Mute { get; } = Parameter.Switch("mute");

    /// <summary>On: of all parts only those with solo are heard.</summary>
    public static Parameter Solo { get; } = Parameter.Switch("solo");

    /// <summary>What goes to the reverb, in dB, -60 (none) to 12, times controller 91.</summary>
    public static Parameter ReverbSend { get; } = new("reverb send", Unit.Decibels, -60, 12, 0);

    /// <summary>What goes to the chorus, in dB, -60 (none) to 12, times controller 93.</summary>
    public static Parameter ChorusSend { get; } = new("chorus send", Unit.Decibels, -60, 12, 0);

    /// <summary>The part's name; empty by default.</summary>
    public string Name { get; init; } = "";

    /// <summary>The instrument, as exchanged last.</summary>
    public Instrument Instrument => _slot.Instrument;

    /// <summary>The insert effects in order, as exchanged last.</summary>
    public IReadOnlyList<Effect> Inserts => _chain.Effects;

    /// <summary>The MIDI port it listens to, 0 to 255, or -1 for all, the default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The port is out of range.</exception>
    public int Port { get; init => field = Within(value, -1, 255, "port"); } = -1;

    /// <summary>The channels it listens to, a bit each; <see cref="AllChannels"/> by default. See <see cref="Channel"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are bits of other than sixteen channels.</exception>
    public int Channels { get; init => field = Within(value, 0, AllChannels, "set of channels"); } = AllChannels;

    /// <summary>The lowest key it plays, 0 to 127; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The key is out of range.</exception>
    public int LowestKey { get; init => field = Within(value, 0, 127, "key"); }

    /// <summary>The highest key it plays, 0 to 127; 127 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The key is out of range.</exception>
    public int HighestKey { get; init => field = Within(value, 0, 127, "key"); } = 127;

    /// <summary>How far it moves the keys, in semitones, -127 to 127; keys that leave the keyboard are not played.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public int Transpose { get; init => field = Within(value, -127, 127, "transposition"); }

    /// <summary>The lowest program of the channels whose notes it plays, 0 to 127; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The program is out of range.</exception>
    public int LowestProgram { get; init => field = Within(value, 0, 127, "program"); }

    /// <summary>The highest program of the channels whose notes it plays, 0 to 127; 127 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The program is out of range.</exception>
    public int HighestProgram { get; init => field = Within(value, 0, 127, "program"); } = 127;

    /// <summary>Whether it plays the notes of drum channels, whatever their program; true by default.</summary>
    public bool PlaysDrums { get; init; } = true;

    internal InstrumentSlot InstrumentSlot => _slot;

    internal EffectChain Chain => _chain;

    internal int ActiveVoices => _slot.ActiveVoices;

    internal int LatencyFrames => _slot.Instrument.LatencyFrames + _chain.LatencyFrames;

    internal long TailFrames => _slot.Instrument.TailFrames + _chain.TailFrames;

    internal bool SendsToReverb => _reverb.IsMoving || _reverb.Value != 0;

    internal bool SendsToChorus => _chorus.IsMoving || _chorus.Value != 0;

    internal bool IsSolo => Parameters[Solo] != 0;

    /// <summary>The bit of a channel, for <see cref="Channels"/>.</summary>
    /// <param name="channel">0 to 15.</param>
    /// <exception cref="ArgumentOutOfRangeException">The channel is out of range.</exception>
    public static int Channel(int channel) => 1 << Within(channel, 0, 15, "channel");

    /// <summary>Whether the part hears events of a port and channel.</summary>
    internal bool Hears(byte port, byte channel) => (Port < 0 || Port == port) && (Channels >> channel & 1) != 0;

    /// <summary>Whether the part plays a key of a channel.</summary>
    internal bool Plays(int key, int program, bool isDrums) =>
        key >= LowestKey && key <= HighestKey && (isDrums ? PlaysDrums : program >= LowestProgram && program <= HighestProgram);

    internal override void Attach(object owner, byte part, byte slot)
    {
        base.Attach(owner, part, slot);
        _slot.Attach(owner, part);
        _chain.Attach(owner, part);
    }

    internal override void Detach()
    {
        base.Detach();
        _slot.Detach();
        _chain.Detach();
    }

    /// <summary>Delays the part, so that it lies beside parts of a larger latency.</summary>
    internal void DelayBy(int frames)
    {
        _late = frames;
        (_lateLeft, _lateRight) = (new float[frames], new float[frames]);
    }

    /// <summary>Falls silent or is heard again, because another part has solo.</summary>
    internal void Silence(bool isSilenced)
    {
        _isSilenced = isSilenced;
        Aim();
    }

    internal void Apply(in EngineEvent e, int offset)
    {
        _idle = 0;
        if (e.Kind == EventKind.Control && e.Number is 91 or 93)
        {
            float value = float.IsNaN(e.Value) ? e.Number == 91 ? UsualReverb : 0 : Math.Clamp(e.Value, 0, 1);
            (_reverbControl, _chorusControl) = e.Number == 91 ? (value, _chorusControl) : (_reverbControl, value);
            Aim();
            return;
        }
        _slot.Apply(e, offset);
    }

    /// <summary>Adds the part's sound to the rack's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Render(Span<float> left, Span<float> right, Span<float> reverbLeft, Span<float> reverbRight, Span<float> chorusLeft,
        Span<float> chorusRight)
    {
        // A part that has been silent for longer than its effects sound on costs nothing.
        if (_idle > _inaudible && !_slot.IsExchanging && !_chain.IsExchanging)
            return;
        Span<float> ownLeft = _blockLeft, ownRight = _blockRight;
        _slot.Render(ownLeft, ownRight);
        _chain.Process(ownLeft, ownRight, null);
        if (_slot.ActiveVoices > 0)
            _idle = 0;
        else if (_idle == 0)
            _inaudible = TailFrames + LatencyFrames + _late + 2 * Block;
        _idle += Block;
        if (_late > 0)
            Delay(ownLeft, ownRight);
        for (int i = 0; i < Block; i++)
        {
            ownLeft[i] *= _left.Next();
            ownRight[i] *= _right.Next();
            left[i] += ownLeft[i];
            right[i] += ownRight[i];
        }
        Send(_reverb, reverbLeft, reverbRight);
        Send(_chorus, chorusLeft, chorusRight);
    }

    /// <inheritdoc/>
    protected override void Setup(EngineSettings settings)
    {
        _slot.Prepare(settings);
        _chain.Prepare(settings);
        foreach (Ramp ramp in _ramps)
            ramp.Prepare(settings.SampleRate);
    }

    /// <inheritdoc/>
    protected override void Clear()
    {
        _slot.Reset();
        _chain.Reset();
        Array.Clear(_lateLeft);
        Array.Clear(_lateRight);
        _at = 0;
        _idle = _inaudible = long.MaxValue / 2;
        _idle++;
        _isSilenced = false;
        ResetControllers();
        foreach (Ramp ramp in _ramps)
            ramp.Reset();
    }

    /// <summary>Controllers 91 and 93 at their defaults.</summary>
    internal void ResetControllers()
    {
        _reverbControl = UsualReverb;
        _chorusControl = 0;
        Aim();
    }

    /// <inheritdoc/>
    protected override void Moved(Parameter parameter) => Aim();

    private void Aim()
    {
        float gain = _isSilenced || Parameters[Mute] != 0 ? 0 : Decibels.ToGain(Parameters[Gain], Gain.Minimum), pan = Parameters[Pan];
        _left.MoveTo(gain * Math.Min(1, 1 - pan));
        _right.MoveTo(gain * Math.Min(1, 1 + pan));
        _reverb.MoveTo(_reverbControl * Decibels.ToGain(Parameters[ReverbSend], ReverbSend.Minimum));
        _chorus.MoveTo(_chorusControl * Decibels.ToGain(Parameters[ChorusSend], ChorusSend.Minimum));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Delay(Span<float> left, Span<float> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            (left[i], _lateLeft[_at]) = (_lateLeft[_at], left[i]);
            (right[i], _lateRight[_at]) = (_lateRight[_at], right[i]);
            _at = _at + 1 == _late ? 0 : _at + 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Send(Ramp level, Span<float> left, Span<float> right)
    {
        if (left.IsEmpty || (!level.IsMoving && level.Value == 0))
            return;
        _blockLeft.CopyTo(_sendLeft, 0);
        _blockRight.CopyTo(_sendRight, 0);
        level.Scale(_sendLeft, _sendRight);
        for (int i = 0; i < left.Length; i++)
        {
            left[i] += _sendLeft[i];
            right[i] += _sendRight[i];
        }
    }

    private static int Within(int value, int least, int most, string what) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"The {what} must lie within {least} to {most}.");
}
