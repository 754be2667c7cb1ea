using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Cascade.Dsp.Presets;

/// <summary>Sounds from and to JSON.</summary>
internal static class SoundText
{
    private const string Kind = "sound", Equal = "equal", Stretched = "stretched";

    /// <exception cref="ArgumentException">An effect is unknown.</exception>
    /// <exception cref="InvalidOperationException">The sound has no part, or one without an instrument or with two.</exception>
    public static string Write(Sound sound)
    {
        if (sound.Parts.Count == 0)
            throw new InvalidOperationException("A sound must have a part.");
        var file = new SoundFile
        {
            Kind = Kind,
            Name = sound.Name,
            Description = sound.Description,
            Gain = Within(sound.Gain, -120, 48),
            Tuning = TuningOf(sound.Tuning),
            ReverbBus = Elements(sound.ReverbBus),
            ChorusBus = Elements(sound.ChorusBus),
            Effects = Elements(sound.Effects),
        };
        foreach (SoundPart part in sound.Parts)
        {
            if (part.Piano is null == part.Synth is null)
                throw new InvalidOperationException($"The part '{part.Name}' must have a piano or a synthesizer's sound, and not both.");
            file.Parts.Add(new SoundFilePart
            {
                Piano = part.Piano is { } piano ? Element(PresetLibrary.ToJson(piano)) : null,
                Synth = part.Synth is { } synth ? Element(PresetLibrary.ToJson(synth)) : null,
                Name = part.Name,
                Channels = ChannelsOf(part.Channels),
                LowestKey = Math.Clamp(part.LowestKey, 0, 127),
                HighestKey = Math.Clamp(part.HighestKey, 0, 127),
                Transpose = Math.Clamp(part.Transpose, -127, 127),
                Gain = Part.Gain.Clamp(part.Gain),
                Pan = Part.Pan.Clamp(part.Pan),
                ReverbSend = Part.ReverbSend.Clamp(part.ReverbSend),
                ChorusSend = Part.ChorusSend.Clamp(part.ChorusSend),
                Inserts = Elements(part.Inserts),
            });
        }
        return PresetText.Write(file, PresetJson.Default.SoundFile);
    }

