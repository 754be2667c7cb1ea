using System;
using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Events;

/// <summary>What sixteen channels were told last: controllers, registered parameters, program with its bank, wheel, pressure, drums, scale,
/// MPE zones. Instruments play by it, players restore by it.</summary>
/// <remarks>Starts at General MIDI's defaults. Allocation-free after construction.
/// <para>Sources: MIDI 1.0 Detailed Specification 4.2; RP-015; RP-053 (MPE). Increments step the bend range by
/// semitones, as its coarse half.</para></remarks>
internal sealed class ChannelMemory
{
    /// <summary>The number of channels.</summary>
    public const int Channels = 16;

    /// <summary>The channel that plays drums unless it is told otherwise.</summary>
    public const int DrumChannel = 9;

    /// <summary>The number of values that a channel has.</summary>
    public const int Slots = Scale + ScaleTunings.Names;

    /// <summary>The place of the half of a registered parameter: twice its number, and 1 more for the fine half.</summary>
    public const int Registered = 0;

    /// <summary>The places of the mode that 126 and 127 choose (126 or 127, or NaN), of the bank that held when the program changed, and of
    /// the program.</summary>
    public const int Mode = Registered + 2 * RegisteredParameters, BankHigh = Mode + 1, BankLow = BankHigh + 1, Program = BankLow + 1;

    /// <summary>The place of controller 0; the others follow.</summary>
    public const int Control = Program + 1;

    /// <summary>The places of the wheel, the pressure, whether the channel was told to play drums, whether an unregistered parameter is
    /// chosen, and how far C is tuned; the other names follow.</summary>
    public const int Bend = Control + 128, Pressure = Bend + 1, Drums = Pressure + 1, Unregistered = Drums + 1, Scale = Unregistered + 1;

    /// <summary>The place of the MPE zone that a channel leads.</summary>
    public const int Zone = 2 * MpeZones.Parameter;

    // Bend range, fine and coarse tuning, tuning program and bank, wheel, MPE zone.
    private const int RegisteredParameters = 7, BendRangeParameter = 0, FineTuning = 1, CoarseTuning = 2;

    // Of them: those that have numbers to step.
    private const int SteppedParameters = 5;
    private const int UsualBendRange = 2;

    private readonly float[] _values = new float[Channels * Slots];
    private MpeZones _zones;

    /// <summary>Makes a memory at the start.</summary>
    public ChannelMemory() => Clear();

    /// <summary>The value of a place.</summary>
    /// <param name="channel">0 to 15.</param>
    /// <param name="slot">0 to <see cref="Slots"/> - 1.</param>
    public ref float this[int channel, int slot] => ref _values[channel * Slots + slot];

    /// <summary>All values of a channel.</summary>
    /// <param name="channel">0 to 15.</param>
    public Span<float> Of(int channel) => _values.AsSpan(channel * Slots, Slots);

    /// <summary>The channel that leads the MPE zone of a channel; itself where there is none.</summary>
    /// <param name="channel">0 to 15.</param>
    public int LeaderOf(int channel) => _zones.LeaderOf(channel);

    /// <summary>A controller with its fine half, 0 to 1; NaN while neither came of one that the patch decides.</summary>
    /// <param name="channel">0 to 15.</param>
    /// <param name="controller">One that has a fine half.</param>
    public float Full(int channel, int controller)
    {
        float coarse = this[channel, Control + controller], fine = this[channel, Control + controller + Controllers.Fine];
        return float.IsNaN(fine) ? coarse : MathF.Min(1, (float.IsNaN(coarse) ? 0 : coarse) + fine / 128);
    }

    /// <summary>How far the wheel reaches, in semitones.</summary>
    /// <param name="channel">0 to 15.</param>
    public float BendRange(int channel) => Half(channel, BendRangeParameter, 0) + Math.Min(Half(channel, BendRangeParameter, 1), 99) / 100f;

    /// <summary>The channel's tuning in semitones.</summary>
    /// <param name="channel">0 to 15.</param>
    public float Tuning(int channel) => (Half(channel, FineTuning, 0) * 128 + Half(channel, FineTuning, 1) - 8192) / 8192f
        + (Half(channel, CoarseTuning, 0) - 64);

    /// <summary>Back to the start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Clear()
    {
        Array.Clear(_values);
        _zones = default;
        for (int channel = 0; channel < Channels; channel++)
        {
            this[channel, Mode] = this[channel, BankHigh] = float.NaN;
            SetBendRange(channel, UsualBendRange);
            this[channel, 2 * FineTuning] = this[channel, 2 * CoarseTuning] = Controllers.Middle;
            for (int number = 0; number < 128; number++)
                this[channel, Control + number] = Controllers.Of(number).Start;
        }
        this[DrumChannel, Drums] = 1;
    }

    /// <summary>Takes over another memory.</summary>
    /// <param name="other">The other.</param>
    public void CopyFrom(ChannelMemory other)
    {
        other._values.CopyTo(_values, 0);
        _zones = other._zones;
    }

