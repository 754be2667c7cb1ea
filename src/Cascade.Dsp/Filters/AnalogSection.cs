using System;

namespace Cascade.Dsp.Filters;

/// <summary>The analog second-order filter that a digital one is matched to: H(s) = (n2 s^2 + n1 s + n0) / (d2 s^2 + d1 s + d0), s in units
/// of its frequency.</summary>
/// <remarks>Source: R. Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients", 1998: the analog prototypes
/// there.</remarks>
internal readonly record struct AnalogSection(double N2, double N1, double N0, double D2, double D1, double D0)
{
    public static AnalogSection Peak(double q, double gainDecibels)
    {
        double a = Amplitude(gainDecibels);
        return new(1, a / q, 1, 1, 1 / (a * q), 1);
    }

    public static AnalogSection LowShelf(double q, double gainDecibels)
    {
        double a = Amplitude(gainDecibels), slope = Math.Sqrt(a) / q;
        return new(a, a * slope, a * a, a, slope, 1);
    }

    public static AnalogSection HighShelf(double q, double gainDecibels)
    {
        double a = Amplitude(gainDecibels), slope = Math.Sqrt(a) / q;
        return new(a * a, a * slope, a, 1, slope, a);
    }

    public static AnalogSection LowPass(double q) => new(0, 0, 1, 1, 1 / q, 1);

    public static AnalogSection HighPass(double q) => new(1, 0, 0, 1, 1 / q, 1);

    public static AnalogSection BandPass(double q) => new(0, 1 / q, 0, 1, 1 / q, 1);

    public static AnalogSection Notch(double q) => new(1, 0, 1, 1, 1 / q, 1);

    /// <summary>The squared gain at a multiple of the filter's frequency.</summary>
    public double Power(double ratio)
    {
        double u = ratio * ratio, top = N0 - N2 * u, bottom = D0 - D2 * u;
        return (top * top + N1 * N1 * u) / (bottom * bottom + D1 * D1 * u);
    }

    private static double Amplitude(double gainDecibels) => Math.Pow(10, gainDecibels / 40);
}
