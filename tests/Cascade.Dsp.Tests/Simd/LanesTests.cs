using System.Runtime.InteropServices;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Tests.Simd;

/// <summary>Every operation of every width equals that of one lane, bit for bit.</summary>
public sealed class LanesTests
{
    private const int Rounds = 2000;

    [Fact]
    public void Four_lanes_equal_one() => AssertEqualToOneLane<Lanes128<Fused>, Lanes1<Fused>>(LaneWidth.Bits128);

    [Fact]
    public void Eight_lanes_equal_one() => AssertEqualToOneLane<Lanes256<Fused>, Lanes1<Fused>>(LaneWidth.Bits256);

    [Fact]
    public void Sixteen_lanes_equal_one() => AssertEqualToOneLane<Lanes512<Fused>, Lanes1<Fused>>(LaneWidth.Bits512);

    [Fact]
    public void Four_lanes_equal_one_without_fused_multiply_add() =>
        AssertEqualToOneLane<Lanes128<Separate>, Lanes1<Separate>>(LaneWidth.Bits128);

    [Fact]
    public void Eight_lanes_equal_one_without_fused_multiply_add() =>
        AssertEqualToOneLane<Lanes256<Separate>, Lanes1<Separate>>(LaneWidth.Bits256);

    [Fact]
    public void Sixteen_lanes_equal_one_without_fused_multiply_add() =>
        AssertEqualToOneLane<Lanes512<Separate>, Lanes1<Separate>>(LaneWidth.Bits512);

    [Fact]
    public void A_product_is_rounded_before_it_is_added_without_fused_multiply_add_and_not_with_it()
    {
        // (1 + e)^2 = 1 + 2e + e^2, of which e^2 is lost when the product is rounded.
        const float X = 1 + 1f / 4096, Product = 1 + 2f / 4096, Lost = 1f / (4096 * 4096);
        Assert.Equal((Lost, -Lost), MultiplyAdd<Lanes1<Fused>>(X, Product));
        Assert.Equal((0, 0), MultiplyAdd<Lanes1<Separate>>(X, Product));
        Assert.Equal(Lost, LaneMath.MultiplyAdd<Lanes1<Fused>>(X, X, -Product));
        Assert.Equal(0, LaneMath.MultiplyAdd<Lanes1<Separate>>(X, X, -Product));
        double x = 1 + Math.Pow(2, -27), product = 1 + Math.Pow(2, -26), lost = Math.Pow(2, -54);
        Assert.Equal((float)lost, Cross<Lanes1<Fused>>(x, product));
        Assert.Equal(0, Cross<Lanes1<Separate>>(x, product));
        Assert.Equal((lost, lost), Rotate<Lanes1<Fused>>(x, product));
        Assert.Equal((0, 0), Rotate<Lanes1<Separate>>(x, product));
    }

    [Fact]
    public void A_request_becomes_what_the_processor_does()
    {
        Assert.Equal(LaneWidths.Resolve(LaneWidth.Auto, LaneArithmetic.Auto), (LaneChoice)LaneWidth.Auto);
        Assert.Equal(LaneWidths.Arithmetic, LaneWidths.Resolve(LaneWidth.Scalar, LaneArithmetic.Auto).Arithmetic);
        Assert.True(LaneWidths.IsSupported(LaneWidth.Scalar, LaneArithmetic.Fused));
        foreach (LaneArithmetic arithmetic in Enum.GetValues<LaneArithmetic>())
            foreach (LaneWidth width in Enum.GetValues<LaneWidth>())
            {
                if (LaneWidths.IsSupported(width, arithmetic))
                {
                    LaneChoice lanes = LaneWidths.Resolve(width, arithmetic);
                    Assert.True(lanes.Width == width || (width == LaneWidth.Auto && lanes.Width > LaneWidth.Auto));
                    Assert.True(lanes.Arithmetic == arithmetic
                        || (arithmetic == LaneArithmetic.Auto && lanes.Arithmetic == LaneWidths.Arithmetic));
                    Assert.Equal((lanes.Width == LaneWidth.Scalar ? 1 : (int)lanes.Width / 32, lanes.Arithmetic == LaneArithmetic.Fused),
                        LaneDispatch.Run(lanes, new Asking()).Answer);
                }
                else
                    Assert.Throws<ArgumentOutOfRangeException>(() => LaneWidths.Resolve(width, arithmetic));
            }
        Assert.Throws<ArgumentOutOfRangeException>(() => LaneWidths.Resolve(LaneWidth.Auto, (LaneArithmetic)3));
        Assert.Throws<ArgumentOutOfRangeException>(() => LaneWidths.Resolve((LaneWidth)64, LaneArithmetic.Auto));
        Assert.Equal([0, 1, 128, 256, 512], Enum.GetValues<LaneWidth>().Select(width => (int)width));
        Assert.Equal([0, 1, 2], Enum.GetValues<LaneArithmetic>().Select(arithmetic => (int)arithmetic));
    }

