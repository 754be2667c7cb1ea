using System;
using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Effects;

/// <summary>Turns peaks into the gain of a limiter: down in time for each peak, held, and up again slowly.</summary>
/// <remarks><code>
/// gain  1 ------.                               ___....---
///                \                       __..--'
///       c / p     `---------------------'
///                 peak |---- hold -----| release
///               |--| smoothing: two running means
/// </code>
/// Attenuations are summed as integers, so the running means neither drift nor depend on where they began: without a peak the gain is exactly 1.</remarks>
internal sealed class LimiterEnvelope
{
    /// <summary>Attenuation that is none: 0.00001 dB.</summary>
    private const double Nothing = 1e-6;
    private const double Unit = 1L << 40;

    private readonly float[] _block, _later;
    private readonly long[] _first, _second;
    private readonly double _full, _scale;
    private float _highest;
    private double _attenuation, _decay;
    private long _firstSum, _secondSum;
    private int _at, _firstAt, _secondAt, _calm;

    /// <summary>Makes an envelope at rest.</summary>
    /// <param name="window">For how many frames a peak is held, its own one included.</param>
    /// <param name="smoothing">Over how many frames the gain moves, one move's first and last included; 2 or more.</param>
    public LimiterEnvelope(int window, int smoothing)
    {
        _block = new float[window];
        _later = new float[window + 1];
        _first = new long[(smoothing + 1) / 2];
        _second = new long[smoothing + 1 - _first.Length];
        _full = Unit * _first.Length * _second.Length;
        _scale = 1 / _full;
    }

    /// <summary>What a frame leaves of the attenuation.</summary>
    public double Decay { set => _decay = value; }

    /// <summary>True if the gain is 1 and stays so until the next peak.</summary>
    public bool IsAtRest => _calm >= _block.Length && _attenuation == 0 && _firstSum == 0 && _secondSum == 0;

    /// <summary>Back to rest.</summary>
    public void Reset()
    {
        Array.Clear(_block);
        Array.Clear(_later);
        Array.Clear(_first);
        Array.Clear(_second);
        _highest = 0;
        _attenuation = 0;
        _firstSum = _secondSum = 0;
        _at = _firstAt = _secondAt = 0;
        _calm = _block.Length;
    }

    /// <summary>The gains of the next frames.</summary>
    /// <param name="peaks">A peak for every frame, or nothing if none is above the ceiling.</param>
    /// <param name="ceiling">What a peak times its gain may be.</param>
    /// <param name="gains">Overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Process(ReadOnlySpan<float> peaks, float ceiling, Span<float> gains)
    {
        float[] block = _block, later = _later;
        long[] first = _first, second = _second;
        double attenuation = _attenuation, decay = _decay, wanted = 0;
        long firstSum = _firstSum, secondSum = _secondSum;
        float highest = _highest, last = 0;
        int at = _at, firstAt = _firstAt, secondAt = _secondAt, calm = _calm;
        for (int i = 0; i < gains.Length; i++)
        {
            float peak = i < peaks.Length && peaks[i] > ceiling ? peaks[i] : 0;
            calm = peak > 0 ? 0 : calm + 1;
            block[at] = peak;
            if (peak > highest)
                highest = peak;
            float before = later[++at], held = before > highest ? before : highest;
            if (at == block.Length)
            {
                Turn(block, later);
                at = 0;
                highest = 0;
            }
            if (held != last)
            {
                last = held;
                wanted = held > ceiling ? 1 - (double)ceiling / held : 0;
            }
            attenuation *= decay;
            if (attenuation < wanted)
                attenuation = wanted;
            if (attenuation < Nothing)
                attenuation = 0;
            long now = (long)(attenuation * Unit);
            firstSum += now - first[firstAt];
            first[firstAt] = now;
            firstAt = firstAt + 1 == first.Length ? 0 : firstAt + 1;
            secondSum += firstSum - second[secondAt];
            second[secondAt] = firstSum;
            secondAt = secondAt + 1 == second.Length ? 0 : secondAt + 1;
            gains[i] = (float)((_full - secondSum) * _scale);
        }
        (_attenuation, _firstSum, _secondSum, _highest) = (attenuation, firstSum, secondSum, highest);
        (_at, _firstAt, _secondAt, _calm) = (at, firstAt, secondAt, Math.Min(calm, block.Length));
    }

    // The highest of the last block from each place on, for the sliding maximum by van Herk, 1992: three comparisons a frame whatever the window.
    private static void Turn(float[] block, float[] later)
    {
        float highest = 0;
        for (int i = block.Length - 1; i >= 0; i--)
            later[i] = highest = block[i] > highest ? block[i] : highest;
    }
}
