using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;
using static Cascade.Dsp.Effects.EqualizerField;

namespace Cascade.Dsp.Effects;

/// <summary>The loops of the equalizer. Lanes are bands, left and right in turn.</summary>
/// <remarks>
/// A systolic cascade: in every frame all bands work at once, each on what the band before it gave off in the last frame, so that a cascade
/// takes as long as one band. Where a register holds fewer bands than there are, several follow one another, each on what the one before it
/// wrote; up to three in one loop, as the next frame of one has to wait for its last and the others fill that time. A register of one lane
/// holds one side of a band.
/// </remarks>
internal static class EqualizerKernel
{
    /// <summary>Floats in a row: two of the widest registers, which hold ten bands of two sides.</summary>
    public const int Row = 2 * LaneSums.Lanes;

    /// <summary>How many registers a loop takes at most: more would not fit into the processor's sixteen.</summary>
    public const int Together = 3;

    /// <summary>State smaller than this, -160 dB of full scale, is silence if nothing comes in.</summary>
    public const float Inaudible = 1e-8f;

    /// <summary>Floats from a register to the next.</summary>
    public static int Stride<TLanes>() where TLanes : struct, ILanes<TLanes> => Math.Max(2, TLanes.Count);

    /// <summary>Filters frames in place.</summary>
    /// <typeparam name="TLanes">The registers.</typeparam>
    /// <typeparam name="TMotion">Whether the coefficients move, by their steps.</typeparam>
    /// <param name="lane">The first lane, in the first row, of the register that comes first; the next lies a stride before it.</param>
    /// <param name="registers">How many follow one another, up to <see cref="Together"/>.</param>
    /// <param name="frame">The first frame that comes in, left and right in turn, which becomes the first register's output; the next takes
    /// and writes a frame before it, and so on.</param>
    /// <param name="frames">The number of frames.</param>
    /// <param name="isOdd">Whether an odd number of frames came before.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Render<TLanes, TMotion>(ref float lane, int registers, ref float frame, int frames, bool isOdd)
        where TLanes : struct, ILanes<TLanes> where TMotion : struct, IMotion
    {
        ref float second = ref Unsafe.Subtract(ref lane, registers > 1 ? Stride<TLanes>() : 0),
            third = ref Unsafe.Subtract(ref second, registers > 2 ? Stride<TLanes>() : 0);
        LoadState(ref lane, out TLanes band, out TLanes low, out TLanes output);
        LoadState(ref second, out TLanes secondBand, out TLanes secondLow, out TLanes secondOutput);
        LoadState(ref third, out TLanes thirdBand, out TLanes thirdLow, out TLanes thirdOutput);
        nint lost = (nint)(isOdd ? OtherBandLost : BandLost) * Row;
        for (nint i = 0; i < frames; i++)
        {
            ref float at = ref Unsafe.Add(ref frame, 2 * i);
            Step<TLanes, TMotion>(ref lane, ref at, lost, ref band, ref low, ref output);
            if (registers > 1)
                Step<TLanes, TMotion>(ref second, ref Unsafe.Subtract(ref at, 2), lost, ref secondBand, ref secondLow, ref secondOutput);
            if (registers > 2)
                Step<TLanes, TMotion>(ref third, ref Unsafe.Subtract(ref at, 4), lost, ref thirdBand, ref thirdLow, ref thirdOutput);
            lost = ((nint)BandLost + (nint)OtherBandLost) * Row - lost;
        }
        StoreState(band, low, output, ref lane);
        if (registers > 1)
            StoreState(secondBand, secondLow, secondOutput, ref second);
        if (registers > 2)
            StoreState(thirdBand, thirdLow, thirdOutput, ref third);
    }

    /// <summary>Takes state that would become subnormal to zero.</summary>
    /// <param name="lane">The first lane, in the first row, of a register.</param>
    /// <returns>Whether any of its bands can be heard.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Settle<TLanes>(ref float lane) where TLanes : struct, ILanes<TLanes>
    {
        LoadState(ref lane, out TLanes band, out TLanes low, out TLanes output);
        TLanes bandSize = TLanes.Abs(band), lowSize = TLanes.Abs(low), threshold = TLanes.Splat(Subnormals.Threshold);
        TLanes bandKept = TLanes.GreaterThan(bandSize, threshold), lowKept = TLanes.GreaterThan(lowSize, threshold);
        Keep(bandKept, ref lane, Band);
        Keep(bandKept, ref lane, BandLost);
        Keep(bandKept, ref lane, OtherBandLost);
        Keep(lowKept, ref lane, Low);
        Keep(lowKept, ref lane, LowLost);
        Keep(lowKept, ref lane, OtherLowLost);
        TLanes largest = TLanes.Max(TLanes.Max(bandSize, lowSize), TLanes.Abs(output));
        return TLanes.MaskBits(TLanes.GreaterThan(largest, TLanes.Splat(Inaudible))) != 0;
    }

