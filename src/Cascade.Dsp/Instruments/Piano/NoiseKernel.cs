using System.Runtime.CompilerServices;
using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Simd;
using static Cascade.Dsp.Instruments.Piano.NoiseField;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The loops of the noise bank. Lanes are bands.</summary>
/// <remarks>A noise is four rows: the two powers, then what a block multiplies each by. Until it begins the latter are its decays in seconds.</remarks>
internal static class NoiseKernel
{
    /// <summary>Floats in a row: all bands, and zeros up to a whole number of the widest registers.</summary>
    public const int Row = 2 * LaneSums.Lanes;

    /// <summary>Rows of a noise.</summary>
    public const int NoiseRows = 4;

    private const nint Frame = LaneSums.Lanes;
    private const float ShortestDecay = 1e-4f;
    private const float Log2E = 1.44269504f;

    /// <summary>Filters a register of bands and adds them to the buses.</summary>
    /// <param name="lane">The register's lane of the first field.</param>
    /// <param name="leftBus">The register's lane of the first frame of the left bus.</param>
    /// <param name="rightBus">Likewise of the right bus.</param>
    /// <param name="frames">The number of frames.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Render<TLanes>(ref float lane, ref float leftBus, ref float rightBus, int frames) where TLanes : struct, ILanes<TLanes>
    {
        TLanes counter = Load<TLanes>(ref lane, Counter), scale = Load<TLanes>(ref lane, Scale) * TLanes.Splat(1f / 0x8000_0000u);
        TLanes damped1 = Load<TLanes>(ref lane, Damped1), warped1 = Load<TLanes>(ref lane, Warped1), squared1 = Load<TLanes>(ref lane, Squared1);
        TLanes damped2 = Load<TLanes>(ref lane, Damped2), warped2 = Load<TLanes>(ref lane, Warped2), squared2 = Load<TLanes>(ref lane, Squared2);
        TLanes l1 = Load<TLanes>(ref lane, LeftState), l2 = Load<TLanes>(ref lane, LeftState + 1), l3 = Load<TLanes>(ref lane, LeftState + 2), l4 = Load<TLanes>(ref lane, LeftState + 3);
        TLanes r1 = Load<TLanes>(ref lane, RightState), r2 = Load<TLanes>(ref lane, RightState + 1), r3 = Load<TLanes>(ref lane, RightState + 2), r4 = Load<TLanes>(ref lane, RightState + 3);
        TLanes left = Load<TLanes>(ref lane, LeftGain), right = Load<TLanes>(ref lane, RightGain);
        TLanes leftStep = Load<TLanes>(ref lane, LeftStep), rightStep = Load<TLanes>(ref lane, RightStep);
        for (nint i = 0; i < frames * Frame; i += Frame)
        {
            // One hash is two samples of sixteen bits, which is plenty for noise.
            TLanes bits = Noise.Hash(counter);
            counter = TLanes.AddInt32(counter, TLanes.SplatInt32(1));
            TLanes x = TLanes.FromInt32(bits & TLanes.SplatInt32(-0x10000)) * scale;
            TLanes y = TLanes.FromInt32(TLanes.ShiftLeftInt32(bits, 16)) * scale;
            x = Section(damped1, warped1, squared1, x, ref l1, ref l2);
            y = Section(damped1, warped1, squared1, y, ref r1, ref r2);
            x = Section(damped2, warped2, squared2, x, ref l3, ref l4);
            y = Section(damped2, warped2, squared2, y, ref r3, ref r4);
            TLanes.Store(TLanes.MultiplyAdd(x, left, TLanes.Load(ref leftBus, i)), ref leftBus, i);
            TLanes.Store(TLanes.MultiplyAdd(y, right, TLanes.Load(ref rightBus, i)), ref rightBus, i);
            left += leftStep;
            right += rightStep;
        }
        Store(counter, ref lane, Counter);
        StoreState(l1, l2, l3, l4, ref lane, LeftState);
        StoreState(r1, r2, r3, r4, ref lane, RightState);
        Store(left, ref lane, LeftGain);
        Store(right, ref lane, RightGain);
    }

    /// <summary>Moves a noise on by a block and adds its amplitudes at the block's end to the bank's next ones.</summary>
    /// <param name="noise">Its first float.</param>
    /// <param name="left">Its gain on the left.</param>
    /// <param name="right">Its gain on the right.</param>
    /// <param name="fields">The bank's first float.</param>
    /// <param name="sums">A frame: the noise's power in every band, two bands a lane.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Advance<TLanes>(ref float noise, float left, float right, ref float fields, ref float sums) where TLanes : struct, ILanes<TLanes>
    {
        for (nint lane = 0; lane < NoiseBands.Count; lane += TLanes.Count)
        {
            TLanes a = Subnormals.Flush(TLanes.Load(ref noise, lane) * TLanes.Load(ref noise, lane + 2 * Row));
            TLanes b = Subnormals.Flush(TLanes.Load(ref noise, lane + Row) * TLanes.Load(ref noise, lane + 3 * Row));
            TLanes.Store(a, ref noise, lane);
            TLanes.Store(b, ref noise, lane + Row);
            AddAmplitude(a + b, left, right, ref fields, ref sums, lane);
        }
    }

