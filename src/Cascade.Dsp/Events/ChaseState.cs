using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Events;

/// <summary>What music holds after some events: what its sixteen channels were told, the last reset, master volume and tuning, the tuning
/// of keys, and the engine's own parameters.</summary>
/// <remarks>A player keeps two, what it has sent and what a place in the music needs, and sends the differences. Starts at General MIDI's
/// defaults.</remarks>
internal sealed class ChaseState
{
    private const int Channels = ChannelMemory.Channels, Keys = 128, Slots = ChannelMemory.Slots;
    private const int Masters = 3;   // volume, fine and coarse tuning
    private const int Zones = 2;

    private readonly ChannelMemory _memory = new();
    private readonly uint[] _parameters;
    private readonly float[] _parameterValues;
    private readonly float[] _master = new float[Masters], _keyTunings = new float[Keys];
    private int _system;   // the number of the last reset, 0 for none

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
        ClearSystem(0);
    }

    private void ClearSystem(int system)
    {
        _system = system;
        _memory.Clear();
        Array.Fill(_keyTunings, float.NaN);
        (_master[0], _master[1], _master[2]) = (1, 0, 0);
    }

    /// <summary>Takes over another state of the same parameters.</summary>
    public void CopyFrom(ChaseState other)
    {
        _system = other._system;
        _memory.CopyFrom(other._memory);
        other._parameterValues.CopyTo(_parameterValues, 0);
        other._master.CopyTo(_master, 0);
        other._keyTunings.CopyTo(_keyTunings, 0);
    }

    /// <summary>The value of a controller.</summary>
    public float Control(int channel, int controller) => _memory[channel, ChannelMemory.Control + controller];

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
        switch (e.Kind)
        {
            case EventKind.Parameter:
                int place = Array.BinarySearch(_parameters, KeyOf(e));
                if (place >= 0)
                    _parameterValues[place] = e.Value;
                break;
            case EventKind.SystemReset: ClearSystem(e.Number); break;
            case EventKind.MasterVolume: _master[0] = e.Value; break;
            case EventKind.MasterTuning: _master[e.Number == 1 ? 2 : 1] = e.Value; break;
            case EventKind.KeyTuning when !ScaleTunings.IsOfName(e):
                if (e.Number < Keys)
                    _keyTunings[e.Number] = e.Value;
                break;
            default:
                if (e.Channel < Channels)
                    _memory.Apply(e);
                break;
        }
    }

    /// <summary>The next event that brings this state to another, from a cursor that starts at 0. The event still has to be
    /// applied.</summary>
    /// <returns>False if there is no more difference.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryNextDifference(ChaseState wanted, ref int cursor, long time, out EngineEvent e)
    {
        // A reset first: what follows it counts from the defaults. None is sent where the music has had none, as it would end what sounds.
        if (wanted._system != _system && wanted._system != 0)
        {
            cursor = 0;
            e = new EngineEvent(time, EventKind.SystemReset, 0, (ushort)wanted._system, 0);
            return true;
        }
        // MPE zones next: they set the bend ranges of their channels.
        for (; cursor < Zones; cursor++)
        {
            int leader = cursor * (Channels - 1);
            float members = wanted._memory[leader, ChannelMemory.Zone];
            if (members == _memory[leader, ChannelMemory.Zone])
                continue;
            NextOfRegistered(_memory.Of(leader), ChannelMemory.Zone, ref members, out int zoneNumber);
            e = new EngineEvent(time, EventKind.Control, (byte)leader, (ushort)zoneNumber, members);
            return true;
        }
        int first = Zones;
        for (; cursor < first + Channels * Slots; cursor++)
        {
            (int channel, int slot) = Math.DivRem(cursor - first, Slots);
            if (TryDifference(_memory.Of(channel), wanted._memory.Of(channel), slot, out EventKind kind, out int number, out float value))
            {
                e = kind == EventKind.KeyTuning ? ScaleTunings.Event(time, channel, number, value, soundingToo: true)
                    : new EngineEvent(time, kind, (byte)channel, (ushort)number, value);
                return true;
            }
        }
        first += Channels * Slots;
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

    private static bool TryDifference(ReadOnlySpan<float> sent, ReadOnlySpan<float> wanted, int slot, out EventKind kind, out int number,
        out float value)
    {
        kind = EventKind.Control;
        number = slot - ChannelMemory.Control;
        value = wanted[slot];
        if (slot == ChannelMemory.Unregistered)
            return TrySelection(sent, wanted, out number, out value);
        if (slot == ChannelMemory.Zone || sent[slot].Equals(value))
            return false;
        switch (slot)
        {
            case < ChannelMemory.Mode:
                NextOfRegistered(sent, slot, ref value, out number);
                return true;
            case ChannelMemory.Mode:
                number = float.IsNaN(value) ? 127 : (int)value;
                value = float.IsNaN(value) ? value : wanted[ChannelMemory.Control + number];
                return true;
            case ChannelMemory.BankHigh or ChannelMemory.BankLow or ChannelMemory.Program:
                NextOfProgram(sent, wanted, out kind, out number, out value);
                return true;
            case ChannelMemory.Drums:
                kind = EventKind.DrumPart;
                (number, value) = ((int)value, 0);
                return true;
            case ChannelMemory.Bend or ChannelMemory.Pressure:
                kind = slot == ChannelMemory.Bend ? EventKind.PitchBend : EventKind.ChannelPressure;
                number = 0;
                return true;
            case >= ChannelMemory.Scale:
                kind = EventKind.KeyTuning;
                number = slot - ChannelMemory.Scale;
                return true;
        }
        return Controllers.Of(number).IsKept;
    }

    // Select the parameter first, then enter its value: at most three events, one a call.
    private static void NextOfRegistered(ReadOnlySpan<float> sent, int slot, ref float value, out int number)
    {
        float wantedNumber = slot / 2 / 127f;
        if (sent[ChannelMemory.Control + 101] != 0
            || (sent[ChannelMemory.Unregistered] != 0 && sent[ChannelMemory.Control + 100].Equals(wantedNumber)))
            (number, value) = (101, 0);
        else if (!sent[ChannelMemory.Control + 100].Equals(wantedNumber) || sent[ChannelMemory.Unregistered] != 0)
            (number, value) = (100, wantedNumber);
        else
            number = slot % 2 == 0 ? 6 : 38;
    }

    // The bank first, then the program: at most three events, one a call.
    private static void NextOfProgram(ReadOnlySpan<float> sent, ReadOnlySpan<float> wanted, out EventKind kind, out int number,
        out float value)
    {
        kind = EventKind.Control;
        if (!sent[ChannelMemory.Control].Equals(wanted[ChannelMemory.BankHigh]))
            (number, value) = (0, wanted[ChannelMemory.BankHigh]);
        else if (!sent[ChannelMemory.Control + 32].Equals(wanted[ChannelMemory.BankLow]))
            (number, value) = (32, wanted[ChannelMemory.BankLow]);
        else
            (kind, number, value) = (EventKind.Program, (int)wanted[ChannelMemory.Program], 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TrySelection(ReadOnlySpan<float> sent, ReadOnlySpan<float> wanted, out int number, out float value)
    {
        int first = wanted[ChannelMemory.Unregistered] == 0 ? 100 : 98;
        for (number = first + 1; number >= first; number--)
        {
            value = wanted[ChannelMemory.Control + number];
            if (!sent[ChannelMemory.Control + number].Equals(value))
                return true;
        }
        number = first;
        value = wanted[ChannelMemory.Control + first];
        return sent[ChannelMemory.Unregistered] != wanted[ChannelMemory.Unregistered];
    }
}
