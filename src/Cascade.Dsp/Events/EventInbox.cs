using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Events;

/// <summary>What an engine reads of a queue: its events in the order of their times, those of the future among them.</summary>
/// <param name="queue">The queue; no one else reads it.</param>
internal sealed class EventInbox(EventQueue queue)
{
    private readonly EventHeap _waiting = new(queue.Room);

    /// <summary>The queue.</summary>
    public EventQueue Queue => queue;

    /// <summary>When the first event happens; past the end of time where none waits.</summary>
    public long NextTime
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (!queue.IsEmpty)
                Sort();
            return _waiting.FirstTime;
        }
    }

    /// <summary>Takes the first event out; there must be one.</summary>
    public EngineEvent Take()
    {
        EngineEvent first = _waiting.RemoveFirst();
        queue.Finish();
        return first;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _waiting.Clear();
        queue.Clear();
    }

    // There is room for all, as an event keeps its place in the queue until it is acted on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sort()
    {
        for (; queue.TryPeek(out EngineEvent next); queue.Take())
            _waiting.Add(next);
    }
}