    /// <exception cref="PresetFormatException">The text is not that of a sound.</exception>
    public static Sound Read(string json) => PresetText.Guarded(json, () =>
    {
        SoundFile file = JsonSerializer.Deserialize(json, PresetJson.Default.SoundFile)
            ?? throw new PresetFormatException("Line 1: expected a sound, found null.");
        if (file.Kind != Kind)
            throw new PresetFormatException(
                $"At $.kind: expected \"{Kind}\", found {(file.Kind is null ? "nothing" : $"\"{file.Kind}\"")}.");
        if (file.Version is < 1 or > Sound.Version)
            throw new PresetFormatException($"At $.version: this is version {file.Version}; those up to {Sound.Version} can be read.");
        if (file.Parts.Count is < 1 or > Rack.MaximumParts)
            throw new PresetFormatException($"At $.parts: a sound has 1 to {Rack.MaximumParts} parts, not {file.Parts.Count}.");
        var parts = new SoundPart[file.Parts.Count];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = PartOf(file.Parts[i], $"$.parts[{i}]");
        return new Sound
        {
            Name = file.Name,
            Description = file.Description,
            Gain = Within(file.Gain, -120, 48),
            Tuning = file.Tuning is { } tuning ? TuningOf(tuning) : KeyTuning.Default,
            Parts = parts,
            ReverbBus = Patches(file.ReverbBus, "reverb", "$.reverbBus"),
            ChorusBus = Patches(file.ChorusBus, "chorus", "$.chorusBus"),
            Effects = Patches(file.Effects, null, "$.effects"),
        };
    });

    private static SoundPart PartOf(SoundFilePart? part, string path)
    {
        if (part is null)
            throw new PresetFormatException($"At {path}: expected a part, found null.");
        if (part.Piano is null == part.Synth is null)
            throw new PresetFormatException($"At {path}: expected either \"piano\" or \"synth\".");
        return new SoundPart
        {
            Piano = part.Piano is { } piano
                ? Patch(piano, $"{path}.piano", "piano", PresetLibrary.FindPiano, PresetLibrary.PianoFromJson)
                : null,
            Synth = part.Synth is { } synth
                ? Patch(synth, $"{path}.synth", "synthesizer sound", PresetLibrary.FindSynth, PresetLibrary.SynthFromJson)
                : null,
            Name = part.Name,
            Channels = ChannelsOf(part.Channels, $"{path}.channels"),
            LowestKey = Math.Clamp(part.LowestKey, 0, 127),
            HighestKey = Math.Clamp(part.HighestKey, 0, 127),
            Transpose = Math.Clamp(part.Transpose, -127, 127),
            Gain = Part.Gain.Clamp(part.Gain),
            Pan = Part.Pan.Clamp(part.Pan),
            ReverbSend = Part.ReverbSend.Clamp(part.ReverbSend),
            ChorusSend = Part.ChorusSend.Clamp(part.ChorusSend),
            Inserts = Patches(part.Inserts, null, $"{path}.inserts"),
        };
    }

    // A name of the library, or the patch itself, whose own errors are told with the place it stands at.
    private static T Patch<T>(JsonElement element, string path, string kind, Func<string, T?> find, Func<string, T> read) where T : class
    {
        if (element.ValueKind == JsonValueKind.String)
            return find(element.GetString()!)
                ?? throw new PresetFormatException($"At {path}: there is no {kind} '{element.GetString()}'.");
        try
        {
            return read(element.GetRawText());
        }
        catch (PresetFormatException e)
        {
            // The line within the element says nothing; its path goes on from the element's.
            int inner = e.Message.IndexOf("at $", StringComparison.Ordinal);
            throw new PresetFormatException(inner < 0 ? $"At {path}: {e.Message}" : $"At {path}{e.Message[(inner + 4)..]}", e);
        }
    }

    // Of the bus's own kind a name alone will do; others are "reverb: hall".
    private static EffectPatch[] Patches(List<JsonElement> elements, string? usual, string path)
    {
        var patches = new EffectPatch[elements.Count];
        for (int i = 0; i < patches.Length; i++)
            patches[i] = Patch(elements[i], $"{path}[{i}]", "effect", name => Find(name, usual), PresetLibrary.EffectFromJson);
        return patches;
    }

    private static EffectPatch? Find(string name, string? usual) => name.Split(':', 2, StringSplitOptions.TrimEntries) switch
    {
        [var kind, var preset] => PresetLibrary.FindEffect(kind, preset),
        [var preset] when usual is not null && PresetLibrary.FindEffect(usual, preset) is { } found => found,
        [var kind] => EffectKind.Find(kind)?.Presets[0],
        _ => null,
    };

    private static List<JsonElement> Elements(IReadOnlyList<EffectPatch> patches)
    {
        var elements = new List<JsonElement>();
        foreach (EffectPatch patch in patches)
            elements.Add(Element(PresetLibrary.ToJson(patch)));
        return elements;
    }

    private static JsonElement Element(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static List<int>? ChannelsOf(int channels)
    {
        if (channels == Part.AllChannels)
            return null;
        var list = new List<int>();
        for (int channel = 0; channel < 16; channel++)
            if ((channels >> channel & 1) != 0)
                list.Add(channel + 1);
        return list;
    }

    private static int ChannelsOf(List<int>? list, string path)
    {
        if (list is null)
            return Part.AllChannels;
        int channels = 0;
        foreach (int channel in list)
            channels |= channel is >= 1 and <= 16 ? Part.Channel(channel - 1)
                : throw new PresetFormatException($"At {path}: a channel must lie within 1 to 16, not {channel}.");
        return channels;
    }

    private static JsonElement TuningOf(KeyTuning tuning)
    {
        if (tuning.Frequencies.SequenceEqual(KeyTuning.Default.Frequencies))
            return Element($"\"{Equal}\"");
        if (tuning.Frequencies.SequenceEqual(KeyTuning.Stretched().Frequencies))
            return Element($"\"{Stretched}\"");
        return JsonSerializer.SerializeToElement(tuning.Frequencies.ToArray(), PresetJson.Default.DoubleArray);
    }

    private static KeyTuning TuningOf(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
            return element.GetString() switch
            {
                Equal => KeyTuning.Default,
                Stretched => KeyTuning.Stretched(),
                var name => throw new PresetFormatException(
                    $"At $.tuning: expected {Equal}, {Stretched} or 128 frequencies in Hz, found '{name}'."),
            };
        double[] frequencies = element.Deserialize(PresetJson.Default.DoubleArray)
            ?? throw new PresetFormatException($"At $.tuning: expected {Equal}, {Stretched} or 128 frequencies in Hz, found null.");
        try
        {
            return KeyTuning.FromFrequencies(frequencies);
        }
        catch (ArgumentException e)
        {
            throw new PresetFormatException($"At $.tuning: {e.Message}", e);
        }
    }

    private static float Within(float value, float lowest, float highest) => float.IsNaN(value) ? 0 : Math.Clamp(value, lowest, highest);
}
