using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Effects;

/// <summary>What goes into the delay lines of effects.</summary>
internal static class LineKernel
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
        DebugGuard.Within(count, 0, int.MaxValue);
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
}
