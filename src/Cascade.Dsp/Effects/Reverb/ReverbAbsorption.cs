using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Effects;

/// <summary>The filters that make the lines decay as the set curve says, and their moves.</summary>
/// <remarks>
/// A line of M samples has to lose 60 dB M / (rate T(f)) at each frequency. The loss is a gain and two first-order sections, one for the
/// low and one for the high part of the curve; each is fitted in magnitude at 0 Hz, at half the rate and where its curve is half way.
/// <para>Source of the condition: J.-M. Jot and A. Chaigne, "Digital delay networks for designing artificial reverberators", AES 90, 1991;
/// of fits in sin^2 of half the radian frequency: M. Vicanek, "Matched second order digital filters", 2016.</para>
/// </remarks>
internal sealed class ReverbAbsorption
{
    /// <summary>Gain, pole, zero, pole, zero.</summary>
    public const int Fields = 5;

    private const int Channels = ReverbDelays.Channels;

    // The middle of a fit is kept below this share of the rate.
    private const double HighestMiddle = 0.4;

    // In nepers: less is fitted as if it were as much.
    private const double LeastChange = 1e-4;

    // How far below the middle a pole may lie, as a factor: changes many times the loss of a line have no shelf of first order.
    private const double LargestSpread = 30;

    private readonly double _rate;
    private readonly float[] _signs;

    // State: two registers. Then the coefficients and what a frame adds to each.
    private readonly AlignedBuffer _memory = new((2 + 2 * Fields) * Channels);
    private readonly float[] _origin = new float[Fields * Channels], _next = new float[Fields * Channels],
        _target = new float[Fields * Channels];
    private int _blocks, _done;

    /// <summary>Makes filters that let nothing through.</summary>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="signs">The sign of every line.</param>
    public ReverbAbsorption(int sampleRate, float[] signs)
    {
        _rate = sampleRate;
        _signs = signs;
    }

    /// <summary>The states.</summary>
    public ref float State => ref _memory.First;

    /// <summary>The coefficients at the block's first frame, and what a frame adds.</summary>
    public ref float Coefficients => ref _memory.Span[2 * Channels];

    /// <summary>Whether they move in this block.</summary>
    public bool IsMoving { get; private set; }

    /// <summary>A coefficient where it moves to.</summary>
    public float Target(int field, int line) => _target[field * Channels + line];

    /// <summary>Starts a move.</summary>
    /// <param name="curve">The curve to decay by.</param>
    /// <param name="isFrozen">Whether nothing decays at all.</param>
    /// <param name="delays">The lines' delays in samples.</param>
    /// <param name="blocks">In how many blocks; 0 jumps.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void MoveTo(in ReverbDecay curve, bool isFrozen, ReadOnlySpan<int> delays, int blocks)
    {
        for (int line = 0; line < Channels; line++)
        {
            double loss = isFrozen ? 0 : ReverbDecay.Nepers * delays[line] / (_rate * curve.Mid);
            double gain = Math.Exp(-loss);
            Section low = Low(curve, loss), high = High(curve, loss);
            if (isFrozen)
                low = high = new Section(1, 0, 0);
            // A quarter of the Hadamard matrix of order 16 is orthogonal.
            Put(line, _signs[line] * gain * low.Gain * high.Gain / 4, low, high);
        }
        _blocks = blocks;
        _done = 0;
        _next.CopyTo(_origin, 0);
        if (blocks > 0)
            return;
        _target.CopyTo(_next, 0);
        IsMoving = true;
        Advance();
    }

    /// <summary>Goes on to the next block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Advance()
    {
        if (!IsMoving && _done == _blocks)
            return;
        Span<float> now = _memory.Span.Slice(2 * Channels, Fields * Channels),
            step = _memory.Span.Slice((2 + Fields) * Channels, Fields * Channels);
        _next.CopyTo(now);
        IsMoving = _done < _blocks;
        if (!IsMoving)
            return;
        // Slow at both ends: where a pole comes near 1 the end of a straight line is a corner that can be heard.
        float part = ++_done / (float)_blocks, progress = part * part * (3 - 2 * part);
        for (int i = 0; i < _next.Length; i++)
        {
            _next[i] = _done == _blocks ? _target[i] : _origin[i] + (_target[i] - _origin[i]) * progress;
            step[i] = (_next[i] - now[i]) / ReverbKernel.Block;
        }
    }

    /// <summary>The states at rest.</summary>
    public void Clear() => _memory.Span[..(2 * Channels)].Clear();

    private void Put(int line, double gain, Section first, Section second)
    {
        _target[line] = (float)gain;
        _target[line + Channels] = (float)first.Pole;
        _target[line + 2 * Channels] = (float)first.Zero;
        _target[line + 3 * Channels] = (float)second.Pole;
        _target[line + 4 * Channels] = (float)second.Zero;
    }

    private Section Low(in ReverbDecay curve, double loss)
    {
        double share = Share(loss * (1 / curve.LowRatio - 1));
        double middle = Math.Min(curve.LowCrossover * Math.Sqrt(1 / share - 1), HighestMiddle * _rate);
        return Fit(-loss * curve.LowLoss(0), -loss * curve.LowLoss(middle), -loss * curve.LowLoss(_rate / 2), middle);
    }

    private Section High(in ReverbDecay curve, double loss)
    {
        double share = Share(loss * (1 / curve.HighRatio - 1));
        double middle = Math.Min(curve.HighCrossover * Math.Sqrt(share / (1 - share)), HighestMiddle * _rate);
        return Fit(0, -loss * curve.HighLoss(middle), -loss * curve.HighLoss(_rate / 2), middle);
    }

    // How much of the change is to have come about where the fit is exact: half, but not more than a neper, beyond which a first-order
    // section cannot follow.
    private static double Share(double change) => Math.Min(0.5, 1 / Math.Max(1, Math.Abs(change)));

    // With x = sin^2(w / 2), |H|^2 = (b + (n (1 + a) - b) x) / (1 + a x): b at 0, n at half the rate, and by the choice of a m at the
    // middle. All gains are given in nepers.
    private Section Fit(double atZero, double atMiddle, double atHalfRate, double middle)
    {
        double scale = Math.Abs(atHalfRate - atZero) < LeastChange ? LeastChange / Math.Max(1e-30, Math.Abs(atHalfRate - atZero)) : 1;
        double x = Math.Pow(Math.Sin(Math.PI * middle / _rate), 2);
        double b = Math.Exp(2 * scale * atZero), m = Math.Exp(2 * scale * atMiddle), n = Math.Exp(2 * scale * atHalfRate);
        double a = Math.Max(-0.999, (m - b * (1 - x) - x * n) / (x * (n - m)));
        if (!double.IsFinite(a))
            return new Section(Math.Exp(atZero), 0, 0);
        double pole = Math.Min(1 - 2 / (1 + Math.Sqrt(1 + a)), Math.Exp(-2 * Math.PI * middle / (LargestSpread * _rate)));
        double sum = Math.Exp(atZero), difference = Math.Exp(atHalfRate) * (1 + pole) / (1 - pole);
        double b0 = (sum + difference) / 2, b1 = (sum - difference) / 2;
        // From a denominator that is 1 at 0 Hz to one that begins with 1.
        return new Section(b0 * (1 - pole), b1 / b0, pole);
    }

    // gain (1 + zero / z) / (1 - pole / z).
    private readonly record struct Section(double Gain, double Zero, double Pole);
}
