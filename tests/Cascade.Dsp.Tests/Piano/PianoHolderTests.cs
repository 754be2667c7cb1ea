using Cascade.Dsp.Tests.Signals;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Piano;

/// <summary>Who holds a key: a message concerns its own channel, and blows fade from under each other however many come.</summary>
public class PianoHolderTests
{
    private static readonly VoiceEngine s_engine = new(new PianoInstrument());

    /// <summary>What a channel may send that has struck nothing.</summary>
    public static Arbitrary<EngineEvent[]> Idle { get; } =
        (from time in Gen.Choose(0, 20_000)
         from channel in Gen.Choose(1, 15)
         from key in Gen.Choose(0, 127)
         from value in Gen.Choose(0, 127)
         from kind in Gen.Choose(0, 6)
         select kind switch
         {
             0 => EngineEvent.NoteOff(time, key, channel),
             1 => new EngineEvent(time, EventKind.AllSoundOff, (byte)channel, 0, 0),
             2 => new EngineEvent(time, EventKind.AllNotesOff, (byte)channel, 0, 0),
             3 => EngineEvent.Program(time, key, channel),
             4 => EngineEvent.PitchBend(time, value / 64f - 1, channel),
             5 => EngineEvent.Control(time, 119 + key % 9, value / 127f, channel),
             _ => EngineEvent.Control(time, key % 2 == 0 ? 66 : key % 64, value / 127f, channel),
         }).ArrayOf().Select(events => events.OrderBy(e => e.Time).ToArray()).ToArbitrary();

    /// <summary>Blows on one key by any channels, often at the same frame.</summary>
    public static Arbitrary<(int Time, int Channel, int Velocity)[]> Blows { get; } =
        (from time in Gen.OneOf(Gen.Choose(0, 40), Gen.Choose(0, 2_000), Gen.Elements(0, 31, 32, 500, 1_000))
         from channel in Gen.Choose(0, 3)
         from velocity in Gen.Choose(30, 100)
         select (4_000 + time, channel, velocity)).NonEmptyListOf().Select(list => list.OrderBy(blow => blow.Item1).Take(40).ToArray())
        .ToArbitrary();

    [Property(MaxTest = 100, Arbitrary = [typeof(PianoHolderTests)])]
    public void A_channel_that_has_struck_nothing_changes_nothing(EngineEvent[] idle)
    {
        EngineEvent[] music =
        [
            EngineEvent.Control(0, 64, 1), EngineEvent.NoteOn(100, 48, 0.8f), EngineEvent.NoteOn(4_000, 60, 0.5f),
                EngineEvent.NoteOff(9_000, 48),
            EngineEvent.Control(12_000, 64, 0), EngineEvent.NoteOff(15_000, 60),
        ];
        float[] alone = Play(24_000, music), beside = Play(24_000, [.. music, .. idle]);
        Samples.AssertSameBits(alone, beside);
    }

    // The pedal's noise alone: no string sounds that would keep it.
    [Fact]
    public void A_channel_that_is_silenced_leaves_the_others_noises()
    {
        EngineEvent[] pedal = [EngineEvent.Control(100, 64, 1)];
        float[] alone = Play(9_600, pedal), beside = Play(9_600, [.. pedal, new EngineEvent(1_000, EventKind.AllSoundOff, 1, 0, 0)]);
        Samples.AssertSameBits(alone, beside);
        Assert.True(beside.AsSpan(4_800).ContainsAnyExcept(0f));
        float[] silenced = Play(9_600, [.. pedal, new EngineEvent(1_000, EventKind.AllSoundOff, 0, 0, 0)]);
        Assert.False(silenced.AsSpan(4_800).ContainsAnyExcept(0f));
    }

