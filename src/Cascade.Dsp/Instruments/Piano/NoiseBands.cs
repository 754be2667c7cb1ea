using System;
using System.Numerics;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The third-octave bands of the noise bank and their filters.</summary>
/// <remarks>
/// A band's filter is the Butterworth band-pass of order four by the bilinear transform, as two sections g (1 - z^-2) / (1 + a1 z^-1 +
/// a2 z^-2); the bank multiplies both g into the noise's scale. It is a little narrower than the band: 83 % of its power is inside, and
/// the sum of all bands at equal density ripples by 1.3 dB. Floats do: what a section rounds is noise too, and far softer.
/// </remarks>
internal static class NoiseBands
{
    /// <summary>The number of bands.</summary>
    public const int Count = 24;

    private const double LowestEdge = 50;
    private const double Narrowing = 0.9;
    private const double HighestRatio = 0.45;
    private const double WhitePower = 1d / 3;

    /// <summary>The lower edge of a band, in Hz; of the next, its upper edge.</summary>
    /// <param name="band">From 0; a half is the centre.</param>
    public static double Edge(double band) => LowestEdge * Math.Pow(2, band / 3);

    /// <summary>Writes a band's coefficients; a band too high for the sample rate stays zero, which is silence.</summary>
    /// <param name="band">0 to <see cref="Count"/> - 1.</param>
    /// <param name="sampleRate">Of the filter, in Hz.</param>
    /// <param name="fields">The band's floats, a row apart; zeros.</param>
    /// <param name="stride">The length of a row.</param>
    public static void Design(int band, double sampleRate, Span<float> fields, int stride)
    {
        if (Edge(band + 1) > HighestRatio * sampleRate)
            return;
        double margin = (1 - Narrowing) / 2;
        double lower = Warp(Edge(band + margin) / sampleRate), upper = Warp(Edge(band + 1 - margin) / sampleRate);
        double center = Math.Sqrt(lower * upper), width = upper - lower;
        // The low-pass prototype's upper pole becomes the two poles of the band-pass above and below the centre.
        Complex pole = Complex.FromPolarCoordinates(width, 0.75 * Math.PI), root = Complex.Sqrt(pole * pole - 4 * center * center);
        double gain = Section((pole + root) / 2, fields[((int)NoiseField.FirstA1 * stride)..], stride)
            * Section((pole - root) / 2, fields[((int)NoiseField.SecondA1 * stride)..], stride);
        double peak = width / center;
        fields[(int)NoiseField.Scale * stride] = (float)(gain * peak * peak / Math.Sqrt(WhitePower * MeanPower(center, width)));
    }

    private static double Warp(double ratio) => Math.Tan(Math.PI * ratio);

    // Writes a section's a1 and a2; answers its g.
    private static double Section(Complex pole, Span<float> fields, int stride)
    {
        double g = pole.Magnitude, k = -2 * pole.Real / g, a0 = 1 + g * (g + k);
        fields[0] = (float)(2 * (g * g - 1) / a0);
        fields[stride] = (float)((1 + g * (g - k)) / a0);
        return g / a0;
    }

    // The mean of the filter's squared magnitude from 0 to half the rate, by the trapezoidal rule over the logarithm of the warped
    // frequency.
    private static double MeanPower(double center, double width)
    {
        const double Step = 0.02;
        const int Steps = 300;
        double sum = 0;
        for (int i = -Steps; i <= Steps; i++)
        {
            double ratio = Math.Exp(i * Step), w = center * ratio, x = (ratio - 1 / ratio) * center / width;
            sum += 2 * w / ((1 + w * w) * (1 + x * x * x * x));
        }
        return sum * Step / Math.PI;
    }
}
