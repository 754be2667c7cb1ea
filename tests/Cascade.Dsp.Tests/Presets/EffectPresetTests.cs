using Cascade.Dsp.Effects;
using Cascade.Dsp.Presets;

namespace Cascade.Dsp.Tests.Presets;

public class EffectPresetTests
{
    [Fact]
    public void Every_equalizer_comes_back_from_its_text_unchanged()
    {
        foreach (EqualizerPatch patch in EqualizerPatch.All)
        {
            EqualizerPatch read = PresetLibrary.EqualizerFromJson(PresetLibrary.ToJson(patch));
            Assert.Equal(patch.Bands, read.Bands);
            Assert.Equal(patch, read with { Bands = patch.Bands });
        }
    }

    [Fact]
    public void Every_reverb_comes_back_from_its_text_unchanged() =>
        Assert.All(ReverbPatch.All, patch => Assert.Equal(patch, PresetLibrary.ReverbFromJson(PresetLibrary.ToJson(patch))));

    [Fact]
    public void What_a_text_leaves_out_has_its_default()
    {
        EqualizerPatch equalizer = PresetLibrary.EqualizerFromJson("""{ "bands": [{ "frequency": 200 }, { "kind": "highShelf", "gainDecibels": 3, /* bright */ }] }""");
        Assert.Equal([new EqualizerBand { Frequency = 200 }, new EqualizerBand { Kind = EqualizerBandKind.HighShelf, GainDecibels = 3 }], equalizer.Bands);
        Assert.Equal([new EqualizerBand()], PresetLibrary.EqualizerFromJson("{}").Bands);
        Assert.Equal(ReverbPatch.Hall with { Decay = 3 }, PresetLibrary.ReverbFromJson("""{ "decay": 3 }"""));
    }

    [Fact]
    public void Values_out_of_range_are_moved_into_it_read_or_written()
    {
        EqualizerPatch equalizer = PresetLibrary.EqualizerFromJson("""{ "outputGainDecibels": -1e9, "bands": [{ "frequency": 1, "q": 1e9, "gainDecibels": 99 }, null] }""");
        Assert.Equal(-24, equalizer.OutputGainDecibels);
        Assert.Equal([new EqualizerBand { Frequency = 20, Q = 20, GainDecibels = 24 }, new EqualizerBand()], equalizer.Bands);
        Assert.Equal(10, PresetLibrary.EqualizerFromJson($$"""{ "bands": [{{string.Join(',', Enumerable.Repeat("{}", 12))}}] }""").Bands.Count);

        ReverbPatch reverb = PresetLibrary.ReverbFromJson("""{ "decay": 1e9, "mix": -1, "preDelay": 5, "highCrossover": 1 }""");
        Assert.Equal(ReverbPatch.Hall with { Decay = 20, Mix = 0, PreDelay = 0.25f, HighCrossover = 1500 }, reverb);

        // JSON has no NaN: what is written can be read.
        ReverbPatch nowhere = PresetLibrary.ReverbFromJson(PresetLibrary.ToJson(ReverbPatch.Hall with { Decay = float.NaN, Size = float.PositiveInfinity }));
        Assert.Equal((2, 1.5f), (nowhere.Decay, nowhere.Size));
        EqualizerPatch flat = PresetLibrary.EqualizerFromJson(PresetLibrary.ToJson(new EqualizerPatch { Bands = [new EqualizerBand { Q = float.NaN }], OutputGainDecibels = float.NaN }));
        Assert.Equal([new EqualizerBand()], flat.Bands);
    }

    [Theory]
    [InlineData("{ \"bands\": [{ \"freqency\": 3 }] }", "Line 1, at $.bands[0].freqency")]
    [InlineData("{ \"bands\": [\n { \"kind\": \"loud\" }] }", "Line 2, at $.bands[0].kind")]
    [InlineData("{ \"bands\": null }", "bands")]
    [InlineData("{ \"bands\": 3 }", "$.bands")]
    [InlineData("null", "null")]
    [InlineData("[]", "Line 1")]
    [InlineData("{ \"bands\": [", "Line 1")]
    public void What_is_no_equalizer_is_refused_with_its_place(string json, string place)
    {
        var e = Assert.Throws<PresetFormatException>(() => PresetLibrary.EqualizerFromJson(json));
        Assert.Contains(place, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"decay\": \"long\" }", "$.decay")]
    [InlineData("{ \"decai\": 3 }", "$.decai")]
    [InlineData("{ \"name\": null }", "name")]
    public void What_is_no_reverb_is_refused_with_its_place(string json, string place)
    {
        var e = Assert.Throws<PresetFormatException>(() => PresetLibrary.ReverbFromJson(json));
        Assert.Contains(place, e.Message, StringComparison.Ordinal);
    }
}
