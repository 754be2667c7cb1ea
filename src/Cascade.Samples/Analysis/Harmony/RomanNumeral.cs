namespace Cascade.Samples.Analysis;

/// <summary>Chords as degrees of a key.</summary>
public static class RomanNumeral
{
    private static readonly string[] _degrees = ["I", "bII", "II", "bIII", "III", "IV", "#IV", "V", "bVI", "VI", "bVII", "VII"];
    private static readonly string[] _minorDegrees = ["I", "bII", "II", "III", "#III", "IV", "#IV", "V", "VI", "#VI", "VII", "#VII"];

    /// <summary>The numeral of a chord: small letters for minor and diminished, o and ø for diminished, + for augmented.</summary>
    /// <param name="chord">The chord; its bass does not count.</param>
    /// <param name="key">The key.</param>
    public static string Of(Chord chord, MusicalKey key)
    {
        string degree = (key.IsMinor ? _minorDegrees : _degrees)[(chord.Root - key.Tonic + 12) % 12];
        return chord.Type switch
        {
            ChordType.Major => degree,
            ChordType.Minor => Small(degree),
            ChordType.Diminished => Small(degree) + "o",
            ChordType.Augmented => degree + "+",
            ChordType.Dominant7 or ChordType.Major7 => degree + "7",
            ChordType.Minor7 or ChordType.MinorMajor7 => Small(degree) + "7",
            ChordType.HalfDiminished7 => Small(degree) + "ø7",
            ChordType.Diminished7 => Small(degree) + "o7",
            ChordType.Suspended2 => degree + "sus2",
            _ => degree + "sus4",
        };
    }

    private static string Small(string degree) => degree.Replace('I', 'i').Replace('V', 'v');
}
