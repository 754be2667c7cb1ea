namespace Cascade.Samples.Analysis.Harmony;

/// <summary>What a chord does in its key.</summary>
internal enum HarmonicFunction
{
    Tonic,
    Predominant,
    Dominant,
    Applied,
}

/// <summary>A chord as a degree of its key.</summary>
/// <param name="Name">The roman numeral.</param>
/// <param name="Degree">Its root above the tonic, in semitones.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Function">What it does.</param>
/// <param name="Frequency">How common it is among the chords of its function, up to a factor.</param>
/// <param name="Target">The root above the tonic that an applied dominant leads to, else -1.</param>
internal readonly record struct Numeral(string Name, int Degree, ChordType Type, HarmonicFunction Function, double Frequency,
    int Target = -1)
{
    private const HarmonicFunction T = HarmonicFunction.Tonic, S = HarmonicFunction.Predominant, D = HarmonicFunction.Dominant,
        A = HarmonicFunction.Applied;

    /// <summary>The vocabulary of a major key.</summary>
    /// <remarks>Frequencies are rough orders taken from textbooks of harmony, not counted.</remarks>
    public static readonly Numeral[] Major =
    [
        new("I", 0, ChordType.Major, T, 60), new("vi", 9, ChordType.Minor, T, 10), new("iii", 4, ChordType.Minor, T, 2),
        new("I7", 0, ChordType.Major7, T, 0.9), new("vi7", 9, ChordType.Minor7, T, 1.8), new("iii7", 4, ChordType.Minor7, T, 0.45),
        new("IV", 5, ChordType.Major, S, 20), new("ii", 2, ChordType.Minor, S, 14), new("ii7", 2, ChordType.Minor7, S, 8.1),
        new("IV7", 5, ChordType.Major7, S, 1.8), new("iv", 5, ChordType.Minor, S, 1.5), new("iiø7", 2, ChordType.HalfDiminished7, S, 1),
        new("iio", 2, ChordType.Diminished, S, 0.5), new("bVI", 8, ChordType.Major, S, 0.7), new("bII", 1, ChordType.Major, S, 0.3),
        new("bIII", 3, ChordType.Major, S, 0.3), new("bVII", 10, ChordType.Major, S, 0.4), new("Ger", 8, ChordType.Dominant7, S, 0.81),
        new("V", 7, ChordType.Major, D, 28), new("V7", 7, ChordType.Dominant7, D, 45.9), new("viio", 11, ChordType.Diminished, D, 5),
        new("viiø7", 11, ChordType.HalfDiminished7, D, 1.5), new("viio7", 11, ChordType.Diminished7, D, 3),
        new("V+", 7, ChordType.Augmented, D, 0.3),
        new("V/V", 2, ChordType.Major, A, 3, 7), new("V7/V", 2, ChordType.Dominant7, A, 9.45, 7),
            new("V7/IV", 0, ChordType.Dominant7, A, 6.75, 5),
        new("V/vi", 4, ChordType.Major, A, 2, 9), new("V7/vi", 4, ChordType.Dominant7, A, 4.05, 9),
            new("V/ii", 9, ChordType.Major, A, 1, 2),
        new("V7/ii", 9, ChordType.Dominant7, A, 5.4, 2), new("viio7/V", 6, ChordType.Diminished7, A, 3, 7),
        new("viio/V", 6, ChordType.Diminished, A, 1, 7), new("viio7/ii", 1, ChordType.Diminished7, A, 1, 2),
        new("viio7/vi", 8, ChordType.Diminished7, A, 1, 9), new("V7/iii", 11, ChordType.Dominant7, A, 0.945, 4),
    ];

    /// <summary>The vocabulary of a minor key.</summary>
    public static readonly Numeral[] Minor =
    [
        new("i", 0, ChordType.Minor, T, 60), new("VI", 8, ChordType.Major, T, 8), new("III", 3, ChordType.Major, T, 6),
        new("I", 0, ChordType.Major, T, 3), new("i7", 0, ChordType.Minor7, T, 0.9), new("VI7", 8, ChordType.Major7, T, 0.9),
        new("III7", 3, ChordType.Major7, T, 0.36),
        new("iv", 5, ChordType.Minor, S, 22), new("iio", 2, ChordType.Diminished, S, 6), new("iiø7", 2, ChordType.HalfDiminished7, S, 10),
        new("iv7", 5, ChordType.Minor7, S, 2.7), new("bII", 1, ChordType.Major, S, 2), new("IV", 5, ChordType.Major, S, 2),
        new("ii", 2, ChordType.Minor, S, 0.5), new("Ger", 8, ChordType.Dominant7, S, 2.7), new("VII", 10, ChordType.Major, S, 3),
        new("v", 7, ChordType.Minor, S, 2),
        new("V", 7, ChordType.Major, D, 32), new("V7", 7, ChordType.Dominant7, D, 37.8), new("viio", 11, ChordType.Diminished, D, 5),
        new("viio7", 11, ChordType.Diminished7, D, 10), new("V+", 7, ChordType.Augmented, D, 0.2),
        new("V7/III", 10, ChordType.Dominant7, A, 5.4, 3), new("V/iv", 0, ChordType.Major, A, 0.7, 5),
        new("V7/iv", 0, ChordType.Dominant7, A, 6.75, 5), new("V/V", 2, ChordType.Major, A, 1, 7),
            new("V7/V", 2, ChordType.Dominant7, A, 4.05, 7),
        new("viio7/V", 6, ChordType.Diminished7, A, 3, 7), new("viio7/iv", 4, ChordType.Diminished7, A, 1, 5),
        new("V7/VI", 3, ChordType.Dominant7, A, 1.35, 8),
    ];

    /// <summary>The vocabulary of a mode.</summary>
    public static Numeral[] Of(bool isMinor) => isMinor ? Minor : Major;
}