    /// <summary>Acts on an event; those of other kinds change nothing.</summary>
    /// <param name="e">Of channel 0 to 15.</param>
    public void Apply(in EngineEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.Control when e.Number < 128: MoveControl(e.Channel, e.Number, e.Value); break;
            case EventKind.Program:
                this[e.Channel, Program] = e.Number;
                this[e.Channel, BankHigh] = this[e.Channel, Control];
                this[e.Channel, BankLow] = this[e.Channel, Control + Controllers.Fine];
                break;
            case EventKind.PitchBend: this[e.Channel, Bend] = e.Value; break;
            case EventKind.ChannelPressure: this[e.Channel, Pressure] = e.Value; break;
            case EventKind.DrumPart: this[e.Channel, Drums] = e.Number; break;
            case EventKind.KeyTuning when ScaleTunings.IsOfName(e):
                this[e.Channel, Scale + e.Number % ScaleTunings.Names] = ScaleTunings.SemitonesOf(e);
                break;
        }
    }

    /// <summary>Moves a controller, and what follows for its fine half, a registered parameter, and the channels of an MPE zone.</summary>
    /// <param name="channel">0 to 15.</param>
    /// <param name="number">0 to 127.</param>
    /// <param name="value">0 to 1; NaN is the start.</param>
    public void MoveControl(int channel, int number, float value)
    {
        ref readonly Controllers.Controller controller = ref Controllers.Of(number);
        bool isStart = float.IsNaN(value);
        this[channel, Control + number] = isStart ? controller.Start : value;
        if (controller.HasFine)
            this[channel, Control + number + Controllers.Fine] = isStart ? Controllers.Of(number + Controllers.Fine).Start : 0;
        switch (number)
        {
            case 6 or 38 when !isStart && TrySelected(channel, out int parameter): Enter(channel, parameter, number == 38, value); break;
            case 96 or 97 when TrySelected(channel, out int stepped) && stepped < SteppedParameters:
                Step(channel, stepped, number == 96 ? 1 : -1);
                break;
            case 98 or 99: this[channel, Unregistered] = 1; break;
            case 100 or 101: this[channel, Unregistered] = 0; break;
            case 121: Restart(channel); break;
            case 126 or 127: this[channel, Mode] = isStart ? float.NaN : number; break;
        }
    }

    /// <summary>The registered parameter that data entry moves, if it is one that is known.</summary>
    /// <param name="channel">0 to 15.</param>
    /// <param name="parameter">Its number.</param>
    public bool TrySelected(int channel, out int parameter)
    {
        parameter = SevenBits(this[channel, Control + 100]);
        return this[channel, Unregistered] == 0 && this[channel, Control + 101] == 0 && parameter is >= 0 and < RegisteredParameters;
    }

    /// <summary>The number 0-127 that a value from 0 to 1 stands for.</summary>
    /// <param name="value">0 to 1.</param>
    public static int SevenBits(float value) => (int)MathF.Round(value * 127);

    // Controller 121.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Restart(int channel)
    {
        this[channel, Bend] = this[channel, Pressure] = this[channel, Unregistered] = 0;
        for (int number = 0; number < 128; number++)
            if (Controllers.Of(number).IsReset)
                this[channel, Control + number] = Controllers.Of(number).Start;
    }

    private int Half(int channel, int parameter, int half) => SevenBits(this[channel, 2 * parameter + half]);

    private void SetBendRange(int channel, int semitones) =>
        (this[channel, 2 * BendRangeParameter], this[channel, 2 * BendRangeParameter + 1]) = (semitones / 127f, 0);

    // The coarse half clears the fine one.
    private void Enter(int channel, int parameter, bool isFine, float value)
    {
        if (isFine)
            this[channel, 2 * parameter + 1] = value;
        else
            (this[channel, 2 * parameter], this[channel, 2 * parameter + 1]) = (value, 0);
        if (parameter == MpeZones.Parameter && !isFine && MpeZones.CanLead(channel))
            SetZone(channel, SevenBits(value));
        else if (parameter == BendRangeParameter)
            ShareBendRange(channel);
    }

    // The fine tuning is one number of 14 bits; of the others the coarse half moves, by its own unit.
    private void Step(int channel, int parameter, int by)
    {
        int coarse = Half(channel, parameter, 0), fine = Half(channel, parameter, 1), unit = parameter == FineTuning ? 128 : 1;
        int value = Math.Clamp((unit == 1 ? coarse : coarse * unit + fine) + by, 0, unit * 128 - 1);
        this[channel, 2 * parameter] = value / unit / 127f;
        if (unit > 1)
            this[channel, 2 * parameter + 1] = value % unit / 127f;
        if (parameter == BendRangeParameter)
            ShareBendRange(channel);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SetZone(int leader, int members)
    {
        MpeZones before = _zones;
        _zones.Set(leader, members);
        for (int channel = 0; channel < Channels; channel++)
            if (_zones.IsMember(channel))
                SetBendRange(channel, MpeZones.MemberBendRange);
            else if (before.IsMember(channel) || channel == leader)
                SetBendRange(channel, UsualBendRange);
        this[0, Zone] = _zones.MembersOf(0) / 127f;
        this[Channels - 1, Zone] = _zones.MembersOf(Channels - 1) / 127f;
    }

    // The members of a zone have one bend range.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ShareBendRange(int channel)
    {
        if (!_zones.IsMember(channel))
            return;
        for (int other = 0; other < Channels; other++)
            if (_zones.IsMember(other) && _zones.LeaderOf(other) == _zones.LeaderOf(channel))
                Of(channel)[..2].CopyTo(Of(other));
    }
}
