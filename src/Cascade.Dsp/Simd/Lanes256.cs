using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cascade.Dsp.Simd;

/// <summary>Eight floats in an AVX2 register. Use it only where <see cref="LaneWidths.IsSupported"/> says so.</summary>
public readonly struct Lanes256 : ILanes<Lanes256>
{
    private readonly Vector256<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes256(Vector256<float> value) => _value = value;

    /// <inheritdoc/>
    public static int Count => 8;

    /// <inheritdoc/>
    public static Lanes256 Indices => new(Vector256.Create(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(ref float source, nint offset) => new(Vector256.LoadUnsafe(ref Unsafe.Add(ref source, offset)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes256 value, ref float destination, nint offset) => value._value.StoreUnsafe(ref Unsafe.Add(ref destination, offset));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Lanes256 value, ref float destination, nint offset) => Unsafe.Add(ref destination, offset) = value._value.ToScalar();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Splat(float value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 SplatInt32(int value) => new(Vector256.Create(value).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator +(Lanes256 a, Lanes256 b) => new(a._value + b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator -(Lanes256 a, Lanes256 b) => new(a._value - b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator *(Lanes256 a, Lanes256 b) => new(a._value * b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator /(Lanes256 a, Lanes256 b) => new(a._value / b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator &(Lanes256 a, Lanes256 b) => new(a._value & b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator |(Lanes256 a, Lanes256 b) => new(a._value | b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 operator ^(Lanes256 a, Lanes256 b) => new(a._value ^ b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 c) => new(Vector256.FusedMultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 NegatedMultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 c) =>
        new(Fma.IsSupported ? Fma.MultiplyAddNegated(a._value, b._value, c._value) : Vector256.FusedMultiplyAdd(-a._value, b._value, c._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Min(Lanes256 a, Lanes256 b) => new(Vector256.MinNative(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Max(Lanes256 a, Lanes256 b) => new(Vector256.MaxNative(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Abs(Lanes256 a) => new(Vector256.Abs(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Sqrt(Lanes256 a) => new(Vector256.Sqrt(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 GreaterThan(Lanes256 a, Lanes256 b) => new(Vector256.GreaterThan(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 GreaterThanOrEqual(Lanes256 a, Lanes256 b) => new(Vector256.GreaterThanOrEqual(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 EqualInt32(Lanes256 a, Lanes256 b) => new(Vector256.Equals(a._value.AsInt32(), b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Select(Lanes256 mask, Lanes256 a, Lanes256 b) => new(Vector256.ConditionalSelect(mask._value, a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Down(Lanes256 a) => new(Vector256.Shuffle(a._value, Vector256.Create(1, 2, 3, 4, 5, 6, 7, 8)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MaskBits(Lanes256 mask) => (uint)Vector256.ExtractMostSignificantBits(mask._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 AddInt32(Lanes256 a, Lanes256 b) => new((a._value.AsInt32() + b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 SubtractInt32(Lanes256 a, Lanes256 b) => new((a._value.AsInt32() - b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyInt32(Lanes256 a, Lanes256 b) => new((a._value.AsInt32() * b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ShiftLeftInt32(Lanes256 a, [ConstantExpected] int count) => new((a._value.AsInt32() << count).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ShiftRightInt32(Lanes256 a, [ConstantExpected] int count) => new((a._value.AsInt32() >>> count).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ToInt32(Lanes256 a) => new(Vector256.ConvertToInt32Native(a._value).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 FromInt32(Lanes256 a) => new(Vector256.ConvertToSingle(a._value.AsInt32()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadQuads(ref float table, Lanes256 indices, out Lanes256 a, out Lanes256 b, out Lanes256 c, out Lanes256 d)
    {
        Vector128<int> low = indices._value.AsInt32().GetLower(), high = indices._value.AsInt32().GetUpper();
        Vector256<float> r0 = Row(ref table, ref low, ref high, 0), r1 = Row(ref table, ref low, ref high, 1);
        Vector256<float> r2 = Row(ref table, ref low, ref high, 2), r3 = Row(ref table, ref low, ref high, 3);
        Vector256<float> t0 = Avx.UnpackLow(r0, r1), t1 = Avx.UnpackLow(r2, r3), t2 = Avx.UnpackHigh(r0, r1), t3 = Avx.UnpackHigh(r2, r3);
        a = new(Avx.Shuffle(t0, t1, 0x44));
        b = new(Avx.Shuffle(t0, t1, 0xEE));
        c = new(Avx.Shuffle(t2, t3, 0x44));
        d = new(Avx.Shuffle(t2, t3, 0xEE));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Row(ref float table, ref Vector128<int> low, ref Vector128<int> high, int row) =>
        Avx.InsertVector128(Lanes128.Quad(ref table, Lanes128.Index(ref low, row)).ToVector256Unsafe(), Lanes128.Quad(ref table, Lanes128.Index(ref high, row)), 1);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(ref float source, ref int rows, ref float destination, nint stride)
    {
        FourRows(ref source, ref rows, out Vector256<float> a0, out Vector256<float> a1, out Vector256<float> a2, out Vector256<float> a3);
        FourRows(ref source, ref Unsafe.Add(ref rows, 4), out Vector256<float> b0, out Vector256<float> b1, out Vector256<float> b2, out Vector256<float> b3);
        StoreHalves(a0, b0, ref destination, stride);
        StoreHalves(a1, b1, ref Unsafe.Add(ref destination, stride), stride);
        StoreHalves(a2, b2, ref Unsafe.Add(ref destination, 2 * stride), stride);
        StoreHalves(a3, b3, ref Unsafe.Add(ref destination, 3 * stride), stride);
    }

    // Of four rows, columns 0 and 4 in a, 1 and 5 in b, and so on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(ref float source, ref int rows, out Vector256<float> a, out Vector256<float> b, out Vector256<float> c, out Vector256<float> d)
    {
        Vector256<float> r0 = Eight(ref source, rows), r1 = Eight(ref source, Unsafe.Add(ref rows, 1));
        Vector256<float> r2 = Eight(ref source, Unsafe.Add(ref rows, 2)), r3 = Eight(ref source, Unsafe.Add(ref rows, 3));
        Vector256<float> t0 = Avx.UnpackLow(r0, r1), t1 = Avx.UnpackLow(r2, r3), t2 = Avx.UnpackHigh(r0, r1), t3 = Avx.UnpackHigh(r2, r3);
        a = Avx.Shuffle(t0, t1, 0x44);
        b = Avx.Shuffle(t0, t1, 0xEE);
        c = Avx.Shuffle(t2, t3, 0x44);
        d = Avx.Shuffle(t2, t3, 0xEE);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Eight(ref float source, int offset) => Vector256.LoadUnsafe(ref Unsafe.Add(ref source, (nint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreHalves(Vector256<float> a, Vector256<float> b, ref float destination, nint stride)
    {
        Avx.Permute2x128(a, b, 0x20).StoreUnsafe(ref destination);
        Avx.Permute2x128(a, b, 0x31).StoreUnsafe(ref Unsafe.Add(ref destination, 4 * stride));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rotate(ref double x, ref double y, ref double cos, ref double sin)
    {
        for (nuint half = 0; half < 8; half += 4)
        {
            Vector256<double> re = Vector256.LoadUnsafe(ref x, half), im = Vector256.LoadUnsafe(ref y, half), c = Vector256.LoadUnsafe(ref cos, half), s = Vector256.LoadUnsafe(ref sin, half);
            Vector256.FusedMultiplyAdd(re, c, -(im * s)).StoreUnsafe(ref x, half);
            Vector256.FusedMultiplyAdd(im, c, re * s).StoreUnsafe(ref y, half);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Cross(ref double a, ref double b, ref double c, ref double d) => new(Vector256.Narrow(
        Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref a), Vector256.LoadUnsafe(ref b), -(Vector256.LoadUnsafe(ref c) * Vector256.LoadUnsafe(ref d))),
        Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref a, 4), Vector256.LoadUnsafe(ref b, 4), -(Vector256.LoadUnsafe(ref c, 4) * Vector256.LoadUnsafe(ref d, 4)))));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Narrow(ref double source) => new(Vector256.Narrow(Vector256.LoadUnsafe(ref source), Vector256.LoadUnsafe(ref source, 4)));
}
