using Cascade.Dsp.Midi;

namespace Cascade.Dsp.Tests;

/// <summary>MIDI files and events made from a seed.</summary>
internal static class MidiSamples
{
    public static MidiMessage Message(Random random)
    {
        int status = random.Next(0x80, 0xF0);
        return new MidiMessage((byte)status, (byte)random.Next(128), (status & 0xE0) == 0xC0 ? (byte)0 : (byte)random.Next(128));
    }

    public static MidiFile File(int seed)
    {
        var random = new Random(seed);
        int format = random.Next(3);
        var tracks = new MidiTrack[format == 0 ? 1 : random.Next(1, 6)];
        for (int t = 0; t < tracks.Length; t++)
            tracks[t] = Track(random);
        MidiDivision division = random.Next(3) > 0 ? MidiDivision.Quarter(random.Next(1, 32768))
            : MidiDivision.Smpte(random.Next(4) switch { 0 => 24, 1 => 25, 2 => 29, _ => 30 }, random.Next(1, 256));
        return new MidiFile(format, division, tracks);
    }

    public static Sequence Sequence(int seed, int sampleRate, int count, int longestStep = 5_000)
    {
        var random = new Random(seed);
        var events = new EngineEvent[count];
        long time = 0;
        for (int i = 0; i < count; i++)
        {
            time += random.Next(3) == 0 ? 0 : random.Next(longestStep);
            events[i] = Message(random).ToEvent(time);
        }
        return new Sequence(events, sampleRate, time + random.Next(10_000));
    }

    private static MidiTrack Track(Random random)
    {
        var events = new MidiEvent[random.Next(60)];
        long tick = 0;
        for (int i = 0; i < events.Length; i++)
        {
            tick += random.Next(4) switch { 0 => 0, 1 => random.Next(200), 2 => random.Next(100_000), _ => random.Next(0x1000_0000) };
            events[i] = Event(random, tick);
        }
        return new MidiTrack(events, tick + random.Next(1000));
    }

    private static MidiEvent Event(Random random, long tick)
    {
        var payload = new byte[random.Next(200)];
        random.NextBytes(payload);
        switch (random.Next(8))
        {
            case 0:
                int type = random.Next(128);
                return (MidiMetaType)type switch
                {
                    MidiMetaType.EndOfTrack or MidiMetaType.Tempo =>
                        MidiEvent.FromTempo(tick, Tempo.FromMicrosecondsPerQuarter(random.Next(1, 1 << 24))),
                    MidiMetaType.TimeSignature => MidiEvent.FromTimeSignature(tick, new(random.Next(1, 256), 1 << random.Next(8))),
                    MidiMetaType.KeySignature => MidiEvent.FromKeySignature(tick, new(random.Next(-7, 8), random.Next(2) == 0)),
                    // Texts, and numbers that no standard gives a meaning: of any length.
                    MidiMetaType kind when type is (>= 1 and <= 15) or (>= 0x61 and <= 0x7E) => MidiEvent.Meta(tick, kind, payload),
                    _ => MidiEvent.Meta(tick, MidiMetaType.SequencerSpecific, payload),
                };
            case 1:
                return MidiEvent.SysEx(tick, payload);
            case 2:
                return MidiEvent.Escape(tick, payload);
            default:
                return MidiEvent.FromMessage(tick, Message(random));
        }
    }
}
