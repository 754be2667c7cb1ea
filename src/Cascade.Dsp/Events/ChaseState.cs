using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Events;

/// <summary>What 16 channels hold after some events: controllers, programs, bends, pressures, registered parameters, drums; the master
/// volume and tuning; and the engine's own parameters.</summary>
/// <remarks>A player keeps two, what it has sent and what a place in the music needs, and sends the differences. Starts at General MIDI's
/// defaults.</remarks>
internal sealed class ChaseState
{
    private const int Channels = 16, Keys = 128;
    private const int Masters = 3;   // volume, fine and coarse tuning
    private const int RegisteredParameters = 7;   // bend range, fine and coarse tuning, tuning program and bank, wheel, MPE zone
    private const int SteppedParameters = 5;   // of them: those that have numbers to step
    private const int Zone = 2 * MpeZones.Parameter, Zones = 2;
    private const int Mode = 2 * RegisteredParameters;
    private const int BankHigh = Mode + 1, BankLow = BankHigh + 1, Program = BankLow + 1;   // the bank that held when the program changed
    private const int FirstControl = Program + 1, Bend = FirstControl + 128, Pressure = Bend + 1, Drums = Pressure + 1;
    private const int Unregistered = Drums + 1, SlotCount = Unregistered + 1;
    private const int DrumChannel = 9;

    private readonly float[] _values = new float[Channels * SlotCount];
    private readonly uint[] _parameters;
    private readonly float[] _parameterValues;
    private readonly float[] _master = new float[Masters], _keyTunings = new float[Keys];
    private MpeZones _zones;

    /// <summary>Makes a state at the start.</summary>
    /// <param name="parameters">The part, slot and number of each engine parameter that occurs, as <see cref="KeyOf"/> gives them,
    /// ascending.</param>
    public ChaseState(uint[] parameters)
    {
        _parameters = parameters;
        _parameterValues = new float[parameters.Length];
        Clear();
    }

    /// <summary>The engine parameters that occur in a sequence, as the constructor takes them.</summary>
    public static uint[] ParametersOf(Sequence sequence)
    {
        var found = new HashSet<uint>();
        foreach (ref readonly EngineEvent e in sequence.Events)
            if (e.Kind == EventKind.Parameter)
                found.Add(KeyOf(e));
        uint[] parameters = [.. found];
        Array.Sort(parameters);
        return parameters;
    }

    private static uint KeyOf(in EngineEvent e) => (uint)(e.Part << 24 | e.Slot << 16 | e.Number);

