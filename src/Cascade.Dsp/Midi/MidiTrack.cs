using System;
using System.Collections;
using System.Collections.Generic;

namespace Cascade.Dsp.Midi;

/// <summary>A track of a MIDI file: a list of events in the order of their ticks. Immutable.</summary>
public sealed class MidiTrack : IReadOnlyList<MidiEvent>
{
    private readonly MidiEvent[] _events;

    /// <summary>Makes a track.</summary>
    /// <param name="events">In the order of their ticks; copied.</param>
    /// <param name="endTick">The tick of the end of track; that of the last event if that is later.</param>
    /// <exception cref="ArgumentException">The ticks go back, or an event is none (a default value).</exception>
    /// <exception cref="ArgumentOutOfRangeException">The end lies outside 0 to <see cref="MidiEvent.LastTick"/>.</exception>
    public MidiTrack(ReadOnlySpan<MidiEvent> events, long endTick = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(endTick);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(endTick, MidiEvent.LastTick);
        for (int i = 0; i < events.Length; i++)
        {
            if (events[i].Status == 0)
                throw new ArgumentException($"Event {i} is empty.", nameof(events));
            if (i > 0 && events[i].Tick < events[i - 1].Tick)
                throw new ArgumentException($"Event {i} comes before the event it follows; ticks must not go back.", nameof(events));
        }
        _events = events.ToArray();
        EndTick = _events.Length == 0 ? endTick : Math.Max(endTick, _events[^1].Tick);
    }

    /// <summary>The events in the order of their ticks, without the end of track.</summary>
    public ReadOnlySpan<MidiEvent> Events => _events;

    /// <summary>The tick of the end of track; at least that of the last event.</summary>
    public long EndTick { get; }

    int IReadOnlyCollection<MidiEvent>.Count => _events.Length;

    MidiEvent IReadOnlyList<MidiEvent>.this[int index] => _events[index];

    IEnumerator<MidiEvent> IEnumerable<MidiEvent>.GetEnumerator() => ((IEnumerable<MidiEvent>)_events).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _events.GetEnumerator();
}
