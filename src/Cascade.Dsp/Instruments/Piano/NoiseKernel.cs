using System.Runtime.CompilerServices;
using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;
using static Cascade.Dsp.Instruments.Piano.NoiseField;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The loops of the noise bank. Lanes are bands.</summary>
/// <remarks>A kind of noise is a few rows: the powers of all its noises on the left and on the right, and its constants.</remarks>
internal static class NoiseKernel
{
    /// <summary>Bands in a group, which are computed at one rate.</summary>
    public const int GroupSize = 8;

    /// <summary>Floats in a row: of each group its bands, and zeros up to one of the widest registers.</summary>
    public const int Row = NoiseBands.Count / GroupSize * LaneSums.Lanes;

    /// <summary>Where a kind has the powers with which a noise begins.</summary>
    public const int Shape = 2 * Row;

    /// <summary>Where it has the logarithms to base 2 of what a frame multiplies the powers by.</summary>
    public const int Rate = 3 * Row;

    /// <summary>Where it has what a block multiplies them by.</summary>
    public const int BlockDecay = 4 * Row;

    /// <summary>Where it has what the powers of noises begun in the last block still lack, on the left and on the right.</summary>
    public const int Rising = 5 * Row;

    /// <summary>Floats of a kind.</summary>
    public const int KindStride = 7 * Row;

    private const nint Frame = LaneSums.Lanes;

    /// <summary>Where a row has a band.</summary>
    /// <param name="band">From 0.</param>
    public static int LaneOf(int band) => band / GroupSize * LaneSums.Lanes + band % GroupSize;

