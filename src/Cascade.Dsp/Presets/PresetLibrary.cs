using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json.Nodes;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Presets;

namespace Cascade.Dsp;

/// <summary>Pianos and the synthesizer's sounds by name, the bank of General MIDI made of the latter, and patches of instruments and
/// effects as JSON.</summary>
public static class PresetLibrary
{
    private static readonly Lazy<PianoPatch[]> s_pianos = new(BuiltInPatches.Pianos);
    private static readonly Lazy<EffectPatch[]> s_effects = new(BuiltInPatches.Effects);

    // General MIDI's patches are many and slow to read: whoever asks for a piano or a named sound does not wait for them.
    private static readonly Lazy<SynthPatch[]> s_named = new(LoadNamed);
    private static readonly Lazy<(SynthPatch[] Programs, PatchBank Bank)> s_generalMidi = new(LoadGeneralMidi);
    private static readonly Lazy<SynthPatch[]> s_synths = new(() => [.. s_named.Value, .. s_generalMidi.Value.Programs]);
    private static readonly Lazy<Sound[]> s_pianoSounds = new(LoadPianoSounds), s_namedSounds = new(LoadNamedSounds),
        s_sounds = new(LoadSounds);

    /// <summary>All pianos; the first is the grand.</summary>
    public static IReadOnlyList<PianoPatch> Pianos => s_pianos.Value;

    /// <summary>All sounds of the synthesizer: those it is known by, then the 128 programs of General MIDI.</summary>
    public static IReadOnlyList<SynthPatch> Synths => s_synths.Value;

    /// <summary>A patch of its own for each of the 128 programs of General MIDI and for each drum from key 27 to 87 on channel
    /// 10.</summary>
    public static PatchBank GeneralMidi => s_generalMidi.Value.Bank;

    /// <summary>Every sound by name: the pianos, the synthesizer's, and those of several parts.</summary>
    public static IReadOnlyList<Sound> Sounds => s_sounds.Value;

    /// <summary>The sound of a name that is known to be there.</summary>
    /// <param name="name">"piano and strings"; capitals, spaces, hyphens and underscores do not matter.</param>
    /// <exception cref="ArgumentException">There is none of that name; the message lists all there are.</exception>
    public static Sound Sound(string name)
    {
        if (FindSound(name) is { } found)
            return found;
        var names = new List<string>();
        foreach (Sound sound in Sounds)
            names.Add(sound.Name);
        throw Unknown("sound", name, names);
    }

    /// <summary>The sound of a name that may not be there.</summary>
    /// <param name="name">"piano and strings"; capitals, spaces, hyphens and underscores do not matter.</param>
    /// <returns>The sound, or null if there is none of that name.</returns>
    public static Sound? FindSound(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Array.Find(s_pianoSounds.Value, IsIt) ?? Array.Find(s_namedSounds.Value, IsIt) ?? Array.Find(s_sounds.Value, IsIt);

        bool IsIt(Sound sound) => PresetName.AreSame(sound.Name, name);
    }

    /// <summary>The settings of effects, of all kinds.</summary>
    public static IReadOnlyList<EffectPatch> Effects => s_effects.Value;

    /// <summary>The settings of a name that are known to be there.</summary>
    /// <param name="effect">The kind of effect: "reverb".</param>
    /// <param name="name">"small speaker"; capitals, spaces, hyphens and underscores do not matter.</param>
    /// <exception cref="ArgumentException">There are none of that name; the message lists all there are.</exception>
    public static EffectPatch Effect(string effect, string name)
    {
        if (FindEffect(effect, name) is { } found)
            return found;
        var names = new List<string>();
        foreach (EffectPatch patch in Effects)
            if (patch.Effect == effect)
                names.Add(patch.Name);
        throw Unknown(effect, name, names);
    }

