namespace Cascade.Dsp.Tests;

/// <summary>Takes out what waits.</summary>
internal static class EventQueueReading
{
    public static List<EngineEvent> Drain(this EventQueue queue)
    {
        var events = new List<EngineEvent>();
        while (queue.TryDequeue(out EngineEvent e))
            events.Add(e);
        return events;
    }
}