    // Played on channel 0, then let go in many ways by others that struck the same key.
    [Theory]
    [InlineData("off")]
    [InlineData("all notes off")]
    [InlineData("all sound off")]
    [InlineData("all sound off of four")]
    [InlineData("off with pedal")]
    [InlineData("mono")]
    public void The_damper_stays_up_while_a_channel_has_the_key_down(string how)
    {
        EngineEvent[] before = [EngineEvent.NoteOn(0, 48, 0.8f), EngineEvent.NoteOn(9_600, 48, 0.8f, 1)];
        EngineEvent[] after = how switch
        {
            "off" => [EngineEvent.NoteOff(19_200, 48, 1)],
            "all notes off" => [new(19_200, EventKind.AllNotesOff, 1, 0, 0)],
            "all sound off" => [EngineEvent.Control(19_200, 120, 0, 1)],
            "all sound off of four" =>
            [
                EngineEvent.NoteOn(9_700, 48, 0.8f, 2), EngineEvent.NoteOn(9_700, 48, 0.6f, 3), EngineEvent.Control(19_200, 120, 0, 1),
                EngineEvent.Control(19_200, 120, 0, 2), EngineEvent.NoteOff(19_200, 48, 3),
            ],
            "off with pedal" =>
                [EngineEvent.Control(9_600, 64, 1, 1), EngineEvent.NoteOff(19_200, 48, 1), EngineEvent.Control(20_000, 64, 0, 1)],
            _ => [EngineEvent.Control(19_200, 126, 0, 1)],
        };
        double held = Samples.LevelDb(Play(67_200, before).AsSpan(2 * 52_800));
        Assert.True(Samples.LevelDb(Play(67_200, [.. before, .. after]).AsSpan(2 * 52_800)) > held - 3);
        // And it comes down when the last one lets go.
        EngineEvent[] all = [.. before, .. after, EngineEvent.NoteOff(24_000, 48)];
        Assert.True(Samples.LevelDb(Play(67_200, all).AsSpan(2 * 52_800)) < held - 20);
    }

    [Fact]
    public void The_pedal_of_a_channel_holds_what_it_struck_when_another_lets_go()
    {
        EngineEvent[] held = [EngineEvent.Control(0, 64, 1), EngineEvent.NoteOn(0, 48, 0.8f), EngineEvent.NoteOff(5_000, 48)];
        EngineEvent[] other = [EngineEvent.NoteOn(9_600, 48, 0.8f, 1), EngineEvent.NoteOff(19_200, 48, 1)];
        double alone = Samples.LevelDb(Play(67_200, held).AsSpan(2 * 52_800));
        Assert.True(Samples.LevelDb(Play(67_200, [.. held, .. other]).AsSpan(2 * 52_800)) > alone - 3);
    }

    [Fact]
    public void All_sound_off_silences_its_channel_beside_one_that_sounds()
    {
        EngineEvent[] held = [EngineEvent.NoteOn(0, 36, 0.8f)];
        EngineEvent[] other = [EngineEvent.NoteOn(100, 80, 0.8f, 1)];
        float[] on = Play(68_000, [.. held, .. other]), off = Play(68_000, [.. held, .. other, EngineEvent.Control(19_200, 120, 0, 1)]);
        const double Partial = 830.6;
        Assert.True(StruckNotes.Partial(Left(off.AsSpan(2 * 35_000)), Partial) < StruckNotes.Partial(
            Left(on.AsSpan(2 * 35_000)), Partial) - 30);
        Assert.True(Samples.LevelDb(off.AsSpan(2 * 35_000)) > Samples.LevelDb(Play(68_000, held).AsSpan(2 * 35_000)) - 3);
    }

    [Property(MaxTest = 100, Arbitrary = [typeof(PianoHolderTests)])]
    public void No_blow_clicks_however_many_come((int Time, int Channel, int Velocity)[] blows)
    {
        foreach (int key in new[] { 28, 60 })
        {
            EngineEvent[] before = [EngineEvent.NoteOn(100, key, 0.8f)];
            float[] sound = Play(8_000, [.. before, .. blows.Select(b => EngineEvent.NoteOn(b.Time, key, b.Velocity / 127f, b.Channel))]);
            // Each blow by itself, and the kinks where the others start to fade.
            double bound = 0.02 * Samples.Peak(sound);
            foreach (int velocity in blows.Select(b => b.Velocity).Append(102))
                bound += Bend(Play(1_000, [EngineEvent.NoteOn(100, key, velocity / 127f)]));
            double most = Bend(sound);
            Assert.True(most < bound, $"Key {key}: {most} against {bound} for {blows.Length} blows.");
        }
    }

    [Fact]
    public void A_doubled_track_sounds_as_one()
    {
        EngineEvent[] single = [EngineEvent.NoteOn(100, 60, 0.8f), EngineEvent.NoteOn(5_000, 60, 0.8f)];
        EngineEvent[] doubled = [single[0], EngineEvent.NoteOn(100, 60, 0.8f, 1), single[1], EngineEvent.NoteOn(5_000, 60, 0.5f, 1)];
        Samples.AssertSameBits(Play(9_600, single), Play(9_600, doubled));
    }

