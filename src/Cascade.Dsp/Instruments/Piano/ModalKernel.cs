using System.Runtime.CompilerServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The inner loop of the piano: decaying sines, sixty-four at a time. Lanes are modes.</summary>
/// <remarks>
/// A mode is a phasor X + jY in double precision that turns and shrinks once a block, so that frequency and decay are exact for as long as it sounds; within
/// the block its samples follow from the two before, y[n] = A y[n-1] + B y[n-2] with A = 2 r cos w and B = -r^2, in single precision: two operations a sample.
/// <para>Four registers run side by side, which hides the latency of the recurrence.</para>
/// </remarks>
internal static class ModalKernel
{
    /// <summary>Modes in a group: the lanes of the widest register.</summary>
    public const int GroupSize = 16;

    /// <summary>Doubles in a group: X, Y, the block's turn (real, imaginary) and the turn back by a sample (real, imaginary), each sixteen.</summary>
    public const int WideStride = 6 * GroupSize;

    /// <summary>Floats in a group: A and B, each sixteen.</summary>
    public const int NarrowStride = 2 * GroupSize;

    private const int BlockSize = Instrument.BlockSize;

    /// <summary>Renders a block of a run of groups and moves it on. The run's length is a multiple of four groups.</summary>
    /// <param name="wide">The first double of the run.</param>
    /// <param name="narrow">The first float of the run.</param>
    /// <param name="groups">The number of groups.</param>
    /// <param name="output">Sixteen floats a frame, overwritten; their sum is the sample.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Render<TLanes>(ref double wide, ref float narrow, int groups, ref float output) where TLanes : struct, ILanes<TLanes>
    {
        for (int group = 0; group < groups; group += 4)
        {
            for (int lane = 0; lane < GroupSize; lane += TLanes.Count)
            {
                ref double state = ref Unsafe.Add(ref wide, group * WideStride + lane);
                ref float coefficients = ref Unsafe.Add(ref narrow, group * NarrowStride + lane);
                RenderFour<TLanes>(ref state, ref coefficients, ref Unsafe.Add(ref output, lane), group == 0);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RenderFour<TLanes>(ref double state, ref float coefficients, ref float output, bool first) where TLanes : struct, ILanes<TLanes>
    {
        TLanes u0 = Seed<TLanes>(ref state, 0, out TLanes v0), u1 = Seed<TLanes>(ref state, 1, out TLanes v1);
        TLanes u2 = Seed<TLanes>(ref state, 2, out TLanes v2), u3 = Seed<TLanes>(ref state, 3, out TLanes v3);
        TLanes a0 = TLanes.Load(ref coefficients, 0), b0 = TLanes.Load(ref coefficients, GroupSize);
        TLanes a1 = TLanes.Load(ref coefficients, NarrowStride), b1 = TLanes.Load(ref coefficients, NarrowStride + GroupSize);
        TLanes a2 = TLanes.Load(ref coefficients, 2 * NarrowStride), b2 = TLanes.Load(ref coefficients, 2 * NarrowStride + GroupSize);
        TLanes a3 = TLanes.Load(ref coefficients, 3 * NarrowStride), b3 = TLanes.Load(ref coefficients, 3 * NarrowStride + GroupSize);
        // What is added to is the output itself, or nothing for the first four groups.
        TLanes keep = first ? TLanes.Splat(0) : TLanes.SplatInt32(-1);
        for (nint i = 0; i < BlockSize * GroupSize; i += 2 * GroupSize)
        {
            TLanes.Store((TLanes.Load(ref output, i) & keep) + (u0 + u1 + (u2 + u3)), ref output, i);
            v0 = TLanes.MultiplyAdd(a0, u0, b0 * v0);
            v1 = TLanes.MultiplyAdd(a1, u1, b1 * v1);
            v2 = TLanes.MultiplyAdd(a2, u2, b2 * v2);
            v3 = TLanes.MultiplyAdd(a3, u3, b3 * v3);
            TLanes.Store((TLanes.Load(ref output, i + GroupSize) & keep) + (v0 + v1 + (v2 + v3)), ref output, i + GroupSize);
            u0 = TLanes.MultiplyAdd(a0, v0, b0 * u0);
            u1 = TLanes.MultiplyAdd(a1, v1, b1 * u1);
            u2 = TLanes.MultiplyAdd(a2, v2, b2 * u2);
            u3 = TLanes.MultiplyAdd(a3, v3, b3 * u3);
        }
    }

    // The block's first sample and the one before it; the phasors then move on by the block.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Seed<TLanes>(ref double state, int group, out TLanes before) where TLanes : struct, ILanes<TLanes>
    {
        ref double x = ref Unsafe.Add(ref state, group * WideStride);
        ref double y = ref Unsafe.Add(ref x, GroupSize);
        before = TLanes.Cross(ref Unsafe.Add(ref x, 4 * GroupSize), ref y, ref Unsafe.Add(ref x, 5 * GroupSize), ref x);
        TLanes now = TLanes.Narrow(ref y);
        TLanes.Rotate(ref x, ref y, ref Unsafe.Add(ref x, 2 * GroupSize), ref Unsafe.Add(ref x, 3 * GroupSize));
        return now;
    }
}
