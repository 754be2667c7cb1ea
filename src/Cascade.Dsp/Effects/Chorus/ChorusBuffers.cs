using System;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Effects;

/// <summary>The rows of a block of the chorus, each as long as whole registers need.</summary>
internal sealed class ChorusBuffers
{
    /// <summary>Floats in a row: 32 frames and what the widest register reads beyond a shorter block.</summary>
    public const int Stride = 32 + LaneSums.Lanes;

    private readonly AlignedBuffer _rows = new(((int)ChorusRow.Count + 1) * Stride);

    /// <summary>The first float of the first row.</summary>
    public ref float First => ref _rows.First;

    /// <summary>Room for a register.</summary>
    public ref float Scratch => ref _rows.Span[(int)ChorusRow.Count * Stride];

    /// <summary>The first frames of a row.</summary>
    public Span<float> Row(ChorusRow row, int count) => _rows.Span.Slice((int)row * Stride, count);

    /// <summary>Silences the sum of the voices.</summary>
    public void ClearWet() => _rows.Span.Slice((int)ChorusRow.WetLeft * Stride, 2 * Stride).Clear();
}
