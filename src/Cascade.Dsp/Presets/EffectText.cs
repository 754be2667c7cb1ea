using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace Cascade.Dsp.Presets;

/// <summary>The settings of effects from and to JSON: values by the ids of parameters, choices by their names.</summary>
internal static class EffectText
{
    private static readonly EffectPatch s_defaults = new() { Effect = "" };

    /// <exception cref="ArgumentException">The kind of effect or a parameter is unknown.</exception>
    public static string Write(EffectPatch patch)
    {
        EffectKind kind = EffectKind.Find(patch.Effect)
            ?? throw new ArgumentException($"There is no effect '{patch.Effect}'; there are {Kinds()}.");
        ParameterBank parameters = kind.Create(patch).Parameters;
        JsonObject whole =
            JsonNode.Parse(PresetText.Write(patch with { Values = new Dictionary<string, float>() },
            PresetJson.Default.EffectPatch))!.AsObject();
        JsonObject values = whole["values"]!.AsObject();
        foreach ((string id, float value) in patch.Values)
        {
            Parameter parameter = parameters.Find(id)!;
            float clamped = parameter.Clamp(value);
            values[id] = parameter.Choices.Count > 0 ? JsonValue.Create(parameter.Choices[(int)clamped]) : JsonValue.Create(clamped);
        }
        return whole.ToJsonString(PresetJson.Default.Options);
    }

    /// <exception cref="PresetFormatException">The text is not that of an effect's settings.</exception>
    public static EffectPatch Read(string json) => PresetText.Guarded(json, () =>
    {
        if (JsonNode.Parse(json, documentOptions: PresetText.Options) is not JsonObject text)
            throw new PresetFormatException("Line 1: expected an object with the settings of an effect.");
        // Names of choices become numbers first: the text is then one the serializer knows.
        Numbers(text);
        return PresetText.ReadUnguarded(text.ToJsonString(), PresetJson.Default.EffectPatch, s_defaults);
    });

    /// <summary>The parameters that settings of a kind may name: an equalizer's are those of all the bands one may have.</summary>
    public static ParameterBank ParametersOf(EffectKind kind) =>
        (kind.Name == "equalizer" ? new Equalizer(Equalizer.MaximumBands) : kind.Create()).Parameters;

    /// <summary>A value as a number: a choice by its name.</summary>
    /// <exception cref="PresetFormatException">There is no such parameter, or it has no such value.</exception>
    public static float Number(ParameterBank parameters, string id, JsonNode? value)
    {
        Parameter parameter = parameters.Find(id) ?? throw new PresetFormatException($"At $.values.{id}: there is no such parameter.");
        if (value is JsonValue known)
        {
            if (known.TryGetValue(out double number) && (parameter.Choices.Count == 0 || parameter.Clamp((float)number) == number))
                return parameter.Clamp((float)number);
            if (known.TryGetValue(out string? word))
                for (int i = 0; i < parameter.Choices.Count; i++)
                    if (parameter.Choices[i] == word)
                        return i;
        }
        string wanted = parameter.Choices.Count > 0 ? $"one of {string.Join(", ", parameter.Choices)}" : "a number";
        throw new PresetFormatException($"At $.values.{id}: expected {wanted}, found {value?.ToJsonString() ?? "null"}.");
    }

    private static void Numbers(JsonObject text)
    {
        string name = text["effect"] is JsonValue given && given.TryGetValue(out string? word) ? word : "";
        if (EffectKind.Find(name) is not { } kind)
            throw new PresetFormatException($"At $.effect: there is no effect '{name}'; there are {Kinds()}.");
        if (text["values"] is not JsonObject values)
            return;
        ParameterBank parameters = ParametersOf(kind);
        foreach ((string id, JsonNode? value) in new List<KeyValuePair<string, JsonNode?>>(values))
            values[id] = Number(parameters, id, value);
    }

    private static string Kinds()
    {
        var names = new List<string>();
        foreach (EffectKind kind in EffectKind.All)
            names.Add(kind.Name);
        return string.Join(", ", names);
    }
}
