using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cascade.Dsp.Simd;

/// <summary>Four floats in an SSE or NEON register. Use it only where <see cref="LaneWidths.IsSupported(LaneWidth, LaneArithmetic)"/> says
/// so.</summary>
/// <typeparam name="T">How it multiplies and adds.</typeparam>
internal readonly struct Lanes128<T> : ILanes<Lanes128<T>> where T : struct, IArithmetic
{
    private readonly Vector128<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes128(Vector128<float> value) => _value = value;

    /// <inheritdoc/>
    public static int Count => 4;

    /// <inheritdoc/>
    public static bool IsFused => T.IsFused;

    /// <inheritdoc/>
    public static Lanes128<T> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector128.Create(0f, 1f, 2f, 3f));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Load(ref float source, nint offset) => new(Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes128<T> value, ref float destination, nint offset) =>
        value._value.StoreUnsafe(ref Unsafe.Add(ref destination, offset));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Lanes128<T> value, ref float destination, nint offset) =>
        Unsafe.Add(ref destination, offset) = value._value.ToScalar();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePair(Lanes128<T> value, ref float destination, nint offset) =>
        Unsafe.As<float, double>(ref Unsafe.Add(ref destination, offset)) = value._value.AsDouble().ToScalar();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Splat(float value) => new(Vector128.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> SplatPair(ref float source, nint offset) =>
        new(Vector128.Create(Unsafe.As<float, double>(ref Unsafe.Add(ref source, offset))).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> SplatInt32(int value) => new(Vector128.Create(value).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator +(Lanes128<T> a, Lanes128<T> b) => new(a._value + b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator -(Lanes128<T> a, Lanes128<T> b) => new(a._value - b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator *(Lanes128<T> a, Lanes128<T> b) => new(a._value * b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator /(Lanes128<T> a, Lanes128<T> b) => new(a._value / b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator &(Lanes128<T> a, Lanes128<T> b) => new(a._value & b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator |(Lanes128<T> a, Lanes128<T> b) => new(a._value | b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator ^(Lanes128<T> a, Lanes128<T> b) => new(a._value ^ b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> MultiplyAdd(Lanes128<T> a, Lanes128<T> b, Lanes128<T> c) => new(T.MultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> NegatedMultiplyAdd(Lanes128<T> a, Lanes128<T> b, Lanes128<T> c) =>
        new(T.NegatedMultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Min(Lanes128<T> a, Lanes128<T> b) => new(Quads.Min(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Max(Lanes128<T> a, Lanes128<T> b) => new(Quads.Max(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Abs(Lanes128<T> a) => new(Vector128.Abs(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Sqrt(Lanes128<T> a) => new(Vector128.Sqrt(a._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> GreaterThan(Lanes128<T> a, Lanes128<T> b) => new(Vector128.GreaterThan(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> GreaterThanOrEqual(Lanes128<T> a, Lanes128<T> b) => new(Vector128.GreaterThanOrEqual(a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> EqualInt32(Lanes128<T> a, Lanes128<T> b) =>
        new(Vector128.Equals(a._value.AsInt32(), b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Select(Lanes128<T> mask, Lanes128<T> a, Lanes128<T> b) =>
        new(Vector128.ConditionalSelect(mask._value, a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> DownPair(Lanes128<T> a) =>
        new(Vector128.Shuffle(a._value.AsDouble(), Vector128.Create(1L, 1)).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MaskBits(Lanes128<T> mask) => (uint)Vector128.ExtractMostSignificantBits(mask._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> AddInt32(Lanes128<T> a, Lanes128<T> b) => new((a._value.AsInt32() + b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> SubtractInt32(Lanes128<T> a, Lanes128<T> b) => new((a._value.AsInt32() - b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> MultiplyInt32(Lanes128<T> a, Lanes128<T> b) => new((a._value.AsInt32() * b._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> ShiftLeftInt32(Lanes128<T> a, [ConstantExpected] int count) => new((a._value.AsInt32() << count).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> ShiftRightInt32(Lanes128<T> a, [ConstantExpected] int count) =>
        new((a._value.AsInt32() >>> count).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> ToInt32(Lanes128<T> a) => new(Vector128.ConvertToInt32Native(a._value).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> FromInt32(Lanes128<T> a) => new(Vector128.ConvertToSingle(a._value.AsInt32()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadQuads(ref float table, Lanes128<T> indices, out Lanes128<T> a, out Lanes128<T> b, out Lanes128<T> c,
        out Lanes128<T> d)
    {
        Vector128<int> memory = indices._value.AsInt32();
        Vector128<float> r0 = Quads.Load(ref table, Quads.Index(ref memory, 0)), r1 = Quads.Load(ref table, Quads.Index(ref memory, 1));
        Vector128<float> r2 = Quads.Load(ref table, Quads.Index(ref memory, 2)), r3 = Quads.Load(ref table, Quads.Index(ref memory, 3));
        Quads.Transpose(r0, r1, r2, r3, out Vector128<float> ta, out Vector128<float> tb, out Vector128<float> tc, out Vector128<float> td);
        a = new(ta);
        b = new(tb);
        c = new(tc);
        d = new(td);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(ref float source, ref int rows, ref float destination, nint stride)
    {
        Quads.Transpose(Quads.Load(ref source, rows), Quads.Load(ref source, Unsafe.Add(ref rows, 1)),
            Quads.Load(ref source, Unsafe.Add(ref rows, 2)), Quads.Load(ref source, Unsafe.Add(ref rows, 3)),
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
            Vector128<double> re = Vector128.LoadUnsafe(ref x, half), im = Vector128.LoadUnsafe(ref y, half),
                c = Vector128.LoadUnsafe(ref cos, half), s = Vector128.LoadUnsafe(ref sin, half);
            T.MultiplyAdd(re, c, -(im * s)).StoreUnsafe(ref x, half);
            T.MultiplyAdd(im, c, re * s).StoreUnsafe(ref y, half);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Cross(ref double a, ref double b, ref double c, ref double d) => new(Vector128.Narrow(
        T.MultiplyAdd(Vector128.LoadUnsafe(ref a), Vector128.LoadUnsafe(ref b),
        -(Vector128.LoadUnsafe(ref c) * Vector128.LoadUnsafe(ref d))),
        T.MultiplyAdd(Vector128.LoadUnsafe(ref a, 2), Vector128.LoadUnsafe(ref b, 2),
        -(Vector128.LoadUnsafe(ref c, 2) * Vector128.LoadUnsafe(ref d, 2)))));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Narrow(ref double source) =>
        new(Vector128.Narrow(Vector128.LoadUnsafe(ref source), Vector128.LoadUnsafe(ref source, 2)));
}
