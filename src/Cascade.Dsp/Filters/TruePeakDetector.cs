using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Filters;

/// <summary>How high a stereo signal rises between its samples.</summary>
/// <remarks>
/// The wave is drawn at four points a sample, as BS.1770-4 asks, in two steps: the middles by a long filter, the quarters from samples and
/// middles by a short one. Through the highest point of a frame and its two neighbours goes a parabola. The example filter of the
/// recommendation, 12 taps, is 0.5 dB out at 20 kHz for a rate of 48 kHz, and four points alone miss up to 0.5 dB there; this is true to
/// 0.1 dB up to 0.47 of the rate. The sample itself is one of the points, so no reading is ever below it.
/// <para>Lanes are frames. Each is worked out by itself, so every width and every split gives the same bits.</para>
/// <para>Sources: ITU-R BS.1770-4, annex 2; J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function",
/// 1974.</para>
/// </remarks>
internal sealed class TruePeakDetector
{
    /// <summary>Frames that must lie before the first one measured.</summary>
    public const int Before = MiddlePairs + 1;

    /// <summary>Frames that must lie after the last one measured.</summary>
    public const int After = MiddlePairs + 1;

    /// <summary>Frames that are read but do not count, after those.</summary>
    public const int Overrun = 2 * LaneSums.Lanes;

    /// <summary>The most frames measured at once.</summary>
    public const int MaximumCount = 64;

    /// <summary>How much a wave may rise between two of its four points: 1 / cos(pi / 8), at half the rate.</summary>
    public const float Rise = 1.0824f;

    private const int MiddlePairs = 36, QuarterPairs = 3;
    // Middles before the first frame's own that its points take part in.
    private const int Carried = 3;
    private const nint Channel = MaximumCount + Overrun + Carried;

    private readonly LaneChoice _lanes;
    private readonly AlignedBuffer _weights = new(MiddlePairs + QuarterPairs);
    private readonly AlignedBuffer _middles = new((int)(2 * Channel));
    private readonly AlignedBuffer _peaks = new(MaximumCount + LaneSums.Lanes);
    private bool _isContinued;

    /// <summary>Makes a detector.</summary>
    /// <param name="lanes">Its registers.</param>
    public TruePeakDetector(LaneChoice lanes)
    {
        _lanes = lanes;
        float middle = Design(_weights.Span[..MiddlePairs], 3.5), quarter = Design(_weights.Span[MiddlePairs..], 4.5);
        Overshoot = 1.001f * middle * quarter;
    }

    /// <summary>How many times the largest sample a point can be.</summary>
    public float Overshoot { get; }

    /// <summary>The peaks of the frames measured last: the highest the louder channel rises from that frame to the next.</summary>
    public ReadOnlySpan<float> Peaks => _peaks.Span;

    /// <summary>Measures the next frames.</summary>
    /// <param name="left">The first of them; <see cref="Before"/> frames lie before it, and <see cref="After"/> and <see cref="Overrun"/>
    /// after the last.</param>
    /// <param name="right">Likewise.</param>
    /// <param name="count">1 to <see cref="MaximumCount"/>.</param>
    /// <param name="floor">What matters: peaks at or below it may be read too low.</param>
    public void Measure(ref float left, ref float right, int count, float floor) =>
        LaneDispatch.Run(_lanes, new Measuring(this, ref left, ref right, count, floor));

