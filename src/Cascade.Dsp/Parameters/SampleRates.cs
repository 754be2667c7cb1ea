using System;

namespace Cascade.Dsp.Parameters;

/// <summary>The sample rates Cascade works at.</summary>
public static class SampleRates
{
    /// <summary>The lowest rate, in Hz.</summary>
    public const int Minimum = 8_000;

    /// <summary>The highest rate, in Hz.</summary>
    public const int Maximum = 192_000;

    /// <summary>The rate used when none is given, in Hz.</summary>
    public const int Default = 48_000;

    /// <summary>Returns the rate, or throws if Cascade does not work at it.</summary>
    /// <param name="sampleRate">In Hz.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside 8,000 to 192,000 Hz.</exception>
    public static int Check(int sampleRate)
    {
        if (sampleRate is < Minimum or > Maximum)
            throw new ArgumentOutOfRangeException(nameof(sampleRate), sampleRate, "The sample rate must lie within 8,000 to 192,000 Hz.");
        return sampleRate;
    }
}
