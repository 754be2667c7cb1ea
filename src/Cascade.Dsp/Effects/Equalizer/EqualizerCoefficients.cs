using System;
using Cascade.Dsp.Filters;

namespace Cascade.Dsp.Effects;

/// <summary>The coefficients of a band as the kernel takes them.</summary>
/// <remarks>
/// The trapezoidal state-variable filter with its steps multiplied out: with d the input less the low state, the band state gains warped d
/// - damped band, the low state squared d + warped band, and the output is ofInput x + ofBand band + ofLow low. Any second-order filter can
/// be written so. Unlike the direct forms it is precise at low frequencies, and it is stable while it moves: the step from one state to the
/// next is a contraction, linear in damped, warped and squared, and a mixture of contractions is a contraction.
/// <para>Source: A. Simper, "Solving the continuous SVF equations using trapezoidal integration and equivalent currents", Cytomic,
/// 2013.</para>
/// </remarks>
internal readonly record struct EqualizerCoefficients(double Damped, double Warped, double Squared, double OfInput, double OfBand,
    double OfLow)
{
    /// <summary>The coefficients of a section.</summary>
    public static EqualizerCoefficients Of(in WarpedSection s)
    {
        double g = Math.Sqrt(s.A0), k = s.A1 / g, a1 = 1 / (1 + s.A1 + s.A0), a2 = g * a1, a3 = s.A0 * a1;
        // The shares of the input, the band output and the low output.
        double m0 = s.B2, m1 = s.B1 / g - k * s.B2, m2 = s.B0 / s.A0 - s.B2, direct = m1 * a2 + m2 * a3;
        return new(2 * (s.A0 + s.A1) * a1, 2 * a2, 2 * a3, m0 + direct, m1 * a1 + m2 * a2, m2 - direct);
    }

    /// <summary>A place on the straight line from one set to another.</summary>
    public static EqualizerCoefficients Between(in EqualizerCoefficients from, in EqualizerCoefficients to, double share) => new(
        from.Damped + share * (to.Damped - from.Damped), from.Warped + share * (to.Warped - from.Warped),
        from.Squared + share * (to.Squared - from.Squared),
        from.OfInput + share * (to.OfInput - from.OfInput), from.OfBand + share * (to.OfBand - from.OfBand),
        from.OfLow + share * (to.OfLow - from.OfLow));
}
