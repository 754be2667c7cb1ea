using System.Runtime.CompilerServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The inner loop of the piano: decaying sines, two groups at a time. Lanes are modes.</summary>
/// <remarks>
/// A mode is a phasor X + jY in double precision that turns and shrinks once a block, so that frequency and decay are exact for as long as
/// it sounds; within the block its samples follow from the two before, y[n] = A y[n-1] + B y[n-2] with A = 2 r cos w and B = -r^2, in
/// single precision: two operations a sample.
/// <para>Two groups run side by side, which hides the latency of the recurrence and leaves registers for all that they are made of; each
/// has its own place between left and right, as they may belong to different keys.</para>
/// </remarks>
internal static class ModalKernel
{
    /// <summary>Modes in a group: the lanes of the widest register.</summary>
    public const int GroupSize = 16;

    /// <summary>Doubles in a group: X, Y, the block's turn (real, imaginary) and the turn back by a sample (real, imaginary), each
    /// sixteen.</summary>
    public const int WideStride = 6 * GroupSize;

    /// <summary>Floats in a group: A, B, and how far each mode is to a side, each sixteen.</summary>
    public const int NarrowStride = 3 * GroupSize;

    /// <summary>Groups that run side by side.</summary>
    public const int Together = 2;

    private const int BlockSize = Instrument.BlockSize;

    /// <summary>Renders a block of the listed groups and moves them on.</summary>
    /// <param name="wide">The first double of group 0.</param>
    /// <param name="narrow">The first float of group 0.</param>
    /// <param name="list">The groups.</param>
    /// <param name="count">How many.</param>
    /// <param name="chosen">Room for one more than that: lanes that no mode sounds in are left out, which changes no bit.</param>
    /// <param name="silent">A group in which nothing sounds, to fill up the last two.</param>
    /// <param name="left">Sixteen floats a frame, added to; their sum is the left sample.</param>
    /// <param name="right">Likewise of the right.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Render<TLanes>(ref double wide, ref float narrow, ref SoundingGroup list, int count, ref SoundingGroup chosen,
        int silent, ref float left, ref float right) where TLanes : struct, ILanes<TLanes>
    {
        for (int lane = 0; lane < GroupSize; lane += TLanes.Count)
        {
            int used = 0;
            for (int i = 0; i < count; i++)
                if (Unsafe.Add(ref list, i).Modes > lane)
                    Unsafe.Add(ref chosen, used++) = Unsafe.Add(ref list, i);
            while (used % Together != 0)
                Unsafe.Add(ref chosen, used++) = new SoundingGroup(silent, 0, 0, 0);
            for (int i = 0; i < used; i += Together)
                RenderTwo<TLanes>(ref Unsafe.Add(ref wide, lane), ref Unsafe.Add(ref narrow, lane), ref Unsafe.Add(ref chosen, i),
                    ref Unsafe.Add(ref left, lane), ref Unsafe.Add(ref right, lane));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RenderTwo<TLanes>(ref double wide, ref float narrow, ref SoundingGroup list, ref float left, ref float right)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes u0 = Seed<TLanes>(ref wide, ref list, 0, out TLanes v0), u1 = Seed<TLanes>(ref wide, ref list, 1, out TLanes v1);
        TLanes a0 = Coefficients<TLanes>(ref narrow, ref list, 0, out TLanes b0),
            a1 = Coefficients<TLanes>(ref narrow, ref list, 1, out TLanes b1);
        TLanes l0 = Gains<TLanes>(ref narrow, ref list, 0, out TLanes r0), l1 = Gains<TLanes>(ref narrow, ref list, 1, out TLanes r1);
        for (nint i = 0; i < BlockSize * GroupSize; i += 2 * GroupSize)
        {
            Add(ref left, i, u0, u1, l0, l1);
            Add(ref right, i, u0, u1, r0, r1);
            v0 = TLanes.MultiplyAdd(a0, u0, b0 * v0);
            v1 = TLanes.MultiplyAdd(a1, u1, b1 * v1);
            Add(ref left, i + GroupSize, v0, v1, l0, l1);
            Add(ref right, i + GroupSize, v0, v1, r0, r1);
            u0 = TLanes.MultiplyAdd(a0, v0, b0 * u0);
            u1 = TLanes.MultiplyAdd(a1, v1, b1 * u1);
        }
    }

    // In the order of the list, so that it does not matter which two share a turn.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TLanes>(ref float bus, nint at, TLanes a, TLanes b, TLanes gainA, TLanes gainB)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Store(TLanes.MultiplyAdd(b, gainB, TLanes.MultiplyAdd(a, gainA, TLanes.Load(ref bus, at))), ref bus, at);

    // The block's first sample and the one before it; the phasors then move on by the block.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Seed<TLanes>(ref double wide, ref SoundingGroup list, int index, out TLanes before)
        where TLanes : struct, ILanes<TLanes>
    {
        ref double x = ref Unsafe.Add(ref wide, (nint)Unsafe.Add(ref list, index).Group * WideStride);
        ref double y = ref Unsafe.Add(ref x, GroupSize);
        before = TLanes.Cross(ref Unsafe.Add(ref x, 4 * GroupSize), ref y, ref Unsafe.Add(ref x, 5 * GroupSize), ref x);
        TLanes now = TLanes.Narrow(ref y);
        TLanes.Rotate(ref x, ref y, ref Unsafe.Add(ref x, 2 * GroupSize), ref Unsafe.Add(ref x, 3 * GroupSize));
        return now;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Coefficients<TLanes>(ref float narrow, ref SoundingGroup list, int index, out TLanes b)
        where TLanes : struct, ILanes<TLanes>
    {
        ref float a = ref Unsafe.Add(ref narrow, (nint)Unsafe.Add(ref list, index).Group * NarrowStride);
        b = TLanes.Load(ref a, GroupSize);
        return TLanes.Load(ref a, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Side<TLanes>(ref float narrow, ref SoundingGroup list, int index) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Load(ref Unsafe.Add(ref narrow, (nint)Unsafe.Add(ref list, index).Group * NarrowStride), 2 * GroupSize);

    // What each mode gives to the left and to the right.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Gains<TLanes>(ref float narrow, ref SoundingGroup list, int index, out TLanes right)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes side = Side<TLanes>(ref narrow, ref list, index), one = TLanes.Splat(1);
        right = (one - side) * TLanes.Splat(Unsafe.Add(ref list, index).Right);
        return (one + side) * TLanes.Splat(Unsafe.Add(ref list, index).Left);
    }
}
