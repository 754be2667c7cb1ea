using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Filters;

/// <summary>Takes a constant offset out of a signal: a first-order high-pass at 5 Hz, -0.26 dB at 20 Hz.</summary>
/// <remarks>y[n] = x[n] - x[n-1] + R y[n-1], R = exp(-2 pi 5 / rate).
/// <para>Source: J. O. Smith, "Introduction to Digital Filters with Audio Applications", DC blocker, 2007. Letters as
/// there.</para></remarks>
public sealed class DcBlocker : IFilter
{
    /// <summary>The -3 dB point, in Hz.</summary>
    public const double Cutoff = 5;

    private double _r, _x1, _y1;
    private int _tick;

    /// <summary>Makes a DC blocker, ready at 48 kHz.</summary>
    public DcBlocker() => Prepare(SampleRates.Default);

    /// <inheritdoc/>
    public void Prepare(int sampleRate)
    {
        _r = Math.Exp(-2 * Math.PI * Cutoff / SampleRates.Check(sampleRate));
        Reset();
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _x1 = _y1 = 0;
        _tick = 0;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Process(ReadOnlySpan<float> input, Span<float> output)
    {
        FilterTick.CheckLengths(input, output);
        double r = _r, x1 = _x1, y1 = _y1;
        for (int done = 0; done < input.Length;)
        {
            if (_tick == 0)
                y1 = Subnormals.Flush(y1);
            int end = done + Math.Min(input.Length - done, FilterTick.Samples - _tick);
            _tick = (_tick + end - done) % FilterTick.Samples;
            for (; done < end; done++)
            {
                double x = input[done];
                y1 = LaneMath.MultiplyAdd(r, y1, x - x1);
                x1 = x;
                output[done] = (float)y1;
            }
        }
        (_x1, _y1) = (x1, y1);
    }
}
