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
/// Attenuations are summed as integers, so the running means neither drift nor depend on where they began: without a peak the gain is
/// exactly 1.</remarks>
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
        // Turn runs once per window: call it now, so that it is compiled before the audio thread needs it.
        Turn();
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
    public void Process(ReadOnlySpan<float> peaks, float ceiling, Span<float> gains)
    {
        // In runs in which no ring comes to its end.
        for (int done = 0; done < gains.Length;)
        {
            int count = Math.Min(gains.Length - done, _block.Length - _at);
            count = Math.Min(count, Math.Min(_first.Length - _firstAt, _second.Length - _secondAt));
            Run(peaks.IsEmpty ? peaks : peaks.Slice(done, count), ceiling, gains.Slice(done, count));
            _at += count;
            if (_at == _block.Length)
                Turn();
            _firstAt = (_firstAt + count) % _first.Length;
            _secondAt = (_secondAt + count) % _second.Length;
            done += count;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(ReadOnlySpan<float> peaks, float ceiling, Span<float> gains)
    {
        Span<float> block = _block.AsSpan(_at, gains.Length), later = _later.AsSpan(_at + 1, gains.Length);
        Span<long> first = _first.AsSpan(_firstAt, gains.Length), second = _second.AsSpan(_secondAt, gains.Length);
        double attenuation = _attenuation, decay = _decay, wanted = 0, full = _full, scale = _scale;
        long firstSum = _firstSum, secondSum = _secondSum;
        float highest = _highest, last = 0;
        int calm = _calm;
        bool hasPeaks = !peaks.IsEmpty;
        for (int i = 0; i < gains.Length; i++)
        {
            float peak = hasPeaks && peaks[i] > ceiling ? peaks[i] : 0;
            calm = peak > 0 ? 0 : calm + 1;
            block[i] = peak;
            if (peak > highest)
                highest = peak;
            float held = later[i] > highest ? later[i] : highest;
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
            firstSum += now - first[i];
            first[i] = now;
            secondSum += firstSum - second[i];
            second[i] = firstSum;
            gains[i] = (float)((full - secondSum) * scale);
        }
        (_attenuation, _firstSum, _secondSum, _highest, _calm) = (attenuation, firstSum, secondSum, highest, Math.Min(calm, _block.Length));
    }

    // The highest of the last block from each place on, for the sliding maximum by van Herk, 1992: three comparisons a frame whatever the
    // window.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Turn()
    {
        float highest = 0;
        for (int i = _block.Length - 1; i >= 0; i--)
            _later[i] = highest = _block[i] > highest ? _block[i] : highest;
        _at = 0;
        _highest = 0;
    }
}
