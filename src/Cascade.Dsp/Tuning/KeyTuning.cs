using System;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Tuning;

/// <summary>The frequency of each of the 128 keys. Immutable.</summary>
public sealed class KeyTuning
{
    /// <summary>The number of keys.</summary>
    public const int Keys = 128;

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
                throw new ArgumentOutOfRangeException(nameof(frequencies), frequencies[key], $"The frequency of key {key} must lie within 1 to 96,000 Hz.");
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
}
