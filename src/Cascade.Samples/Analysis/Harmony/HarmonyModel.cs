namespace Cascade.Samples.Analysis.Harmony;

/// <summary>The numbers behind <see cref="HarmonyDecoder"/>: how likely a chord follows another, and how it sounds.</summary>
/// <remarks>Set by hand after textbooks of harmony, and tried on analysed scores; no corpus was counted.</remarks>
internal static class HarmonyModel
{
    /// <summary>How much a beat's sound counts against what comes before and after.</summary>
    public const double Sound = 10;

    /// <summary>How much the bass counts.</summary>
    public const double BassSound = 0.33;

    /// <summary>The logarithm of the chance that a chord goes on, by the strength of the beat.</summary>
    public static readonly double[] Stay = [Math.Log(0.62), Math.Log(0.45), Math.Log(0.32)];

    /// <summary>The logarithm of the chance that another comes.</summary>
    public static readonly double[] Move = [Math.Log(0.38), Math.Log(0.55), Math.Log(0.68)];

    /// <summary>The logarithm of the chance that another key comes, by the strength of the beat.</summary>
    public static readonly double[] Modulate = [Math.Log(0.0097), Math.Log(0.0145), Math.Log(0.0194)];

    /// <summary>Of the four functions: what comes after what.</summary>
    public static readonly double[,] Follow =
    {
        { Math.Log(0.24), Math.Log(0.33), Math.Log(0.36), Math.Log(0.16) },
        { Math.Log(0.20), Math.Log(0.18), Math.Log(0.54), Math.Log(0.08) },
        { Math.Log(0.70), Math.Log(0.07), Math.Log(0.20), Math.Log(0.05) },
        { Math.Log(0.12), Math.Log(0.12), Math.Log(0.16), Math.Log(0.10) },
    };

    /// <summary>The logarithm of the chance that an applied dominant goes where it leads to.</summary>
    public static readonly double Resolve = Math.Log(0.31);

    // Of root, third, fifth and seventh.
    private static readonly double[] _tone = [0.30, 0.27, 0.30, 0.18];
    private static readonly double[] _bass = [0.56, 0.164, 0.055, 0.06];
    private const double InScale = 0.035, Chromatic = 0.0135, ForeignBass = 0.02;

    /// <summary>Of each mode and numeral: the logarithm of its chance among the numerals of its function.</summary>
    public static double[][] Frequencies { get; } = [OfMode(false), OfMode(true)];

    /// <summary>Of each mode, numeral and pitch above the tonic: the logarithm of how much of it is expected.</summary>
    public static double[][][] Tones { get; } = [TonesOf(false), TonesOf(true)];

    /// <summary>Of each mode, numeral and pitch above the tonic: the logarithm of its chance in the bass.</summary>
    public static double[][][] Basses { get; } = [BassesOf(false), BassesOf(true)];

    /// <summary>The logarithm of the chance that a key follows another one.</summary>
    /// <remarks>By the difference of their signatures on the circle of fifths.</remarks>
    public static double Change(MusicalKey from, MusicalKey to)
    {
        int distance = Math.Abs(Fifths(to) - Fifths(from));
        distance = Math.Min(distance, 12 - distance);
        double near = distance switch { 0 => 0.20, 1 => 0.12, 2 => 0.025, 3 => 0.03, _ => 0.006 };
        return Math.Log(from.Tonic == to.Tonic ? 0.08 : near);
    }

    private static int Fifths(MusicalKey key) => (key.Tonic + (key.IsMinor ? 3 : 0)) * 7 % 12;

    private static double[] OfMode(bool isMinor)
    {
        Numeral[] numerals = Numeral.Of(isMinor);
        return [.. numerals.Select(n => Math.Log(n.Frequency / numerals.Where(o => o.Function == n.Function).Sum(o => o.Frequency)))];
    }

    private static double[][] TonesOf(bool isMinor)
    {
        // Of minor both sixths and sevenths belong to the scale, the raised sixth less so.
        double[] scale = isMinor ? [1, 0, 1, 1, 0, 1, 0, 1, 1, 0.4, 0.7, 0.7] : [1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1];
        return [.. Numeral.Of(isMinor).Select(n => Normalized(scale.Select(s => Chromatic + (InScale - Chromatic) * s), n, _tone))];
    }

    private static double[][] BassesOf(bool isMinor) =>
        [.. Numeral.Of(isMinor).Select(n => Normalized(Enumerable.Repeat(ForeignBass, 12), n, _bass))];

    private static double[] Normalized(IEnumerable<double> ground, Numeral numeral, double[] tone)
    {
        double[] chances = [.. ground];
        ReadOnlySpan<int> tones = Chord.TonesOf(numeral.Type);
        for (int i = 0; i < tones.Length; i++)
            chances[(numeral.Degree + tones[i]) % 12] = tone[i];
        double sum = chances.Sum();
        return [.. chances.Select(c => Math.Log(c / sum))];
    }
}
