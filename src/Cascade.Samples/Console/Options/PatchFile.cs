using System.Text.Json;
using System.Text.Json.Nodes;
using Cascade.Dsp;
using Cascade.Dsp.Presets;

namespace Cascade.Samples.Console.Options;

/// <summary>Instruments and effects from JSON files, for options that take a name: what ends in <c>.json</c> is a file.</summary>
internal static class PatchFile
{
    private static readonly JsonDocumentOptions _lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static bool IsMeant(string name) => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="InputException">The file is missing, unreadable or describes no such patch.</exception>
    public static T Read<T>(string path, string kind, Func<string, T> fromJson) =>
        InputFile.Read(path, kind, file => fromJson(File.ReadAllText(file)));

    /// <summary>A whole sound if the text says so, a piano if it names anything that only pianos have, else a sound of the
    /// synthesizer.</summary>
    /// <exception cref="PresetFormatException">The text describes none of them.</exception>
    public static Dsp.Sound SoundFromJson(string json)
    {
        if (NamesIn(json).Overlaps(["kind", "parts"]))
            return Dsp.Sound.FromJson(json);
        IEnumerable<string> onlyPianos = NamesIn(PresetLibrary.ToJson(PianoPatch.Default))
            .Except(NamesIn(PresetLibrary.ToJson(SynthPatch.Default)));
        return NamesIn(json).Overlaps(onlyPianos) ? Dsp.Sound.Of(PresetLibrary.PianoFromJson(json))
            : Dsp.Sound.Of(PresetLibrary.SynthFromJson(json));
    }

    // Empty unless the text is a JSON object; the reader proper reports errors.
    private static HashSet<string> NamesIn(string json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: _lenient) is JsonObject patch ? [.. patch.Select(p => p.Key)] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
