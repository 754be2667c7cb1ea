namespace Cascade.Dsp.Tests.Effects;

/// <summary>The presets of the reverb.</summary>
internal static class Spaces
{
    public static EffectPatch Hall => PresetLibrary.Effect("reverb", "hall");

    public static EffectPatch Room => PresetLibrary.Effect("reverb", "room");

    public static EffectPatch Plate => PresetLibrary.Effect("reverb", "plate");

    public static EffectPatch Cathedral => PresetLibrary.Effect("reverb", "cathedral");

    public static IReadOnlyList<EffectPatch> All => [Hall, Room, Plate, Cathedral];

    /// <summary>Several values at once.</summary>
    public static EffectPatch With(this EffectPatch patch, params (Parameter Parameter, float Value)[] values) =>
        values.Aggregate(patch, (changed, value) => changed.With(value.Parameter, value.Value));
}
