using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cascade.Samples.Analysis;

/// <summary>A key: its tonic and its mode.</summary>
/// <param name="Tonic">The pitch class of the tonic: 0 is C, 11 is B.</param>
/// <param name="IsMinor">True for the minor key.</param>
[JsonConverter(typeof(MusicalKeyConverter))]
public readonly record struct MusicalKey(int Tonic, bool IsMinor)
{
    /// <summary>The number of keys.</summary>
    public const int Count = 24;

    private static readonly string[] _major = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];
    private static readonly string[] _minor = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B"];

    /// <summary>Its number: 0 to 11 for the major keys from C up, 12 to 23 for the minor ones.</summary>
    public int Index => Tonic + (IsMinor ? 12 : 0);

    /// <summary>True where flats spell it.</summary>
    public bool HasFlats => (IsMinor ? (Tonic + 3) % 12 : Tonic) is 1 or 3 or 5 or 8 or 10;

    /// <summary>The key of a number.</summary>
    /// <param name="index">0 to 23.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such key.</exception>
    public static MusicalKey At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return new MusicalKey(index % 12, index >= 12);
    }

    /// <summary>Reads what <see cref="ToString"/> writes, in any spelling: "Eb major", "d# minor".</summary>
    /// <param name="text">A letter, sharps (#) or flats (b), and the mode.</param>
    /// <param name="key">The key.</param>
    public static bool TryParse(string? text, out MusicalKey key)
    {
        key = default;
        if (text?.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is not [{ Length: > 0 } tonic,
            var mode])
            return false;
        int step = "C D EF G A B".IndexOf(char.ToUpper(tonic[0], CultureInfo.InvariantCulture), StringComparison.Ordinal);
        if (step < 0 || mode is not ("major" or "minor"))
            return false;
        foreach (char accidental in tonic.AsSpan(1))
        {
            if (accidental is not ('#' or 'b'))
                return false;
            step += accidental == '#' ? 1 : -1;
        }
        key = new MusicalKey((step % 12 + 12) % 12, mode == "minor");
        return true;
    }

    /// <summary>The name, such as "Eb major".</summary>
    public override string ToString() => IsMinor ? _minor[Tonic] + " minor" : _major[Tonic] + " major";
}

/// <summary>Writes keys by their names.</summary>
internal sealed class MusicalKeyConverter : JsonConverter<MusicalKey>
{
    public override MusicalKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        MusicalKey.TryParse(reader.GetString(), out MusicalKey key) ? key : throw new JsonException("This is the name of no key.");

    public override void Write(Utf8JsonWriter writer, MusicalKey value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
