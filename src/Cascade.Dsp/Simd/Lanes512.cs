using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cascade.Dsp.Simd;

/// <summary>Sixteen floats in an AVX-512 register. Use it only where <see cref="LaneWidths.IsSupported(LaneWidth, LaneArithmetic)"/> says
/// so.</summary>
/// <typeparam name="T">How it multiplies and adds.</typeparam>
internal readonly struct Lanes512<T> : ILanes<Lanes512<T>> where T : struct, IArithmetic
{
    private readonly Vector512<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes512(Vector512<float> value) => _value = value;

    /// <inheritdoc/>
    public static int Count => 16;

    /// <inheritdoc/>
    public static bool IsFused => T.IsFused;

    /// <inheritdoc/>
    public static Lanes512<T> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512.Create(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f, 9f, 10f, 11f, 12f, 13f, 14f, 15f));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(ref float source, nint offset) => new(Vector512.LoadUnsafe(ref Unsafe.Add(ref source, offset)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes512<T> value, ref float destination, nint offset) =>
        value._value.StoreUnsafe(ref Unsafe.Add(ref destination, offset));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Lanes512<T> value, ref float destination, nint offset) =>
        Unsafe.Add(ref destination, offset) = value._value.ToScalar();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePair(Lanes512<T> value, ref float destination, nint offset) =>
        Unsafe.As<float, double>(ref Unsafe.Add(ref destination, offset)) = value._value.AsDouble().ToScalar();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Splat(float value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> SplatPair(ref float source, nint offset) =>
        new(Vector512.Create(Unsafe.As<float, double>(ref Unsafe.Add(ref source, offset))).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> SplatInt32(int value) => new(Vector512.Create(value).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator +(Lanes512<T> a, Lanes512<T> b) => new(a._value + b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> a, Lanes512<T> b) => new(a._value - b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator *(Lanes512<T> a, Lanes512<T> b) => new(a._value * b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator /(Lanes512<T> a, Lanes512<T> b) => new(a._value / b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator &(Lanes512<T> a, Lanes512<T> b) => new(a._value & b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator |(Lanes512<T> a, Lanes512<T> b) => new(a._value | b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator ^(Lanes512<T> a, Lanes512<T> b) => new(a._value ^ b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MultiplyAdd(Lanes512<T> a, Lanes512<T> b, Lanes512<T> c) => new(T.MultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> NegatedMultiplyAdd(Lanes512<T> a, Lanes512<T> b, Lanes512<T> c) =>
        new(T.NegatedMultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Min(Lanes512<T> a, Lanes512<T> b) => new(Vector512.MinNative(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Max(Lanes512<T> a, Lanes512<T> b) => new(Vector512.MaxNative(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Abs(Lanes512<T> a) => new(Vector512.Abs(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Sqrt(Lanes512<T> a) => new(Vector512.Sqrt(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> GreaterThan(Lanes512<T> a, Lanes512<T> b) => new(Vector512.GreaterThan(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> GreaterThanOrEqual(Lanes512<T> a, Lanes512<T> b) => new(Vector512.GreaterThanOrEqual(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> EqualInt32(Lanes512<T> a, Lanes512<T> b) =>
        new(Vector512.Equals(a._value.AsInt32(), b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Select(Lanes512<T> mask, Lanes512<T> a, Lanes512<T> b) =>
        new(Vector512.ConditionalSelect(mask._value, a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> DownPair(Lanes512<T> a) =>
        new(Avx512F.AlignRight64(a._value.AsInt64(), a._value.AsInt64(), 1).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MaskBits(Lanes512<T> mask) => (uint)Vector512.ExtractMostSignificantBits(mask._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> AddInt32(Lanes512<T> a, Lanes512<T> b) => new((a._value.AsInt32() + b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> SubtractInt32(Lanes512<T> a, Lanes512<T> b) => new((a._value.AsInt32() - b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MultiplyInt32(Lanes512<T> a, Lanes512<T> b) => new((a._value.AsInt32() * b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> ShiftLeftInt32(Lanes512<T> a, [ConstantExpected] int count) => new((a._value.AsInt32() << count).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> ShiftRightInt32(Lanes512<T> a, [ConstantExpected] int count) =>
        new((a._value.AsInt32() >>> count).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> ToInt32(Lanes512<T> a) => new(Vector512.ConvertToInt32Native(a._value).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> FromInt32(Lanes512<T> a) => new(Vector512.ConvertToSingle(a._value.AsInt32()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadQuads(ref float table, Lanes512<T> indices, out Lanes512<T> a, out Lanes512<T> b, out Lanes512<T> c,
        out Lanes512<T> d)
    {
        // Through memory in quarters: a store of 16 bytes never straddles a cache line, so the loads of single indices are forwarded from
        // it.
        Vector512<int> all = indices._value.AsInt32();
        Vector128<int> i0 = Avx512F.ExtractVector128(all, 0), i1 = Avx512F.ExtractVector128(all, 1), i2 = Avx512F.ExtractVector128(all, 2),
            i3 = Avx512F.ExtractVector128(all, 3);
        Vector512<float> r0 = Row(ref table, ref i0, ref i1, ref i2, ref i3, 0);
        Vector512<float> r1 = Row(ref table, ref i0, ref i1, ref i2, ref i3, 1);
        Vector512<float> r2 = Row(ref table, ref i0, ref i1, ref i2, ref i3, 2);
        Vector512<float> r3 = Row(ref table, ref i0, ref i1, ref i2, ref i3, 3);
        Vector512<float> t0 = Avx512F.UnpackLow(r0, r1), t1 = Avx512F.UnpackLow(r2, r3), t2 = Avx512F.UnpackHigh(r0, r1),
            t3 = Avx512F.UnpackHigh(r2, r3);
        a = new(Avx512F.Shuffle(t0, t1, 0x44));
        b = new(Avx512F.Shuffle(t0, t1, 0xEE));
        c = new(Avx512F.Shuffle(t2, t3, 0x44));
        d = new(Avx512F.Shuffle(t2, t3, 0xEE));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Row(ref float table, ref Vector128<int> i0, ref Vector128<int> i1, ref Vector128<int> i2,
        ref Vector128<int> i3, int row)
    {
        Vector512<float> quads = Quads.Load(ref table, Quads.Index(ref i0, row)).ToVector256Unsafe().ToVector512Unsafe();
        quads = Avx512F.InsertVector128(quads, Quads.Load(ref table, Quads.Index(ref i1, row)), 1);
        quads = Avx512F.InsertVector128(quads, Quads.Load(ref table, Quads.Index(ref i2, row)), 2);
        return Avx512F.InsertVector128(quads, Quads.Load(ref table, Quads.Index(ref i3, row)), 3);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(ref float source, ref int rows, ref float destination, nint stride)
    {
        FourRows(ref source, ref rows, out Vector512<float> a0, out Vector512<float> a1, out Vector512<float> a2, out Vector512<float> a3);
        FourRows(ref source, ref Unsafe.Add(ref rows, 4), out Vector512<float> b0, out Vector512<float> b1, out Vector512<float> b2,
            out Vector512<float> b3);
        FourRows(ref source, ref Unsafe.Add(ref rows, 8), out Vector512<float> c0, out Vector512<float> c1, out Vector512<float> c2,
            out Vector512<float> c3);
        FourRows(ref source, ref Unsafe.Add(ref rows, 12), out Vector512<float> d0, out Vector512<float> d1, out Vector512<float> d2,
            out Vector512<float> d3);
        StoreQuarters(a0, b0, c0, d0, ref destination, stride);
        StoreQuarters(a1, b1, c1, d1, ref Unsafe.Add(ref destination, stride), stride);
        StoreQuarters(a2, b2, c2, d2, ref Unsafe.Add(ref destination, 2 * stride), stride);
        StoreQuarters(a3, b3, c3, d3, ref Unsafe.Add(ref destination, 3 * stride), stride);
    }

    // Of four rows, columns 0, 4, 8 and 12 in a, 1, 5, 9 and 13 in b, and so on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(ref float source, ref int rows, out Vector512<float> a, out Vector512<float> b, out Vector512<float> c,
        out Vector512<float> d)
    {
        Vector512<float> r0 = Sixteen(ref source, rows), r1 = Sixteen(ref source, Unsafe.Add(ref rows, 1));
        Vector512<float> r2 = Sixteen(ref source, Unsafe.Add(ref rows, 2)), r3 = Sixteen(ref source, Unsafe.Add(ref rows, 3));
        Vector512<float> t0 = Avx512F.UnpackLow(r0, r1), t1 = Avx512F.UnpackLow(r2, r3), t2 = Avx512F.UnpackHigh(r0, r1),
            t3 = Avx512F.UnpackHigh(r2, r3);
        a = Avx512F.Shuffle(t0, t1, 0x44);
        b = Avx512F.Shuffle(t0, t1, 0xEE);
        c = Avx512F.Shuffle(t2, t3, 0x44);
        d = Avx512F.Shuffle(t2, t3, 0xEE);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sixteen(ref float source, int offset) => Vector512.LoadUnsafe(ref Unsafe.Add(ref source, (nint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreQuarters(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, ref float destination,
        nint stride)
    {
        Vector512<float> lowAb = Avx512F.Shuffle4x128(a, b, 0x44), highAb = Avx512F.Shuffle4x128(a, b, 0xEE);
        Vector512<float> lowCd = Avx512F.Shuffle4x128(c, d, 0x44), highCd = Avx512F.Shuffle4x128(c, d, 0xEE);
        Avx512F.Shuffle4x128(lowAb, lowCd, 0x88).StoreUnsafe(ref destination);
        Avx512F.Shuffle4x128(lowAb, lowCd, 0xDD).StoreUnsafe(ref Unsafe.Add(ref destination, 4 * stride));
        Avx512F.Shuffle4x128(highAb, highCd, 0x88).StoreUnsafe(ref Unsafe.Add(ref destination, 8 * stride));
        Avx512F.Shuffle4x128(highAb, highCd, 0xDD).StoreUnsafe(ref Unsafe.Add(ref destination, 12 * stride));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rotate(ref double x, ref double y, ref double cos, ref double sin)
    {
        for (nuint half = 0; half < 16; half += 8)
        {
            Vector512<double> re = Vector512.LoadUnsafe(ref x, half), im = Vector512.LoadUnsafe(ref y, half),
                c = Vector512.LoadUnsafe(ref cos, half), s = Vector512.LoadUnsafe(ref sin, half);
            T.MultiplyAdd(re, c, -(im * s)).StoreUnsafe(ref x, half);
            T.MultiplyAdd(im, c, re * s).StoreUnsafe(ref y, half);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Cross(ref double a, ref double b, ref double c, ref double d) => new(Vector512.Narrow(
        T.MultiplyAdd(Vector512.LoadUnsafe(ref a), Vector512.LoadUnsafe(ref b),
        -(Vector512.LoadUnsafe(ref c) * Vector512.LoadUnsafe(ref d))),
        T.MultiplyAdd(Vector512.LoadUnsafe(ref a, 8), Vector512.LoadUnsafe(ref b, 8),
        -(Vector512.LoadUnsafe(ref c, 8) * Vector512.LoadUnsafe(ref d, 8)))));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Narrow(ref double source) =>
        new(Vector512.Narrow(Vector512.LoadUnsafe(ref source), Vector512.LoadUnsafe(ref source, 8)));
}
