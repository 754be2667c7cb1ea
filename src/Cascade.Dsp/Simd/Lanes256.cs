using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cascade.Dsp.Simd;

/// <summary>Eight floats in an AVX2 register. Use it only where <see cref="LaneWidths.IsSupported(LaneWidth, LaneArithmetic)"/> says
/// so.</summary>
/// <typeparam name="T">How it multiplies and adds.</typeparam>
internal readonly struct Lanes256<T> : ILanes<Lanes256<T>> where T : struct, IArithmetic
{
    private readonly Vector256<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes256(Vector256<float> value) => _value = value;

    /// <inheritdoc/>
    public static int Count => 8;

    /// <inheritdoc/>
    public static bool IsFused => T.IsFused;

    /// <inheritdoc/>
    public static Lanes256<T> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector256.Create(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Load(ref float source, nint offset) => new(Vector256.LoadUnsafe(ref Unsafe.Add(ref source, offset)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes256<T> value, ref float destination, nint offset) =>
        value._value.StoreUnsafe(ref Unsafe.Add(ref destination, offset));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Lanes256<T> value, ref float destination, nint offset) =>
        Unsafe.Add(ref destination, offset) = value._value.ToScalar();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePair(Lanes256<T> value, ref float destination, nint offset) =>
        Unsafe.As<float, double>(ref Unsafe.Add(ref destination, offset)) = value._value.AsDouble().ToScalar();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Splat(float value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> SplatPair(ref float source, nint offset) =>
        new(Vector256.Create(Unsafe.As<float, double>(ref Unsafe.Add(ref source, offset))).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> SplatInt32(int value) => new(Vector256.Create(value).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator +(Lanes256<T> a, Lanes256<T> b) => new(a._value + b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator -(Lanes256<T> a, Lanes256<T> b) => new(a._value - b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator *(Lanes256<T> a, Lanes256<T> b) => new(a._value * b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator /(Lanes256<T> a, Lanes256<T> b) => new(a._value / b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator &(Lanes256<T> a, Lanes256<T> b) => new(a._value & b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator |(Lanes256<T> a, Lanes256<T> b) => new(a._value | b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator ^(Lanes256<T> a, Lanes256<T> b) => new(a._value ^ b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> MultiplyAdd(Lanes256<T> a, Lanes256<T> b, Lanes256<T> c) => new(T.MultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> NegatedMultiplyAdd(Lanes256<T> a, Lanes256<T> b, Lanes256<T> c) =>
        new(T.NegatedMultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Min(Lanes256<T> a, Lanes256<T> b) => new(Vector256.MinNative(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Max(Lanes256<T> a, Lanes256<T> b) => new(Vector256.MaxNative(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Abs(Lanes256<T> a) => new(Vector256.Abs(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Sqrt(Lanes256<T> a) => new(Vector256.Sqrt(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> GreaterThan(Lanes256<T> a, Lanes256<T> b) => new(Vector256.GreaterThan(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> GreaterThanOrEqual(Lanes256<T> a, Lanes256<T> b) => new(Vector256.GreaterThanOrEqual(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> EqualInt32(Lanes256<T> a, Lanes256<T> b) =>
        new(Vector256.Equals(a._value.AsInt32(), b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Select(Lanes256<T> mask, Lanes256<T> a, Lanes256<T> b) =>
        new(Avx.BlendVariable(b._value, a._value, mask._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> DownPair(Lanes256<T> a) =>
        new(Avx2.Permute4x64(a._value.AsDouble(), 0b_11_11_10_01).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MaskBits(Lanes256<T> mask) => (uint)Vector256.ExtractMostSignificantBits(mask._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> AddInt32(Lanes256<T> a, Lanes256<T> b) => new((a._value.AsInt32() + b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> SubtractInt32(Lanes256<T> a, Lanes256<T> b) => new((a._value.AsInt32() - b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> MultiplyInt32(Lanes256<T> a, Lanes256<T> b) => new((a._value.AsInt32() * b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> ShiftLeftInt32(Lanes256<T> a, [ConstantExpected] int count) => new((a._value.AsInt32() << count).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> ShiftRightInt32(Lanes256<T> a, [ConstantExpected] int count) =>
        new((a._value.AsInt32() >>> count).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> ToInt32(Lanes256<T> a) => new(Vector256.ConvertToInt32Native(a._value).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> FromInt32(Lanes256<T> a) => new(Vector256.ConvertToSingle(a._value.AsInt32()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadQuads(ref float table, Lanes256<T> indices, out Lanes256<T> a, out Lanes256<T> b, out Lanes256<T> c,
        out Lanes256<T> d)
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
        Avx.InsertVector128(Quads.Load(ref table, Quads.Index(ref low, row)).ToVector256Unsafe(),
        Quads.Load(ref table, Quads.Index(ref high, row)), 1);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(ref float source, ref int rows, ref float destination, nint stride)
    {
        FourRows(ref source, ref rows, out Vector256<float> a0, out Vector256<float> a1, out Vector256<float> a2, out Vector256<float> a3);
        FourRows(ref source, ref Unsafe.Add(ref rows, 4), out Vector256<float> b0, out Vector256<float> b1, out Vector256<float> b2,
            out Vector256<float> b3);
        StoreHalves(a0, b0, ref destination, stride);
        StoreHalves(a1, b1, ref Unsafe.Add(ref destination, stride), stride);
        StoreHalves(a2, b2, ref Unsafe.Add(ref destination, 2 * stride), stride);
        StoreHalves(a3, b3, ref Unsafe.Add(ref destination, 3 * stride), stride);
    }

    // Of four rows, columns 0 and 4 in a, 1 and 5 in b, and so on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(ref float source, ref int rows, out Vector256<float> a, out Vector256<float> b, out Vector256<float> c,
        out Vector256<float> d)
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
            Vector256<double> re = Vector256.LoadUnsafe(ref x, half), im = Vector256.LoadUnsafe(ref y, half),
                c = Vector256.LoadUnsafe(ref cos, half), s = Vector256.LoadUnsafe(ref sin, half);
            T.MultiplyAdd(re, c, -(im * s)).StoreUnsafe(ref x, half);
            T.MultiplyAdd(im, c, re * s).StoreUnsafe(ref y, half);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Cross(ref double a, ref double b, ref double c, ref double d) => new(Vector256.Narrow(
        T.MultiplyAdd(Vector256.LoadUnsafe(ref a), Vector256.LoadUnsafe(ref b),
        -(Vector256.LoadUnsafe(ref c) * Vector256.LoadUnsafe(ref d))),
        T.MultiplyAdd(Vector256.LoadUnsafe(ref a, 4), Vector256.LoadUnsafe(ref b, 4),
        -(Vector256.LoadUnsafe(ref c, 4) * Vector256.LoadUnsafe(ref d, 4)))));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Narrow(ref double source) =>
        new(Vector256.Narrow(Vector256.LoadUnsafe(ref source), Vector256.LoadUnsafe(ref source, 4)));
}
