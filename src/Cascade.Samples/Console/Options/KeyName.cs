using System.CommandLine;
using System.Globalization;

namespace Cascade.Samples.Console.Options;

/// <summary>The names of the 128 keys; C4 is 60.</summary>
internal static class KeyName
{
    private static readonly string[] _names = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

    public static string Of(int key) => string.Create(CultureInfo.InvariantCulture, $"{_names[key % 12]}{key / 12 - 1}");

    /// <summary>The argument of a command that takes a key.</summary>
    public static Argument<int> Argument() => new("key")
    {
        Description = "The key: a number, 0 to 127, or a name such as C4 (60), F#3 or Bb2.",
        CustomParser = result =>
        {
            if (!TryParse(result.Tokens[0].Value, out int key))
                result.AddError($"a key is 0 to 127 or C-1 to G9, not {result.Tokens[0].Value}.");
            return key;
        },
    };

    /// <summary>Reads a number from 0 to 127, or a letter, any sharps (#) or flats (b), and an octave: 60, C4, F#3, Bb-1.</summary>
    public static bool TryParse(string text, out int key)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out key))
            return key <= 127;
        int degree = text.Length == 0 ? -1 : Array.IndexOf(_names, text[..1].ToUpperInvariant());
        int at = 1;
        for (; degree >= 0 && at < text.Length && text[at] is '#' or 'b'; at++)
            key += text[at] == '#' ? 1 : -1;
        if (degree < 0 || !int.TryParse(text.AsSpan(at), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int octave)
            || octave is < -2 or > 10)
            return false;
        key += 12 * (octave + 1) + degree;
        return key is >= 0 and <= 127;
    }
}
