using System;
using System.Numerics;

namespace Cascade.Dsp.Filters;

/// <summary>A second-order filter: H(z) = (b0 + b1 z^-1 + b2 z^-2) / (1 + a1 z^-1 + a2 z^-2), and the usual designs.</summary>
/// <remarks>
/// The plain designs bend the frequency axis: exact at their corner, but squeezed near half the rate, by up to 6 dB for a peak and 17 dB
/// for a low-pass. Those called Matched keep to the analog curve within about 1 dB up to 20 kHz at 48 kHz.
/// <para>In all of them the frequency is above 0 and below half the rate, Q lies within 0.05 to 200, and a gain within -60 to 60 dB.</para>
/// <para>Sources: R. Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients", 1998; M. Vicanek, "Matched second
/// order digital filters", 2016, and "Matched two-pole digital shelving filters", 2024. Letters as there, after division by a0.</para>
/// </remarks>
/// <param name="B0">Of the present input.</param>
/// <param name="B1">Of the input one sample ago.</param>
/// <param name="B2">Of the input two samples ago.</param>
/// <param name="A1">Of the output one sample ago, subtracted.</param>
/// <param name="A2">Of the output two samples ago, subtracted.</param>
public readonly partial record struct BiquadCoefficients(double B0, double B1, double B2, double A1, double A2)
{
    /// <summary>Changes nothing.</summary>
    public static BiquadCoefficients Identity { get; } = new(1, 0, 0, 0, 0);

    /// <summary>True if all are finite and both poles lie within the unit circle.</summary>
    public bool IsStable => double.IsFinite(B0) && double.IsFinite(B1) && double.IsFinite(B2) && Math.Abs(A2) < 1 && Math.Abs(A1) < 1 + A2;

    /// <summary>The gain at a frequency: what a sine of it is multiplied by.</summary>
    /// <param name="frequency">In Hz.</param>
    /// <param name="sampleRate">In Hz.</param>
    public double Response(double frequency, double sampleRate)
    {
        Complex z1 = Complex.FromPolarCoordinates(1, -2 * Math.PI * frequency / sampleRate), z2 = z1 * z1;
        return Complex.Abs((B0 + B1 * z1 + B2 * z2) / (1 + A1 * z1 + A2 * z2));
    }

    /// <summary>Low-pass, 12 dB per octave.</summary>
    /// <param name="frequency">The cutoff in Hz, where the gain is <paramref name="q"/>.</param>
    /// <param name="q">0.7071 is the flattest.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public static BiquadCoefficients LowPass(double frequency, double q, double sampleRate)
    {
        (double cos, double alpha) = Angle(frequency, q, sampleRate);
        return Divided((1 - cos) / 2, 1 - cos, (1 - cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
    }

    /// <summary>High-pass, 12 dB per octave.</summary>
    /// <inheritdoc cref="LowPass"/>
    public static BiquadCoefficients HighPass(double frequency, double q, double sampleRate)
    {
        (double cos, double alpha) = Angle(frequency, q, sampleRate);
        return Divided((1 + cos) / 2, -1 - cos, (1 + cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
    }

    /// <summary>Band-pass, 0 dB at its centre, 6 dB per octave on both sides.</summary>
    /// <param name="frequency">The centre in Hz.</param>
    /// <param name="q">The centre over the bandwidth between the -3 dB points.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public static BiquadCoefficients BandPass(double frequency, double q, double sampleRate)
    {
        (double cos, double alpha) = Angle(frequency, q, sampleRate);
        return Divided(alpha, 0, -alpha, 1 + alpha, -2 * cos, 1 - alpha);
    }

    /// <summary>Notch: nothing passes at its centre.</summary>
    /// <inheritdoc cref="BandPass"/>
    public static BiquadCoefficients Notch(double frequency, double q, double sampleRate)
    {
        (double cos, double alpha) = Angle(frequency, q, sampleRate);
        return Divided(1, -2 * cos, 1, 1 + alpha, -2 * cos, 1 - alpha);
    }

    /// <summary>Peak or dip around its centre.</summary>
    /// <param name="frequency">The centre in Hz.</param>
    /// <param name="q">The centre over the bandwidth between the points of half the gain in dB.</param>
    /// <param name="gainDecibels">The gain at the centre in dB.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public static BiquadCoefficients Peak(double frequency, double q, double gainDecibels, double sampleRate)
    {
        (double cos, double alpha) = Angle(frequency, q, sampleRate);
        double a = Amplitude(gainDecibels);
        return Divided(1 + alpha * a, -2 * cos, 1 - alpha * a, 1 + alpha / a, -2 * cos, 1 - alpha / a);
    }

    /// <summary>Low shelf: the gain below, 0 dB above.</summary>
    /// <param name="frequency">The middle of the slope in Hz, where half of the gain in dB is reached.</param>
    /// <param name="q">The steepness; 0.7071 is the steepest without a bump.</param>
    /// <param name="gainDecibels">The gain of the shelf in dB.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public static BiquadCoefficients LowShelf(double frequency, double q, double gainDecibels, double sampleRate)
    {
        (double cos, double alpha) = Angle(frequency, q, sampleRate);
        double a = Amplitude(gainDecibels), up = a + 1, down = a - 1, slope = 2 * Math.Sqrt(a) * alpha;
        return Divided(a * (up - down * cos + slope), 2 * a * (down - up * cos), a * (up - down * cos - slope),
            up + down * cos + slope, -2 * (down + up * cos), up + down * cos - slope);
    }

    /// <summary>High shelf: the gain above, 0 dB below.</summary>
    /// <inheritdoc cref="LowShelf"/>
    public static BiquadCoefficients HighShelf(double frequency, double q, double gainDecibels, double sampleRate)
    {
        (double cos, double alpha) = Angle(frequency, q, sampleRate);
        double a = Amplitude(gainDecibels), up = a + 1, down = a - 1, slope = 2 * Math.Sqrt(a) * alpha;
        return Divided(a * (up + down * cos + slope), -2 * a * (down + up * cos), a * (up + down * cos - slope),
            up - down * cos + slope, 2 * (down - up * cos), up - down * cos - slope);
    }

    private static (double Cos, double Alpha) Angle(double frequency, double q, double sampleRate)
    {
        double w = Omega(frequency, sampleRate);
        return (Math.Cos(w), Math.Sin(w) / (2 * CheckQ(q)));
    }

    private static BiquadCoefficients Divided(double b0, double b1, double b2, double a0, double a1, double a2) =>
        new(b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0);

    private static double Omega(double frequency, double sampleRate)
    {
        if (!(sampleRate is > 0 and < double.PositiveInfinity))
            throw new ArgumentOutOfRangeException(nameof(sampleRate), sampleRate, "The sample rate must be above 0.");
        if (!(frequency > 0 && frequency < sampleRate / 2))
            throw new ArgumentOutOfRangeException(nameof(frequency), frequency,
                $"The frequency must lie above 0 and below half the sample rate, {sampleRate / 2} Hz.");
        return 2 * Math.PI * frequency / sampleRate;
    }

    private static double CheckQ(double q)
    {
        if (!(q is >= 0.05 and <= 200))
            throw new ArgumentOutOfRangeException(nameof(q), q, "Q must lie within 0.05 to 200.");
        return q;
    }

    private static double Amplitude(double gainDecibels)
    {
        if (!(gainDecibels is >= -60 and <= 60))
            throw new ArgumentOutOfRangeException(nameof(gainDecibels), gainDecibels, "The gain must lie within -60 to 60 dB.");
        return Math.Pow(10, gainDecibels / 40);
    }
}
