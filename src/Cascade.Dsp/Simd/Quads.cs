using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Cascade.Dsp.Simd;

/// <summary>Four floats side by side, without a multiplication: what the wider registers are filled from.</summary>
internal static class Quads
{
    /// <summary>The four floats that start <paramref name="index"/> floats after the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(ref float table, int index) => Vector128.LoadUnsafe(ref Unsafe.Add(ref table, (nint)index));

    /// <summary>One of four integers, through memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Index(ref Vector128<int> indices, int row) => Unsafe.Add(ref Unsafe.As<Vector128<int>, int>(ref indices), row);

    /// <summary>The smaller of each pair, the second where they are equal as 0 and -0 are: x64's instruction, but not Arm's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Min(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Vector128.MinNative(a, b) : Vector128.ConditionalSelect(Vector128.LessThan(a, b), a, b);

    /// <summary>The larger of each pair, likewise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Max(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Vector128.MaxNative(a, b) : Vector128.ConditionalSelect(Vector128.GreaterThan(a, b), a, b);

    /// <summary>Makes four columns of four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(Vector128<float> r0, Vector128<float> r1, Vector128<float> r2, Vector128<float> r3,
        out Vector128<float> a, out Vector128<float> b, out Vector128<float> c, out Vector128<float> d)
    {
        if (Sse.IsSupported)
        {
            Vector128<float> t0 = Sse.UnpackLow(r0, r1), t1 = Sse.UnpackLow(r2, r3), t2 = Sse.UnpackHigh(r0, r1),
                t3 = Sse.UnpackHigh(r2, r3);
            a = Sse.MoveLowToHigh(t0, t1);
            b = Sse.MoveHighToLow(t1, t0);
            c = Sse.MoveLowToHigh(t2, t3);
            d = Sse.MoveHighToLow(t3, t2);
        }
        else if (AdvSimd.Arm64.IsSupported)
        {
            Vector128<float> t0 = AdvSimd.Arm64.ZipLow(r0, r2), t1 = AdvSimd.Arm64.ZipLow(r1, r3), t2 = AdvSimd.Arm64.ZipHigh(r0, r2),
                t3 = AdvSimd.Arm64.ZipHigh(r1, r3);
            a = AdvSimd.Arm64.ZipLow(t0, t1);
            b = AdvSimd.Arm64.ZipHigh(t0, t1);
            c = AdvSimd.Arm64.ZipLow(t2, t3);
            d = AdvSimd.Arm64.ZipHigh(t2, t3);
        }
        else
        {
            a = Vector128.Create(r0[0], r1[0], r2[0], r3[0]);
            b = Vector128.Create(r0[1], r1[1], r2[1], r3[1]);
            c = Vector128.Create(r0[2], r1[2], r2[2], r3[2]);
            d = Vector128.Create(r0[3], r1[3], r2[3], r3[3]);
        }
    }
}