    /// <summary>Begins a noise inside the block: what <see cref="Advance"/> does, and its amplitude and slope from its first frame on.</summary>
    /// <param name="noise">Its first float.</param>
    /// <param name="left">Its gain on the left.</param>
    /// <param name="right">Its gain on the right.</param>
    /// <param name="inverseRate">One over the sample rate in Hz.</param>
    /// <param name="frames">From its first frame to the block's end, 1 or more.</param>
    /// <param name="start">Four rows to add to: gain left, gain right, step left, step right.</param>
    /// <param name="fields">The bank's first float.</param>
    /// <param name="sums">A frame: the noise's power in every band, two bands a lane.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Begin<TLanes>(ref float noise, float left, float right, float inverseRate, int frames, ref float start, ref float fields, ref float sums)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes part = TLanes.Splat(frames), inverse = TLanes.Splat(1f / frames), l = TLanes.Splat(left), r = TLanes.Splat(right);
        for (nint lane = 0; lane < NoiseBands.Count; lane += TLanes.Count)
        {
            TLanes a = TLanes.Load(ref noise, lane), b = TLanes.Load(ref noise, lane + Row), first = TLanes.Sqrt(a + b);
            TLanes rateA = Rate<TLanes>(ref noise, lane + 2 * Row, inverseRate), rateB = Rate<TLanes>(ref noise, lane + 3 * Row, inverseRate);
            a = Subnormals.Flush(a * LaneMath.Exp2(rateA * part));
            b = Subnormals.Flush(b * LaneMath.Exp2(rateB * part));
            TLanes.Store(a, ref noise, lane);
            TLanes.Store(b, ref noise, lane + Row);
            TLanes.Store(LaneMath.Exp2(rateA * TLanes.Splat(Instrument.BlockSize)), ref noise, lane + 2 * Row);
            TLanes.Store(LaneMath.Exp2(rateB * TLanes.Splat(Instrument.BlockSize)), ref noise, lane + 3 * Row);
            TLanes slope = (TLanes.Sqrt(a + b) - first) * inverse;
            Accumulate(first, l, ref start, lane);
            Accumulate(first, r, ref start, lane + Row);
            Accumulate(slope, l, ref start, lane + 2 * Row);
            Accumulate(slope, r, ref start, lane + 3 * Row);
            AddAmplitude(a + b, left, right, ref fields, ref sums, lane);
        }
    }

    /// <summary>Sets the steps that bring the amplitudes to the next ones in a block.</summary>
    /// <param name="fields">The bank's first float.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Aim<TLanes>(ref float fields) where TLanes : struct, ILanes<TLanes>
    {
        TLanes inverse = TLanes.Splat(1f / Instrument.BlockSize);
        for (nint lane = 0; lane < NoiseBands.Count; lane += TLanes.Count)
        {
            ref float first = ref Unsafe.Add(ref fields, lane);
            Store((Load<TLanes>(ref first, LeftNext) - Load<TLanes>(ref first, LeftGain)) * inverse, ref first, LeftStep);
            Store((Load<TLanes>(ref first, RightNext) - Load<TLanes>(ref first, RightGain)) * inverse, ref first, RightStep);
        }
    }

    /// <summary>Adds the noises that begin at a frame.</summary>
    /// <param name="start">Their four rows; cleared.</param>
    /// <param name="fields">The bank's first float.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Join<TLanes>(ref float start, ref float fields) where TLanes : struct, ILanes<TLanes>
    {
        ref float gains = ref Unsafe.Add(ref fields, (nint)LeftGain * Row);
        for (nint i = 0; i < NoiseRows * Row; i += TLanes.Count)
        {
            TLanes.Store(TLanes.Load(ref gains, i) + TLanes.Load(ref start, i), ref gains, i);
            TLanes.Store(TLanes.Splat(0), ref start, i);
        }
    }

    /// <remarks>
    /// The trapezoidal state-variable filter's band output, twice; its steps multiplied out as in the synthesizer's filter, so that a sample waits for
    /// the last one as little as can be.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Section<TLanes>(TLanes damped, TLanes warped, TLanes squared, TLanes v0, ref TLanes ic1, ref TLanes ic2) where TLanes : struct, ILanes<TLanes>
    {
        TLanes next1 = TLanes.MultiplyAdd(damped, ic1, TLanes.NegatedMultiplyAdd(warped, ic2, warped * v0));
        TLanes next2 = ic2 + TLanes.NegatedMultiplyAdd(squared, ic2, TLanes.MultiplyAdd(warped, ic1, squared * v0));
        TLanes band = ic1 + next1;
        ic1 = next1;
        ic2 = next2;
        return band;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Rate<TLanes>(ref float noise, nint lane, float inverseRate) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Splat(-Log2E * inverseRate) / TLanes.Max(TLanes.Load(ref noise, lane), TLanes.Splat(ShortestDecay));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddAmplitude<TLanes>(TLanes power, float left, float right, ref float fields, ref float sums, nint lane) where TLanes : struct, ILanes<TLanes>
    {
        TLanes amplitude = TLanes.Sqrt(power);
        Accumulate(amplitude, TLanes.Splat(left), ref fields, lane + (nint)LeftNext * Row);
        Accumulate(amplitude, TLanes.Splat(right), ref fields, lane + (nint)RightNext * Row);
        TLanes.Store(lane < Frame ? power : power + TLanes.Load(ref sums, lane - Frame), ref sums, lane < Frame ? lane : lane - Frame);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate<TLanes>(TLanes value, TLanes gain, ref float sum, nint place) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Store(TLanes.MultiplyAdd(value, gain, TLanes.Load(ref sum, place)), ref sum, place);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Load<TLanes>(ref float lane, NoiseField field) where TLanes : struct, ILanes<TLanes> => TLanes.Load(ref lane, (nint)field * Row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes>(TLanes value, ref float lane, NoiseField field) where TLanes : struct, ILanes<TLanes> => TLanes.Store(value, ref lane, (nint)field * Row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreState<TLanes>(TLanes a, TLanes b, TLanes c, TLanes d, ref float lane, NoiseField first) where TLanes : struct, ILanes<TLanes>
    {
        Store(a, ref lane, first);
        Store(b, ref lane, first + 1);
        Store(c, ref lane, first + 2);
        Store(d, ref lane, first + 3);
    }
}
