using System;

namespace Cascade.Dsp.Filters;

/// <summary>A digital second-order filter on the bent frequency axis: H = (b2 p^2 + b1 p + b0) / (p^2 + a1 p + a0), p = (1 - z^-1) / (1 +
/// z^-1).</summary>
/// <remarks>
/// On the unit circle p = j tan(pi f / rate). With all numbers positive, or numerators zero, it is stable and so is its inverse. Unlike the
/// coefficients of z^-1 these keep their precision at any low frequency.
/// </remarks>
internal readonly record struct WarpedSection(double B2, double B1, double B0, double A1, double A0)
{
    /// <summary>The filter that undoes this one.</summary>
    public WarpedSection Inverse => new(1 / B2, A1 / B2, A0 / B2, B1 / B2, B0 / B2);

    /// <summary>The radius of the pole that decays more slowly, below 1.</summary>
    public double PoleRadius
    {
        get
        {
            double discriminant = A1 * A1 - 4 * A0;
            if (discriminant <= 0)
                return Math.Sqrt((1 - A1 + A0) / (1 + A1 + A0));
            // The root nearer to zero, without cancellation; the other is nearer to -1 if it lies beyond it.
            double far = -0.5 * (A1 + Math.Sqrt(discriminant)), near = A0 / far;
            return Math.Max(Math.Abs((1 + near) / (1 - near)), Math.Abs((1 + far) / (1 - far)));
        }
    }

    /// <summary>The filter with another gain.</summary>
    public WarpedSection Scaled(double gain) => this with { B2 = gain * B2, B1 = gain * B1, B0 = gain * B0 };

    /// <summary>The squared gain where the square of tan(pi f / rate) is <paramref name="u"/>.</summary>
    public double Power(double u) => Top(u) / Bottom(u);

    public double Top(double u)
    {
        double even = B0 - B2 * u;
        return even * even + B1 * B1 * u;
    }

    public double Bottom(double u)
    {
        double even = A0 - u;
        return even * even + A1 * A1 * u;
    }
}
