using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Engine;

public sealed class RackTests
{
    private readonly ImpulseInstrument _low = new(), _high = new();

    // Key 69 half a semitone up, alone or with all keys of its name: of a part seven semitones up it is the key that sounds as 76.
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_transposed_part_tunes_the_key_that_is_played(int note)
    {
        var engine = new VoiceEngine(new Rack(new Part(new SynthInstrument(Synth.SynthRig.Sine)) { Transpose = 7 }));
        Assert.True(engine.Events.TryEnqueue(new EngineEvent(0, EventKind.KeyTuning, 0, 69, 69.5f) { Note = note }));
        foreach ((int key, double sounding) in new[] { (69, 76.5), (62, 69) })
        {
            engine.NoteOn(key, 1);
            engine.Render(new float[4_800], new float[4_800]);
            var left = new float[48_000];
            engine.Render(left, new float[48_000]);
            Assert.Equal(440 * Math.Pow(2, (sounding - 69) / 12), Synth.SynthRig.Frequency(left), 0.02);
            engine.NoteOff(key);
            engine.Render(new float[9_600], new float[9_600]);
        }
    }

    [Fact]
    public void Notes_go_to_the_parts_that_hear_their_port_channel_key_and_program()
    {
        var engine = new VoiceEngine(new Rack(
            new Part(_low)
            {
                Channels = Part.Channel(0) | Part.Channel(9),
                HighestKey = 59,
                Transpose = 12,
                HighestProgram = 3,
                PlaysDrums = false
            },
            new Part(_high) { Port = 1, LowestKey = 60 }));
        EngineEvent[] events =
        [
            EngineEvent.NoteOn(0, 40, 0.1f), EngineEvent.NoteOn(0, 60, 0.1f), EngineEvent.NoteOn(0, 40, 0.1f, 1),
                EngineEvent.NoteOn(0, 41, 0.1f, 9),
            EngineEvent.NoteOn(0, 70, 0.1f, 5) with { Port = 1 }, EngineEvent.NoteOn(0, 50, 0.1f, 5) with { Port = 1 },
            EngineEvent.Program(0, 4), EngineEvent.NoteOn(0, 42, 0.1f), EngineEvent.Program(0, 2), EngineEvent.NoteOn(0, 43, 0.1f),
            EngineEvent.NoteOn(0, 100, 0.1f, 7) with { Part = 1 }, EngineEvent.NoteOn(0, 44, 0.1f) with { Part = 9 },
        ];
        foreach (EngineEvent e in events)
            engine.Events.TryEnqueue(e);
        Left(engine, 64);
        Assert.Equal([52, 55, 112], Notes(_low));
        Assert.Equal([70], Notes(_high));
        Assert.Equal(2, engine.IgnoredEvents);
    }

    [Fact]
    public void A_note_off_finds_its_note_whatever_the_program_is_by_then()
    {
        var engine = new VoiceEngine(new Rack(new Part(_low) { HighestProgram = 3 }, new Part(_high) { LowestProgram = 4 }));
        engine.NoteOn(60, 0.5f);
        engine.Program(20);
        Left(engine, 64);
        Assert.Equal(1, engine.ActiveVoices);
        engine.NoteOff(60);
        Left(engine, 64);
        Assert.Equal(0, engine.ActiveVoices);
    }

    [Fact]
    public void The_strip_scales_pans_mutes_and_solos()
    {
        Part one = new(_low), two = new(_high);
        var engine = new VoiceEngine(new Rack(one, two));
        Hold(engine, _low, 0.5f);
        Hold(engine, _high, 0.25f);
        engine.Events.TryEnqueue(EngineEvent.NoteOn(0, 1, 1e-20f));
        Assert.Equal((0.75f, 0.75f), Last(engine));
        engine.Set(one, Part.Gain, -20);
        Assert.Equal((0.3f, 0.3f), Last(engine));
        engine.Set(one, Part.Pan, 1);
        Assert.Equal((0.25f, 0.3f), Last(engine));
        engine.Set(one, Part.Mute, 1);
        Assert.Equal((0.25f, 0.25f), Last(engine));
        engine.Set(one, Part.Mute, 0);
        engine.Set(one, Part.Solo, 1);
        Assert.Equal((0, 0.05f), Last(engine));
        engine.Set(one, Part.Solo, 0);
        Assert.Equal((0.25f, 0.3f), Last(engine));
    }

    [Fact]
    public void Sends_follow_their_controllers_and_reach_the_buses()
    {
        ScaleEffect reverb = new(), chorus = new();
        reverb.Set(ScaleEffect.Factor, 10);
        var part = new Part(_low);
        var engine = new VoiceEngine(new Rack(part) { ReverbBus = [reverb], ChorusBus = [chorus] });
        Hold(engine, _low, 0.5f);
        engine.Events.TryEnqueue(EngineEvent.NoteOn(0, 1, 1e-20f));
        Assert.Equal(0.5 + 10 * 0.5 * 40 / 127, Last(engine).Left, 1e-5);
        engine.Control(91, 1);
        Assert.Equal(0.5 + 10 * 0.5, Last(engine).Left, 1e-5);
        engine.Control(91, 0);
        engine.Control(93, 1);
        Assert.Equal(0.5 + 0.5, Last(engine).Left, 1e-5);
        engine.Set(part, Part.ChorusSend, -20);
        Assert.Equal(0.5 + 0.05, Last(engine).Left, 1e-5);
        engine.Set(part, Part.ChorusSend, -60);
        Assert.Equal(0.5, Last(engine).Left, 1e-5);
        engine.Set(reverb, ScaleEffect.Addend, 1);
        Assert.Equal(1.5, Last(engine).Left, 1e-5);
    }

