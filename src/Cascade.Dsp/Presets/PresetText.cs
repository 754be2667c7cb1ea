using System;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Cascade.Dsp.Presets;

/// <summary>Patches from and to JSON.</summary>
internal static class PresetText
{
    /// <summary>What may stand in a preset's text beside JSON.</summary>
    public static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static string Write<T>(T patch, JsonTypeInfo<T> kind) => JsonSerializer.Serialize(patch, kind);

    public static T Read<T>(string json, JsonTypeInfo<T> kind, T defaults) where T : class =>
        Guarded(json, () => ReadUnguarded(json, kind, defaults));

    /// <exception cref="JsonException">The text is not as it should be.</exception>
    public static T ReadUnguarded<T>(string json, JsonTypeInfo<T> kind, T defaults) where T : class
    {
        // Once for its errors; the values come from the text laid over the defaults.
        if (JsonSerializer.Deserialize(json, kind) is null)
            throw new PresetFormatException("Line 1: expected a patch, found null.");
        return Read(JsonNode.Parse(json, documentOptions: Options)!.AsObject(), kind, defaults);
    }

    /// <summary>Reads, and tells what is wrong with its line: what System.Text.Json finds, and faults that start with "At" and a
    /// path.</summary>
    /// <exception cref="PresetFormatException">The text is not as it should be, or has a name twice in one object.</exception>
    public static T Guarded<T>(string json, Func<T> read)
    {
        JsonPlaces? places = null;
        try
        {
            places = JsonPlaces.Of(json);
            return read();
        }
        catch (JsonException e)
        {
            long line = places is not null && e.Path is { } path ? places.LineOf(path) : (e.LineNumber ?? 0) + 1;
            throw new PresetFormatException($"Line {line}, at {e.Path ?? "$"}: {WithoutPath(e.Message)}", e);
        }
        catch (PresetFormatException e) when (places is not null && e.Message.StartsWith("At $", StringComparison.Ordinal))
        {
            string path = e.Message[3..Math.Max(3, e.Message.IndexOf(": ", StringComparison.Ordinal))];
            throw new PresetFormatException($"Line {places.LineOf(path)}, a{e.Message[1..]}", e);
        }
    }

    // The source generator sets init properties that the text leaves out to zero, so the defaults are laid under the text.
    public static T Read<T>(JsonObject text, JsonTypeInfo<T> kind, T defaults) where T : class
    {
        JsonObject whole = JsonSerializer.SerializeToNode(defaults, kind)!.AsObject();
        Lay(text, whole, whole.DeepClone().AsObject());
        return whole.Deserialize(kind)!;
    }

    // The layers of a patch are patches: what they leave out is as in the defaults of the whole.
    private static void Lay(JsonObject over, JsonObject under, JsonObject defaults)
    {
        foreach ((string name, JsonNode? value) in over)
        {
            if (value is JsonObject inner && under[name] is JsonObject below)
                Lay(inner, below, defaults);
            else if (value is JsonArray layers && name == "layers")
                under[name] = Over(layers, defaults);
            else
                under[name] = value?.DeepClone();
        }
    }

    private static JsonArray Over(JsonArray layers, JsonObject defaults)
    {
        var whole = new JsonArray();
        foreach (JsonNode? element in layers)
        {
            JsonNode? under = element is JsonObject ? defaults.DeepClone() : element?.DeepClone();
            if (element is JsonObject over)
                Lay(over, under!.AsObject(), defaults);
            whole.Add(under);
        }
        return whole;
    }

    // What the reader says of types of .NET means nothing to whoever wrote the text.
    private static string InOwnWords(string message) =>
        message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) ? "a value of another kind belongs here."
        : message.StartsWith("The JSON property", StringComparison.Ordinal) && message.Contains("could not be mapped",
            StringComparison.Ordinal) ? "there is no setting of this name."
        : message.Contains("allow null values", StringComparison.Ordinal) ? "null cannot stand here."
        : message;

    private static string WithoutPath(string message)
    {
        int end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        if (end < 0)
            end = message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        return InOwnWords(end < 0 ? message : message[..end]);
    }
}
