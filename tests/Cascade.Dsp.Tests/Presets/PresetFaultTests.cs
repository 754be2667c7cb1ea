using Cascade.Dsp.Presets;

namespace Cascade.Dsp.Tests.Presets;

/// <summary>A fault in a preset is told with its line, whatever kind of preset and fault it is.</summary>
public class PresetFaultTests
{
    [Theory]
    // Names that stand twice: at the top, below, in a list, apart from each other.
    [InlineData("synth", "{\n \"unison\": 2,\n \"filter\": { \"q\": 1,\n \"q\": 2 } }", 4, "$.filter.q")]
    [InlineData("synth", "{ \"unison\": 2,\n \"name\": \"a\",\n\n \"unison\": 2 }", 4, "$.unison")]
    [InlineData("piano", "{ \"values\": {\n \"decay\": 1,\n \"decay\": 1 } }", 3, "$.values.decay")]
    [InlineData("piano", "{ \"velocityCurve\": [\n { \"played\": 1, \"sounding\": 1 },\n { \"played\": 1,\n \"played\": 1 } ] }", 4,
        "$.velocityCurve[1].played")]
    [InlineData("effect", "{ \"effect\": \"reverb\",\n \"values\": { \"mix\": 1,\n \"mix\": 1 } }", 3, "$.values.mix")]
    [InlineData("effect", "{ \"effect\": \"reverb\",\n \"effect\": \"reverb\" }", 2, "$.effect")]
    [InlineData("sound", "{ \"kind\": \"sound\",\n \"parts\": [ { \"synth\": { \"glide\": 1,\n \"glide\": 1 } } ] }", 3,
        "$.parts[0].synth.glide")]
    // Numbers for names.
    [InlineData("synth", "{\n\"mode\": 99 }", 2, "$.mode")]
    [InlineData("synth", "{\n\"mode\": 1 }", 2, "$.mode")]
    [InlineData("synth", "{\n\"mode\": \"1\" }", 2, "$.mode")]
    [InlineData("synth", "{\n\"filter\": {\n\"mode\": 0 } }", 3, "$.filter.mode")]
    [InlineData("synth", "{\n\"oscillator1\": {\n\"waveform\": 2 } }", 3, "$.oscillator1.waveform")]
    [InlineData("synth", "{\n\"oscillator2\": {\n\"mode\": 0 } }", 3, "$.oscillator2.mode")]
    [InlineData("synth", "{\n\"lfo1\": {\n\"shape\": 0 } }", 3, "$.lfo1.shape")]
    [InlineData("synth", "{\n\"amplitude\": {\n\"shape\": 0 } }", 3, "$.amplitude.shape")]
    [InlineData("piano", "{\n\"model\": 0 }", 2, "$.model")]
    [InlineData("effect", "{ \"effect\": \"chorus\",\n \"values\": {\n \"mode\": 99 } }", 3, "$.values.mode")]
    [InlineData("effect", "{ \"effect\": \"chorus\",\n \"values\": {\n \"mode\": 0.5 } }", 3, "$.values.mode")]
    // Null where something must be.
    [InlineData("synth", "{\n\"filter\": null }", 2, "$.filter")]
    [InlineData("synth", "{\n\"unison\": null }", 2, "$.unison")]
    [InlineData("piano", "{\n\"velocityCurve\": [\nnull ] }", 3, "$.velocityCurve[0]")]
    [InlineData("effect", "{\n\"bands\": [null] }", 1, "$.effect")]
    [InlineData("effect", "{ \"effect\": \"equalizer\",\n\"bands\": [null] }", 2, "$.bands")]
    [InlineData("effect", "{ \"name\": \"a\",\n\"effect\":\n null }", 2, "$.effect")]
    [InlineData("effect", "{ \"effect\": \"equalizer\",\n\"values\":\nnull }", 2, "$.values")]
    [InlineData("effect", "{ \"effect\": \"reverb\", \"values\": {\n\"mix\":\n null } }", 2, "$.values.mix")]
    [InlineData("sound", "{ \"kind\": \"sound\", \"parts\": [\n null ] }", 2, "$.parts[0]")]
    [InlineData("sound", "{ \"kind\": \"sound\",\n \"parts\": [ { \"piano\": \"grand\",\n\"inserts\": [ { \"effect\": \"reverb\", "
        + "\"values\": {\n\"mix\": null } } ] } ] }", 4, "$.parts[0].inserts[0].values.mix")]
    // Values of another kind, and settings that there are not.
    [InlineData("synth", "{\n\"unison\": \"two\" }", 2, "$.unison")]
    [InlineData("synth", "{\n\"unison\": 99999999999999999999 }", 2, "$.unison")]
    [InlineData("synth", "{\n\"layers\": {} }", 2, "$.layers")]
    [InlineData("synth", "{\n\"cutof\": 1 }", 2, "$.cutof")]
    [InlineData("piano", "{\n\"velocityCurve\": {} }", 2, "$.velocityCurve")]
    [InlineData("piano", "{ \"values\": {\n\"decay\": \"long\" } }", 2, "$.values.decay")]
    [InlineData("effect", "{ \"effect\": \"reverb\",\n\"values\": [] }", 2, "$.values")]
    [InlineData("sound", "{ \"kind\": \"sound\",\n\"version\": \"1\", \"parts\": [ { \"piano\": \"grand\" } ] }", 2, "$.version")]
    [InlineData("sound", "{\n\"name\": 1 }", 2, "$.name")]
    // Layers of a patch.
    [InlineData("synth", "{\n\"layers\": null }", 2, "$.layers")]
    [InlineData("synth", "{\n\"layers\": [\nnull ] }", 3, "$.layers[0]")]
    [InlineData("synth", "{\n\"layers\": [ {},\n{ \"cutof\": 3 } ] }", 3, "$.layers[1].cutof")]
    [InlineData("synth", "{\n\"layers\": [ {},\n{ \"filter\": { \"mode\": 1 } } ] }", 3, "$.layers[1].filter.mode")]
    [InlineData("synth", "{\n\"layers\": [ {},\n{ \"layers\": [ {} ] } ] }", 3, "$.layers[1]")]
    [InlineData("synth", "{\n\"layers\": [ {}, {}, {}, {}, {}, {}, {}, {} ] }", 2, "$.layers")]
    // What is no JSON at all.
    [InlineData("synth", "{\n\"unison\": 2\n\"noise\": 0 }", 3, "$")]
    [InlineData("effect", "{ \"effect\": \"reverb\",\n", 2, "$")]
    public void Its_line_and_path_are_told(string kind, string json, int line, string path)
    {
        PresetFormatException refused = Assert.Throws<PresetFormatException>(() => Read(kind, json));
        Assert.StartsWith($"Line {line}, at {path}: ", refused.Message);
        Assert.DoesNotContain("System.", refused.Message);
        Assert.DoesNotContain("Cascade.", refused.Message);
    }

