using System.Text.Json.Serialization;
using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Oscillators;

namespace Cascade.Dsp.Presets;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = System.Text.Json.JsonCommentHandling.Skip,
    AllowTrailingCommas = true, RespectNullableAnnotations = true,
    Converters = [typeof(EnumName<VoiceMode>), typeof(EnumName<FilterMode>), typeof(EnumName<Waveform>), typeof(EnumName<OscillatorMode>),
        typeof(EnumName<LfoShape>), typeof(EnumName<EnvelopeShape>), typeof(EnumName<PianoModel>)])]
[JsonSerializable(typeof(SynthPatch))]
[JsonSerializable(typeof(PianoPatch))]
[JsonSerializable(typeof(EffectPatch))]
[JsonSerializable(typeof(SoundFile))]
[JsonSerializable(typeof(double[]))]
internal sealed partial class PresetJson : JsonSerializerContext;
