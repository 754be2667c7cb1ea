using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Events;

/// <summary>What an engine reads of a queue: its events in the order of their times, those of the future among them.</summary>
/// <param name="queue">The queue; no one else reads it.</param>
internal sealed class EventInbox(EventQueue queue)
{
    private readonly EventHeap _waiting = new(queue.Room);

    /// <summary>The queue.</summary>
    public EventQueue Queue => queue;

    /// <summary>The first event, left in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryPeek(out EngineEvent e)
    {
        // There is room for all, as an event keeps its place in the queue until it is acted on.
        for (; queue.TryPeek(out EngineEvent next); queue.Take())
            _waiting.Add(next);
        return _waiting.TryPeek(out e);
    }

    /// <summary>Removes the event that <see cref="TryPeek"/> showed.</summary>
    public void Advance()
    {
        _waiting.RemoveFirst();
        queue.Finish();
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _waiting.Clear();
        queue.Clear();
    }
}
