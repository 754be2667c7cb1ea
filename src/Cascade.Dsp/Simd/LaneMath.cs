using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cascade.Dsp.Simd;

/// <summary>Elementary functions of a register of floats, for control values: the same bits at every width of an arithmetic.</summary>
internal static class LaneMath
{
    /// <summary>a * b + c, rounded as the registers do it: for what is left over of a whole number of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd<TLanes>(float a, float b, float c) where TLanes : struct, ILanes<TLanes> =>
        TLanes.IsFused ? MathF.FusedMultiplyAdd(a, b, c) : a * b + c;

    /// <summary>a * b + c as this processor does it fastest, for filters that have no lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double MultiplyAdd(double a, double b, double c) => LaneWidths.IsFused ? Math.FusedMultiplyAdd(a, b, c) : a * b + c;

    /// <summary>c - a * b as this processor does it fastest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double NegatedMultiplyAdd(double a, double b, double c) =>
        LaneWidths.IsFused ? Math.FusedMultiplyAdd(-a, b, c) : c - a * b;

    /// <inheritdoc cref="MultiplyAdd(double, double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> MultiplyAdd(Vector128<double> a, Vector128<double> b, Vector128<double> c) =>
        LaneWidths.IsFused ? Vector128.FusedMultiplyAdd(a, b, c) : a * b + c;

    /// <summary>2 to the power x, to a relative error of 3e-7; exactly 1 at 0.</summary>
    /// <remarks>Taylor series about the nearest integer; the integer goes into the exponent.</remarks>
    /// <param name="x">Clamped to -126 to 126.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Exp2<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes>
    {
        x = TLanes.Max(TLanes.Splat(-126), TLanes.Min(TLanes.Splat(126), x));
        TLanes half = TLanes.Select(TLanes.GreaterThan(x, TLanes.Splat(0)), TLanes.Splat(0.5f), TLanes.Splat(-0.5f));
        TLanes whole = TLanes.ToInt32(x + half);
        TLanes f = x - TLanes.FromInt32(whole);
        TLanes y = TLanes.MultiplyAdd(TLanes.Splat(1.5252734e-5f), f, TLanes.Splat(1.5403530e-4f));
        y = TLanes.MultiplyAdd(y, f, TLanes.Splat(1.3333558e-3f));
        y = TLanes.MultiplyAdd(y, f, TLanes.Splat(9.6181291e-3f));
        y = TLanes.MultiplyAdd(y, f, TLanes.Splat(5.5504109e-2f));
        y = TLanes.MultiplyAdd(y, f, TLanes.Splat(2.4022651e-1f));
        y = TLanes.MultiplyAdd(y, f, TLanes.Splat(6.9314718e-1f));
        y = TLanes.MultiplyAdd(y, f, TLanes.Splat(1));
        TLanes scale = TLanes.ShiftLeftInt32(TLanes.AddInt32(whole, TLanes.SplatInt32(127)), 23);
        return y * scale;
    }

    /// <summary>The sine of pi x, to 1e-7.</summary>
    /// <remarks>Taylor series to the eleventh power.</remarks>
    /// <param name="x">-0.5 to 0.5.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes SinPi<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes>
    {
        TLanes z = x * x;
        TLanes y = TLanes.MultiplyAdd(TLanes.Splat(-7.3704309e-3f), z, TLanes.Splat(8.2145887e-2f));
        y = TLanes.MultiplyAdd(y, z, TLanes.Splat(-5.9926453e-1f));
        y = TLanes.MultiplyAdd(y, z, TLanes.Splat(2.5501640f));
        y = TLanes.MultiplyAdd(y, z, TLanes.Splat(-5.1677128f));
        y = TLanes.MultiplyAdd(y, z, TLanes.Splat(3.1415927f));
        return x * y;
    }

    /// <summary>The tangent of pi x: the warped frequency g of a trapezoidal filter.</summary>
    /// <param name="x">Frequency over sample rate, 0 to below 0.5.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes TanPi<TLanes>(TLanes x) where TLanes : struct, ILanes<TLanes> =>
        SinPi(x) / SinPi(TLanes.Splat(0.5f) - x);

    /// <summary>A sine wave over a phase that wraps: the sine of 2 pi times phase / 2^32.</summary>
    /// <param name="phase">The phase as a 32-bit integer, a cycle being 2^32.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Sine<TLanes>(TLanes phase) where TLanes : struct, ILanes<TLanes>
    {
        TLanes x = TLanes.FromInt32(phase) * TLanes.Splat(1f / 2147483648f);
        TLanes sign = x & TLanes.SplatInt32(int.MinValue);
        TLanes magnitude = TLanes.Abs(x);
        return SinPi(TLanes.Min(magnitude, TLanes.Splat(1) - magnitude)) | sign;
    }

    /// <summary>A triangle wave over a phase that wraps: 0 at 0, 1 at a quarter, -1 at three quarters.</summary>
    /// <param name="phase">The phase as a 32-bit integer, a cycle being 2^32.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Triangle<TLanes>(TLanes phase) where TLanes : struct, ILanes<TLanes>
    {
        TLanes x = TLanes.FromInt32(phase) * TLanes.Splat(1f / 2147483648f);
        TLanes sign = x & TLanes.SplatInt32(int.MinValue);
        TLanes magnitude = TLanes.Abs(x);
        return (TLanes.Min(magnitude, TLanes.Splat(1) - magnitude) * TLanes.Splat(2)) | sign;
    }
}
