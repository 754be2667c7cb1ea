using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Cascade.Dsp.Simd;

/// <summary>Four floats in an SSE or NEON register. Use it only where <see cref="LaneWidths.IsSupported"/> says so.</summary>
public readonly struct Lanes128 : ILanes<Lanes128>
{
    private readonly Vector128<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes128(Vector128<float> value) => _value = value;

    /// <inheritdoc/>
    public static int Count => 4;

    /// <inheritdoc/>
    public static Lanes128 Indices => new(Vector128.Create(0f, 1f, 2f, 3f));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(ref float source, nint offset) => new(Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes128 value, ref float destination, nint offset) => value._value.StoreUnsafe(ref Unsafe.Add(ref destination, offset));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Lanes128 value, ref float destination, nint offset) => Unsafe.Add(ref destination, offset) = value._value.ToScalar();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Splat(float value) => new(Vector128.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 SplatInt32(int value) => new(Vector128.Create(value).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator +(Lanes128 a, Lanes128 b) => new(a._value + b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator -(Lanes128 a, Lanes128 b) => new(a._value - b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator *(Lanes128 a, Lanes128 b) => new(a._value * b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator /(Lanes128 a, Lanes128 b) => new(a._value / b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator &(Lanes128 a, Lanes128 b) => new(a._value & b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator |(Lanes128 a, Lanes128 b) => new(a._value | b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator ^(Lanes128 a, Lanes128 b) => new(a._value ^ b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyAdd(Lanes128 a, Lanes128 b, Lanes128 c) => new(Vector128.FusedMultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 NegatedMultiplyAdd(Lanes128 a, Lanes128 b, Lanes128 c) =>
        new(Fma.IsSupported ? Fma.MultiplyAddNegated(a._value, b._value, c._value) : Vector128.FusedMultiplyAdd(-a._value, b._value, c._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Min(Lanes128 a, Lanes128 b) => new(Vector128.MinNative(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Max(Lanes128 a, Lanes128 b) => new(Vector128.MaxNative(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Abs(Lanes128 a) => new(Vector128.Abs(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Sqrt(Lanes128 a) => new(Vector128.Sqrt(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 GreaterThan(Lanes128 a, Lanes128 b) => new(Vector128.GreaterThan(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 GreaterThanOrEqual(Lanes128 a, Lanes128 b) => new(Vector128.GreaterThanOrEqual(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 EqualInt32(Lanes128 a, Lanes128 b) => new(Vector128.Equals(a._value.AsInt32(), b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Select(Lanes128 mask, Lanes128 a, Lanes128 b) => new(Vector128.ConditionalSelect(mask._value, a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Down(Lanes128 a) => new(Vector128.Shuffle(a._value, Vector128.Create(1, 2, 3, 4)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MaskBits(Lanes128 mask) => (uint)Vector128.ExtractMostSignificantBits(mask._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 AddInt32(Lanes128 a, Lanes128 b) => new((a._value.AsInt32() + b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 SubtractInt32(Lanes128 a, Lanes128 b) => new((a._value.AsInt32() - b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyInt32(Lanes128 a, Lanes128 b) => new((a._value.AsInt32() * b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ShiftLeftInt32(Lanes128 a, [ConstantExpected] int count) => new((a._value.AsInt32() << count).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ShiftRightInt32(Lanes128 a, [ConstantExpected] int count) => new((a._value.AsInt32() >>> count).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ToInt32(Lanes128 a) => new(Vector128.ConvertToInt32Native(a._value).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 FromInt32(Lanes128 a) => new(Vector128.ConvertToSingle(a._value.AsInt32()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadQuads(ref float table, Lanes128 indices, out Lanes128 a, out Lanes128 b, out Lanes128 c, out Lanes128 d)
    {
        Vector128<int> memory = indices._value.AsInt32();
        Vector128<float> r0 = Quad(ref table, Index(ref memory, 0)), r1 = Quad(ref table, Index(ref memory, 1));
        Vector128<float> r2 = Quad(ref table, Index(ref memory, 2)), r3 = Quad(ref table, Index(ref memory, 3));
        Transpose(r0, r1, r2, r3, out Vector128<float> ta, out Vector128<float> tb, out Vector128<float> tc, out Vector128<float> td);
        a = new(ta);
        b = new(tb);
        c = new(tc);
        d = new(td);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> Quad(ref float table, int index) => Vector128.LoadUnsafe(ref Unsafe.Add(ref table, (nint)index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Index(ref Vector128<int> indices, int row) => Unsafe.Add(ref Unsafe.As<Vector128<int>, int>(ref indices), row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Transpose(Vector128<float> r0, Vector128<float> r1, Vector128<float> r2, Vector128<float> r3,
        out Vector128<float> a, out Vector128<float> b, out Vector128<float> c, out Vector128<float> d)
    {
        if (Sse.IsSupported)
        {
            Vector128<float> t0 = Sse.UnpackLow(r0, r1), t1 = Sse.UnpackLow(r2, r3), t2 = Sse.UnpackHigh(r0, r1), t3 = Sse.UnpackHigh(r2, r3);
            a = Sse.MoveLowToHigh(t0, t1);
            b = Sse.MoveHighToLow(t1, t0);
            c = Sse.MoveLowToHigh(t2, t3);
            d = Sse.MoveHighToLow(t3, t2);
        }
        else if (AdvSimd.Arm64.IsSupported)
        {
            Vector128<float> t0 = AdvSimd.Arm64.ZipLow(r0, r2), t1 = AdvSimd.Arm64.ZipLow(r1, r3), t2 = AdvSimd.Arm64.ZipHigh(r0, r2), t3 = AdvSimd.Arm64.ZipHigh(r1, r3);
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

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(ref float source, ref int rows, ref float destination, nint stride)
    {
        Transpose(Quad(ref source, rows), Quad(ref source, Unsafe.Add(ref rows, 1)), Quad(ref source, Unsafe.Add(ref rows, 2)), Quad(ref source, Unsafe.Add(ref rows, 3)),
            out Vector128<float> a, out Vector128<float> b, out Vector128<float> c, out Vector128<float> d);
        a.StoreUnsafe(ref destination);
        b.StoreUnsafe(ref Unsafe.Add(ref destination, stride));
        c.StoreUnsafe(ref Unsafe.Add(ref destination, 2 * stride));
        d.StoreUnsafe(ref Unsafe.Add(ref destination, 3 * stride));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rotate(ref double x, ref double y, ref double cos, ref double sin)
    {
        for (nuint half = 0; half < 4; half += 2)
        {
            Vector128<double> re = Vector128.LoadUnsafe(ref x, half), im = Vector128.LoadUnsafe(ref y, half), c = Vector128.LoadUnsafe(ref cos, half), s = Vector128.LoadUnsafe(ref sin, half);
            Vector128.FusedMultiplyAdd(re, c, -(im * s)).StoreUnsafe(ref x, half);
            Vector128.FusedMultiplyAdd(im, c, re * s).StoreUnsafe(ref y, half);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Cross(ref double a, ref double b, ref double c, ref double d) => new(Vector128.Narrow(
        Vector128.FusedMultiplyAdd(Vector128.LoadUnsafe(ref a), Vector128.LoadUnsafe(ref b), -(Vector128.LoadUnsafe(ref c) * Vector128.LoadUnsafe(ref d))),
        Vector128.FusedMultiplyAdd(Vector128.LoadUnsafe(ref a, 2), Vector128.LoadUnsafe(ref b, 2), -(Vector128.LoadUnsafe(ref c, 2) * Vector128.LoadUnsafe(ref d, 2)))));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Narrow(ref double source) => new(Vector128.Narrow(Vector128.LoadUnsafe(ref source), Vector128.LoadUnsafe(ref source, 2)));
}
