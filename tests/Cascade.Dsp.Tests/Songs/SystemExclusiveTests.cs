using Cascade.Dsp.Midi;
using Cascade.Dsp.Tests.Synth;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Songs;

/// <summary>System-exclusive messages of a file, as an engine gets them. The bytes are those of the specifications.</summary>
public sealed class SystemExclusiveTests
{
    [Theory]
    [InlineData("7E 7F 09 01 F7", EventKind.SystemReset, 0, 1, 0)]
    [InlineData("7E 7F 09 03 F7", EventKind.SystemReset, 0, 2, 0)]
    [InlineData("41 10 42 12 40 00 7F 00 41 F7", EventKind.SystemReset, 0, 3, 0)]
    [InlineData("43 10 4C 00 00 7E 00 F7", EventKind.SystemReset, 0, 4, 0)]
    [InlineData("7F 7F 04 01 00 40 F7", EventKind.MasterVolume, 0, 0, 8192 / 16383.0)]
    [InlineData("7F 7F 04 03 00 60 F7", EventKind.MasterTuning, 0, 0, 0.5)]
    [InlineData("7F 7F 04 04 00 43 F7", EventKind.MasterTuning, 0, 1, 3)]
    [InlineData("41 10 42 12 40 10 15 02 19 F7", EventKind.DrumPart, 9, 2, 0)]
    [InlineData("41 10 42 12 40 1A 15 01 10 F7", EventKind.DrumPart, 10, 1, 0)]
    [InlineData("41 10 42 12 40 11 15 00 1A F7", EventKind.DrumPart, 0, 0, 0)]
    [InlineData("43 10 4C 08 05 07 02 F7", EventKind.DrumPart, 5, 2, 0)]
    public void Known_messages_are_events(string bytes, EventKind kind, int channel, int number, double value)
    {
        EngineEvent e = Assert.Single(EventsOf(bytes));
        Assert.Equal((kind, channel, number), (e.Kind, e.Channel, e.Number));
        Assert.Equal(value, e.Value, 1e-5);
    }

    // The frequencies are those of the MIDI Tuning Standard's own table.
    [Theory]
    [InlineData("7F 7F 08 02 00 01 3C 00 00 00 F7", 60, 8.1758, 1)]
    [InlineData("7F 7F 08 02 00 01 00 3C 00 00 F7", 0, 261.6256, 1)]
    [InlineData("7F 7F 08 02 00 01 45 45 00 01 F7", 69, 440.0016, 1)]
    [InlineData("7F 7F 08 07 00 00 01 45 78 00 02 F7", 69, 8372.0630, 1)]
    [InlineData("7E 7F 08 07 00 00 01 45 7F 00 00 F7", 69, 12543.8540, 0)]
    [InlineData("7E 7F 08 07 00 00 01 45 7F 7F 7E F7", 69, 13289.6567, 0)]
    public void The_tuning_of_a_key_is_an_event(string bytes, int key, double frequency, int note)
    {
        EngineEvent e = Assert.Single(EventsOf(bytes));
        Assert.Equal((EventKind.KeyTuning, key, note), (e.Kind, e.Number, e.Note));
        Assert.Equal(frequency, 440 * Math.Pow(2, (e.Value - 69) / 12.0), frequency * 1e-5);
    }

    [Fact]
    public void So_is_that_of_many_keys_and_of_all()
    {
        Assert.Equal([(60, 60.5f), (62, 61.25f)],
            EventsOf("7F 7F 08 02 00 03 3C 3C 40 00 3D 7F 7F 7F 3E 3D 20 00 F7").Select(e => ((int)e.Number, e.Value)));
        string dump = string.Concat(Enumerable.Range(0, 128).Select(key => $"{key:X2} 40 00 "));
        string name = string.Concat(Enumerable.Repeat("20 ", 16));
        foreach (string start in (string[])["7E 7F 08 01 00 ", "7E 7F 08 04 00 00 "])
            Assert.Equal(Enumerable.Range(0, 128).Select(key => key + 0.5f), EventsOf(start + name + dump + "00 F7").Select(e => e.Value));
        Assert.Empty(EventsOf("7E 7F 08 01 00 " + name + dump[..^6] + "00 F7"));
        Assert.Empty(EventsOf("7F 7F 08 02 00 02 3C 3C 40 00 F7"));
    }

