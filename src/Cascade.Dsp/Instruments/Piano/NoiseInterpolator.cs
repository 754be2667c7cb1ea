using System;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>Brings a side's slow noise, whose low bands come every fourth frame and whose middle bands every second, up to the full
/// rate.</summary>
/// <remarks>In straight lines, first the low bands to the rate of the middle ones, then both. What mirrors lies 60 dB down for the low
/// bands, and for the middle ones at half the sample rate, where nobody hears it. The middle bands come a frame late, the low ones
/// three.</remarks>
internal sealed class NoiseInterpolator
{
    /// <summary>Frames to one of the low bands.</summary>
    public const int LowEvery = 4;

    /// <summary>Frames to one of the middle bands.</summary>
    public const int MiddleEvery = 2;

    private float _low, _middle;

    /// <summary>Adds a block to the output.</summary>
    /// <param name="low">The low bands' frames of the block.</param>
    /// <param name="middle">The middle bands'; overwritten.</param>
    /// <param name="output">A block.</param>
    public void Add(ReadOnlySpan<float> low, Span<float> middle, Span<float> output)
    {
        DebugGuard.Within(low.Length, Instrument.BlockSize / LowEvery, Instrument.BlockSize / LowEvery);
        DebugGuard.Within(middle.Length, Instrument.BlockSize / MiddleEvery, Instrument.BlockSize / MiddleEvery);
        DebugGuard.Frames(output, Instrument.BlockSize);
        _low = Draw(low, middle, _low);
        _middle = Draw(middle, output, _middle);
    }

    /// <summary>Forgets what came before.</summary>
    public void Clear() => _low = _middle = 0;

    // Before each frame the mean of it and the one before.
    private static float Draw(ReadOnlySpan<float> slow, Span<float> fast, float before)
    {
        for (int i = 0; i < slow.Length; i++)
        {
            fast[2 * i] += 0.5f * (before + slow[i]);
            fast[2 * i + 1] += slow[i];
            before = slow[i];
        }
        return before;
    }
}
