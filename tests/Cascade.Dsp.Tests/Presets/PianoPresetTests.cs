using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Presets;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Presets;

public class PianoPresetTests
{
    public static TheoryData<string> Names => new(PresetLibrary.Pianos.Select(piano => piano.Name));

    [Fact]
    public void The_library_has_the_pianos_people_ask_for()
    {
        foreach (string name in new[] { "grand", "concert", "bright", "felt", "honky-tonk", "upright", "harp", "bell piano" })
            Assert.NotNull(PresetLibrary.FindPiano(name));
        Assert.NotNull(PresetLibrary.FindPiano("Honky Tonk"));
        Assert.Null(PresetLibrary.FindPiano("theremin"));
        Assert.Equal("grand", PresetLibrary.Pianos[0].Name);
        Assert.All(PresetLibrary.Pianos, piano => Assert.NotEmpty(piano.Description));
        Assert.All(PresetLibrary.Pianos, piano => Assert.Null(PresetLibrary.FindSynth(piano.Name)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_piano_comes_back_from_its_text_unchanged(string name)
    {
        PianoPatch piano = PresetLibrary.Piano(name);
        Assert.Equal(piano, PresetLibrary.PianoFromJson(PresetLibrary.ToJson(piano)));
    }

    [Fact]
    public void A_piano_equals_what_says_the_same_and_nothing_else()
    {
        VelocityPoint middle = new(64, 80);
        PianoPatch Piano() => new PianoPatch { Description = "Near.", VelocityCurve = [middle] }.With(PianoInstrument.Width, 0.5f);
        Assert.Equal(Piano(), Piano());
        Assert.Equal(Piano().GetHashCode(), Piano().GetHashCode());
        PianoPatch?[] others = [Piano() with { Name = "" }, Piano() with { Description = "" }, Piano() with { Model = (PianoModel)1 },
            Piano() with { VelocityCurve = [] }, Piano() with { VelocityCurve = [new(64, 81)] },
            Piano() with { VelocityCurve = [middle, new(100, 110)] }, Piano().With(PianoInstrument.Width, 0.25f), null];
        Assert.All(others, other => Assert.False(Piano().Equals(other)));
    }

    [Fact]
    public void Velocities_out_of_range_are_moved_into_it()
    {
        var patch = new PianoPatch { VelocityCurve = [new(float.NaN, -1), new(64, float.NaN), new(200, float.PositiveInfinity)] };
        Assert.Equal([new(0, 0), new(64, 0), new(127, 127)], patch.Clamped().VelocityCurve);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_piano_sounds_at_a_usable_level_over_the_keyboard(string name)
    {
        var engine = new VoiceEngine(new PianoInstrument(PresetLibrary.Piano(name)));
        foreach (int key in new[] { 24, 48, 60, 72, 96 })
        {
            engine.Reset();
            engine.NoteOn(key, 100 / 127f);
            Assert.InRange(20 * Math.Log10(Samples.Peak(Sound(engine, 1))), -40, -8);
        }
    }

    [Fact]
    public void Each_piano_differs_as_its_name_says()
    {
        double Centroid(string name) => Spectrum.Centroid(Note(name, 60, 0.5));
        double Fall(string name, int key)
        {
            float[] sound = Note(name, key, 3);
            return Samples.LevelDb(sound.AsSpan(0, 24_000)) - Samples.LevelDb(sound.AsSpan(sound.Length - 24_000));
        }
        double AfterRelease(string name)
        {
            var engine = new VoiceEngine(new PianoInstrument(PresetLibrary.Piano(name)));
            engine.NoteOn(60, 0.7f);
            double before = Samples.LevelDb(Sound(engine, 0.5));
            engine.NoteOff(60);
            Sound(engine, 0.5);
            return Samples.LevelDb(Sound(engine, 0.2)) - before;
        }
        Assert.True(Centroid("bright") > 1.15 * Centroid("grand"));
        Assert.True(Centroid("felt") < 0.85 * Centroid("grand"));
        Assert.True(Fall("upright", 60) > Fall("grand", 60));
        Assert.True(Fall("bell piano", 60) < Fall("grand", 60));
        Assert.InRange(AfterRelease("harp"), -20, 0);
        // The low end of the knock rings on in the soundboard.
        Assert.True(AfterRelease("grand") < -35);
        // The strings of a saloon's piano beat against each other.
        Assert.True(Wavering(Note("honky-tonk", 69, 2)) > 2 * Wavering(Note("grand", 69, 2)));
    }

    [Fact]
    public void Values_out_of_range_are_moved_into_it()
    {
        PianoPatch piano = PresetLibrary.PianoFromJson(
            """{ "values": { "hardness": 99, "level": -1e9 }, "velocityCurve": [{ "played": 300, "sounding": -4 }] /* and so on */ }""");
        Assert.Equal(4, piano.Values["hardness"]);
        Assert.Equal(-60, piano.Values["level"]);
        Assert.Equal([new VelocityPoint(127, 0)], piano.VelocityCurve);
        Assert.Equal(PianoInstrument.Width.Default, PianoPatch.Default.With(PianoInstrument.Width, float.NaN).Values["width"]);
    }

    [Theory]
    [InlineData("null", "Line 1")]
    [InlineData("{\n \"hardnes\": 3 }", "hardnes")]
    [InlineData("{ \"values\": { \"hardnes\": 3 } }", "$.values.hardnes")]
    [InlineData("{\n\"model\": \"clavichord\" }", "Line 2")]
    [InlineData("{ \"values\": { \"hardness\": 1, \"hardness\": 2 } }", "twice")]
    [InlineData("{ \"velocityCurve\": 3 }", "velocityCurve")]
    public void A_bad_text_says_where(string json, string where)
    {
        var e = Assert.Throws<PresetFormatException>(() => PresetLibrary.PianoFromJson(json));
        Assert.Contains(where, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_velocity_curve_is_played()
    {
        var curve = new VelocityCurve([new VelocityPoint(100, 50), new VelocityPoint(20, 40)]);
        Assert.Equal(20, curve.At(10), 1e-3);
        Assert.Equal(40, curve.At(20), 1e-3);
        Assert.Equal(45, curve.At(60), 1e-3);
        Assert.Equal(50, curve.At(100), 1e-3);
        Assert.Equal(127, curve.At(127), 1e-3);
        Assert.Equal(1, curve.At(0.1f), 1e-3);
        Assert.Equal(64.25f, new VelocityCurve([]).At(64.25f), 1e-3);
        PianoPatch half = PianoPatch.Default with { VelocityCurve = [new VelocityPoint(127, 64)] };
        var engine = new VoiceEngine(new PianoInstrument(half));
        engine.NoteOn(60, 1);
        float[] curved = Sound(engine, 0.2);
        engine = new VoiceEngine(new PianoInstrument());
        engine.NoteOn(60, 64 / 127f);
        Assert.Equal(curved, Sound(engine, 0.2));
    }

    [Fact]
    public void A_moved_parameter_counts_for_the_next_note_and_leaves_the_sounding_one()
    {
        float[] Play(bool isMoved)
        {
            var engine = new VoiceEngine(new PianoInstrument());
            engine.NoteOn(60, 0.7f);
            Sound(engine, 0.2);
            if (isMoved)
                engine.Set(engine.Instrument, PianoInstrument.Brightness, 20);
            engine.NoteOff(62);
            return [.. Sound(engine, 0.2), .. Next(engine)];
        }
        float[] Next(VoiceEngine engine)
        {
            engine.Control(120, 0);
            Sound(engine, 1);
            engine.NoteOn(84, 0.7f);
            return Sound(engine, 0.5);
        }
        float[] moved = Play(true), still = Play(false);
        Assert.Equal(still[..9_600], moved[..9_600]);
        double before = Spectrum.Centroid(still[9_600..]), after = Spectrum.Centroid(moved[9_600..]);
        Assert.True(after > 1.02 * before, $"{before:F1} Hz, then {after:F1} Hz");
    }

    private static float[] Note(string name, int key, double seconds)
    {
        var engine = new VoiceEngine(new PianoInstrument(PresetLibrary.Piano(name)));
        engine.NoteOn(key, 90 / 127f);
        return Sound(engine, seconds);
    }

    // How far the level of 50 ms pieces moves to and fro about its own course, in dB.
    private static double Wavering(float[] sound)
    {
        double sum = 0;
        int pieces = sound.Length / 2_400;
        double[] levels = [.. Enumerable.Range(0, pieces).Select(i => Samples.LevelDb(sound.AsSpan(2_400 * i, 2_400)))];
        for (int i = 4; i < pieces - 4; i++)
            sum += Math.Abs(levels[i] - (levels[i - 4] + levels[i + 4]) / 2);
        return sum / (pieces - 8);
    }

    private static float[] Sound(VoiceEngine engine, double seconds)
    {
        var left = new float[(int)(seconds * 48_000)];
        engine.Render(left, new float[left.Length]);
        return left;
    }
}
