using System.Diagnostics.CodeAnalysis;

namespace Cascade.Dsp.Simd;

/// <summary>A register of floats, so that a kernel can be written once and run at any width.</summary>
/// <remarks>
/// A kernel is one generic method <c>Render&lt;TLanes&gt;(...) where TLanes : struct, ILanes&lt;TLanes&gt;</c>; the caller chooses the
/// width once, when it is constructed. All operations are the exact IEEE 754 ones (no estimates), so every width gives the same bits, lane
/// by lane; two arithmetics differ in <see cref="MultiplyAdd"/> and what is made of it.
/// <para>Some operations read the bits of a lane as a 32-bit integer; their names say Int32. A mask has all bits of a lane set, or
/// none.</para>
/// </remarks>
/// <typeparam name="TSelf">The implementing struct.</typeparam>
internal interface ILanes<TSelf> where TSelf : struct, ILanes<TSelf>
{
    /// <summary>The number of floats in a register: 16, 8, 4 or 1.</summary>
    static abstract int Count { get; }

    /// <summary>True if a * b + c is rounded once, false if twice.</summary>
    static abstract bool IsFused { get; }

    /// <summary>0, 1, 2, ... Count - 1.</summary>
    static abstract TSelf Indices { get; }

    /// <summary>Loads Count floats that start <paramref name="offset"/> floats after <paramref name="source"/>. No bounds are
    /// checked.</summary>
    static abstract TSelf Load(ref float source, nint offset);

    /// <summary>Stores Count floats that start <paramref name="offset"/> floats after <paramref name="destination"/>. No bounds are
    /// checked.</summary>
    static abstract void Store(TSelf value, ref float destination, nint offset);

    /// <summary>Stores lane 0, <paramref name="offset"/> floats after <paramref name="destination"/>. No bounds are checked.</summary>
    static abstract void StoreFirst(TSelf value, ref float destination, nint offset);

    /// <summary>Stores lanes 0 and 1, or the only one, <paramref name="offset"/> floats after <paramref name="destination"/>. No bounds are
    /// checked.</summary>
    static abstract void StorePair(TSelf value, ref float destination, nint offset);

    /// <summary>The same value in every lane.</summary>
    static abstract TSelf Splat(float value);

    /// <summary>The float <paramref name="offset"/> floats after <paramref name="source"/> in every even lane, the next in every odd one.
    /// No bounds are checked.</summary>
    static abstract TSelf SplatPair(ref float source, nint offset);

    /// <summary>The same integer in every lane.</summary>
    static abstract TSelf SplatInt32(int value);

    /// <summary>a + b.</summary>
    static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>a - b.</summary>
    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>a * b.</summary>
    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>a / b.</summary>
    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>Bitwise and.</summary>
    static abstract TSelf operator &(TSelf a, TSelf b);

    /// <summary>Bitwise or.</summary>
    static abstract TSelf operator |(TSelf a, TSelf b);

    /// <summary>Bitwise exclusive or.</summary>
    static abstract TSelf operator ^(TSelf a, TSelf b);

    /// <summary>a * b + c, rounded once or twice: see <see cref="IsFused"/>.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>c - a * b, rounded as <see cref="MultiplyAdd"/> is.</summary>
    static abstract TSelf NegatedMultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The smaller of each pair, <paramref name="b"/> where they are equal as 0 and -0 are; neither may be NaN.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>The larger of each pair, <paramref name="b"/> where they are equal as 0 and -0 are; neither may be NaN.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The absolute value.</summary>
    static abstract TSelf Abs(TSelf a);

    /// <summary>The square root.</summary>
    static abstract TSelf Sqrt(TSelf a);

    /// <summary>The mask of lanes with a &gt; b.</summary>
    static abstract TSelf GreaterThan(TSelf a, TSelf b);

    /// <summary>The mask of lanes with a &gt;= b.</summary>
    static abstract TSelf GreaterThanOrEqual(TSelf a, TSelf b);

    /// <summary>The mask of lanes whose bits are equal as integers.</summary>
    static abstract TSelf EqualInt32(TSelf a, TSelf b);

    /// <summary>Where the mask is set <paramref name="a"/>, elsewhere <paramref name="b"/>.</summary>
    static abstract TSelf Select(TSelf mask, TSelf a, TSelf b);

    /// <summary>In every lane the value of the lane two above it; what is in the last two is not said.</summary>
    static abstract TSelf DownPair(TSelf a);

    /// <summary>One bit a lane, lane 0 lowest: the sign bits of a mask.</summary>
    static abstract uint MaskBits(TSelf mask);

    /// <summary>Integer sum, wrapping.</summary>
    static abstract TSelf AddInt32(TSelf a, TSelf b);

    /// <summary>Integer difference, wrapping.</summary>
    static abstract TSelf SubtractInt32(TSelf a, TSelf b);

    /// <summary>Integer product, its low 32 bits.</summary>
    static abstract TSelf MultiplyInt32(TSelf a, TSelf b);

    /// <summary>Integer shift to the left.</summary>
    static abstract TSelf ShiftLeftInt32(TSelf a, [ConstantExpected] int count);

    /// <summary>Integer shift to the right, zeros move in.</summary>
    static abstract TSelf ShiftRightInt32(TSelf a, [ConstantExpected] int count);

    /// <summary>Float to integer, truncating; the value must fit.</summary>
    static abstract TSelf ToInt32(TSelf a);

    /// <summary>Signed integer to the nearest float.</summary>
    static abstract TSelf FromInt32(TSelf a);

    /// <summary>For every lane the four consecutive floats that start at its index: the first of each in <paramref name="a"/>, the second
    /// in <paramref name="b"/>, and so on.</summary>
    /// <remarks>Four contiguous loads and a transposition are faster than four gathers, and work at every width.</remarks>
    static abstract void LoadQuads(ref float table, TSelf indices, out TSelf a, out TSelf b, out TSelf c, out TSelf d);

    /// <summary>Makes columns of rows: float c of row r becomes float r of row c.</summary>
    /// <param name="source">Where the rows' offsets count from.</param>
    /// <param name="rows">The offset of the first of Count rows of Count floats; those of the others follow it.</param>
    /// <param name="destination">The first float of the result; must not overlap the source.</param>
    /// <param name="stride">Floats from a row of the result to the next.</param>
    static abstract void Transpose(ref float source, ref int rows, ref float destination, nint stride);

    /// <summary>Turns and shrinks Count phasors in double precision: (x, y) becomes (cos x - sin y, cos y + sin x).</summary>
    /// <param name="x">The real part of the first.</param>
    /// <param name="y">Its imaginary part.</param>
    /// <param name="cos">Its step's real part.</param>
    /// <param name="sin">Its step's imaginary part.</param>
    static abstract void Rotate(ref double x, ref double y, ref double cos, ref double sin);

    /// <summary>a b - c d of Count doubles, rounded to floats.</summary>
    static abstract TSelf Cross(ref double a, ref double b, ref double c, ref double d);

    /// <summary>Count doubles, rounded to floats.</summary>
    static abstract TSelf Narrow(ref double source);
}