    [Fact]
    public void What_is_given_away_falls_silent()
    {
        var engine = new VoiceEngine(new PianoInstrument());
        for (int i = 0; i < 200; i++)
            engine.Events.TryEnqueue(EngineEvent.NoteOn(7 * i, 100, 0.8f, i % 16));
        for (int channel = 0; channel < 16; channel++)
            engine.Events.TryEnqueue(EngineEvent.Control(2_000, 120, 0, channel));
        engine.Render(new float[12_000], new float[12_000]);
        Assert.Equal(0, engine.ActiveVoices);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sostenuto_catches_every_damper_that_is_up(bool piano)
    {
        var engine = new VoiceEngine(piano ? new PianoInstrument() : new SynthInstrument(PresetLibrary.Synth("organ")));
        engine.Control(64, 1);
        engine.NoteOn(60, 0.8f);
        Run(engine, 4_800);
        engine.NoteOff(60);
        Run(engine, 4_800);
        engine.Control(66, 1);
        Run(engine, 480);
        engine.Control(64, 0);
        double before = Samples.LevelDb(Run(engine, 4_800));
        Assert.True(Samples.LevelDb(Run(engine, 9_600).AsSpan(4_800)) > before - 12);
        engine.Control(66, 0);
        Run(engine, 24_000);
        Assert.True(Samples.LevelDb(Run(engine, 4_800)) < before - 30);
    }

    [Fact]
    public void Sostenuto_catches_a_damper_on_its_way_and_with_the_pedal_all_of_them()
    {
        var engine = new VoiceEngine(new PianoInstrument());
        engine.NoteOn(60, 0.8f);
        Run(engine, 4_800);
        engine.NoteOff(60);
        engine.Events.TryEnqueue(EngineEvent.Control(engine.Position + 200, 66, 1));
        double before = Samples.LevelDb(Run(engine, 4_800));
        Assert.True(Samples.LevelDb(Run(engine, 9_600).AsSpan(4_800)) > before - 12);
        foreach (float pedal in new[] { 0.5f, 1 })
        {
            engine.Reset();
            engine.Control(64, pedal);
            engine.Control(66, 1);
            engine.Control(64, 0);
            engine.NoteOn(64, 0.8f);
            Run(engine, 4_800);
            engine.NoteOff(64);
            before = Samples.LevelDb(Run(engine, 4_800));
            Assert.True(Samples.LevelDb(Run(engine, 9_600).AsSpan(4_800)) > before - 12);
        }
    }

    // 40 log10 of the volume, as General MIDI recommends; what was struck before would get there by and by.
    [Fact]
    public void The_first_blow_has_its_channels_volume_at_once()
    {
        var engine = new VoiceEngine(new PianoInstrument());
        double loud = Onset(1), soft = Onset(0.25f);
        Assert.Equal(40 * Math.Log10(0.25), soft - loud, 0.1);

        double Onset(float volume)
        {
            engine.Reset();
            Run(engine, 480);
            engine.Control(7, volume);
            engine.NoteOn(60, 0.8f);
            return Samples.LevelDb(Run(engine, 480));
        }
    }

    [Fact]
    public void A_key_is_drawn_as_down_until_the_last_channel_lets_go()
    {
        s_engine.Reset();
        s_engine.NoteOn(60, 0.5f);
        s_engine.NoteOn(60, 0.5f, 1);
        s_engine.NoteOn(64, 0.5f, 1);
        s_engine.NoteOff(60, 1);
        Run(s_engine, 64);
        Assert.Equal(UInt128.One << 60 | UInt128.One << 64, s_engine.HeldKeys);
        s_engine.Events.TryEnqueue(new EngineEvent(0, EventKind.AllNotesOff, 1, 0, 0));
        Run(s_engine, 64);
        Assert.Equal(UInt128.One << 60, s_engine.HeldKeys);
        s_engine.Control(123, 0);
        Run(s_engine, 64);
        Assert.Equal(UInt128.Zero, s_engine.HeldKeys);
    }

    // The largest fourth difference: of a click about its own height, of a smooth sound next to nothing.
    private static double Bend(float[] frames)
    {
        double most = 0;
        for (int i = 8; i < frames.Length; i++)
            most = Math.Max(most, Math.Abs(frames[i] - 4.0 * frames[i - 2] + 6.0 * frames[i - 4] - 4.0 * frames[i - 6] + frames[i - 8]));
        return most;
    }

    private static float[] Play(int frames, EngineEvent[] events)
    {
        s_engine.Reset();
        foreach (EngineEvent e in events.OrderBy(e => e.Time))
            Assert.True(s_engine.Events.TryEnqueue(e));
        var sound = new float[2 * frames];
        s_engine.RenderInterleaved(sound);
        return sound;
    }

    private static float[] Run(VoiceEngine engine, int frames)
    {
        var left = new float[frames];
        engine.Render(left, new float[frames]);
        return left;
    }

    private static float[] Left(ReadOnlySpan<float> frames)
    {
        var left = new float[frames.Length / 2];
        for (int i = 0; i < left.Length; i++)
            left[i] = frames[2 * i];
        return left;
    }
}
