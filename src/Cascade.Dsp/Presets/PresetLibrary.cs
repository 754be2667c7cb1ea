using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using Cascade.Dsp.Instruments.Synth;

namespace Cascade.Dsp.Presets;

/// <summary>The synthesizer's sounds by name, the bank of General MIDI made of them, and patches as JSON.</summary>
public static class PresetLibrary
{
    private static readonly Lazy<Library> s_library = new(Library.Load);

    /// <summary>All sounds, in the order of their families.</summary>
    public static IReadOnlyList<SynthPatch> Patches => s_library.Value.Patches;

    /// <summary>A patch for each of the 128 programs of General MIDI, the nearest there is, and drums on channel 10.</summary>
    public static PatchBank GeneralMidi => s_library.Value.GeneralMidi;

    /// <summary>The sound of a name.</summary>
    /// <param name="name">"electric piano"; capitals, spaces, hyphens and underscores do not matter.</param>
    /// <returns>The patch, or null if there is none of that name.</returns>
    public static SynthPatch? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string wanted = Simplify(name);
        foreach (SynthPatch patch in Patches)
            if (Simplify(patch.Name) == wanted)
                return patch;
        return null;
    }

    /// <summary>A patch as JSON: natural units, names in camel case.</summary>
    /// <param name="patch">The patch.</param>
    public static string ToJson(SynthPatch patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        return PresetText.Write(patch);
    }

    /// <summary>The patch that a JSON text describes. What it leaves out has its default; values out of range are moved into it.</summary>
    /// <param name="json">As <see cref="ToJson"/> writes it; comments and trailing commas are allowed.</param>
    /// <exception cref="PresetFormatException">The text is no JSON, has a name or a kind of value that is not known, or is not an object. The message gives the line.</exception>
    public static SynthPatch FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return PresetText.Read(json);
    }

    private static string Simplify(string name) =>
        name.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    // The library's file: named patches, a patch name for every program ("name*8" for eight in a row), and drums by key.
    private sealed record Library(SynthPatch[] Patches, PatchBank GeneralMidi)
    {
        public static Library Load()
        {
            using Stream stream = typeof(PresetLibrary).Assembly.GetManifestResourceStream("Cascade.Dsp.Presets.synth.json")!;
            JsonObject file = JsonNode.Parse(stream, documentOptions: PresetText.Options)!.AsObject();
            var patches = new List<SynthPatch>();
            foreach (JsonNode? patch in file["patches"]!.AsArray())
                patches.Add(PresetText.Read(patch!.AsObject()));
            var byName = new Dictionary<string, SynthPatch>();
            foreach (SynthPatch patch in patches)
                byName.Add(patch.Name, patch);
            var drums = new SynthPatch?[128];
            foreach (JsonNode? drum in file["drums"]!.AsArray())
            {
                SynthPatch patch = PresetText.Read(drum!["patch"]!.AsObject());
                byName.Add(patch.Name, patch);
                foreach (JsonNode? key in drum["keys"]!.AsArray())
                    drums[key!.GetValue<int>()] = patch;
            }
            return new Library([.. patches], new PatchBank(Programs(file, byName), drums));
        }

        private static SynthPatch[] Programs(JsonObject file, Dictionary<string, SynthPatch> byName)
        {
            var programs = new List<SynthPatch>(128);
            foreach (JsonNode? entry in file["programs"]!.AsArray())
            {
                string[] parts = entry!.GetValue<string>().Split('*');
                int count = parts.Length == 1 ? 1 : int.Parse(parts[1], CultureInfo.InvariantCulture);
                for (int i = 0; i < count; i++)
                    programs.Add(byName[parts[0]]);
            }
            return [.. programs];
        }
    }
}
