using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Parameters;

/// <summary>Keeps recursive state out of the subnormal range, where an operation costs up to sixty times a normal one and .NET has no
/// flush-to-zero.</summary>
public static class Subnormals
{
    /// <summary>State smaller than this, -300 dB of full scale, is silence.</summary>
    public const float Threshold = 1e-15f;

    private const float SmallestNormal = 1.17549435e-38f;

    /// <summary>Zero where the absolute value is below <see cref="Threshold"/>, else the value.</summary>
    /// <param name="value">The state at the end of a block.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Flush(float value) => value is > Threshold or < -Threshold ? value : 0f;

    /// <inheritdoc cref="Flush(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Flush(double value) => value is > Threshold or < -Threshold ? value : 0d;

    /// <inheritdoc cref="Flush(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLanes Flush<TLanes>(TLanes value) where TLanes : struct, ILanes<TLanes> =>
        value & TLanes.GreaterThan(TLanes.Abs(value), TLanes.Splat(Threshold));

    /// <summary>Takes subnormal samples to zero and leaves all others: what dies away within a block, as in a filter near half of a low
    /// sample rate, is not reached by keeping the state at its end.</summary>
    /// <param name="samples">In place; a multiple of eight of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Remove(Span<float> samples)
    {
        DebugGuard.Within(samples.Length % Vector256<float>.Count, 0, 0);
        Vector256<float> smallest = Vector256.Create(SmallestNormal);
        foreach (ref Vector256<float> eight in MemoryMarshal.Cast<float, Vector256<float>>(samples))
            eight = Vector256.AndNot(eight, Vector256.LessThan(Vector256.Abs(eight), smallest));
    }
}
