using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Cascade.Dsp.Presets;

/// <summary>The line of everything in a JSON text, by its path.</summary>
internal sealed class JsonPlaces
{
    private static readonly JsonReaderOptions s_options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private readonly Dictionary<string, long> _lines = new() { ["$"] = 1 };

    /// <summary>Looks through a text.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="PresetFormatException">A name stands twice in one object.</exception>
    public static JsonPlaces Of(string json)
    {
        var places = new JsonPlaces();
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, s_options);
        long line = 1;
        int counted = 0;
        var open = new Stack<Level>();
        string path = "$";
        while (reader.Read())
        {
            for (; counted < reader.TokenStartIndex; counted++)
                line += bytes[counted] == '\n' ? 1 : 0;
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                path = $"{open.Peek().Path}.{name}";
                if (!places._lines.TryAdd(path, line))
                    throw new PresetFormatException($"Line {line}, at {path}: the name \"{name}\" stands twice in one object.");
                continue;
            }
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                open.Pop();
                continue;
            }
            if (open.TryPeek(out Level? level) && level.IsArray)
                places._lines[path = string.Create(CultureInfo.InvariantCulture, $"{level.Path}[{level.Count++}]")] = line;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                open.Push(new Level(path, reader.TokenType == JsonTokenType.StartArray));
        }
        return places;
    }

    /// <summary>The line of a path, or of the nearest around it that the text has.</summary>
    /// <param name="path">As in "$.parts[0].name"; names in brackets and quotes will do too.</param>
    public long LineOf(string path)
    {
        path = path.Replace("['", ".", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal);
        while (!_lines.ContainsKey(path))
            path = path.LastIndexOfAny(['.', '[']) is > 0 and int end ? path[..end] : "$";
        return _lines[path];
    }

    private sealed record Level(string Path, bool IsArray)
    {
        public int Count { get; set; }
    }
}
