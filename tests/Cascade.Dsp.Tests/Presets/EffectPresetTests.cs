using Cascade.Dsp.Presets;

namespace Cascade.Dsp.Tests.Presets;

public class EffectPresetTests
{
    [Fact]
    public void Every_preset_comes_back_from_its_text_unchanged() =>
        Assert.All(PresetLibrary.Effects, patch => Assert.Equal(patch, PresetLibrary.EffectFromJson(PresetLibrary.ToJson(patch))));

    [Fact]
    public void Every_kind_of_effect_has_presets_and_makes_an_effect_of_its_own()
    {
        foreach (EffectKind kind in EffectKind.All)
        {
            Assert.Same(kind, EffectKind.Find(kind.Name));
            Assert.Equal(kind.Name, kind.Create().Kind);
            Assert.NotEmpty(kind.Presets);
            Assert.All(kind.Presets, patch => Assert.NotEmpty(patch.Description));
            foreach (EffectPatch patch in kind.Presets)
            {
                Effect effect = kind.Create(patch);
                Assert.All(patch.Values, value => Assert.Equal(value.Value, effect.Get(effect.Parameters.Find(value.Key)!)));
            }
        }
        IEnumerable<Type> made = EffectKind.All.Select(kind => kind.Create().GetType());
        Assert.Equal(typeof(Effect).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Effect)) && type.IsVisible).ToHashSet(),
            made.ToHashSet());
    }

    [Fact]
    public void A_patch_equals_what_says_the_same_and_nothing_else()
    {
        EffectPatch Patch() => new EffectPatch { Effect = "chorus", Name = "wide", Description = "Slow." }.With(Chorus.Depth, 0.004f);
        Assert.Equal(Patch(), Patch());
        Assert.Equal(Patch().GetHashCode(), Patch().GetHashCode());
        EffectPatch?[] others = [Patch() with { Effect = "delay" }, Patch() with { Name = "" }, Patch() with { Description = "" },
            Patch().With(Chorus.Depth, 0.005f), Patch().With(Chorus.Rate, 1), Patch() with { Values = new Dictionary<string, float>() },
            null];
        Assert.All(others, other => Assert.False(Patch().Equals(other)));
    }

    [Fact]
    public void Choices_are_written_by_name_and_read_by_name_or_number()
    {
        EffectPatch patch = new EffectPatch { Effect = "chorus", Name = "wide" }.With(Chorus.Mode, 1);
        Assert.Contains("\"mode\": \"ensemble\"", PresetLibrary.ToJson(patch));
        Assert.Equal(1, PresetLibrary.EffectFromJson("""{ "effect": "chorus", "values": { "mode": "ensemble" } }""")[Chorus.Mode]);
        Assert.Equal(1, PresetLibrary.EffectFromJson("""{ "effect": "chorus", "values": { "mode": 1 /* by number */, } }""")[Chorus.Mode]);
        Assert.Equal(1, PresetLibrary.EffectFromJson("""{ "effect": "reverb", "values": { "freeze": "on" } }""")[Reverb.Freeze]);
    }

    [Fact]
    public void Values_out_of_range_are_moved_into_it_read_or_written()
    {
        EffectPatch reverb = PresetLibrary.EffectFromJson(
            """{ "effect": "reverb", "values": { "decay": 1e9, "mix": -1, "pre-delay": 5, "high-crossover": 1 } }""");
        Assert.Equal((20, 0, 0.25f, 1500),
            (reverb[Reverb.Decay], reverb[Effect.Mix], reverb[Reverb.PreDelay], reverb[Reverb.HighCrossover]));
        // JSON has no NaN: what is written can be read.
        var odd = new EffectPatch
        {
            Effect = "reverb",
            Values = new Dictionary<string,
            float>
            { ["decay"] = float.NaN, ["size"] = float.PositiveInfinity },
        };
        Assert.Throws<ArgumentException>(() => PresetLibrary.ToJson(new EffectPatch { Effect = "wah" }));
        EffectPatch read = PresetLibrary.EffectFromJson(PresetLibrary.ToJson(odd));
        Assert.Equal((2, 1.5f), (read[Reverb.Decay], read[Reverb.Size]));
    }

    [Theory]
    [InlineData("""{ "effect": "reverb", "values": { "decay": "long" } }""", "$.values.decay: expected a number")]
    [InlineData("""{ "effect": "reverb", "values": { "freeze": "maybe" } }""", "one of off, on")]
    [InlineData("""{ "effect": "reverb", "values": { "decai": 3 } }""", "$.values.decai")]
    [InlineData("""{ "effect": "reverb", "decay": 3 }""", "$.decay")]
    [InlineData("""{ "effect": "wah" }""", "equalizer, chorus, delay, reverb, limiter")]
    [InlineData("{ }", "$.effect")]
    [InlineData("null", "Line 1")]
    [InlineData("[]", "Line 1")]
    [InlineData("{ \"effect\": [", "Line 1")]
    [InlineData("""{ "effect": "reverb", "values": 3 }""", "$.values")]
    [InlineData("""{ "effect": "reverb", "name": null }""", "name")]
    public void What_is_no_effect_is_refused_with_its_place(string json, string place)
    {
        var e = Assert.Throws<PresetFormatException>(() => PresetLibrary.EffectFromJson(json));
        Assert.Contains(place, e.Message, StringComparison.Ordinal);
    }
}
