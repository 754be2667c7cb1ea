using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Effects;

/// <summary>The limiter's loops over samples. Lanes are frames.</summary>
internal static class LimiterKernel
{
    /// <summary>Multiplies each sample by its gain. The bound takes off what rounding put on.</summary>
    /// <param name="line">The first sample.</param>
    /// <param name="gains">The first gain.</param>
    /// <param name="bound">The largest magnitude of an output.</param>
    /// <param name="output">Overwritten.</param>
    // Inlined where all widths stand, it would use up what the compiler inlines there, and compile the rest when it is first called.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Scale<TLanes>(ref float line, ref float gains, float bound, Span<float> output) where TLanes : struct, ILanes<TLanes>
    {
        int whole = output.Length - output.Length % TLanes.Count;
        ref float result = ref MemoryMarshal.GetReference(output);
        Scale<TLanes>(ref line, ref gains, bound, ref result, 0, whole);
        Scale<Lanes1<Separate>>(ref line, ref gains, bound, ref result, whole, output.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale<TLanes>(ref float line, ref float gains, float bound, ref float result, nint from, nint to)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes high = TLanes.Splat(bound), low = TLanes.Splat(-bound);
        for (nint i = from; i < to; i += TLanes.Count)
            TLanes.Store(TLanes.Max(low, TLanes.Min(high, TLanes.Load(ref line, i) * TLanes.Load(ref gains, i))), ref result, i);
    }
}