    // Live, in pieces, with real-time bytes between: the same events as from a file.
    [Property]
    public void Live_messages_are_the_same_events(int seed)
    {
        var random = new Random(seed);
        string[] messages =
        [
            "7E 7F 09 01 F7", "7F 7F 04 01 00 40 F7", "41 10 42 12 40 1A 15 01 10 F7", "7F 7F 08 02 00 02 3C 3C 40 00 3E 3D 20 00 F7",
            "41 10 16 12 20 00 0A 20 36 F7", "7E 7F 08 01 00 " + string.Concat(Enumerable.Repeat("20 ", 400)) + "F7",
            "7E 7F 08 01 00 " + string.Concat(Enumerable.Repeat("20 ", 16 + 384)) + "00 F7",
        ];
        var expected = new List<EngineEvent>();
        var queue = new EventQueue();
        var parser = new MidiParser();
        for (int i = 0; i < 10; i++)
        {
            string message = messages[random.Next(messages.Length)];
            expected.AddRange(EventsOf(message));
            byte[] bytes = [0xF0, .. message.Split(' ').Select(b => Convert.ToByte(b, 16))];
            for (int at = 0; at < bytes.Length;)
            {
                int length = Math.Min(bytes.Length - at, 1 + random.Next(40));
                parser.Parse(bytes.AsSpan(at, length), 0, queue);
                parser.Parse([0xF8], 0, queue);
                at += length;
            }
        }
        Assert.Equal(expected, queue.Drain());
    }

    [Theory]
    [InlineData("F7")]
    [InlineData("7E 7F 09")]
    [InlineData("7E 7F 09 01")]
    [InlineData("43 10 4C 08 40 07 02 F7")]
    [InlineData("41 10 16 12 20 00 0A 20 36 F7")]
    public void Others_are_not(string bytes) => Assert.Empty(EventsOf(bytes));

    [Fact]
    public void Master_volume_and_tuning_move_the_sound()
    {
        var rig = new SynthRig(SynthRig.Sine);
        rig.Engine.NoteOn(69, 1);
        rig.Left(4_800);
        double level = SynthRig.Peak(rig.Left(4_800));
        rig.At(0, EventKind.MasterVolume, 0, 0.5f);
        rig.At(0, EventKind.MasterTuning, 0, 0.5f);
        rig.At(0, EventKind.MasterTuning, 1, 11.5f);
        rig.Left(4_800);
        float[] sound = rig.Left(48_000);
        Assert.Equal(0.25, SynthRig.Peak(sound) / level, 1e-3);
        Assert.Equal(880, SynthRig.Frequency(sound), 0.01);
        rig.At(0, EventKind.SystemReset, 1, 0);
        rig.Left(4_800);
        Assert.Equal(0, SynthRig.Peak(rig.Left(480)));
        rig.Engine.Control(7, 1);
        rig.Engine.NoteOn(69, 1);
        rig.Left(4_800);
        sound = rig.Left(48_000);
        Assert.Equal(level, SynthRig.Peak(sound), 1e-3);
        Assert.Equal(440, SynthRig.Frequency(sound), 0.01);
    }

    [Fact]
    public void A_piano_follows_master_volume_pan_and_reset()
    {
        double[] Levels(params (EventKind Kind, int Number, float Value)[] moves)
        {
            var engine = new VoiceEngine(new PianoInstrument());
            foreach ((EventKind kind, int number, float value) in moves)
                Assert.True(engine.Events.TryEnqueue(new EngineEvent(0, kind, 0, (ushort)number, value)));
            engine.Render(new float[4_800], new float[4_800]);
            engine.NoteOn(60, 0.7f);
            float[] left = new float[9_600], right = new float[9_600];
            engine.Render(left, right);
            return [SynthRig.Peak(left), SynthRig.Peak(right)];
        }
        double[] plain = Levels(), quiet = Levels((EventKind.MasterVolume, 0, 0.5f)), panned = Levels((EventKind.Control, 10, 0)),
            reset = Levels((EventKind.MasterVolume, 0, 0.5f), (EventKind.SystemReset, 1, 0));
        // The wood answers at its own level.
        Assert.InRange(quiet[0] / plain[0], 0.2, 0.35);
        Assert.InRange(panned[0] / plain[0], 1.2, 1.5);
        Assert.True(panned[1] < 0.5 * plain[1], $"{panned[1]} of {plain[1]}");
        Assert.Equal(plain, reset);
    }

    private static EngineEvent[] EventsOf(string bytes)
    {
        byte[] payload = [.. bytes.Split(' ').Select(b => Convert.ToByte(b, 16))];
        var file = new MidiFile(1, MidiDivision.Quarter(480), [new MidiTrack([MidiEvent.SysEx(0, payload)])]);
        return [.. new Song(file).ToSequence(48_000).Events];
    }
}
