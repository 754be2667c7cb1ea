using System;
using System.Collections;
using System.Collections.Generic;
using Cascade.Dsp.Events;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp;

/// <summary>A piece of music: a list of events in the order of their times. Immutable.</summary>
/// <remarks>Times count samples of <see cref="SampleRate"/>. Events of the same time keep the order they were given in.</remarks>
public sealed class Sequence : IReadOnlyList<EngineEvent>
{
    private readonly EngineEvent[] _events;

    /// <summary>Makes a sequence of events in any order; they are sorted by time, and equal times keep their order.</summary>
    /// <param name="events">The events; copied. Times must not be negative.</param>
    /// <param name="sampleRate">The unit of the times: samples per second, 8,000 to 192,000.</param>
    /// <param name="length">The length in samples; the time of the last event if that is later. Silence at the end is kept.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range, or a time or the length is negative.</exception>
    public Sequence(ReadOnlySpan<EngineEvent> events, int sampleRate, long length = 0)
    {
        SampleRates.Check(sampleRate);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _events = events.ToArray();
        SortStable(_events);
        if (_events.Length > 0 && _events[0].Time < 0)
            throw new ArgumentOutOfRangeException(nameof(events), _events[0].Time,
                "An event's time is negative; times count from the start of the sequence.");
        SampleRate = sampleRate;
        Length = _events.Length == 0 ? length : Math.Max(length, _events[^1].Time);
    }

    /// <summary>A sequence without events.</summary>
    /// <param name="sampleRate">Samples per second, 8,000 to 192,000.</param>
    public static Sequence Empty(int sampleRate) => new([], sampleRate);

    /// <summary>The events in the order of their times.</summary>
    public ReadOnlySpan<EngineEvent> Events => _events;

    /// <summary>The number of events.</summary>
    public int Count => _events.Length;

    /// <summary>The unit of the times, in samples per second.</summary>
    public int SampleRate { get; }

    /// <summary>The length in samples, at least the time of the last event.</summary>
    public long Length { get; }

    /// <summary>The length in time.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Length / SampleRate);

    /// <summary>The number of note-ons with a velocity above 0.</summary>
    public int NoteCount
    {
        get
        {
            int notes = 0;
            foreach (ref readonly EngineEvent e in Events)
                if (e.Kind == EventKind.NoteOn && e.Value > 0)
                    notes++;
            return notes;
        }
    }

    /// <summary>The same music with times in samples of another rate, rounded to the nearest.</summary>
    /// <param name="sampleRate">Samples per second, 8,000 to 192,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public Sequence WithSampleRate(int sampleRate)
    {
        SampleRates.Check(sampleRate);
        if (sampleRate == SampleRate)
            return this;
        var events = new EngineEvent[_events.Length];
        for (int i = 0; i < events.Length; i++)
            events[i] = _events[i] with { Time = Rescale(_events[i].Time, sampleRate) };
        return new Sequence(events, sampleRate, Rescale(Length, sampleRate));
    }

    /// <summary>A part of the music, its times counted from its start. Controllers, programs, bends and parameters that hold there come
    /// first.</summary>
    /// <param name="start">In samples, 0 to <see cref="Length"/>.</param>
    /// <param name="end">In samples, from the start to <see cref="Length"/>; events from there on are left out.</param>
    /// <returns>The part. Notes that began before it are not in it; those that it ends in are not let go.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The start or the end is out of range.</exception>
    public Sequence Slice(long start, long end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, Length);
        int first = IndexAt(start), last = IndexAt(end);
        uint[] parameters = ChaseState.ParametersOf(this);
        ChaseState sent = new(parameters), wanted = new(parameters);
        wanted.Apply(_events.AsSpan(0, first));
        var events = new List<EngineEvent>(last - first);
        for (int cursor = 0; sent.TryNextDifference(wanted, ref cursor, 0, out EngineEvent e); sent.Apply(e))
            events.Add(e);
        for (int i = first; i < last; i++)
            events.Add(_events[i] with { Time = _events[i].Time - start });
        return new Sequence(events.ToArray(), SampleRate, end - start);
    }

    /// <summary>The number of the first event at or after a time: where playing from there starts.</summary>
    /// <param name="time">In samples.</param>
    /// <returns>0 to <see cref="Count"/>.</returns>
    public int IndexAt(long time)
    {
        int low = 0, high = _events.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_events[middle].Time < time)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    EngineEvent IReadOnlyList<EngineEvent>.this[int index] => _events[index];

    IEnumerator<EngineEvent> IEnumerable<EngineEvent>.GetEnumerator() => ((IEnumerable<EngineEvent>)_events).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _events.GetEnumerator();

    private long Rescale(long time, int sampleRate) =>
        (long)Math.Round((decimal)time * sampleRate / SampleRate, MidpointRounding.AwayFromZero);

    internal static void SortStable(EngineEvent[] events)
    {
        bool sorted = true;
        for (int i = 1; i < events.Length && sorted; i++)
            sorted = events[i - 1].Time <= events[i].Time;
        if (sorted)
            return;
        var order = new (long Time, int Index)[events.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = (events[i].Time, i);
        Array.Sort(order, events);
    }
}
