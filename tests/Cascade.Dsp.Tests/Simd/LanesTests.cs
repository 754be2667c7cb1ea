using System.Runtime.InteropServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Tests.Simd;

/// <summary>Every operation of every width equals that of one lane, bit for bit.</summary>
public sealed class LanesTests
{
    private const int Rounds = 2000;

    [Fact]
    public void Four_lanes_equal_one() => AssertEqualToOneLane<Lanes128>(LaneWidth.Bits128);

    [Fact]
    public void Eight_lanes_equal_one() => AssertEqualToOneLane<Lanes256>(LaneWidth.Bits256);

    [Fact]
    public void Sixteen_lanes_equal_one() => AssertEqualToOneLane<Lanes512>(LaneWidth.Bits512);

    [Fact]
    public void One_lane_is_plain_arithmetic()
    {
        float[] x = [3.5f], result = new float[1];
        Lanes1 a = Lanes1.Load(ref x[0], 0), two = Lanes1.Splat(2);
        Lanes1.Store(Lanes1.MultiplyAdd(a, two, two), ref result[0], 0);
        Assert.Equal(9f, result[0]);
        Lanes1.Store(Lanes1.NegatedMultiplyAdd(a, two, two), ref result[0], 0);
        Assert.Equal(-5f, result[0]);
        Lanes1.Store(Lanes1.Select(Lanes1.GreaterThan(a, two), a / two, two), ref result[0], 0);
        Assert.Equal(1.75f, result[0]);
        Lanes1.Store(Lanes1.FromInt32(Lanes1.ShiftLeftInt32(Lanes1.ToInt32(a), 4)), ref result[0], 0);
        Assert.Equal(48f, result[0]);
        Lanes1.StoreFirst(a, ref result[0], 0);
        Assert.Equal(3.5f, result[0]);
        Lanes1.Store(Lanes1.Down(a), ref result[0], 0);
        Assert.Equal(0f, result[0]);
    }

    [Fact]
    public void Tiny_state_is_flushed_and_no_other()
    {
        Assert.Equal([0f, 0, 1e-14f, -1e-14f, 0], new[] { 1e-16f, -1e-16f, 1e-14f, -1e-14f, float.NaN }.Select(Subnormals.Flush));
        foreach (float value in new[] { 1e-16f, 2e-15f, -1e-40f, -3f })
        {
            float result = 0;
            Lanes1.Store(Subnormals.Flush(Lanes1.Splat(value)), ref result, 0);
            Assert.Equal(Subnormals.Flush(value), result);
        }
    }

    [Fact]
    public void Rows_become_columns_at_every_width()
    {
        AssertTransposes<Lanes1>(LaneWidth.Scalar);
        AssertTransposes<Lanes128>(LaneWidth.Bits128);
        AssertTransposes<Lanes256>(LaneWidth.Bits256);
        AssertTransposes<Lanes512>(LaneWidth.Bits512);
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

    private static void AssertEqualToOneLane<TLanes>(LaneWidth width) where TLanes : struct, ILanes<TLanes>
    {
        if (!LaneWidths.IsSupported(width))
            Assert.Skip($"This processor has no {width}.");
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
                float[] one = Everything<Lanes1>([a[lane]], [b[lane]], [c[lane]], table);
                Assert.Equal(one.Length, results);
                for (int operation = 0; operation < results; operation++)
                    if (BitConverter.SingleToInt32Bits(one[operation]) != BitConverter.SingleToInt32Bits(wide[operation * TLanes.Count + lane]))
                        Assert.Fail($"Operation {operation} of a = {a[lane]:R}, b = {b[lane]:R}, c = {c[lane]:R}: {wide[operation * TLanes.Count + lane]:R} in lane {lane}, {one[operation]:R} alone.");
            }
            Assert.Equal(Enumerable.Range(0, TLanes.Count).Aggregate(0u, (bits, lane) => bits | (a[lane] > b[lane] ? 1u << lane : 0)), TLanes.MaskBits(TLanes.GreaterThan(Load<TLanes>(a), Load<TLanes>(b))));
        }
        float[] indices = new float[TLanes.Count];
        TLanes.Store(TLanes.Indices, ref indices[0], 0);
        Assert.Equal(Enumerable.Range(0, TLanes.Count).Select(i => (float)i), indices);
        float[] down = new float[TLanes.Count], first = [1, 1, 1];
        TLanes.Store(TLanes.Down(Load<TLanes>(a)), ref down[0], 0);
        Assert.Equal([.. a[1..], 0], down);
        TLanes.StoreFirst(Load<TLanes>(a), ref first[0], 1);
        Assert.Equal([1, a[0], 1], first);
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
            TLanes.Min(x, y), TLanes.Max(x, y), TLanes.Abs(x), TLanes.Sqrt(TLanes.Abs(x)), TLanes.GreaterThan(x, y), TLanes.GreaterThanOrEqual(x, y),
            TLanes.EqualInt32(x, y), TLanes.Select(TLanes.GreaterThan(x, y), y, z), TLanes.AddInt32(x, y), TLanes.SubtractInt32(x, y), TLanes.MultiplyInt32(x, y),
            TLanes.ShiftLeftInt32(x, 5), TLanes.ShiftRightInt32(x, 9), TLanes.ToInt32(x), TLanes.FromInt32(x), TLanes.Splat(0.1f), TLanes.SplatInt32(-7),
            q0, q1, q2, q3, Subnormals.Flush(x),
        ];
        var floats = new float[results.Length * TLanes.Count];
        for (int i = 0; i < results.Length; i++)
            TLanes.Store(results[i], ref floats[0], i * TLanes.Count);
        return floats;
    }

    private static TLanes Load<TLanes>(float[] values) where TLanes : struct, ILanes<TLanes> => TLanes.Load(ref MemoryMarshal.GetArrayDataReference(values), 0);

    // Up to a million, so that every value fits an integer; with zeros of both signs and tiny values.
    private static float Any(Random random) => random.Next(10) switch
    {
        0 => 0,
        1 => -0f,
        2 => 1e-30f * random.NextSingle(),
        _ => (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-6, 6)),
    };
}
