using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Events;

/// <summary>What the channels of every MIDI port of some music hold.</summary>
/// <remarks>Masters and the engine's own parameters, which all ports share, are kept with the first one.</remarks>
internal sealed class PortStates
{
    private readonly byte[] _ports;
    private readonly byte[] _places = new byte[256];
    private readonly ChaseState[] _states;

    /// <summary>Makes states at the start.</summary>
    /// <param name="ports">The ports, as <see cref="PortsOf"/> gives them; of others nothing is kept apart from the first.</param>
    /// <param name="parameters">As <see cref="ChaseState.ParametersOf"/> gives them.</param>
    public PortStates(byte[] ports, uint[] parameters)
    {
        _ports = ports;
        _states = new ChaseState[ports.Length];
        for (int place = 0; place < ports.Length; place++)
        {
            _places[ports[place]] = (byte)place;
            _states[place] = new ChaseState(place == 0 ? parameters : []);
        }
    }

    /// <summary>The ports that occur in a sequence, in their order; at least one.</summary>
    public static byte[] PortsOf(Sequence sequence)
    {
        var found = new SortedSet<byte>();
        foreach (ref readonly EngineEvent e in sequence.Events)
            found.Add(e.Port);
        return found.Count == 0 ? [0] : [.. found];
    }

    /// <summary>The place of a port among them.</summary>
    public int PlaceOf(byte port) => _places[port];

    /// <summary>The value of a controller.</summary>
    public float Control(int place, int channel, int controller) => _states[place].Control(channel, controller);

    /// <summary>Back to the start.</summary>
    public void Clear()
    {
        foreach (ChaseState state in _states)
            state.Clear();
    }

    /// <summary>Takes over others of the same ports and parameters.</summary>
    public void CopyFrom(PortStates other)
    {
        for (int place = 0; place < _states.Length; place++)
            _states[place].CopyFrom(other._states[place]);
    }

    /// <summary>Acts on events in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(ReadOnlySpan<EngineEvent> events)
    {
        foreach (ref readonly EngineEvent e in events)
            Apply(e);
    }

    /// <summary>Acts on an event; notes change nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(in EngineEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.SystemReset:
                foreach (ChaseState state in _states)
                    state.Apply(e);
                break;
            case EventKind.Parameter or EventKind.MasterVolume or EventKind.MasterTuning:
            case EventKind.KeyTuning when !ScaleTunings.IsOfName(e):
                _states[0].Apply(e);
                break;
            default:
                _states[_places[e.Port]].Apply(e);
                break;
        }
    }

    /// <summary>The next event that brings these states to others, from cursors that start at 0. The event still has to be
    /// applied.</summary>
    /// <returns>False if there is no more difference.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryNextDifference(PortStates wanted, ref int place, ref int cursor, long time, out EngineEvent e)
    {
        for (; place < _states.Length; place++, cursor = 0)
            if (_states[place].TryNextDifference(wanted._states[place], ref cursor, time, out e))
            {
                e = e.Kind == EventKind.Parameter ? e : e with { Port = _ports[place] };
                return true;
            }
        e = default;
        return false;
    }
}