    /// <summary>Says that the next frames measured do not follow those measured last.</summary>
    public void Break() => _isContinued = false;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Measure<TLanes>(ref float left, ref float right, int count, float floor) where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(count, 1, MaximumCount);
        ref float weights = ref _weights.First, l = ref _middles.First, r = ref Unsafe.Add(ref _middles.First, Channel),
            peaks = ref _peaks.First;
        if (!_isContinued)
        {
            Draw<TLanes>(ref Unsafe.Add(ref left, 1 - Carried), ref l, ref weights, Carried);
            Draw<TLanes>(ref Unsafe.Add(ref right, 1 - Carried), ref r, ref weights, Carried);
        }
        Draw<TLanes>(ref Unsafe.Add(ref left, 1), ref Unsafe.Add(ref l, Carried), ref weights, count);
        Draw<TLanes>(ref Unsafe.Add(ref right, 1), ref Unsafe.Add(ref r, Carried), ref weights, count);
        TLanes low = TLanes.Splat(floor / Rise);
        ref float quarters = ref Unsafe.Add(ref weights, MiddlePairs);
        for (nint i = 0; i < count; i += TLanes.Count)
        {
            TLanes a = Highest(ref Unsafe.Add(ref left, i), ref Unsafe.Add(ref l, i), ref quarters, low);
            TLanes b = Highest(ref Unsafe.Add(ref right, i), ref Unsafe.Add(ref r, i), ref quarters, low);
            TLanes.Store(TLanes.Max(a, b), ref peaks, i);
        }
        for (nint i = 0; i < Carried; i++)
        {
            Unsafe.Add(ref l, i) = Unsafe.Add(ref l, count + i);
            Unsafe.Add(ref r, i) = Unsafe.Add(ref r, count + i);
        }
        _isContinued = true;
    }

    // The middles after each sample. Two registers and four sums each, to hide the latency of the additions.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Draw<TLanes>(ref float signal, ref float middles, ref float weights, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        for (nint i = 0; i < count; i += 2 * TLanes.Count)
        {
            ref float first = ref Unsafe.Add(ref signal, i), second = ref Unsafe.Add(ref signal, i + TLanes.Count);
            TLanes a0 = TLanes.Splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
            for (nint pair = 0; pair < MiddlePairs; pair += 4)
            {
                TLanes w0 = TLanes.Splat(Unsafe.Add(ref weights, pair)), w1 = TLanes.Splat(Unsafe.Add(ref weights, pair + 1));
                TLanes w2 = TLanes.Splat(Unsafe.Add(ref weights, pair + 2)), w3 = TLanes.Splat(Unsafe.Add(ref weights, pair + 3));
                a0 = Add(ref first, pair, w0, a0);
                b0 = Add(ref second, pair, w0, b0);
                a1 = Add(ref first, pair + 1, w1, a1);
                b1 = Add(ref second, pair + 1, w1, b1);
                a2 = Add(ref first, pair + 2, w2, a2);
                b2 = Add(ref second, pair + 2, w2, b2);
                a3 = Add(ref first, pair + 3, w3, a3);
                b3 = Add(ref second, pair + 3, w3, b3);
            }
            TLanes.Store(a0 + a1 + (a2 + a3), ref middles, i);
            TLanes.Store(b0 + b1 + (b2 + b3), ref middles, i + TLanes.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Add<TLanes>(ref float signal, nint pair, TLanes weight, TLanes sum) where TLanes : struct, ILanes<TLanes> =>
        TLanes.MultiplyAdd(TLanes.Load(ref signal, -pair) + TLanes.Load(ref signal, 1 + pair), weight, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Highest<TLanes>(ref float signal, ref float middles, ref float weights, TLanes low)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes w0 = TLanes.Splat(weights), w1 = TLanes.Splat(Unsafe.Add(ref weights, 1)), w2 = TLanes.Splat(Unsafe.Add(ref weights, 2));
        TLanes x0 = TLanes.Load(ref signal, -1), x1 = TLanes.Load(ref signal, 0), x2 = TLanes.Load(ref signal, 1),
            x3 = TLanes.Load(ref signal, 2);
        TLanes y0 = TLanes.Load(ref middles, 0), y1 = TLanes.Load(ref middles, 1), y2 = TLanes.Load(ref middles, 2),
            y3 = TLanes.Load(ref middles, 3);
        TLanes first = Between(x0, y1, x1, y2, x2, y3, w0, w1, w2), third = Between(y1, x1, y2, x2, y3, x3, w0, w1, w2);
        TLanes top = TLanes.Max(TLanes.Max(TLanes.Abs(x1), TLanes.Abs(first)), TLanes.Max(TLanes.Abs(y2), TLanes.Abs(third)));
        TLanes matters = TLanes.GreaterThan(top, low);
        if (TLanes.MaskBits(matters) == 0)
            return top;
        TLanes before = Between(y0, x0, y1, x1, y2, x2, w0, w1, w2), center = x1, after = first;
        Follow(x1, first, y2, ref before, ref center, ref after);
        Follow(first, y2, third, ref before, ref center, ref after);
        Follow(y2, third, x2, ref before, ref center, ref after);
        TLanes sign = center & TLanes.SplatInt32(int.MinValue), zero = TLanes.Splat(0);
        TLanes u = TLanes.Max(top - (before ^ sign), zero), v = TLanes.Max(top - (after ^ sign), zero), difference = u - v;
        TLanes rise = difference * difference / TLanes.MultiplyAdd(u + v, TLanes.Splat(8), TLanes.Splat(1e-20f));
        return top + (TLanes.Min(rise, top * TLanes.Splat(Rise - 1)) & matters);
    }

    // The point in the middle of six.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Between<TLanes>(TLanes a, TLanes b, TLanes c, TLanes d, TLanes e, TLanes f, TLanes w0, TLanes w1, TLanes w2)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.MultiplyAdd(c + d, w0, TLanes.MultiplyAdd(b + e, w1, (a + f) * w2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Follow<TLanes>(TLanes left, TLanes point, TLanes right, ref TLanes before, ref TLanes center, ref TLanes after)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes isHigher = TLanes.GreaterThan(TLanes.Abs(point), TLanes.Abs(center));
        before = TLanes.Select(isHigher, left, before);
        center = TLanes.Select(isHigher, point, center);
        after = TLanes.Select(isHigher, right, after);
    }

    // A windowed sinc at the odd halves, its weights by pairs around the middle, for a gain of 1. Returns how much a point can be of the
    // largest sample.
    private static float Design(Span<float> weights, double beta)
    {
        Span<double> exact = stackalloc double[weights.Length];
        double sum = 0, magnitudes = 0;
        for (int pair = 0; pair < weights.Length; pair++)
        {
            double time = Math.PI * (pair + 0.5), share = (pair + 0.5) / weights.Length;
            exact[pair] = Math.Sin(time) / time * Bessel.I0(beta * Math.Sqrt(1 - share * share));
            sum += 2 * exact[pair];
            magnitudes += 2 * Math.Abs(exact[pair]);
        }
        for (int pair = 0; pair < weights.Length; pair++)
            weights[pair] = (float)(exact[pair] / sum);
        return (float)(magnitudes / sum);
    }

    private readonly ref struct Measuring(TruePeakDetector detector, ref float left, ref float right, int count, float floor) : ILaneKernel
    {
        private readonly ref float _left = ref left, _right = ref right;

        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => detector.Measure<TLanes>(ref _left, ref _right, count, floor);
    }
}
