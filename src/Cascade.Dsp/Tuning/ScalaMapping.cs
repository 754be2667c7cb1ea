using System;
using System.Globalization;

namespace Cascade.Dsp.Tuning;

/// <summary>Which key plays which degree of a scale, in the format of the Scala program (.kbm). Immutable.</summary>
/// <remarks>
/// Lines that start with "!" are comments. The others are in order: the size of the pattern, the first and the last key that are tuned, the
/// middle key (which plays the first entry of the pattern), the reference key, its frequency in Hz, the degree that is the formal octave,
/// and the entries of the pattern: a degree of the scale, or "x" for a key that plays none. Missing and empty entries are "x". A size of 0
/// maps every key to the next degree.
/// <para>Source: M. Op de Coul, "Scala keyboard mapping file format", Huygens-Fokker Foundation.</para>
/// </remarks>
public sealed class ScalaMapping
{
    private const int Unmapped = int.MinValue;
    private const int MaximumDegree = 4096;

    private readonly int[] _degrees;
    private int _octaveDegree;

    private ScalaMapping(int size)
    {
        _degrees = new int[size];
        Array.Fill(_degrees, Unmapped);
    }

    /// <summary>Every key the next degree, middle C (key 60) the first, A4 (key 69) 440 Hz: what Scala does without a mapping.</summary>
    public static ScalaMapping Default { get; } =
        new(0) { LastKey = KeyTuning.Keys - 1, MiddleKey = 60, ReferenceKey = 69, ReferenceFrequency = 440 };

    /// <summary>The first key that is tuned, 0-127.</summary>
    public int FirstKey { get; private init; }

    /// <summary>The last key that is tuned, 0-127.</summary>
    public int LastKey { get; private init; }

    /// <summary>The key that plays the first entry of the pattern, 0-127.</summary>
    public int MiddleKey { get; private init; }

    /// <summary>The key whose frequency is given, 0-127.</summary>
    public int ReferenceKey { get; private init; }

    /// <summary>The frequency of the reference key, in Hz.</summary>
    public double ReferenceFrequency { get; private init; }

    /// <summary>Reads a mapping.</summary>
    /// <param name="text">The text of a .kbm file.</param>
    /// <exception cref="ScalaFormatException">The text is no mapping, or its reference key plays no degree.</exception>
    public static ScalaMapping Parse(ReadOnlySpan<char> text)
    {
        var lines = new ScalaLines(text);
        const int lastKey = KeyTuning.Keys - 1;
        int size = lines.NextInteger(0, MaximumDegree, "the size of the pattern");
        int first = lines.NextInteger(0, lastKey, "the first key"), last = lines.NextInteger(first, lastKey, "the last key");
        int middle = lines.NextInteger(0, lastKey, "the middle key"), reference = lines.NextInteger(0, lastKey, "the reference key");
        int referenceLine = lines.Line;
        var mapping = new ScalaMapping(size)
        {
            FirstKey = first,
            LastKey = last,
            MiddleKey = middle,
            ReferenceKey = reference,
            ReferenceFrequency = NextFrequency(ref lines),
            _octaveDegree = lines.NextInteger(0, MaximumDegree, "the degree of the formal octave"),
        };
        for (int i = 0; i < size && lines.TryNext(out ReadOnlySpan<char> line); i++)
            mapping._degrees[i] = ParseDegree(ScalaLines.FirstWord(line), lines.Line);
        if (mapping.DegreeOf(reference, out _) == Unmapped)
            throw new ScalaFormatException(referenceLine, "a reference key that plays a degree");
        return mapping;
    }

    /// <summary>The cents of a key over the first degree at the middle key.</summary>
    /// <returns>False if the key plays none.</returns>
    internal bool TryCents(int key, ScalaScale scale, out double cents)
    {
        int degree = DegreeOf(key, out int repetition);
        cents = 0;
        if (degree == Unmapped)
            return false;
        double octave = _octaveDegree == 0 ? scale.Cents[^1] : scale.CentsAt(_octaveDegree);
        cents = scale.CentsAt(degree) + repetition * octave;
        return true;
    }

    private int DegreeOf(int key, out int repetition)
    {
        int distance = key - MiddleKey;
        repetition = 0;
        if (_degrees.Length == 0)
            return distance;
        repetition = (int)Math.Floor((double)distance / _degrees.Length);
        return _degrees[distance - repetition * _degrees.Length];
    }

    private static double NextFrequency(ref ScalaLines lines)
    {
        const string what = "the frequency of the reference key, 1 to 96,000 Hz";
        if (!lines.TryNext(out ReadOnlySpan<char> line))
            throw lines.Ended(what);
        if (!double.TryParse(ScalaLines.FirstWord(line), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double hertz)
            || hertz is not (>= 1 and <= 96_000))
            throw new ScalaFormatException(lines.Line, what);
        return hertz;
    }

    private static int ParseDegree(ReadOnlySpan<char> word, int line)
    {
        if (word is "x" or "X" or "")
            return Unmapped;
        if (!int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int degree) || degree < -MaximumDegree
            || degree > MaximumDegree)
            throw new ScalaFormatException(line, "a degree or x");
        return degree;
    }
}
