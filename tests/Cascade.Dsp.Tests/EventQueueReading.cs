using Cascade.Dsp.Events;

namespace Cascade.Dsp.Tests;

/// <summary>Reads a queue as the engine does.</summary>
internal static class EventQueueReading
{
    public static List<EngineEvent> Drain(this EventQueue queue)
    {
        var events = new List<EngineEvent>();
        while (queue.TryPeek(out EngineEvent e))
        {
            events.Add(e);
            queue.Advance();
        }
        return events;
    }
}