    [Fact]
    public void Parts_of_unequal_latency_sound_together()
    {
        var limiter = new Limiter();
        var engine = new VoiceEngine(new Rack(new Part(_low, limiter) { Channels = 1 }, new Part(_high) { Channels = 2 }));
        Assert.Equal(31 + limiter.LatencyFrames, engine.LatencyFrames);
        engine.Events.TryEnqueue(EngineEvent.NoteOn(100, 60, 0.25f));
        engine.Events.TryEnqueue(EngineEvent.NoteOn(100, 60, 0.5f, 1));
        float[] left = Left(engine, 1000);
        Assert.Equal(100 + engine.LatencyFrames, left.AsSpan().IndexOfAnyExcept(0f));
        Assert.Equal(0.75f, left[100 + engine.LatencyFrames]);
    }

    [Fact]
    public void General_midi_plays_pianos_by_model_and_the_rest_by_synthesis()
    {
        var song = new Sequence(
        [
            EngineEvent.Program(0, 0), EngineEvent.NoteOn(0, 60, 0.8f), EngineEvent.Program(0, 48, 1), EngineEvent.NoteOn(0, 64, 0.8f, 1),
            EngineEvent.Program(0, 33, 2), EngineEvent.NoteOn(0, 36, 0.8f, 2), EngineEvent.NoteOn(0, 38, 0.8f, 9),
            EngineEvent.Program(10, 3), EngineEvent.NoteOn(10, 70, 0.8f),
        ], 48_000);
        Assert.True(GeneralMidiRack.IsNeededFor(song));
        Assert.False(GeneralMidiRack.IsNeededFor(new Sequence([EngineEvent.NoteOn(0, 60, 1)], 48_000)));
        Assert.True(GeneralMidiRack.IsNeededFor(new Sequence([EngineEvent.Program(0, 1), EngineEvent.NoteOn(0, 60, 1)], 48_000)));
        Rack rack = GeneralMidiRack.For(song);
        Assert.Equal(["grand", "honky-tonk", "channel 2", "channel 3", "channel 10"], rack.Parts.Select(part => part.Name));
        Assert.Equal(2, rack.Parts.Count(part => part.Instrument is PianoInstrument));
        var engine = new VoiceEngine(rack, null, new Limiter());
        foreach (EngineEvent e in song.Events)
            engine.Events.TryEnqueue(e);
        Left(engine, 4_800);
        Assert.All(rack.Parts, part => Assert.True(part.Instrument.ActiveVoices > 0, part.Name));
        Assert.Equal(0, engine.IgnoredEvents);
    }

    [Fact]
    public void A_channel_that_is_told_whether_it_plays_drums_gets_what_it_needs()
    {
        var song = new Sequence(
        [
            new EngineEvent(0, EventKind.DrumPart, 9, 0, 0), EngineEvent.NoteOn(0, 60, 0.8f, 9),
            new EngineEvent(0, EventKind.DrumPart, 2, 1, 0), EngineEvent.NoteOn(0, 38, 0.8f, 2),
        ], 48_000);
        Assert.Equal(["grand", "channel 3"], GeneralMidiRack.For(song).Parts.Select(part => part.Name));
    }

    [Fact]
    public void No_gain_pushes_the_sound_over_the_ceiling_of_the_limiter()
    {
        Part part = new(new PianoInstrument());
        var engine = new VoiceEngine(new Rack(part), new EngineOptions { MasterGainDecibels = 48 }, new Reverb(), new Limiter());
        part.Set(Part.Gain, 12);
        for (int key = 30; key < 90; key += 7)
            engine.NoteOn(key, 1);
        float[] left = Left(engine, 48_000);
        engine.MasterGainDecibels = 30;
        Assert.InRange(Samples.Peak([.. left, .. Left(engine, 48_000)]), 0.5, MathF.Pow(10, -1 / 20f) + 1e-6);
    }

    [Fact]
    public void Wrong_parts_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rack());
        Assert.Throws<ArgumentNullException>(() => new Rack((Part)null!));
        Assert.Throws<ArgumentNullException>(() => new Part(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Part(_low) { Channels = 1 << 16 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Part(_low) { LowestKey = 128 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Part.Channel(16));
        Assert.Throws<InvalidOperationException>(() => new VoiceEngine(new Rack(new Part(_low), new Part(_low))));
    }

    private static IEnumerable<int> Notes(ImpulseInstrument instrument) =>
        instrument.Log.Where(e => e.Kind == EventKind.NoteOn).Select(e => (int)e.Number);

    private static void Hold(VoiceEngine engine, ImpulseInstrument instrument, float level) =>
        Assert.True(engine.Set(instrument, ImpulseInstrument.Level, level));

    private static (float Left, float Right) Last(VoiceEngine engine)
    {
        float[] left = new float[2_000], right = new float[2_000];
        engine.Render(left, right);
        return (MathF.Round(left[^1], 5), MathF.Round(right[^1], 5));
    }

    private static float[] Left(VoiceEngine engine, int frames)
    {
        var left = new float[frames];
        engine.Render(left, new float[frames]);
        return left;
    }
}
