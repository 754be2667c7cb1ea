using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cascade.Dsp.Instruments.Piano;

namespace Cascade.Dsp.Presets;

/// <summary>The files of presets that the library carries.</summary>
/// <remarks>Pianos and effects, which a host asks for as it starts, are read from their nodes: the serializer, which takes what users
/// write, has to be compiled for every type first, and that takes longer than a note.</remarks>
internal static class BuiltInPatches
{
    /// <summary>The pianos of the library.</summary>
    public static PianoPatch[] Pianos()
    {
        var pianos = new List<PianoPatch>();
        foreach (JsonNode? piano in Open("piano.json").AsArray())
            pianos.Add(Piano(piano!.AsObject()));
        return [.. pianos];
    }

    /// <summary>The effects' settings of the library.</summary>
    public static EffectPatch[] Effects()
    {
        var effects = new List<EffectPatch>();
        var known = new Dictionary<string, ParameterBank>();
        foreach (JsonNode? effect in Open("effects.json").AsArray())
            effects.Add(Effect(effect!.AsObject(), known));
        return [.. effects];
    }

    /// <summary>The text of a file.</summary>
    public static JsonNode Open(string file)
    {
        using Stream stream = typeof(PresetLibrary).Assembly.GetManifestResourceStream("Cascade.Dsp.Presets." + file)!;
        return JsonNode.Parse(stream, documentOptions: PresetText.Options)!;
    }

    private static PianoPatch Piano(JsonObject text)
    {
        var points = new List<VelocityPoint>();
        foreach (JsonNode? point in text["velocityCurve"]?.AsArray() ?? [])
            points.Add(new VelocityPoint((float)point!["played"]!, (float)point["sounding"]!));
        return new PianoPatch
        {
            Name = (string)text["name"]!,
            Description = (string)text["description"]!,
            Model = text["model"] is { } model ? Enum.Parse<PianoModel>((string)model!, ignoreCase: true) : PianoPatch.Default.Model,
            VelocityCurve = points,
            Values = Values(text, (_, value) => (float)value),
        }.Clamped();
    }

    private static EffectPatch Effect(JsonObject text, Dictionary<string, ParameterBank> known)
    {
        string kind = (string)text["effect"]!;
        return new EffectPatch
        {
            Effect = kind,
            Name = (string)text["name"]!,
            Description = (string)text["description"]!,
            Values = Values(text, Value),
        };

        // Only the words of choices need the effect's parameters.
        float Value(string id, JsonNode value)
        {
            if (value.GetValueKind() == JsonValueKind.Number)
                return (float)value;
            if (!known.TryGetValue(kind, out ParameterBank? parameters))
                known.Add(kind, parameters = EffectText.ParametersOf(EffectKind.Find(kind)!));
            return EffectText.Number(parameters, id, value);
        }
    }

    private static Dictionary<string, float> Values(JsonObject text, Func<string, JsonNode, float> read)
    {
        var values = new Dictionary<string, float>();
        foreach ((string id, JsonNode? value) in text["values"]?.AsObject() ?? [])
            values.Add(id, read(id, value!));
        return values;
    }
}