    [Fact]
    public void One_lane_is_plain_arithmetic()
    {
        float[] x = [3.5f], result = new float[1];
        Lanes1<Fused> a = Lanes1<Fused>.Load(ref x[0], 0), two = Lanes1<Fused>.Splat(2);
        Lanes1<Fused>.Store(Lanes1<Fused>.MultiplyAdd(a, two, two), ref result[0], 0);
        Assert.Equal(9f, result[0]);
        Lanes1<Fused>.Store(Lanes1<Fused>.NegatedMultiplyAdd(a, two, two), ref result[0], 0);
        Assert.Equal(-5f, result[0]);
        Lanes1<Fused>.Store(Lanes1<Fused>.Select(Lanes1<Fused>.GreaterThan(a, two), a / two, two), ref result[0], 0);
        Assert.Equal(1.75f, result[0]);
        Lanes1<Fused>.Store(Lanes1<Fused>.FromInt32(Lanes1<Fused>.ShiftLeftInt32(Lanes1<Fused>.ToInt32(a), 4)), ref result[0], 0);
        Assert.Equal(48f, result[0]);
        Lanes1<Fused>.StoreFirst(a, ref result[0], 0);
        Assert.Equal(3.5f, result[0]);
        Lanes1<Fused>.Store(Lanes1<Fused>.DownPair(a), ref result[0], 0);
        Assert.Equal(0f, result[0]);
        Lanes1<Fused>.StorePair(Lanes1<Fused>.SplatPair(ref x[0], 0), ref result[0], 0);
        Assert.Equal(3.5f, result[0]);
    }

    [Fact]
    public void Tiny_state_is_flushed_and_no_other()
    {
        Assert.Equal([0f, 0, 1e-14f, -1e-14f, 0], new[] { 1e-16f, -1e-16f, 1e-14f, -1e-14f, float.NaN }.Select(Subnormals.Flush));
        foreach (float value in new[] { 1e-16f, 2e-15f, -1e-40f, -3f })
        {
            float result = 0;
            Lanes1<Fused>.Store(Subnormals.Flush(Lanes1<Fused>.Splat(value)), ref result, 0);
            Assert.Equal(Subnormals.Flush(value), result);
        }
    }

    [Fact]
    public void Rows_become_columns_at_every_width()
    {
        AssertTransposes<Lanes1<Separate>>(LaneWidth.Scalar);
        AssertTransposes<Lanes128<Separate>>(LaneWidth.Bits128);
        AssertTransposes<Lanes256<Separate>>(LaneWidth.Bits256);
        AssertTransposes<Lanes512<Separate>>(LaneWidth.Bits512);
    }

    private static void AssertTransposes<TLanes>(LaneWidth width) where TLanes : struct, ILanes<TLanes>
    {
        if (!LaneWidths.IsSupported(width))
            return;
        const int Stride = 21;
        float[] source = [.. Enumerable.Range(0, 1000).Select(i => (float)i)], columns = new float[TLanes.Count * Stride];
        // In any order, not aligned.
        int[] rows = [.. Enumerable.Range(0, TLanes.Count).Select(row => 1 + row * 7 % 16 * 50)];
        TLanes.Transpose(ref source[3], ref rows[0], ref columns[0], Stride);
        for (int row = 0; row < TLanes.Count; row++)
            for (int column = 0; column < TLanes.Count; column++)
                Assert.Equal(source[3 + rows[row] + column], columns[column * Stride + row]);
        Assert.Equal(TLanes.Count * TLanes.Count, columns.Count(value => value != 0));
    }

    private static void AssertEqualToOneLane<TLanes, TOne>(LaneWidth width) where TLanes : struct, ILanes<TLanes>
        where TOne : struct, ILanes<TOne>
    {
        LaneArithmetic arithmetic = TLanes.IsFused ? LaneArithmetic.Fused : LaneArithmetic.Separate;
        if (!LaneWidths.IsSupported(width, arithmetic))
            Assert.Skip($"This processor has no {width} with {arithmetic} arithmetic.");
        var random = new Random(1);
        float[] a = new float[TLanes.Count], b = new float[TLanes.Count], c = new float[TLanes.Count], table = new float[1000];
        for (int i = 0; i < table.Length; i++)
            table[i] = random.NextSingle();
        for (int round = 0; round < Rounds; round++)
        {
            for (int lane = 0; lane < TLanes.Count; lane++)
                (a[lane], b[lane], c[lane]) = (Any(random), random.Next(8) == 0 ? a[lane] : Any(random), Any(random));
            float[] wide = Everything<TLanes>(a, b, c, table);
            int results = wide.Length / TLanes.Count;
            for (int lane = 0; lane < TLanes.Count; lane++)
            {
                float[] one = Everything<TOne>([a[lane]], [b[lane]], [c[lane]], table);
                Assert.Equal(one.Length, results);
                for (int operation = 0; operation < results; operation++)
                    if (BitConverter.SingleToInt32Bits(one[operation]) != BitConverter.SingleToInt32Bits(wide[operation * TLanes.Count
                        + lane]))
                        Assert.Fail($"Operation {operation} of a = {a[lane]:R}, b = {b[lane]:R}, c = {c[lane]:R}: "
                            + $"{wide[operation * TLanes.Count + lane]:R} in lane {lane}, {one[operation]:R} alone.");
            }
            Assert.Equal(Enumerable.Range(0, TLanes.Count).Aggregate(0u, (bits, lane) => bits | (a[lane] > b[lane] ? 1u << lane : 0)),
                TLanes.MaskBits(TLanes.GreaterThan(Load<TLanes>(a), Load<TLanes>(b))));
        }
        float[] indices = new float[TLanes.Count];
        TLanes.Store(TLanes.Indices, ref indices[0], 0);
        Assert.Equal(Enumerable.Range(0, TLanes.Count).Select(i => (float)i), indices);
        float[] down = new float[TLanes.Count], first = [1, 1, 1], pair = [1, 1, 1, 1], pairs = new float[TLanes.Count];
        TLanes.Store(TLanes.DownPair(Load<TLanes>(a)), ref down[0], 0);
        Assert.Equal(a.Skip(2), down.SkipLast(2));
        TLanes.StoreFirst(Load<TLanes>(a), ref first[0], 1);
        Assert.Equal([1, a[0], 1], first);
        TLanes.StorePair(Load<TLanes>(a), ref pair[0], 1);
        Assert.Equal([1, a[0], a[1], 1], pair);
        TLanes.Store(TLanes.SplatPair(ref a[0], 1), ref pairs[0], 0);
        Assert.Equal(Enumerable.Range(0, TLanes.Count).Select(lane => a[1 + lane % 2]), pairs);
    }

