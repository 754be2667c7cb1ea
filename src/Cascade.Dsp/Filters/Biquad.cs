using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Filters;

/// <summary>Any second-order filter, in double precision, whose coefficients may be replaced without a click.</summary>
/// <remarks>
/// Transposed direct form II. New coefficients are reached in a straight line over 32 samples; the stable ones form a triangle, so every
/// mixture of two stable sets is stable. For a cutoff that moves all the time <see cref="StateVariable"/> is made.
/// </remarks>
public sealed class Biquad : IFilter
{
    private int _sampleRate, _tick;
    private bool _isFresh;
    private BiquadCoefficients _now, _step, _target;
    private double _s1, _s2;

    /// <summary>Makes a filter, ready at 48 kHz.</summary>
    /// <param name="coefficients">A stable set; any other is replaced by <see cref="BiquadCoefficients.Identity"/>.</param>
    public Biquad(BiquadCoefficients coefficients)
    {
        Coefficients = BiquadCoefficients.Identity;
        Coefficients = coefficients;
        Prepare(SampleRates.Default);
    }

    /// <summary>Makes a filter that changes nothing.</summary>
    public Biquad() : this(BiquadCoefficients.Identity)
    {
    }

    /// <summary>The coefficients, reached within 64 samples; a set that is not stable is ignored.</summary>
    public BiquadCoefficients Coefficients
    {
        get;
        set
        {
            if (value.IsStable)
                field = value;
        }
    }

    /// <summary>The gain at a frequency at the prepared sample rate: what a sine of it is multiplied by. For drawing.</summary>
    /// <param name="frequency">In Hz.</param>
    public double Response(double frequency) => Coefficients.Response(frequency, _sampleRate);

    /// <inheritdoc/>
    public void Prepare(int sampleRate)
    {
        _sampleRate = SampleRates.Check(sampleRate);
        Reset();
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _s1 = _s2 = 0;
        _tick = 0;
        _isFresh = true;
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        FilterTick.CheckLengths(input, output);
        for (int done = 0; done < input.Length;)
        {
            if (_tick == 0)
                Update();
            int count = Math.Min(input.Length - done, FilterTick.Samples - _tick);
            if (_step == default)
                Run(input.Slice(done, count), output.Slice(done, count));
            else
                RunMoving(input.Slice(done, count), output.Slice(done, count));
            _tick = (_tick + count) % FilterTick.Samples;
            done += count;
        }
    }

    private void Update()
    {
        _now = _isFresh ? Coefficients : _target;
        _isFresh = false;
        _target = Coefficients;
        const double share = 1.0 / FilterTick.Samples;
        _step = new((_target.B0 - _now.B0) * share, (_target.B1 - _now.B1) * share, (_target.B2 - _now.B2) * share,
            (_target.A1 - _now.A1) * share, (_target.A2 - _now.A2) * share);
        _s1 = Subnormals.Flush(_s1);
        _s2 = Subnormals.Flush(_s2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        double s1 = _s1, s2 = _s2, b0 = _now.B0, b1 = _now.B1, b2 = _now.B2, a1 = -_now.A1, a2 = -_now.A2;
        for (int i = 0; i < input.Length; i++)
        {
            double x = input[i];
            double y = LaneMath.MultiplyAdd(b0, x, s1);
            s1 = LaneMath.MultiplyAdd(b1, x, LaneMath.MultiplyAdd(a1, y, s2));
            s2 = LaneMath.MultiplyAdd(b2, x, a2 * y);
            output[i] = (float)y;
        }
        (_s1, _s2) = (s1, s2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunMoving(ReadOnlySpan<float> input, Span<float> output)
    {
        double s1 = _s1, s2 = _s2;
        BiquadCoefficients c = _now, step = _step;
        for (int i = 0; i < input.Length; i++)
        {
            double x = input[i], y = c.B0 * x + s1;
            s1 = c.B1 * x - c.A1 * y + s2;
            s2 = c.B2 * x - c.A2 * y;
            output[i] = (float)y;
            c = new(c.B0 + step.B0, c.B1 + step.B1, c.B2 + step.B2, c.A1 + step.A1, c.A2 + step.A2);
        }
        (_s1, _s2, _now) = (s1, s2, c);
    }
}
