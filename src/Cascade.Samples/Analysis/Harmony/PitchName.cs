using System.Globalization;

namespace Cascade.Samples.Analysis;

/// <summary>The names of pitches; C4 is key 60.</summary>
public static class PitchName
{
    private static readonly string[] _sharps = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];
    private static readonly string[] _flats = ["C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"];

    /// <summary>The name of a pitch class.</summary>
    /// <param name="pitchClass">0 to 11.</param>
    /// <param name="flats">True to spell with flats.</param>
    public static string Of(int pitchClass, bool flats = false) => (flats ? _flats : _sharps)[pitchClass];

    /// <summary>The name of a key, with its octave.</summary>
    /// <param name="key">0 to 127.</param>
    /// <param name="flats">True to spell with flats.</param>
    public static string OfKey(int key, bool flats = false) =>
        string.Create(CultureInfo.InvariantCulture, $"{Of(key % 12, flats)}{key / 12 - 1}");
}
