using System.Runtime.CompilerServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Parameters;

/// <summary>Keeps recursive state out of the subnormal range, where an operation costs up to sixty times a normal one and .NET has no
/// flush-to-zero.</summary>
public static class Subnormals
{
    /// <summary>State smaller than this, -300 dB of full scale, is silence.</summary>
    public const float Threshold = 1e-15f;

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
}
