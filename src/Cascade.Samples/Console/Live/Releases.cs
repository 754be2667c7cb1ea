using Cascade.Dsp.Events;

namespace Cascade.Samples.Console.Live;

/// <summary>What ends the notes of every channel, as the offline renderer ends a song: pedals up, keys up.</summary>
internal static class Releases
{
    public static void Send(EventQueue queue, long time)
    {
        for (byte channel = 0; channel < 16; channel++)
        {
            queue.TryEnqueue(EngineEvent.Control(time, 64, 0, channel));
            queue.TryEnqueue(EngineEvent.Control(time, 66, 0, channel));
            queue.TryEnqueue(new EngineEvent(time, EventKind.AllNotesOff, channel, 0, 0));
        }
    }
}
