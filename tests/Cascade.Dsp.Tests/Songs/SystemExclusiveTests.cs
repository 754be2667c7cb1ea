using Cascade.Dsp.Events;
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
    [InlineData("7E 7F 09 02 F7", EventKind.SystemReset, 0, 1, 0)]
    [InlineData("41 10 42 12 40 00 7F 7F 42 F7", EventKind.SystemReset, 0, 1, 0)]
    [InlineData("41 10 42 12 00 00 7F 00 01 F7", EventKind.SystemReset, 0, 3, 0)]
    [InlineData("41 11 42 12 00 00 7F 01 00 F7", EventKind.SystemReset, 0, 3, 0)]
    [InlineData("43 1F 4C 00 00 7F 00 F7", EventKind.SystemReset, 0, 4, 0)]
    [InlineData("41 10 42 12 40 00 04 00 3C F7", EventKind.MasterVolume, 0, 0, 0)]
    [InlineData("41 10 42 12 40 00 04 7F 3D F7", EventKind.MasterVolume, 0, 0, 1)]
    [InlineData("43 10 4C 00 00 04 40 F7", EventKind.MasterVolume, 0, 0, 64 / 127.0)]
    [InlineData("41 10 42 12 40 00 00 00 04 00 00 3C F7", EventKind.MasterTuning, 0, 0, 0)]
    [InlineData("41 10 42 12 40 00 00 00 07 0E 08 23 F7", EventKind.MasterTuning, 0, 0, 1)]
    [InlineData("43 10 4C 00 00 00 00 00 01 08 F7", EventKind.MasterTuning, 0, 0, -1)]
    [InlineData("41 10 42 12 40 00 05 34 07 F7", EventKind.MasterTuning, 0, 1, -12)]
    [InlineData("43 10 4C 00 00 06 47 F7", EventKind.MasterTuning, 0, 1, 7)]
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

    // The bytes of the MIDI Tuning Standard: channels 16-15, 14-8, 7-1; C to B; 64 is no tuning, 8192 none of 14 bits.
    [Theory]
    [InlineData("7F 7F 08 08 00 00 01 00 40 40 40 32 40 40 40 40 40 40 7F F7", "0", 0, -0.64, 4, -0.14, 11, 0.63, 3)]
    [InlineData("7E 7F 08 08 00 00 01 00 40 40 40 32 40 40 40 40 40 40 7F F7", "0", 0, -0.64, 4, -0.14, 11, 0.63, 2)]
    [InlineData("7E 10 08 08 03 00 40 00 40 40 40 32 40 40 40 40 40 40 7F F7", "6 14 15", 0, -0.64, 4, -0.14, 11, 0.63, 2)]
    [InlineData("7F 7F 08 08 00 7F 00 00 40 40 40 32 40 40 40 40 40 40 7F F7", "7 8 9 10 11 12 13", 0, -0.64, 4, -0.14, 11, 0.63, 3)]
    [InlineData("7F 7F 08 09 00 00 02 00 00 40 00 40 00 40 00 40 01 40 00 40 00 40 00 40 00 40 00 40 00 7F 7F F7", "1", 0, -1, 4,
        1 / 8192.0, 11, 8191 / 8192.0, 3)]
    [InlineData("41 10 42 12 40 12 40 00 40 40 40 32 40 40 40 40 40 40 7F 00 F7", "1", 0, -0.64, 4, -0.14, 11, 0.63, 3)]
    [InlineData("41 10 42 12 40 10 40 00 40 40 40 32 40 40 40 40 40 40 7F 00 F7", "9", 0, -0.64, 4, -0.14, 11, 0.63, 3)]
    [InlineData("41 10 42 12 40 12 40 00 40 40 40 32 40 40 40 40 40 40 7F F7", "1", 0, -0.64, 4, -0.14, 11, 0.63, 3)]
    [InlineData("43 10 4C 08 03 41 00 40 40 40 32 40 40 40 40 40 40 7F F7", "3", 0, -0.64, 4, -0.14, 11, 0.63, 3)]
    public void The_tuning_of_a_scale_is_an_event_for_each_name_and_channel(string bytes, string channels, int first, double low,
        int second, double middle, int third, double high, int note)
    {
        EngineEvent[] events = EventsOf(bytes);
        int[] wanted = [.. channels.Split(' ').Select(int.Parse)];
        Assert.Equal(wanted.SelectMany(channel => Enumerable.Range(0, 12).Select(name => (channel, name))),
            events.Select(e => ((int)e.Channel, e.Number % 12)));
        Assert.All(events, e => Assert.Equal((EventKind.KeyTuning, note), (e.Kind, e.Note)));
        foreach (EngineEvent[] scale in events.Chunk(12))
            for (int name = 0; name < 12; name++)
                Assert.Equal(name == first ? low : name == second ? middle : name == third ? high : 0,
                    scale[name].Value - scale[name].Number, 1e-5);
    }

    [Fact]
    public void A_part_of_a_scale_is_one_and_half_a_message_is_none()
    {
        EngineEvent e = Assert.Single(EventsOf("43 10 4C 08 0F 4C 4A F7"));
        Assert.Equal((15, 11), (e.Channel, e.Number % 12));
        Assert.Equal(0.1, e.Value - e.Number, 1e-5);
        Assert.Empty(EventsOf("7F 7F 08 08 00 00 01 00 40 40 40 32 40 40 40 40 40 40 F7"));
        Assert.Empty(EventsOf("41 10 42 12 40 12 40 00 40 40 40 32 40 40 40 40 40 40 F7"));
        Assert.Empty(EventsOf("7F 7F 08 09 00 00 01 00 40 40 40 32 40 40 40 40 40 40 7F F7"));
    }

    [Theory]
    [InlineData(0.5f, 0.5)]
    [InlineData(-1, -1)]
    [InlineData(float.NaN, 0)]
    public void A_tuning_that_is_no_number_is_none(float semitones, double expected) =>
        Assert.Equal(expected, ScaleTunings.SemitonesOf(ScaleTunings.Event(0, 3, 9, semitones, true)), 1e-5);

    // By the sound: what is tuned, in every octave, and what is not.
    [Theory]
    [InlineData("7F 7F 08 08 03 7F 7F 40 40 40 40 40 40 40 40 40 72 40 40 F7", 50)]
    [InlineData("7E 7F 08 08 03 7F 7F 40 40 40 40 40 40 40 40 40 0E 40 40 F7", -50)]
    [InlineData("7F 7F 08 09 00 00 01 40 00 40 00 40 00 40 00 40 00 40 00 40 00 40 00 40 00 60 00 40 00 40 00 F7", 50)]
    [InlineData("7E 7F 08 09 00 00 01 40 00 40 00 40 00 40 00 40 00 40 00 40 00 40 00 40 00 00 00 40 00 40 00 F7", -100)]
    [InlineData("41 10 42 12 40 11 40 40 40 40 40 40 40 40 40 40 72 40 40 00 F7", 50)]
    [InlineData("43 10 4C 08 00 4A 72 F7", 50)]
    public void A_scale_sounds_in_every_octave_of_its_channel_alone(string bytes, double cents)
    {
        bool soundsAtOnce = !bytes.StartsWith("7E", StringComparison.Ordinal);
        bool isForAll = bytes.Contains("03 7F 7F", StringComparison.Ordinal);
        foreach ((int key, int channel) in new[] { (57, 0), (69, 0), (93, 0), (70, 0), (69, 5) })
        {
            var rig = new SynthRig(SynthRig.Sine);
            rig.Engine.Control(7, 1, channel);
            double plain = 440 * Math.Pow(2, (key - 69) / 12.0);
            double moved = key % 12 == 9 && (channel == 0 || isForAll) ? plain * Math.Pow(2, cents / 1_200) : plain;
            rig.Engine.NoteOn(key, 1, channel);
            Assert.Equal(plain, Heard(), 0.01);
            foreach (EngineEvent e in EventsOf(bytes))
                Assert.True(rig.Engine.Events.TryEnqueue(e));
            Assert.Equal(soundsAtOnce ? moved : plain, Heard(), 0.02);
            rig.Engine.NoteOff(key, channel);
            rig.Left(4_800);
            rig.Engine.NoteOn(key, 1, channel);
            Assert.Equal(moved, Heard(), 0.02);
            rig.At(0, EventKind.SystemReset, 1, 0);
            rig.Left(4_800);
            rig.Engine.NoteOn(key, 1, channel);
            Assert.Equal(plain, Heard(), 0.01);

            double Heard()
            {
                rig.Left(4_800);
                return SynthRig.Frequency(rig.Left(48_000));
            }
        }
    }

    [Fact]
    public void A_scale_adds_to_the_tuning_of_keys_and_leaves_drums_alone()
    {
        var rig = new SynthRig(SynthRig.Sine);
        rig.At(0, EventKind.KeyTuning, 69, 70);
        foreach (EngineEvent e in EventsOf("7F 7F 08 08 03 7F 7F 40 40 40 40 40 40 40 40 40 72 40 40 F7"))
            Assert.True(rig.Engine.Events.TryEnqueue(e));
        rig.Engine.NoteOn(69, 1);
        rig.Left(4_800);
        Assert.Equal(440 * Math.Pow(2, 1.5 / 12), SynthRig.Frequency(rig.Left(48_000)), 0.02);
        Assert.Equal(Drum(""), Drum("7F 7F 08 08 03 7F 7F 00 00 00 00 00 00 00 00 00 00 00 00 F7"));

        float[] Drum(string scale)
        {
            var engine = new VoiceEngine(new SynthInstrument(PresetLibrary.GeneralMidi));
            foreach (EngineEvent e in scale.Length > 0 ? EventsOf(scale) : [])
                Assert.True(engine.Events.TryEnqueue(e));
            engine.NoteOn(50, 1, 9);
            var left = new float[9_600];
            engine.Render(left, new float[9_600]);
            return left;
        }
    }

    // Live, in pieces, with real-time bytes between: the same events as from a file.
    [Property]
    public void Live_messages_are_the_same_events(int seed)
    {
        var random = new Random(seed);
        string[] messages =
        [
            "7E 7F 09 01 F7", "7F 7F 04 01 00 40 F7", "41 10 42 12 40 1A 15 01 10 F7", "7F 7F 08 02 00 02 3C 3C 40 00 3E 3D 20 00 F7",
            "41 10 16 12 20 00 0A 20 36 F7", "41 10 42 12 40 00 04 00 3C F7",
            "7F 7F 08 08 03 7F 7F 00 10 20 30 40 50 60 70 7F 00 10 20 F7",
            "7E 7F 08 01 00 " + string.Concat(Enumerable.Repeat("20 ", 400)) + "F7",
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

    // Sent with the first note, or before it: nothing of it is heard.
    [Theory]
    [InlineData(false, EventKind.MasterVolume, 0)]
    [InlineData(true, EventKind.MasterVolume, 0)]
    [InlineData(false, EventKind.Control, 7)]
    [InlineData(true, EventKind.Control, 7)]
    [InlineData(false, EventKind.Control, 11)]
    public void A_volume_of_0_is_silence_from_the_first_frame_on(bool isRack, EventKind kind, int number)
    {
        foreach (int before in new[] { 0, 100 })
        {
            var engine = new VoiceEngine(isRack ? GeneralMidiRack.Create() : new PianoInstrument());
            Assert.True(engine.Events.TryEnqueue(new EngineEvent(0, kind, 0, (ushort)number, 0)));
            Assert.True(engine.Events.TryEnqueue(EngineEvent.NoteOn(before, 60, 0.8f)));
            float[] left = new float[24_000], right = new float[24_000];
            engine.Render(left, right);
            Assert.InRange(Math.Max(SynthRig.Peak(left), SynthRig.Peak(right)), 0, 1e-7);
        }
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
