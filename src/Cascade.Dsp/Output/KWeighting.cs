using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Filters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Output;

/// <summary>The frequency weighting of loudness meters: a shelf for the head above 1.7 kHz, and a high-pass at 38 Hz.</summary>
/// <remarks>
/// The recommendation gives coefficients for 48 kHz alone; they are the bilinear transform of two analog filters, transformed here for any rate; at 48 kHz the tabulated ones come out.
/// <para>Sources: ITU-R BS.1770-4, tables 1 and 2; B. De Man, "Evaluation of implementations of the EBU R128 loudness measurement", 2018, for the analog filters.</para>
/// </remarks>
internal sealed class KWeighting
{
    private const double ShelfFrequency = 1681.9744509555319, ShelfDecibels = 3.99984385397, ShelfQ = 0.7071752369554193, ShelfExponent = 0.4996667741545416;
    // The same shelf by the middle of its slope, for low rates, where the bilinear transform would bend it by up to 0.2 dB at 1 kHz.
    private const double ShelfMiddle = 1499, LowestTransformed = 40_000;
    private const double HighPassFrequency = 38.13547087613982, HighPassQ = 0.5003270373253953;
    // The table's high-pass is not divided by its denominator: above its corner the gain is this at every rate.
    private const double HighPassGain = 1.0049948987146882;

    private State _left, _right;

    /// <summary>Makes a weighting at rest.</summary>
    /// <param name="sampleRate">In Hz.</param>
    public KWeighting(double sampleRate)
    {
        Shelf = sampleRate < LowestTransformed ? BiquadCoefficients.MatchedHighShelf(ShelfMiddle, ShelfDecibels, sampleRate) : Transformed(sampleRate);
        double k = Math.Tan(Math.PI * HighPassFrequency / sampleRate), a0 = 1 + k / HighPassQ + k * k;
        HighPass = new(HighPassGain / a0, -2 * HighPassGain / a0, HighPassGain / a0, 2 * (k * k - 1) / a0, (1 - k / HighPassQ + k * k) / a0);
    }

    /// <summary>The first stage.</summary>
    public BiquadCoefficients Shelf { get; }

    /// <summary>The second stage.</summary>
    public BiquadCoefficients HighPass { get; }

    /// <summary>Back to rest.</summary>
    public void Reset() => _left = _right = default;

    /// <summary>Keeps a state that dies away out of the subnormal range.</summary>
    public void Flush()
    {
        _left = _left.Flushed();
        _right = _right.Flushed();
    }

    /// <summary>Adds the squares of both weighted channels to a sum.</summary>
    /// <param name="left">Any number of samples.</param>
    /// <param name="right">As many.</param>
    /// <param name="energy">The sum so far.</param>
    /// <returns>The new sum.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Energy(ReadOnlySpan<float> left, ReadOnlySpan<float> right, double energy)
    {
        BiquadCoefficients shelf = Shelf, pass = HighPass;
        State l = _left, r = _right;
        for (int i = 0; i < left.Length; i++)
        {
            double x = Next(ref l, left[i], in shelf, in pass), y = Next(ref r, right[i], in shelf, in pass);
            energy += x * x + y * y;
        }
        _left = l;
        _right = r;
        return energy;
    }

    private static BiquadCoefficients Transformed(double sampleRate)
    {
        double k = Math.Tan(Math.PI * ShelfFrequency / sampleRate), high = Math.Pow(10, ShelfDecibels / 20), band = Math.Pow(high, ShelfExponent), a0 = 1 + k / ShelfQ + k * k;
        return new((high + band * k / ShelfQ + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / ShelfQ + k * k) / a0, 2 * (k * k - 1) / a0, (1 - k / ShelfQ + k * k) / a0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Next(ref State s, double x, in BiquadCoefficients shelf, in BiquadCoefficients pass)
    {
        double y = shelf.B0 * x + s.S1;
        s.S1 = shelf.B1 * x + s.S2 - shelf.A1 * y;
        s.S2 = shelf.B2 * x - shelf.A2 * y;
        double z = pass.B0 * y + s.P1;
        s.P1 = pass.B1 * y + s.P2 - pass.A1 * z;
        s.P2 = pass.B2 * y - pass.A2 * z;
        return z;
    }

    private struct State
    {
        public double S1, S2, P1, P2;

        public readonly State Flushed() => new() { S1 = Subnormals.Flush(S1), S2 = Subnormals.Flush(S2), P1 = Subnormals.Flush(P1), P2 = Subnormals.Flush(P2) };
    }
}