    // The results of all operations on a, b and c, one after another.
    private static float[] Everything<TLanes>(float[] a, float[] b, float[] c, float[] table) where TLanes : struct, ILanes<TLanes>
    {
        TLanes x = Load<TLanes>(a), y = Load<TLanes>(b), z = Load<TLanes>(c);
        TLanes small = TLanes.ToInt32(TLanes.Abs(x) * TLanes.Splat(0.001f));
        TLanes.LoadQuads(ref table[0], small, out TLanes q0, out TLanes q1, out TLanes q2, out TLanes q3);
        TLanes[] results =
        [
            x + y, x - y, x * y, x / y, x & y, x | y, x ^ y, TLanes.MultiplyAdd(x, y, z), TLanes.NegatedMultiplyAdd(x, y, z),
            TLanes.Min(x, y), TLanes.Max(x, y), TLanes.Abs(x), TLanes.Sqrt(TLanes.Abs(x)), TLanes.GreaterThan(x, y),
            TLanes.GreaterThanOrEqual(x, y),
            TLanes.EqualInt32(x, y), TLanes.Select(TLanes.GreaterThan(x, y), y, z), TLanes.AddInt32(x, y), TLanes.SubtractInt32(x, y),
            TLanes.MultiplyInt32(x, y),
            TLanes.ShiftLeftInt32(x, 5), TLanes.ShiftRightInt32(x, 9), TLanes.ToInt32(x), TLanes.FromInt32(x), TLanes.Splat(0.1f),
            TLanes.SplatInt32(-7),
            q0, q1, q2, q3, Subnormals.Flush(x),
        ];
        var floats = new float[results.Length * TLanes.Count];
        for (int i = 0; i < results.Length; i++)
            TLanes.Store(results[i], ref floats[0], i * TLanes.Count);
        return floats;
    }

    private static TLanes Load<TLanes>(float[] values) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Load(ref MemoryMarshal.GetArrayDataReference(values), 0);

    // Up to a million, so that every value fits an integer; with zeros of both signs and tiny values.
    private static float Any(Random random) => random.Next(10) switch
    {
        0 => 0,
        1 => -0f,
        2 => 1e-30f * random.NextSingle(),
        _ => (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-6, 6)),
    };

    private static (float, float) MultiplyAdd<TLanes>(float x, float product) where TLanes : struct, ILanes<TLanes>
    {
        TLanes a = TLanes.Splat(x);
        float plus = 0, minus = 0;
        TLanes.StoreFirst(TLanes.MultiplyAdd(a, a, TLanes.Splat(-product)), ref plus, 0);
        TLanes.StoreFirst(TLanes.NegatedMultiplyAdd(a, a, TLanes.Splat(product)), ref minus, 0);
        return (plus, minus);
    }

    private static float Cross<TLanes>(double x, double product) where TLanes : struct, ILanes<TLanes>
    {
        double one = 1;
        float result = 0;
        TLanes.StoreFirst(TLanes.Cross(ref x, ref x, ref product, ref one), ref result, 0);
        return result;
    }

    private static (double, double) Rotate<TLanes>(double x, double product) where TLanes : struct, ILanes<TLanes>
    {
        double re = x, im = product, sin = 1, other = -product, same = x;
        // x x - product 1, and x x + -product 1.
        TLanes.Rotate(ref re, ref im, ref x, ref sin);
        TLanes.Rotate(ref other, ref same, ref x, ref sin);
        return (re, same);
    }

    private struct Asking : ILaneKernel
    {
        public (int, bool) Answer;

        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => Answer = (TLanes.Count, TLanes.IsFused);
    }
}
