using Cascade.Dsp.Presets;

namespace Cascade.Dsp.Tests.Presets;

/// <summary>What the library reads of its own files by itself is what it would read of a user's.</summary>
public class BuiltInPatchesTests
{
    [Fact]
    public void Pianos_are_read_as_those_of_a_user() =>
        Assert.Equal(Texts("piano.json").Select(PresetLibrary.PianoFromJson), PresetLibrary.Pianos);

    [Fact]
    public void Effects_are_read_as_those_of_a_user() =>
        Assert.Equal(Texts("effects.json").Select(PresetLibrary.EffectFromJson), PresetLibrary.Effects);

    private static IEnumerable<string> Texts(string file) => BuiltInPatches.Open(file).AsArray().Select(node => node!.ToJsonString());
}
