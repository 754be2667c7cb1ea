using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Events;

/// <summary>Events of a queue in the order of their times; where times are equal, what came first.</summary>
/// <remarks>A binary heap of fixed size. Source: J. W. J. Williams, "Algorithm 232: heapsort", 1964.</remarks>
internal sealed class EventHeap(int capacity)
{
    private readonly Entry[] _entries = new Entry[capacity];
    private long _added;
    private int _count;

    /// <summary>Adds an event; there must be room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in EngineEvent e)
    {
        var entry = new Entry(e, _added++);
        int place = _count++;
        for (int parent; place > 0 && entry.ComesBefore(_entries[parent = (place - 1) / 2]); place = parent)
            _entries[place] = _entries[parent];
        _entries[place] = entry;
    }

    /// <summary>The time of the first event; past the end of time where there is none.</summary>
    public long FirstTime => _count == 0 ? long.MaxValue : _entries[0].Event.Time;

    /// <summary>Takes the first event out; there must be one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public EngineEvent RemoveFirst()
    {
        EngineEvent first = _entries[0].Event;
        Entry last = _entries[--_count];
        int place = 0;
        while (true)
        {
            int child = 2 * place + 1;
            if (child >= _count)
                break;
            if (child + 1 < _count && _entries[child + 1].ComesBefore(_entries[child]))
                child++;
            if (!_entries[child].ComesBefore(last))
                break;
            _entries[place] = _entries[child];
            place = child;
        }
        _entries[place] = last;
        return first;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => (_count, _added) = (0, 0);

    private readonly struct Entry(in EngineEvent e, long order)
    {
        public readonly EngineEvent Event = e;
        private readonly long _order = order;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool ComesBefore(in Entry other) =>
            Event.Time < other.Event.Time || (Event.Time == other.Event.Time && _order < other._order);
    }
}
