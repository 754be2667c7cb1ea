using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cascade.Dsp.Filters;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Output;

/// <summary>The frequency weighting of loudness meters: a shelf for the head above 1.7 kHz, and a high-pass at 38 Hz.</summary>
/// <remarks>
/// The recommendation gives coefficients for 48 kHz alone; they are the bilinear transform of two analog filters, transformed here for any
/// rate; at 48 kHz the tabulated ones come out.
/// <para>Sources: ITU-R BS.1770-4, tables 1 and 2; B. De Man, "Evaluation of implementations of the EBU R128 loudness measurement", 2018,
/// for the analog filters.</para>
/// </remarks>
internal sealed class KWeighting
{
    private const double ShelfFrequency = 1681.9744509555319, ShelfDecibels = 3.99984385397, ShelfQ = 0.7071752369554193,
        ShelfExponent = 0.4996667741545416;
    // The same shelf by the middle of its slope, for low rates, where the bilinear transform would bend it by up to 0.2 dB at 1 kHz.
    private const double ShelfMiddle = 1499, LowestTransformed = 40_000;
    private const double HighPassFrequency = 38.13547087613982, HighPassQ = 0.5003270373253953;
    // The table's high-pass is not divided by its denominator: above its corner the gain is this at every rate.
    private const double HighPassGain = 1.0049948987146882;

    // Both channels side by side; the stages' first coefficients are left to the energy, which spares the loop registers.
    private readonly double _power;
    private Vector128<double> _s1, _s2, _p1, _p2, _energy;

    /// <summary>Makes a weighting at rest.</summary>
    /// <param name="sampleRate">In Hz.</param>
    public KWeighting(double sampleRate)
    {
        Shelf = sampleRate < LowestTransformed ? BiquadCoefficients.MatchedHighShelf(ShelfMiddle, ShelfDecibels, sampleRate)
            : Transformed(sampleRate);
        double k = Math.Tan(Math.PI * HighPassFrequency / sampleRate), a0 = 1 + k / HighPassQ + k * k;
        HighPass =
            new(HighPassGain / a0, -2 * HighPassGain / a0, HighPassGain / a0, 2 * (k * k - 1) / a0, (1 - k / HighPassQ + k * k) / a0);
        _power = Math.Pow(Shelf.B0 * HighPass.B0, 2);
    }

    /// <summary>The first stage.</summary>
    public BiquadCoefficients Shelf { get; }

    /// <summary>The second stage.</summary>
    public BiquadCoefficients HighPass { get; }

    /// <summary>Back to rest.</summary>
    public void Reset() => _s1 = _s2 = _p1 = _p2 = _energy = default;

    /// <summary>Keeps a state that dies away out of the subnormal range.</summary>
    public void Flush()
    {
        _s1 = Flushed(_s1);
        _s2 = Flushed(_s2);
        _p1 = Flushed(_p1);
        _p2 = Flushed(_p2);
    }

    /// <summary>The squares of both weighted channels since the last time, which start anew.</summary>
    public double TakeEnergy()
    {
        double energy = _power * Vector128.Sum(_energy);
        _energy = default;
        return energy;
    }

    /// <summary>Weighs the next frames.</summary>
    /// <param name="left">Any number of samples.</param>
    /// <param name="right">As many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        (BiquadCoefficients shelf, BiquadCoefficients pass) = (Shelf, HighPass);
        (Vector128<double> s1, Vector128<double> s2, Vector128<double> p1, Vector128<double> p2, Vector128<double> sum) =
            (_s1, _s2, _p1, _p2, _energy);
        Vector128<double> b1 = Vector128.Create(shelf.B1 / shelf.B0), b2 = Vector128.Create(shelf.B2 / shelf.B0),
            a1 = Vector128.Create(-shelf.A1), a2 = Vector128.Create(-shelf.A2);
        Vector128<double> c1 = Vector128.Create(-pass.A1), c2 = Vector128.Create(-pass.A2);
        for (int i = 0; i < left.Length; i++)
        {
            Vector128<double> x = Vector128.Create((double)left[i], right[i]), y = x + s1;
            s1 = LaneMath.MultiplyAdd(a1, y, LaneMath.MultiplyAdd(b1, x, s2));
            s2 = LaneMath.MultiplyAdd(a2, y, b2 * x);
            // The high-pass has two zeros at 0 Hz: 1, -2, 1.
            Vector128<double> z = y + p1;
            p1 = LaneMath.MultiplyAdd(c1, z, p2 - (y + y));
            p2 = LaneMath.MultiplyAdd(c2, z, y);
            sum = LaneMath.MultiplyAdd(z, z, sum);
        }
        (_s1, _s2, _p1, _p2, _energy) = (s1, s2, p1, p2, sum);
    }

    private static BiquadCoefficients Transformed(double sampleRate)
    {
        double k = Math.Tan(Math.PI * ShelfFrequency / sampleRate), high = Math.Pow(10, ShelfDecibels / 20),
            band = Math.Pow(high, ShelfExponent), a0 = 1 + k / ShelfQ + k * k;
        return new((high + band * k / ShelfQ + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / ShelfQ + k * k) / a0,
            2 * (k * k - 1) / a0, (1 - k / ShelfQ + k * k) / a0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Flushed(Vector128<double> state) =>
        Vector128.Create(Subnormals.Flush(state[0]), Subnormals.Flush(state[1]));
}