    /// <summary>The settings of a name that may not be there.</summary>
    /// <param name="effect">The kind of effect: "reverb".</param>
    /// <param name="name">"small speaker"; capitals, spaces, hyphens and underscores do not matter.</param>
    /// <returns>The settings, or null if there are none of that name.</returns>
    public static EffectPatch? FindEffect(string effect, string name)
    {
        ArgumentNullException.ThrowIfNull(effect);
        ArgumentNullException.ThrowIfNull(name);
        foreach (EffectPatch patch in Effects)
            if (patch.Effect == effect && PresetName.AreSame(patch.Name, name))
                return patch;
        return null;
    }

    /// <summary>The sound of a name that is known to be there.</summary>
    /// <param name="name">"electric piano"; capitals, spaces, hyphens and underscores do not matter.</param>
    /// <exception cref="ArgumentException">There is none of that name; the message lists all there are.</exception>
    public static SynthPatch Synth(string name)
    {
        if (FindSynth(name) is { } found)
            return found;
        var names = new List<string>();
        foreach (SynthPatch patch in Synths)
            names.Add(patch.Name);
        throw Unknown("synthesizer sound", name, names);
    }

    /// <summary>The piano of a name that is known to be there.</summary>
    /// <param name="name">"honky-tonk"; capitals, spaces, hyphens and underscores do not matter.</param>
    /// <exception cref="ArgumentException">There is none of that name; the message lists all there are.</exception>
    public static PianoPatch Piano(string name)
    {
        if (FindPiano(name) is { } found)
            return found;
        var names = new List<string>();
        foreach (PianoPatch piano in Pianos)
            names.Add(piano.Name);
        throw Unknown("piano", name, names);
    }

    /// <summary>The sound of a name that may not be there.</summary>
    /// <param name="name">"electric piano"; capitals, spaces, hyphens and underscores do not matter.</param>
    /// <returns>The patch, or null if there is none of that name.</returns>
    public static SynthPatch? FindSynth(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Array.Find(s_named.Value, IsIt) ?? Array.Find(s_synths.Value, IsIt);

        bool IsIt(SynthPatch patch) => PresetName.AreSame(patch.Name, name);
    }

    /// <summary>The piano of a name that may not be there.</summary>
    /// <param name="name">"honky-tonk"; capitals, spaces, hyphens and underscores do not matter.</param>
    /// <returns>The piano, or null if there is none of that name.</returns>
    public static PianoPatch? FindPiano(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (PianoPatch piano in Pianos)
            if (PresetName.AreSame(piano.Name, name))
                return piano;
        return null;
    }

    /// <summary>A patch of the synthesizer as JSON: natural units, names in camel case. Values out of range are moved into it.</summary>
    /// <param name="patch">The patch of the synthesizer.</param>
    public static string ToJson(SynthPatch patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        return PresetText.Write(patch.Clamped(), PresetJson.Default.SynthPatch);
    }

    /// <summary>A piano as JSON: natural units, names in camel case. Values out of range are moved into it.</summary>
    /// <param name="piano">The piano.</param>
    public static string ToJson(PianoPatch piano)
    {
        ArgumentNullException.ThrowIfNull(piano);
        return PresetText.Write(piano.Clamped(), PresetJson.Default.PianoPatch);
    }

    /// <summary>The settings of an effect as JSON: natural units, values by the ids of parameters, choices by name.</summary>
    /// <param name="patch">The settings.</param>
    /// <exception cref="ArgumentException">The kind of effect or a parameter is unknown.</exception>
    public static string ToJson(EffectPatch patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        return EffectText.Write(patch);
    }

