using System;

namespace Cascade.Dsp.Filters;

public readonly partial record struct BiquadCoefficients
{
    /// <summary>Low-pass, 12 dB per octave, matched to the analog curve.</summary>
    /// <inheritdoc cref="LowPass"/>
    public static BiquadCoefficients MatchedLowPass(double frequency, double q, double sampleRate)
    {
        Poles p = new(Omega(frequency, sampleRate), 1 / (2 * CheckQ(q)));
        double r1 = p.Power * q * q, b0 = p.A0, b1 = Math.Max(0, (r1 - b0 * p.P0) / p.P1);
        double first = 0.5 * (Math.Sqrt(b0) + Math.Sqrt(b1));
        return new(first, Math.Sqrt(b0) - first, 0, p.Pole1, p.Pole2);
    }

    /// <summary>High-pass, 12 dB per octave, matched to the analog curve.</summary>
    /// <inheritdoc cref="LowPass"/>
    public static BiquadCoefficients MatchedHighPass(double frequency, double q, double sampleRate)
    {
        Poles p = new(Omega(frequency, sampleRate), 1 / (2 * CheckQ(q)));
        double b = q * Math.Sqrt(p.Power) / (4 * p.P1);
        return new(b, -2 * b, b, p.Pole1, p.Pole2);
    }

    /// <summary>Band-pass, 0 dB at its centre, matched to the analog curve.</summary>
    /// <inheritdoc cref="BandPass"/>
    public static BiquadCoefficients MatchedBandPass(double frequency, double q, double sampleRate)
    {
        Poles p = new(Omega(frequency, sampleRate), 1 / (2 * CheckQ(q)));
        double r1 = p.Power, r2 = p.Slope, b2 = Math.Max(0, (r1 - r2 * p.P1) / (4 * p.P1 * p.P1)),
            b1 = Math.Max(0, r2 + 4 * (p.P1 - p.P0) * b2);
        double second = -0.5 * Math.Sqrt(b1), first = 0.5 * (Math.Sqrt(b2 + second * second) - second);
        return new(first, second, -first - second, p.Pole1, p.Pole2);
    }

    /// <summary>Peak or dip around its centre, matched to the analog curve.</summary>
    /// <inheritdoc cref="Peak"/>
    public static BiquadCoefficients MatchedPeak(double frequency, double q, double gainDecibels, double sampleRate)
    {
        double a = Amplitude(gainDecibels), gain = a * a;
        Poles p = new(Omega(frequency, sampleRate), 1 / (2 * CheckQ(q) * a));
        double r1 = p.Power * gain * gain, r2 = p.Slope * gain * gain, b0 = p.A0, b2 = (r1 - r2 * p.P1 - b0) / (4 * p.P1 * p.P1);
        double b1 = Math.Max(0, r2 + b0 + 4 * (p.P1 - p.P0) * b2), w = 0.5 * (Math.Sqrt(b0) + Math.Sqrt(b1));
        double first = 0.5 * (w + Math.Sqrt(Math.Max(0, w * w + b2)));
        return new(first, 0.5 * (Math.Sqrt(b0) - Math.Sqrt(b1)), -b2 / (4 * first), p.Pole1, p.Pole2);
    }

    /// <summary>High shelf of the Butterworth kind, matched to the analog curve: the gain above, 0 dB below.</summary>
    /// <param name="frequency">The middle of the slope in Hz, where half of the gain in dB is reached.</param>
    /// <param name="gainDecibels">The gain of the shelf in dB.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range.</exception>
    public static BiquadCoefficients MatchedHighShelf(double frequency, double gainDecibels, double sampleRate)
    {
        double a = Amplitude(gainDecibels);
        return Shelf(Omega(frequency, sampleRate) / Math.PI, a * a);
    }

    /// <summary>Low shelf of the Butterworth kind, matched to the analog curve: the gain below, 0 dB above.</summary>
    /// <inheritdoc cref="MatchedHighShelf"/>
    public static BiquadCoefficients MatchedLowShelf(double frequency, double gainDecibels, double sampleRate)
    {
        double a = Amplitude(gainDecibels), gain = a * a;
        BiquadCoefficients shelf = Shelf(Omega(frequency, sampleRate) / Math.PI, 1 / gain);
        return shelf with { B0 = shelf.B0 * gain, B1 = shelf.B1 * gain, B2 = shelf.B2 * gain };
    }

    // f is the frequency as a share of half the rate; the squared magnitude is matched there, at f1, f2 and at half the rate.
    private static BiquadCoefficients Shelf(double f, double gain)
    {
        if (Math.Abs(gain - 1) < 1e-9)
            return Identity;
        double f4 = f * f * f * f, atHalfRate = (f4 + gain) / (f4 + 1 / gain);
        (double c11, double c12, double d1) = ShelfRow(f / Math.Sqrt(0.160 + 1.543 * f * f), f4, gain, atHalfRate);
        (double c21, double c22, double d2) = ShelfRow(f / Math.Sqrt(0.947 + 3.806 * f * f), f4, gain, atHalfRate);
        double alpha = (c22 * d1 - c12 * d2) / (c11 * c22 - c12 * c21);
        double aa1 = (d1 - c11 * alpha) / c12, bb1 = atHalfRate * aa1;
        (double a0, double a1, double a2) = Factor(aa1, 0.25 * (alpha - aa1));
        (double b0, double b1, double b2) = Factor(bb1, 0.25 * (alpha - bb1));
        return new(b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0);
    }

    private static (double C1, double C2, double D) ShelfRow(double f, double corner, double gain, double atHalfRate)
    {
        double f4 = f * f * f * f, h = (corner + f4 * gain) / (corner + f4 / gain), sin = Math.Sin(Math.PI * f / 2), phi = sin * sin;
        double d = (h - 1) * (1 - phi);
        return (-phi * d, phi * phi * (atHalfRate - h), d);
    }

    // The quadratic of 1 at 0 Hz whose squared magnitude has these terms.
    private static (double First, double Second, double Third) Factor(double one, double two)
    {
        double root = Math.Sqrt(Math.Max(0, one)), v = 0.5 * (1 + root), first = 0.5 * (v + Math.Sqrt(Math.Max(0, v * v + two)));
        return (first, 0.5 * (1 - root), -0.25 * two / first);
    }

    // The poles of the analog filter, carried over exactly, and the squared magnitude of their polynomial at the corner.
    private readonly struct Poles
    {
        public readonly double Pole1, Pole2, A0, P0, P1, Power, Slope;

        public Poles(double w, double damping)
        {
            double decay = Math.Exp(-damping * w);
            Pole1 = damping <= 1
                ? -2 * decay * Math.Cos(Math.Sqrt(1 - damping * damping) * w)
                : -Math.Exp((Math.Sqrt(damping * damping - 1) - damping) * w) - Math.Exp((-Math.Sqrt(damping * damping - 1) - damping) * w);
            Pole2 = decay * decay;
            double sin = Math.Sin(w / 2);
            P1 = sin * sin;
            P0 = 1 - P1;
            A0 = (1 + Pole1 + Pole2) * (1 + Pole1 + Pole2);
            double a1 = (1 - Pole1 + Pole2) * (1 - Pole1 + Pole2), a2 = -4 * Pole2;
            Power = A0 * P0 + a1 * P1 + a2 * 4 * P0 * P1;
            Slope = -A0 + a1 + 4 * (P0 - P1) * a2;
        }
    }
}
