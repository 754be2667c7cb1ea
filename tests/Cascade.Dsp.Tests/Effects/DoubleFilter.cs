using Cascade.Dsp.Effects;

namespace Cascade.Dsp.Tests.Effects;

/// <summary>A band of the equalizer in double precision.</summary>
internal static class DoubleFilter
{
    public static double Next(in EqualizerCoefficients c, double x, ref double band, ref double low)
    {
        double y = c.OfInput * x + c.OfBand * band + c.OfLow * low, difference = x - low;
        double next = band + c.Warped * difference - c.Damped * band;
        low += c.Squared * difference + c.Warped * band;
        band = next;
        return y;
    }
}
