using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Presets;
using Cascade.Dsp.Tests.Synth;

namespace Cascade.Dsp.Tests.Presets;

public class PresetLibraryTests
{
    public static TheoryData<string> Names => new(PresetLibrary.Synths.Select(patch => patch.Name));

    [Fact]
    public void The_library_has_the_sounds_people_ask_for()
    {
        foreach (string name in new[]
        {
            "electric piano", "organ", "clavinet", "harpsichord", "strings", "brass", "choir", "pad", "lead", "bass", "pluck", "bells"
        })
            Assert.NotNull(PresetLibrary.FindSynth(name));
        Assert.NotNull(PresetLibrary.FindSynth("Electric-Piano"));
        Assert.Null(PresetLibrary.FindSynth("theremin"));
        Assert.Equal(PresetLibrary.Synths.Count, PresetLibrary.Synths.Select(patch => patch.Name).Distinct().Count());
        Assert.All(PresetLibrary.Synths, patch => Assert.NotEmpty(patch.Description));
    }

    [Fact]
    public void A_name_that_is_not_there_is_an_error_that_lists_what_is()
    {
        Assert.Same(PresetLibrary.FindSynth("organ"), PresetLibrary.Synth("Organ"));
        Assert.Same(PresetLibrary.FindPiano("grand"), PresetLibrary.Piano("Grand"));
        Assert.Contains("church organ", Assert.Throws<ArgumentException>("name", () => PresetLibrary.Synth("theremin")).Message,
            StringComparison.Ordinal);
        Assert.Contains("honky-tonk", Assert.Throws<ArgumentException>("name", () => PresetLibrary.Piano("theremin")).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new SynthInstrument((SynthPatch)null!));
    }

    [Fact]
    public void Every_program_and_the_usual_drums_have_a_patch()
    {
        for (int program = 0; program < 128; program++)
            Assert.NotNull(PresetLibrary.GeneralMidi.Find(false, program, 60));
        for (int key = 27; key <= 87; key++)
            Assert.NotNull(PresetLibrary.GeneralMidi.Find(true, 0, key));
        Assert.Equal("harpsichord", PresetLibrary.GeneralMidi[6].Name);
        Assert.Equal("church organ", PresetLibrary.GeneralMidi[19].Name);
        Assert.Equal("string ensemble 1", PresetLibrary.GeneralMidi[48].Name);
        Assert.Equal("trumpet", PresetLibrary.GeneralMidi[56].Name);
        Assert.Equal("flute", PresetLibrary.GeneralMidi[73].Name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_sound_sounds_at_a_usable_level_over_the_keyboard_and_ends(string name)
    {
        SynthPatch patch = PresetLibrary.Synth(name);
        foreach (int key in new[] { 24, 48, 60, 72, 96 })
        {
            var rig = new SynthRig(patch);
            rig.Engine.Control(7, 100 / 127f);
            rig.Engine.NoteOn(key, 100 / 127f);
            double peak = 20 * Math.Log10(SynthRig.Peak(rig.Left(72_000)));
            Assert.InRange(peak, -38, 2);
            rig.Engine.NoteOff(key);
            rig.Left(48_000 * 4);
            Assert.Equal(0, rig.Engine.ActiveVoices);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_patch_comes_back_from_its_text_unchanged(string name)
    {
        SynthPatch patch = PresetLibrary.Synth(name);
        Assert.Equal(patch, PresetLibrary.SynthFromJson(PresetLibrary.ToJson(patch)));
    }

    [Fact]
    public void What_a_text_leaves_out_has_its_default()
    {
        SynthPatch patch = PresetLibrary.SynthFromJson("""{ "name": "x", "oscillator1": { "waveform": "square" } /* that is all */ }""");
        Assert.Equal(SynthPatch.Default with { Name = "x", Oscillator1 = new OscillatorSettings { Waveform = Waveform.Square } }, patch);
    }

    [Fact]
    public void What_a_layer_leaves_out_has_its_default_too()
    {
        SynthPatch patch = PresetLibrary.SynthFromJson("""{ "unison": 2, "layers": [{ "noise": 0.5 }, { "filter": { "q": 2 } }] }""");
        SynthPatch layer = SynthPatch.Default with { Noise = 0.5f };
        SynthPatch other = SynthPatch.Default with { Filter = SynthPatch.Default.Filter with { Q = 2 } };
        Assert.Equal(SynthPatch.Default with { Unison = 2, Layers = [layer, other] }, patch);
        Assert.NotEqual(SynthPatch.Default with { Unison = 2, Layers = [layer, layer] }, patch);
        Assert.Equal(patch, PresetLibrary.SynthFromJson(PresetLibrary.ToJson(patch)));
    }

    [Fact]
    public void A_layer_is_a_voice_of_its_whole()
    {
        SynthPatch layer = SynthPatch.Default with { Layers = [SynthPatch.Default], Noise = 9 };
        SynthPatch whole = (SynthPatch.Default with { OneShot = true, Layers = [.. Enumerable.Repeat(layer, 9)] }).Clamped();
        Assert.Equal(SynthPatch.MaximumLayers, whole.Layers.Count);
        Assert.All(whole.Layers, part =>
            Assert.Equal((0, true, 0, 1), (part.Layers.Count, part.OneShot, part.Amplitude.Sustain, part.Noise)));
    }

    [Fact]
    public void Values_out_of_range_are_moved_into_it()
    {
        // JSON has no NaN: what is written can be read.
        Assert.Equal(SynthPatch.Default,
            PresetLibrary.SynthFromJson(PresetLibrary.ToJson(SynthPatch.Default with { LevelDecibels = float.NaN })));
        SynthPatch patch =
            PresetLibrary.SynthFromJson("""{ "unison": 99, "levelDecibels": 1e9, "filter": { "q": -1 }, "amplitude": { "attack": -5 } }""");
        Assert.Equal(8, patch.Unison);
        Assert.Equal(24, patch.LevelDecibels);
        Assert.Equal(0.3f, patch.Filter.Q);
        Assert.Equal(0.0005f, patch.Amplitude.Attack);
    }

    [Theory]
    [InlineData("", "Line 1")]
    [InlineData("null", "Line 1")]
    [InlineData("[]", "Line 1")]
    [InlineData("{\n \"cutof\": 3 }", "cutof")]
    [InlineData("{\n\"filter\": { \"mode\": \"sideways\" } }", "Line 2")]
    [InlineData("{ \"filter\": null }", "Line 1")]
    [InlineData("{ \"glide\": \"long\" }", "glide")]
    [InlineData("{ \"glide\": 1, \"glide\": 2 }", "twice")]
    public void A_bad_text_says_where(string json, string where)
    {
        var e = Assert.Throws<PresetFormatException>(() => PresetLibrary.SynthFromJson(json));
        Assert.Contains(where, e.Message, StringComparison.Ordinal);
    }
}