    /// <remarks>
    /// What an integrator's sum loses by rounding goes into a later sum, so that at 20 Hz, where the gains are a thousandth and less,
    /// nothing gets lost: two frames later, as the next frame need not wait for it then. It and the coefficients stay in memory: as locals
    /// they would drive the integrators out of the registers.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TLanes, TMotion>(ref float lane, ref float frame, nint lost, ref TLanes band, ref TLanes low,
        ref TLanes output) where TLanes : struct, ILanes<TLanes> where TMotion : struct, IMotion
    {
        TLanes x = TLanes.Select(Load<TLanes>(ref lane, Entry), TLanes.SplatPair(ref frame, 0), TLanes.DownPair(output));
        output = TLanes.MultiplyAdd(Load<TLanes>(ref lane, OfInput), x,
            TLanes.MultiplyAdd(Load<TLanes>(ref lane, OfBand), band, Load<TLanes>(ref lane, OfLow) * low));
        TLanes.StorePair(output, ref frame, 0);
        TLanes difference = x - low, warped = Load<TLanes>(ref lane, Warped);
        TLanes bandGain = TLanes.MultiplyAdd(warped, difference,
            TLanes.NegatedMultiplyAdd(Load<TLanes>(ref lane, Damped), band, TLanes.Load(ref lane, lost)));
        TLanes lowGain = TLanes.MultiplyAdd(Load<TLanes>(ref lane, Squared), difference,
            TLanes.MultiplyAdd(warped, band, TLanes.Load(ref lane, lost + Row)));
        TLanes nextBand = band + bandGain, nextLow = low + lowGain;
        TLanes.Store(bandGain - (nextBand - band), ref lane, lost);
        TLanes.Store(lowGain - (nextLow - low), ref lane, lost + Row);
        band = nextBand;
        low = nextLow;
        if (!TMotion.Moves)
            return;
        Move<TLanes>(ref lane, Damped);
        Move<TLanes>(ref lane, Warped);
        Move<TLanes>(ref lane, Squared);
        Move<TLanes>(ref lane, OfInput);
        Move<TLanes>(ref lane, OfBand);
        Move<TLanes>(ref lane, OfLow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move<TLanes>(ref float lane, EqualizerField field) where TLanes : struct, ILanes<TLanes> =>
        Store(Load<TLanes>(ref lane, field) + Load<TLanes>(ref lane, field + (int)EqualizerField.Step), ref lane, field);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Load<TLanes>(ref float lane, EqualizerField field) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Load(ref lane, (nint)field * Row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes>(TLanes value, ref float lane, EqualizerField field) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Store(value, ref lane, (nint)field * Row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep<TLanes>(TLanes mask, ref float lane, EqualizerField field) where TLanes : struct, ILanes<TLanes> =>
        Store(Load<TLanes>(ref lane, field) & mask, ref lane, field);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadState<TLanes>(ref float lane, out TLanes band, out TLanes low, out TLanes output)
        where TLanes : struct, ILanes<TLanes>
    {
        band = Load<TLanes>(ref lane, Band);
        low = Load<TLanes>(ref lane, Low);
        output = Load<TLanes>(ref lane, Given);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreState<TLanes>(TLanes band, TLanes low, TLanes output, ref float lane) where TLanes : struct, ILanes<TLanes>
    {
        Store(band, ref lane, Band);
        Store(low, ref lane, Low);
        Store(output, ref lane, Given);
    }

    /// <summary>Whether coefficients move: a type, so that there is a loop for each.</summary>
    public interface IMotion
    {
        /// <summary>True if they do.</summary>
        static abstract bool Moves { get; }
    }

    /// <summary>They move by their steps.</summary>
    public readonly struct Moving : IMotion
    {
        /// <inheritdoc/>
        public static bool Moves => true;
    }

    /// <summary>They stand still.</summary>
    public readonly struct Still : IMotion
    {
        /// <inheritdoc/>
        public static bool Moves => false;
    }
}
