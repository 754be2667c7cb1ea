using Cascade.Dsp;

namespace Cascade.Samples.Tests.Console.Live;

/// <summary>Notes, pedals, controllers, registered parameters, programs and bends without sense, that end as they should.</summary>
internal static class RandomSong
{
    public const int Rate = 48_000;

    public static Sequence Make(int seed, int length)
    {
        var random = new Random(seed);
        var events = new List<EngineEvent>();
        for (int i = 0; i < 60; i++)
        {
            long time = random.Next(length / 2);
            byte channel = (byte)random.Next(3);
            int key = random.Next(30, 90);
            events.Add(EngineEvent.NoteOn(time, key, 0.2f + 0.6f * random.NextSingle(), channel));
            events.Add(EngineEvent.NoteOff(time + random.Next(1, length / 2), key, channel));
            time = random.Next(length - 1);
            switch (i % 5)
            {
                case 0:
                    events.Add(EngineEvent.Control(time, 64, 1, channel));
                    events.Add(EngineEvent.Control(length - 1, 64, 0, channel));
                    break;
                case 1:
                    events.Add(EngineEvent.Control(time, (byte)(i % 2 == 0 ? 7 : 10), 0.5f + 0.5f * random.NextSingle(), channel));
                    break;
                case 2:
                    events.Add(new EngineEvent(time, EventKind.Program, channel, (byte)random.Next(128), 0));
                    break;
                case 3:
                    events.Add(new EngineEvent(time, EventKind.PitchBend, channel, 0, 2 * random.NextSingle() - 1));
                    break;
                default:
                    events.Add(EngineEvent.Control(time, 101, 0, channel));
                    events.Add(EngineEvent.Control(time, 100, 0, channel));
                    events.Add(EngineEvent.Control(time, 6, random.Next(1, 24) / 127f, channel));
                    break;
            }
        }
        return new Sequence(events.ToArray(), Rate, length);
    }
}
