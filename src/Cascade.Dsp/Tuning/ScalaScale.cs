using System;
using System.Globalization;

namespace Cascade.Dsp.Tuning;

/// <summary>A musical scale in the format of the Scala program (.scl): its notes in cents over the first. Immutable.</summary>
/// <remarks>
/// Lines that start with "!" are comments. The first other line describes the scale, the second counts its notes, and each further one is a
/// note: cents if it holds a dot ("701.955"), else a ratio ("3/2" or "2"); what follows a blank is a remark. The first note, 1/1, is not
/// listed; the last is the interval of repetition.
/// <para>Source: M. Op de Coul, "Scala scale file format", Huygens-Fokker Foundation.</para>
/// </remarks>
public sealed class ScalaScale
{
    private const int MaximumNotes = 4096;
    private const double MaximumCents = 120_000;

    private readonly double[] _cents;

    private ScalaScale(string description, double[] cents)
    {
        Description = description;
        _cents = cents;
    }

    /// <summary>The first line: what the scale is.</summary>
    public string Description { get; }

    /// <summary>Each note in cents over the first note, which is not listed; the last is the interval of repetition.</summary>
    public ReadOnlySpan<double> Cents => _cents;

    /// <summary>Reads a scale.</summary>
    /// <param name="text">The text of an .scl file.</param>
    /// <exception cref="ScalaFormatException">The text is no scale of 1 to 4,096 notes.</exception>
    public static ScalaScale Parse(ReadOnlySpan<char> text)
    {
        var lines = new ScalaLines(text);
        if (!lines.TryNext(out ReadOnlySpan<char> description))
            throw lines.Ended("a description of the scale");
        string name = description.ToString();
        var cents = new double[lines.NextInteger(1, MaximumNotes, "the number of notes")];
        for (int i = 0; i < cents.Length; i++)
        {
            if (!lines.TryNext(out ReadOnlySpan<char> line))
                throw lines.Ended($"note {i + 1} of {cents.Length}");
            if (!TryParseInterval(ScalaLines.FirstWord(line), out cents[i]))
                throw new ScalaFormatException(lines.Line, "cents with a dot (701.955) or a ratio (3/2)");
        }
        return new ScalaScale(name, cents);
    }

    /// <summary>The cents of a degree: degree 0 is the first note, and degrees beyond the last go on in the next repetition, also
    /// downwards.</summary>
    internal double CentsAt(int degree)
    {
        int repetition = (int)Math.Floor((double)degree / _cents.Length);
        int step = degree - repetition * _cents.Length;
        return repetition * _cents[^1] + (step == 0 ? 0 : _cents[step - 1]);
    }

    private static bool TryParseInterval(ReadOnlySpan<char> word, out double cents)
    {
        if (word.Contains('.'))
            return double.TryParse(word, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out cents)
                && Math.Abs(cents) <= MaximumCents;
        cents = 0;
        int slash = word.IndexOf('/');
        ReadOnlySpan<char> over = slash < 0 ? word : word[..slash], under = slash < 0 ? "1" : word[(slash + 1)..];
        if (!TryParseWhole(over, out double numerator) || !TryParseWhole(under, out double denominator))
            return false;
        cents = 1200 * Math.Log2(numerator / denominator);
        return Math.Abs(cents) <= MaximumCents;
    }

    // Ratios of real scales pass 64 bits; a double holds their quotient well enough.
    private static bool TryParseWhole(ReadOnlySpan<char> digits, out double value) =>
        double.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value > 0 && double.IsFinite(value);
}