    /// <summary>Filters a register of bands and adds them to the buses.</summary>
    /// <remarks>One hash is two samples of sixteen bits, the upper for the left and the lower for the right, which is plenty for
    /// noise.</remarks>
    /// <param name="lane">The register's lane of the first field.</param>
    /// <param name="leftBus">The register's lane of the first frame of the left bus.</param>
    /// <param name="rightBus">Likewise of the right bus.</param>
    /// <param name="frames">The number of frames that go by.</param>
    /// <param name="first">The first of them that is computed; it may lie behind them.</param>
    /// <param name="every">From one that is computed to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Render<TLanes>(ref float lane, ref float leftBus, ref float rightBus, int frames, int first, int every)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(frames, 0, Instrument.BlockSize);
        DebugGuard.Within(first, 0, every - 1);
        int count = (frames - first + every - 1) / every;
        TLanes passed = TLanes.Splat(frames), before = TLanes.Splat(first), pace = TLanes.Splat(every);
        TLanes scale = Load<TLanes>(ref lane, Scale) * TLanes.Splat(1f / 0x8000_0000u);
        TLanes left = Load<TLanes>(ref lane, LeftGain), right = Load<TLanes>(ref lane, RightGain);
        TLanes leftStep = Load<TLanes>(ref lane, LeftStep), rightStep = Load<TLanes>(ref lane, RightStep);
        Store(TLanes.MultiplyAdd(leftStep, passed, left), ref lane, LeftGain);
        Store(TLanes.MultiplyAdd(rightStep, passed, right), ref lane, RightGain);
        left = TLanes.MultiplyAdd(leftStep, before, left) * scale;
        right = TLanes.MultiplyAdd(rightStep, before, right) * scale;
        leftStep = leftStep * pace * scale;
        rightStep = rightStep * pace * scale;
        TLanes counter = Load<TLanes>(ref lane, Counter);
        TLanes first1 = Load<TLanes>(ref lane, FirstA1), first2 = Load<TLanes>(ref lane, FirstA2);
        TLanes second1 = Load<TLanes>(ref lane, SecondA1), second2 = Load<TLanes>(ref lane, SecondA2);
        LoadState(ref lane, LeftState, out TLanes l1, out TLanes l2, out TLanes l3, out TLanes l4);
        LoadState(ref lane, RightState, out TLanes r1, out TLanes r2, out TLanes r3, out TLanes r4);
        for (nint i = 0; i < count * Frame; i += Frame)
        {
            TLanes bits = Noise.Hash(counter);
            counter = TLanes.AddInt32(counter, TLanes.SplatInt32(1));
            TLanes x = Section(first1, first2, TLanes.FromInt32(bits & TLanes.SplatInt32(-0x10000)), ref l1, ref l2);
            TLanes.Store(TLanes.MultiplyAdd(Section(second1, second2, x, ref l3, ref l4), left, TLanes.Load(ref leftBus, i)),
                ref leftBus, i);
            x = Section(first1, first2, TLanes.FromInt32(TLanes.ShiftLeftInt32(bits, 16)), ref r1, ref r2);
            TLanes.Store(TLanes.MultiplyAdd(Section(second1, second2, x, ref r3, ref r4), right, TLanes.Load(ref rightBus, i)),
                ref rightBus, i);
            left += leftStep;
            right += rightStep;
        }
        StoreState(l1, l2, l3, l4, ref lane, LeftState);
        StoreState(r1, r2, r3, r4, ref lane, RightState);
        Store(counter, ref lane, Counter);
    }

    /// <summary>Moves a kind of noise on by a block and adds its powers at the block's end to the bank's next ones.</summary>
    /// <param name="kind">Its first float.</param>
    /// <param name="fields">The bank's first float.</param>
    /// <param name="sums">A frame: the kind's power in every band on both sides, a band of each group a lane.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Advance<TLanes>(ref float kind, ref float fields, ref float sums) where TLanes : struct, ILanes<TLanes>
    {
        for (nint lane = 0; lane < Row; lane = Next<TLanes>(lane))
        {
            TLanes decay = TLanes.Load(ref kind, lane + BlockDecay);
            TLanes left = (TLanes.Load(ref kind, lane) + TLanes.Load(ref kind, lane + Rising)) * decay;
            TLanes right = (TLanes.Load(ref kind, lane + Row) + TLanes.Load(ref kind, lane + Rising + Row)) * decay;
            TLanes.Store(TLanes.Splat(0), ref kind, lane + Rising);
            TLanes.Store(TLanes.Splat(0), ref kind, lane + Rising + Row);
            ref float first = ref Unsafe.Add(ref fields, lane);
            TLanes heard = TLanes.GreaterThan(left + right, Load<TLanes>(ref first, Floor));
            left &= heard;
            right &= heard;
            TLanes.Store(left, ref kind, lane);
            TLanes.Store(right, ref kind, lane + Row);
            Store(Load<TLanes>(ref first, LeftNext) + left, ref first, LeftNext);
            Store(Load<TLanes>(ref first, RightNext) + right, ref first, RightNext);
            TLanes both = left + right;
            TLanes.Store(lane < Frame ? both : both + TLanes.Load(ref sums, lane % Frame), ref sums, lane % Frame);
        }
    }

    /// <summary>Begins a noise inside the block: what has risen of it by the block's end joins its kind and the bank's next powers, the
    /// rest a block later.</summary>
    /// <param name="kind">The first float of its kind.</param>
    /// <param name="left">Its power on the left, a factor of its kind's.</param>
    /// <param name="right">Likewise on the right.</param>
    /// <param name="frames">From its first frame to the block's end, 1 or more.</param>
    /// <param name="fields">The bank's first float.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Begin<TLanes>(ref float kind, float left, float right, int frames, ref float fields)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(frames, 1, Instrument.BlockSize);
        // The amplitude's share of its way by the block's end.
        float way = frames / (float)(frames + Instrument.BlockSize), risen = way * way;
        TLanes part = TLanes.Splat(frames), l = TLanes.Splat(risen * left), r = TLanes.Splat(risen * right);
        TLanes lackLeft = TLanes.Splat((1 - risen) * left), lackRight = TLanes.Splat((1 - risen) * right);
        for (nint lane = 0; lane < Row; lane = Next<TLanes>(lane))
        {
            TLanes last = TLanes.Load(ref kind, lane + Shape) * LaneMath.Exp2(TLanes.Load(ref kind, lane + Rate) * part);
            ref float band = ref Unsafe.Add(ref fields, lane), own = ref Unsafe.Add(ref kind, lane);
            Accumulate(last, l, ref band, (nint)LeftNext * Row);
            Accumulate(last, r, ref band, (nint)RightNext * Row);
            Accumulate(last, l, ref own, 0);
            Accumulate(last, r, ref own, Row);
            Accumulate(last, lackLeft, ref own, Rising);
            Accumulate(last, lackRight, ref own, Rising + Row);
        }
    }

    /// <summary>Sets the steps that bring the amplitudes to those of the next powers.</summary>
    /// <param name="fields">The bank's first float.</param>
    /// <param name="frames">The frames left of the block, 1 or more.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Aim<TLanes>(ref float fields, int frames) where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(frames, 1, Instrument.BlockSize);
        TLanes inverse = TLanes.Splat(1f / frames);
        for (nint lane = 0; lane < Row; lane = Next<TLanes>(lane))
        {
            ref float band = ref Unsafe.Add(ref fields, lane);
            TLanes left = TLanes.Sqrt(Subnormals.Flush(Load<TLanes>(ref band, LeftNext))),
                right = TLanes.Sqrt(Subnormals.Flush(Load<TLanes>(ref band, RightNext)));
            Store(left, ref band, LeftTarget);
            Store(right, ref band, RightTarget);
            Store((left - Load<TLanes>(ref band, LeftGain)) * inverse, ref band, LeftStep);
            Store((right - Load<TLanes>(ref band, RightGain)) * inverse, ref band, RightStep);
        }
    }

    // From a register of a row to the next; where registers are smaller, the zeros of a group are left out.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Next<TLanes>(nint lane) where TLanes : struct, ILanes<TLanes>
    {
        lane += TLanes.Count;
        return lane % Frame < GroupSize ? lane : lane / Frame * Frame + Frame;
    }

    // (1 - z^-2) / (1 + a1 z^-1 + a2 z^-2) in the second direct form transposed; the states are kept with the other sign, which spares one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Section<TLanes>(TLanes a1, TLanes a2, TLanes x, ref TLanes s1, ref TLanes s2)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes y = x - s1;
        s1 = TLanes.MultiplyAdd(a1, y, s2);
        s2 = TLanes.MultiplyAdd(a2, y, x);
        return y;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate<TLanes>(TLanes value, TLanes gain, ref float sum, nint place) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Store(TLanes.MultiplyAdd(value, gain, TLanes.Load(ref sum, place)), ref sum, place);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Load<TLanes>(ref float lane, NoiseField field) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Load(ref lane, (nint)field * Row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes>(TLanes value, ref float lane, NoiseField field) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Store(value, ref lane, (nint)field * Row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadState<TLanes>(ref float lane, NoiseField first, out TLanes a, out TLanes b, out TLanes c, out TLanes d)
        where TLanes : struct, ILanes<TLanes>
    {
        a = Load<TLanes>(ref lane, first);
        b = Load<TLanes>(ref lane, first + 1);
        c = Load<TLanes>(ref lane, first + 2);
        d = Load<TLanes>(ref lane, first + 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreState<TLanes>(TLanes a, TLanes b, TLanes c, TLanes d, ref float lane, NoiseField first)
        where TLanes : struct, ILanes<TLanes>
    {
        Store(a, ref lane, first);
        Store(b, ref lane, first + 1);
        Store(c, ref lane, first + 2);
        Store(d, ref lane, first + 3);
    }
}
