using System.Text.Json;
using System.Text.Json.Nodes;
using Cascade.Dsp;
using Cascade.Dsp.Presets;

namespace Cascade.Samples.Console;

/// <summary>Instruments and effects from JSON files, for options that take a name: what ends in <c>.json</c> is a file.</summary>
internal static class PatchFile
{
    private static readonly JsonDocumentOptions _lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static bool IsMeant(string name) => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="InputException">The file is missing, unreadable or describes no such patch.</exception>
    public static T Read<T>(string path, string kind, Func<string, T> fromJson) =>
        InputFile.Read(path, kind, file => fromJson(File.ReadAllText(file)));

    /// <summary>A piano if the text names anything that only pianos have, else a sound of the synthesizer.</summary>
    /// <exception cref="PresetFormatException">The text describes neither.</exception>
    public static Instrument InstrumentFromJson(string json, int polyphony)
    {
        IEnumerable<string> onlyPianos = NamesIn(PresetLibrary.ToJson(PianoPatch.Default))
            .Except(NamesIn(PresetLibrary.ToJson(SynthPatch.Default)));
        return NamesIn(json).Overlaps(onlyPianos) ? new PianoInstrument(PresetLibrary.PianoFromJson(json))
            : new SynthInstrument(PresetLibrary.SynthFromJson(json), polyphony);
    }

    // None of what is no JSON object: whoever reads it in earnest says so.
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
