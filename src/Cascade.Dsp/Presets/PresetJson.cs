using System.Text.Json.Serialization;

namespace Cascade.Dsp.Presets;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = System.Text.Json.JsonCommentHandling.Skip,
    AllowTrailingCommas = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SynthPatch))]
[JsonSerializable(typeof(PianoPatch))]
[JsonSerializable(typeof(EffectPatch))]
[JsonSerializable(typeof(SoundFile))]
[JsonSerializable(typeof(double[]))]
internal sealed partial class PresetJson : JsonSerializerContext;
