using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Events;

/// <summary>Takes a player through all it can do, unheard and once in a process, so that nothing of it is compiled while sound
/// plays.</summary>
internal static class PlayerRehearsal
{
    private const int Block = 100, Beat = 1600;

    // A type initialiser: other threads wait for it, the rehearsal's own player on this thread does not.
    static PlayerRehearsal() => Play();

    /// <summary>Runs the type initialiser, if it has not run.</summary>
    public static void Once()
    {
    }

    private static void Play()
    {
        var player = new SequencePlayer(Music(), SampleRates.Minimum);
        var queue = new EventQueue();
        long position = 0;
        player.Play();
        Pass(1);
        player.Speed = 1.5;
        Pass(1);
        player.Seek(3 * Beat);
        Pass(1);
        player.SetLoop(2 * Beat, 4 * Beat);
        Pass(2);
        player.ClearLoop();
        player.Pause();
        Pass(1);
        player.Play();
        Pass(5);
        player.Play();
        Pass(1);
        player.Stop();
        Pass(1);
        player.Reset();
        // A jump that has more to send than there is room for.
        var full = new EventQueue(16);
        for (int i = 0; i < 40; i++)
            full.TryEnqueue(i % 2 == 0 ? EngineEvent.Control(0, 7, 1) : new EngineEvent(0, EventKind.AllSoundOff, 0, 0, 0));

        void Pass(int beats)
        {
            for (long end = position + beats * Beat; position < end; position += Block)
            {
                player.Advance(queue, position, Block);
                while (queue.TryDequeue(out _))
                {
                }
            }
        }
    }

    // Something of every kind, so that there is everything to catch up with after a jump.
    private static Sequence Music()
    {
        EngineEvent[] events =
        [
            new(0, EventKind.SystemReset, 0, 1, 0), new(0, EventKind.MasterVolume, 0, 0, 0.5f), new(0, EventKind.MasterTuning, 0, 0, 0.5f),
            new(0, EventKind.MasterTuning, 0, 1, 1), new(0, EventKind.DrumPart, 4, 1, 0), new(0, EventKind.KeyTuning, 0, 60, 61),
            ScaleTunings.Event(0, 0, 4, 0.5f, soundingToo: false),
            EngineEvent.NoteOn(0, 60, 1), EngineEvent.NoteOn(0, 64, 1), EngineEvent.NoteOff(Beat / 2, 60), EngineEvent.Control(0, 64, 1),
                EngineEvent.Control(0, 1, 1),
            EngineEvent.Control(0, 0, 1), EngineEvent.Control(0, 32, 1), EngineEvent.Program(0, 5), EngineEvent.PitchBend(0, 1),
            EngineEvent.Control(0, 126, 0),
            EngineEvent.Control(0, 101, 0), EngineEvent.Control(0, 100, 0), EngineEvent.Control(0, 6, 0.5f),
            EngineEvent.Control(0, 38, 0.5f), EngineEvent.Control(0, 96, 0), EngineEvent.Control(0, 39, 1),
            EngineEvent.Control(0, 99, 0.5f, 1), EngineEvent.Control(0, 98, 0.5f, 1), EngineEvent.Control(0, 6, 0.5f, 1),
            EngineEvent.Control(0, 121, 0, 2), EngineEvent.Parameter(0, 0, 0, 1, 1),
            new(0, EventKind.ChannelPressure, 0, 0, 1), new(0, EventKind.KeyPressure, 0, 64, 1), new(Beat, EventKind.AllNotesOff, 3, 0, 0),
            new(Beat, EventKind.AllSoundOff, 3, 0, 0),
            EngineEvent.NoteOn(Beat, 60, 1) with { Port = 1 }, EngineEvent.Program(Beat, 5) with { Port = 1 },
            EngineEvent.NoteOn(4 * Beat - 1, 67, 1),
        ];
        return new Sequence(events, SampleRates.Minimum, 5 * Beat);
    }
}