    /// <summary>The patch that a JSON text describes. What it leaves out has its default; values out of range are moved into it.</summary>
    /// <param name="json">As <see cref="ToJson(SynthPatch)"/> writes it; comments and trailing commas are allowed.</param>
    /// <exception cref="PresetFormatException">The text is no JSON, has a name or a kind of value that is not known, a name twice, or is no
    /// object.
    /// The message gives the line.</exception>
    public static SynthPatch SynthFromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return PresetText.Guarded(json, () =>
        {
            SynthPatch patch = PresetText.ReadUnguarded(json, PresetJson.Default.SynthPatch, SynthPatch.Default);
            if (patch.Layers.Count > SynthPatch.MaximumLayers)
                throw new PresetFormatException(
                    $"At $.layers: a patch has up to {SynthPatch.MaximumLayers} layers, not {patch.Layers.Count}.");
            for (int i = 0; i < patch.Layers.Count; i++)
                if (patch.Layers[i] is not { Layers.Count: 0 })
                    throw new PresetFormatException($"At $.layers[{i}]: expected a patch without layers of its own.");
            return patch.Clamped();
        });
    }

    /// <summary>The piano that a JSON text describes. What it leaves out is as on the grand; values out of range are moved into
    /// it.</summary>
    /// <param name="json">As <see cref="ToJson(PianoPatch)"/> writes it; comments and trailing commas are allowed.</param>
    /// <exception cref="PresetFormatException">The text is no JSON, has a name or a kind of value that is not known, a name twice, or is no
    /// object.
    /// The message gives the line.</exception>
    public static PianoPatch PianoFromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return PresetText.Guarded(json, () =>
        {
            PianoPatch read = PresetText.Read(json, PresetJson.Default.PianoPatch, PianoPatch.Default), piano = read.Clamped();
            foreach (string id in read.Values.Keys)
                if (!piano.Values.ContainsKey(id))
                    throw new PresetFormatException($"At $.values.{id}: a piano has no such parameter.");
            return piano;
        });
    }

    /// <summary>The settings of an effect that a JSON text describes. What it leaves out has its default; values out of range are moved
    /// into it.</summary>
    /// <param name="json">As <see cref="ToJson(EffectPatch)"/> writes it; comments and trailing commas are allowed.</param>
    /// <exception cref="PresetFormatException">The text is no JSON, or has a name, a parameter, a choice or a kind of value that is not
    /// known, or a name twice in one object. The message gives the line.</exception>
    public static EffectPatch EffectFromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return EffectText.Read(json);
    }

    private static ArgumentException Unknown(string kind, string name, List<string> names) =>
        new($"There is no {kind} '{name}'; there are {string.Join(", ", names)}.", nameof(name));

    private static Sound[] LoadPianoSounds() => Array.ConvertAll(s_pianos.Value, Cascade.Dsp.Sound.Of);

    private static Sound[] LoadNamedSounds() => [.. s_pianoSounds.Value, .. Array.ConvertAll(s_named.Value, Cascade.Dsp.Sound.Of)];

    private static Sound[] LoadSounds()
    {
        List<Sound> sounds = [.. s_namedSounds.Value];
        foreach (SynthPatch program in s_generalMidi.Value.Programs)
            sounds.Add(Cascade.Dsp.Sound.Of(program));
        foreach (JsonNode? sound in BuiltInPatches.Open("sounds.json").AsArray())
            sounds.Add(SoundText.Read(sound!.ToJsonString()));
        return [.. sounds];
    }

    private static SynthPatch[] LoadNamed()
    {
        JsonArray file = BuiltInPatches.Open("synth.json").AsArray();
        var patches = new SynthPatch[file.Count];
        for (int i = 0; i < patches.Length; i++)
            patches[i] = ReadSynth(file[i]!);
        return patches;
    }

    // A program after the other, and drums by key.
    private static (SynthPatch[] Programs, PatchBank Bank) LoadGeneralMidi()
    {
        JsonObject file = BuiltInPatches.Open("general-midi.json").AsObject();
        JsonArray list = file["programs"]!.AsArray();
        var programs = new SynthPatch[list.Count];
        for (int program = 0; program < programs.Length; program++)
            programs[program] = ReadSynth(list[program]!);
        var drums = new SynthPatch?[128];
        foreach ((string key, JsonNode? drum) in file["drums"]!.AsObject())
            drums[int.Parse(key, CultureInfo.InvariantCulture)] = ReadSynth(drum!);
        return (programs, new PatchBank(programs, drums));
    }

    private static SynthPatch ReadSynth(JsonNode patch) =>
        PresetText.Read(patch.AsObject(), PresetJson.Default.SynthPatch, SynthPatch.Default).Clamped();
}
