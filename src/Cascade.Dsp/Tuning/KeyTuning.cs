using System;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Tuning;

namespace Cascade.Dsp;

/// <summary>The frequency of each of the 128 keys. Immutable.</summary>
public sealed class KeyTuning
{
    /// <summary>The number of keys.</summary>
    public const int Keys = 128;

    private const int LowestPianoKey = 21;

    // Cents by piano key (0 is A0), a grand's measured mean.
    private static readonly (int Key, double Cents)[] StretchKnots =
        [(0, -16), (3, -15), (15, -4), (27, 0), (39, -1), (48, 0), (51, 0), (63, 6), (75, 14), (87, 25)];

    private readonly double[] _frequencies;

    private KeyTuning(double[] frequencies) => _frequencies = frequencies;

    /// <summary>Twelve equal steps to the octave, A4 (key 69) at 440 Hz.</summary>
    public static KeyTuning Default { get; } = Equal();

    /// <summary>Twelve equal steps to the octave.</summary>
    /// <param name="a4">The frequency of A4 (key 69) in Hz, 220 to 880.</param>
    /// <exception cref="ArgumentOutOfRangeException">The frequency is outside 220 to 880 Hz.</exception>
    public static KeyTuning Equal(double a4 = 440)
    {
        if (!(a4 is >= 220 and <= 880))
            throw new ArgumentOutOfRangeException(nameof(a4), a4, "The frequency of A4 must lie within 220 to 880 Hz.");
        var frequencies = new double[Keys];
        for (int key = 0; key < Keys; key++)
            frequencies[key] = a4 * Math.Pow(2, (key - 69) / 12.0);
        return new KeyTuning(frequencies);
    }

    /// <summary>Equal steps stretched as pianos are tuned: the bass up to 16 cents flat, the treble up to 25 cents sharp, on top of
    /// <see cref="Equal"/>.</summary>
    /// <remarks>A string's upper partials are sharp, so octaves that sound pure are wider than 2:1; the curve is named for O. L. Railsback,
    /// "Scale temperament as applied to piano tuning", J. Acoust. Soc. Am. 9, 1938. Here it is linear between ten keys of the 88, and goes
    /// on in the same line outside them to at most -35 and 45 cents.</remarks>
    /// <param name="a4">The frequency that equal steps give to A4 (key 69), in Hz, 220 to 880; A4 itself is 0 cents off.</param>
    /// <exception cref="ArgumentOutOfRangeException">The frequency is outside 220 to 880 Hz.</exception>
    public static KeyTuning Stretched(double a4 = 440)
    {
        double[] frequencies = Equal(a4)._frequencies;
        for (int key = 0; key < Keys; key++)
            frequencies[key] *= Math.Pow(2, StretchCents(key) / 1200);
        return new KeyTuning(frequencies);
    }

    /// <summary>The frequencies of a Scala scale.</summary>
    /// <param name="scale">The scale.</param>
    /// <param name="mapping">Which key plays which degree; <see cref="ScalaMapping.Default"/> if null.</param>
    /// <remarks>An instrument has no key without a frequency, so a key that the mapping leaves out plays the frequency of the next tuned
    /// key below it (or, below the lowest, above it). Frequencies are kept within 1 to 96,000 Hz.</remarks>
    /// <exception cref="ArgumentException">The mapping tunes no key.</exception>
    public static KeyTuning FromScala(ScalaScale scale, ScalaMapping? mapping = null)
    {
        ArgumentNullException.ThrowIfNull(scale);
        mapping ??= ScalaMapping.Default;
        mapping.TryCents(mapping.ReferenceKey, scale, out double reference);
        var frequencies = new double[Keys];
        int first = -1;
        for (int key = 0; key < Keys; key++)
        {
            bool tuned = mapping.TryCents(key, scale, out double cents) && key >= mapping.FirstKey && key <= mapping.LastKey;
            if (tuned)
                frequencies[key] =
                    Math.Clamp(mapping.ReferenceFrequency * Math.Pow(2, (cents - reference) / 1200), 1, SampleRates.Maximum / 2);
            else if (first >= 0)
                frequencies[key] = frequencies[key - 1];
            if (tuned && first < 0)
                first = key;
        }
        if (first < 0)
            throw new ArgumentException("The mapping tunes no key.", nameof(mapping));
        frequencies.AsSpan(0, first).Fill(frequencies[first]);
        return new KeyTuning(frequencies);
    }

    /// <summary>Any 128 frequencies.</summary>
    /// <param name="frequencies">In Hz, one for each key; each 1 to 96,000.</param>
    /// <exception cref="ArgumentException">There are not 128 of them.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One is outside 1 to 96,000 Hz.</exception>
    public static KeyTuning FromFrequencies(ReadOnlySpan<double> frequencies)
    {
        if (frequencies.Length != Keys)
            throw new ArgumentException($"A tuning has {Keys} frequencies, not {frequencies.Length}.", nameof(frequencies));
        for (int key = 0; key < Keys; key++)
            if (!(frequencies[key] is >= 1 and <= SampleRates.Maximum / 2))
                throw new ArgumentOutOfRangeException(nameof(frequencies), frequencies[key],
                    $"The frequency of key {key} must lie within 1 to 96,000 Hz.");
        return new KeyTuning(frequencies.ToArray());
    }

    /// <summary>The frequency of each key, in Hz.</summary>
    public ReadOnlySpan<double> Frequencies => _frequencies;

    /// <summary>The frequency of a key, in Hz.</summary>
    /// <param name="key">0 to 127.</param>
    /// <exception cref="ArgumentOutOfRangeException">The key is outside 0 to 127.</exception>
    public double this[int key]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(key);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(key, Keys);
            return _frequencies[key];
        }
    }

    private static double StretchCents(int key)
    {
        int k = key - LowestPianoKey, i = 1;
        while (i < StretchKnots.Length - 1 && k > StretchKnots[i].Key)
            i++;
        (int from, double low) = StretchKnots[i - 1];
        (int to, double high) = StretchKnots[i];
        return Math.Clamp(low + (high - low) * (k - from) / (to - from), -35, 45);
    }
}
