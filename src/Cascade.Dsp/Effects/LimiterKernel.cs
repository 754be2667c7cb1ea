using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Effects;

/// <summary>The limiter's loops over samples. Lanes are frames.</summary>
internal static class LimiterKernel
{
    /// <summary>The largest sample that is sound: 120 dB above full scale.</summary>
    public const float Loudest = 1e6f;

    /// <summary>Silences what is no sound.</summary>
    /// <param name="line">The first sample; up to a register's worth after the last is touched too.</param>
    /// <param name="count">How many samples.</param>
    /// <param name="scratch">Room for a register.</param>
    /// <returns>The largest magnitude.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Clean<TLanes>(ref float line, int count, ref float scratch) where TLanes : struct, ILanes<TLanes>
    {
        TLanes most = TLanes.Splat(0), limit = TLanes.Splat(Loudest);
        for (nint i = 0; i < count; i += TLanes.Count)
        {
            TLanes x = TLanes.Load(ref line, i), magnitude = TLanes.Abs(x), isSound = TLanes.GreaterThanOrEqual(limit, magnitude);
            most = TLanes.Max(most, magnitude & isSound);
            // The addend makes -0 a 0, as asleep it would come out.
            TLanes.Store((x & isSound) + TLanes.Splat(0), ref line, i);
        }
        TLanes.Store(most, ref scratch, 0);
        float largest = scratch;
        for (int lane = 1; lane < TLanes.Count; lane++)
            largest = Math.Max(largest, Unsafe.Add(ref scratch, lane));
        return largest;
    }

    /// <summary>Multiplies each sample by its gain. The bound takes off what rounding put on.</summary>
    /// <param name="line">The first sample.</param>
    /// <param name="gains">The first gain.</param>
    /// <param name="bound">The largest magnitude of an output.</param>
    /// <param name="output">Overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale<TLanes>(ref float line, ref float gains, float bound, Span<float> output) where TLanes : struct, ILanes<TLanes>
    {
        int whole = output.Length - output.Length % TLanes.Count;
        ref float result = ref MemoryMarshal.GetReference(output);
        Scale<TLanes>(ref line, ref gains, bound, ref result, 0, whole);
        Scale<Lanes1>(ref line, ref gains, bound, ref result, whole, output.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale<TLanes>(ref float line, ref float gains, float bound, ref float result, nint from, nint to) where TLanes : struct, ILanes<TLanes>
    {
        TLanes high = TLanes.Splat(bound), low = TLanes.Splat(-bound);
        for (nint i = from; i < to; i += TLanes.Count)
            TLanes.Store(TLanes.Max(low, TLanes.Min(high, TLanes.Load(ref line, i) * TLanes.Load(ref gains, i))), ref result, i);
    }
}