    /// <summary>Back to the start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Clear()
    {
        Array.Fill(_parameterValues, float.NaN);
        ClearSystem();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ClearSystem()
    {
        Array.Clear(_values);
        Array.Fill(_keyTunings, float.NaN);
        _zones = default;
        (_master[0], _master[1], _master[2]) = (1, 0, 0);
        for (int channel = 0; channel < Channels; channel++)
        {
            Span<float> values = Of(channel), controls = values.Slice(FirstControl, 128);
            // What the patch decides until a controller comes; the reverb's part of a rack likewise.
            values[Mode] = controls[5] = controls[37] = controls[65] = controls[91] = float.NaN;
            // Both tunings in the middle.
            SetBendRange(values, 2);
            values[2] = values[4] = 64 / 127f;
            controls[7] = 100 / 127f;
            controls[8] = controls[10] = 64 / 127f;
            controls[11] = 1;
            controls.Slice(70, 10).Fill(64 / 127f);
            controls.Slice(98, 4).Fill(1);
        }
        Of(DrumChannel)[Drums] = 1;
    }

    /// <summary>Takes over another state of the same parameters.</summary>
    public void CopyFrom(ChaseState other)
    {
        other._values.CopyTo(_values, 0);
        other._parameterValues.CopyTo(_parameterValues, 0);
        other._master.CopyTo(_master, 0);
        other._keyTunings.CopyTo(_keyTunings, 0);
        _zones = other._zones;
    }

    /// <summary>The value of a controller.</summary>
    public float Control(int channel, int controller) => Of(channel)[FirstControl + controller];

    /// <summary>Acts on events in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ReadOnlySpan<EngineEvent> events)
    {
        foreach (ref readonly EngineEvent e in events)
            Apply(e);
    }

    /// <summary>Acts on an event; notes change nothing.</summary>
    public void Apply(in EngineEvent e)
    {
        if (e.Kind == EventKind.Parameter)
        {
            int place = Array.BinarySearch(_parameters, KeyOf(e));
            if (place >= 0)
                _parameterValues[place] = e.Value;
            return;
        }
        if (e.Channel >= Channels)
            return;
        Span<float> values = Of(e.Channel);
        switch (e.Kind)
        {
            case EventKind.Control when e.Number < 128:
                ApplyControl(values, e.Number, e.Value);
                ApplyToZone(e.Channel, e.Number, e.Value);
                break;
            case EventKind.Program:
                values[Program] = e.Number;
                values[BankHigh] = values[FirstControl];
                values[BankLow] = values[FirstControl + 32];
                break;
            case EventKind.PitchBend:
                values[Bend] = e.Value;
                break;
            case EventKind.ChannelPressure:
                values[Pressure] = e.Value;
                break;
            case EventKind.DrumPart:
                values[Drums] = e.Number;
                break;
            case EventKind.SystemReset:
                ClearSystem();
                break;
            case EventKind.MasterVolume:
                _master[0] = e.Value;
                break;
            case EventKind.MasterTuning:
                _master[e.Number == 1 ? 2 : 1] = e.Value;
                break;
            case EventKind.KeyTuning when e.Number < Keys:
                _keyTunings[e.Number] = e.Value;
                break;
        }
    }

    /// <summary>The next event that brings this state to another, from a cursor that starts at 0. The event still has to be
    /// applied.</summary>
    /// <returns>False if there is no more difference.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryNextDifference(ChaseState wanted, ref int cursor, long time, out EngineEvent e)
    {
        // MPE zones first: they set the bend ranges of their channels.
        for (; cursor < Zones; cursor++)
        {
            int leader = cursor * (Channels - 1);
            float members = wanted.Of(leader)[Zone];
            if (members == Of(leader)[Zone])
                continue;
            NextOfRegistered(Of(leader), Zone, ref members, out int zoneNumber);
            e = new EngineEvent(time, EventKind.Control, (byte)leader, (ushort)zoneNumber, members);
            return true;
        }
        int first = Zones;
        for (; cursor < first + _values.Length; cursor++)
        {
            (int channel, int slot) = Math.DivRem(cursor - first, SlotCount);
            if (TryDifference(Of(channel), wanted.Of(channel), slot, out EventKind kind, out int number, out float value))
            {
                e = new EngineEvent(time, kind, (byte)channel, (ushort)number, value);
                return true;
            }
        }
        first += _values.Length;
        for (; cursor < first + _parameters.Length; cursor++)
        {
            int place = cursor - first;
            float value = wanted._parameterValues[place];
            if (!float.IsNaN(value) && value != _parameterValues[place])
            {
                uint key = _parameters[place];
                e = EngineEvent.Parameter(time, (int)(key >> 24), (int)(key >> 16 & 255), (int)(key & ushort.MaxValue), value);
                return true;
            }
        }
        first += _parameters.Length;
        for (; cursor < first + Masters; cursor++)
        {
            int place = cursor - first;
            if (_master[place].Equals(wanted._master[place]))
                continue;
            e = new EngineEvent(time, place == 0 ? EventKind.MasterVolume : EventKind.MasterTuning, 0, (ushort)(place == 2 ? 1 : 0),
                wanted._master[place]);
            return true;
        }
        first += Masters;
        for (; cursor < first + Keys; cursor++)
        {
            int key = cursor - first;
            if (_keyTunings[key].Equals(wanted._keyTunings[key]))
                continue;
            e = new EngineEvent(time, EventKind.KeyTuning, 0, (ushort)key, wanted._keyTunings[key]) { Note = 1 };
            return true;
        }
        e = default;
        return false;
    }

    // What a leader's zone, or a member's bend range, means for the other channels.
    private void ApplyToZone(int channel, int controller, float value)
    {
        Span<float> values = Of(channel);
        if (controller is not (6 or 38 or 96 or 97) || (controller < 96 && float.IsNaN(value)) || !TrySelected(values, out int parameter))
            return;
        if (controller == 6 && parameter == MpeZones.Parameter && MpeZones.CanLead(channel))
        {
            MpeZones before = _zones;
            _zones.Set(channel, (int)MathF.Round(value * 127));
            for (int other = 0; other < Channels; other++)
                if (_zones.IsMember(other) || before.IsMember(other) || other == channel)
                    SetBendRange(Of(other), _zones.IsMember(other) ? MpeZones.MemberBendRange : 2);
            Of(0)[Zone] = _zones.MembersOf(0) / 127f;
            Of(Channels - 1)[Zone] = _zones.MembersOf(Channels - 1) / 127f;
        }
        else if (parameter == 0 && _zones.IsMember(channel))
            for (int other = 0; other < Channels; other++)
                if (_zones.IsMember(other) && _zones.LeaderOf(other) == _zones.LeaderOf(channel))
                    values[..2].CopyTo(Of(other));
    }

    private static void SetBendRange(Span<float> values, int semitones) => (values[0], values[1]) = (semitones / 127f, 0);

    private Span<float> Of(int channel) => _values.AsSpan(channel * SlotCount, SlotCount);

    private static void ApplyControl(Span<float> values, int controller, float value)
    {
        Span<float> controls = values.Slice(FirstControl, 128);
        controls[controller] = float.IsNaN(value) && controller is >= 98 and <= 101 ? 1 : value;
        switch (controller)
        {
            case 6 or 38 when float.IsNaN(value):
                break;
            case 6 or 38 when TrySelected(values, out int parameter):
                values[2 * parameter + (controller == 6 ? 0 : 1)] = value;
                // Here too the coarse half clears the fine one.
                if (controller == 6)
                    values[2 * parameter + 1] = 0;
                break;
            case 96 or 97 when TrySelected(values, out int stepped) && stepped < SteppedParameters:
                Step(values.Slice(2 * stepped, 2), stepped, controller == 96 ? 1 : -1);
                break;
            // The coarse half clears the fine one.
            case 1 or 5 or 7 or 10 or 11:
                controls[controller + 32] = float.IsNaN(value) ? value : 0;
                break;
            case 98 or 99:
                values[Unregistered] = 1;
                break;
            case 100 or 101:
                values[Unregistered] = 0;
                break;
            case 126 or 127:
                values[Mode] = float.IsNaN(value) ? value : controller;
                break;
            case 121:
                values[Bend] = values[Pressure] = values[Unregistered] = 0;
                controls[1] = controls[33] = controls[43] = 0;
                controls[11] = 1;
                controls.Slice(64, 6).Clear();
                controls[65] = float.NaN;
                controls.Slice(98, 4).Fill(1);
                break;
        }
    }

    // Source: RP-018. A bend range counts cents in its fine half, the fine tuning is one number of 14 bits, of the others the coarse half
    // moves.
    private static void Step(Span<float> halves, int parameter, int by)
    {
        int coarse = (int)MathF.Round(halves[0] * 127), fine = (int)MathF.Round(halves[1] * 127);
        int unit = parameter == 0 ? 100 : parameter == 1 ? 128 : 1;
        int value = Math.Clamp((unit == 1 ? coarse : coarse * unit + Math.Min(fine, unit - 1)) + by, 0, unit * 128 - 1);
        (halves[0], halves[1]) = (value / unit / 127f, unit == 1 ? halves[1] : value % unit / 127f);
    }

    // The registered parameter that data entry moves, if it is one that is known.
    private static bool TrySelected(ReadOnlySpan<float> values, out int parameter)
    {
        parameter = (int)MathF.Round(values[FirstControl + 100] * 127);
        return values[Unregistered] == 0 && values[FirstControl + 101] == 0 && parameter is >= 0 and < RegisteredParameters;
    }

    private static bool TryDifference(ReadOnlySpan<float> sent, ReadOnlySpan<float> wanted, int slot, out EventKind kind, out int number,
        out float value)
    {
        kind = EventKind.Control;
        number = slot - FirstControl;
        value = wanted[slot];
        if (slot == Unregistered)
            return TrySelection(sent, wanted, out number, out value);
        if (slot == Zone)
            return false;
        if (sent[slot].Equals(value))
            return false;
        switch (slot)
        {
            case < Mode:
                NextOfRegistered(sent, slot, ref value, out number);
                return true;
            case Mode:
                number = float.IsNaN(value) ? 127 : (int)value;
                value = float.IsNaN(value) ? value : wanted[FirstControl + number];
                return true;
            case BankHigh or BankLow or Program:
                NextOfProgram(sent, wanted, out kind, out number, out value);
                return true;
            case Drums:
                kind = EventKind.DrumPart;
                (number, value) = ((int)value, 0);
                return true;
            case Bend or Pressure:
                kind = slot == Bend ? EventKind.PitchBend : EventKind.ChannelPressure;
                number = 0;
                return true;
        }
        // 84 and 88 concern the next note alone.
        return number is not (6 or 38 or 84 or 88 or (>= 96 and <= 101) or >= 120);
    }

    // Select the parameter first, then enter its value: at most three events, one a call.
    private static void NextOfRegistered(ReadOnlySpan<float> sent, int slot, ref float value, out int number)
    {
        float wantedNumber = slot / 2 / 127f;
        if (sent[FirstControl + 101] != 0 || (sent[Unregistered] != 0 && sent[FirstControl + 100].Equals(wantedNumber)))
            (number, value) = (101, 0);
        else if (!sent[FirstControl + 100].Equals(wantedNumber) || sent[Unregistered] != 0)
            (number, value) = (100, wantedNumber);
        else
            number = slot % 2 == 0 ? 6 : 38;
    }

    // The bank first, then the program: at most three events, one a call.
    private static void NextOfProgram(ReadOnlySpan<float> sent, ReadOnlySpan<float> wanted, out EventKind kind, out int number,
        out float value)
    {
        kind = EventKind.Control;
        if (!sent[FirstControl].Equals(wanted[BankHigh]))
            (number, value) = (0, wanted[BankHigh]);
        else if (!sent[FirstControl + 32].Equals(wanted[BankLow]))
            (number, value) = (32, wanted[BankLow]);
        else
            (kind, number, value) = (EventKind.Program, (int)wanted[Program], 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TrySelection(ReadOnlySpan<float> sent, ReadOnlySpan<float> wanted, out int number, out float value)
    {
        int first = wanted[Unregistered] == 0 ? 100 : 98;
        for (number = first + 1; number >= first; number--)
        {
            value = wanted[FirstControl + number];
            if (!sent[FirstControl + number].Equals(value))
                return true;
        }
        number = first;
        value = wanted[FirstControl + first];
        return sent[Unregistered] != wanted[Unregistered];
    }
}