    [Fact]
    public void Random_changes_of_a_preset_give_a_preset_or_the_one_exception()
    {
        var random = new Random(4);
        (string Kind, string Json)[] presets =
        [
            .. PresetLibrary.Synths.Select(patch => ("synth", PresetLibrary.ToJson(patch))),
            .. PresetLibrary.Pianos.Select(patch => ("piano", PresetLibrary.ToJson(patch))),
            .. PresetLibrary.Effects.Select(patch => ("effect", PresetLibrary.ToJson(patch))),
        ];
        string[] pieces = ["null", "1e999", "-1", "\"\"", "{}", "[]", ",", ":", "\"", "0", "{\"q\": 1}", "[null]", "true", "\n", "99",
            "NaN", "\\u0000"];
        int refused = 0;
        for (int round = 0; round < 3_000; round++)
        {
            (string kind, string json) = presets[random.Next(presets.Length)];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                int at = random.Next(json.Length), length = random.Next(Math.Min(12, json.Length - at));
                json = json[..at] + (random.Next(2) == 0 ? pieces[random.Next(pieces.Length)] : "") + json[(at + length)..];
            }
            try
            {
                Read(kind, json);
            }
            catch (PresetFormatException e)
            {
                refused++;
                Assert.StartsWith("Line ", e.Message);
            }
        }
        Assert.InRange(refused, 1_000, 2_999);
    }

    private static object Read(string kind, string json) => kind switch
    {
        "synth" => PresetLibrary.SynthFromJson(json),
        "piano" => PresetLibrary.PianoFromJson(json),
        "sound" => Sound.FromJson(json),
        _ => PresetLibrary.EffectFromJson(json),
    };
}
