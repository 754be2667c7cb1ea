using System.Runtime.CompilerServices;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;
using static Cascade.Dsp.Effects.EqualizerField;

namespace Cascade.Dsp.Effects;

/// <summary>The loops of the equalizer. Lanes are bands, a register for each channel.</summary>
/// <remarks>
/// A systolic cascade: in every frame all bands work at once, each on what the band before it gave off two frames ago. So a cascade costs
/// what one band costs. One frame would do, but then each frame had to wait for the last one's shift from lane to lane. Where a register
/// holds fewer lanes than there are bands, a block passes several registers one after another, with the same delay between them.
/// </remarks>
internal static class EqualizerKernel
{
    /// <summary>Floats in a row: the lanes of the widest register.</summary>
    public const int Row = LaneSums.Lanes;

    /// <summary>How many frames a band lies behind the one before it.</summary>
    public const int Delay = 2;

    /// <summary>State smaller than this, -160 dB of full scale, is silence if nothing comes in.</summary>
    public const float Inaudible = 1e-8f;

    /// <summary>Filters two channels.</summary>
    /// <typeparam name="TLanes">The registers.</typeparam>
    /// <typeparam name="TMotion">Whether the coefficients move, by their steps.</typeparam>
    /// <param name="lane">The register's lane of the first field.</param>
    /// <param name="leftInput">The first frame of the left input.</param>
    /// <param name="rightInput">Likewise of the right one.</param>
    /// <param name="leftOutput">The first frame of the left output; may be the input.</param>
    /// <param name="rightOutput">Likewise of the right one.</param>
    /// <param name="frames">The number of frames.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Render<TLanes, TMotion>(ref float lane, ref float leftInput, ref float rightInput, ref float leftOutput,
        ref float rightOutput, int frames) where TLanes : struct, ILanes<TLanes> where TMotion : struct, IMotion
    {
        TLanes damped = Load<TLanes>(ref lane, Damped), warped = Load<TLanes>(ref lane, Warped), squared = Load<TLanes>(ref lane, Squared);
        TLanes ofInput = Load<TLanes>(ref lane, OfInput), ofBand = Load<TLanes>(ref lane, OfBand), ofLow = Load<TLanes>(ref lane, OfLow),
            entry = Load<TLanes>(ref lane, Entry);
        LoadState(ref lane, Left, out TLanes l1, out TLanes l2, out TLanes l3, out TLanes l4, out TLanes l5, out TLanes l6, out TLanes l7,
            out TLanes left);
        LoadState(ref lane, Right, out TLanes r1, out TLanes r2, out TLanes r3, out TLanes r4, out TLanes r5, out TLanes r6, out TLanes r7,
            out TLanes right);
        for (nint i = 0; i < frames; i++)
        {
            TLanes x = TLanes.Select(entry, TLanes.Splat(Unsafe.Add(ref leftInput, i)), l7);
            TLanes y = TLanes.Select(entry, TLanes.Splat(Unsafe.Add(ref rightInput, i)), r7);
            l7 = TLanes.Down(left);
            r7 = TLanes.Down(right);
            left = TLanes.MultiplyAdd(ofInput, x, TLanes.MultiplyAdd(ofBand, l1, ofLow * l2));
            right = TLanes.MultiplyAdd(ofInput, y, TLanes.MultiplyAdd(ofBand, r1, ofLow * r2));
            Integrate(x, damped, warped, squared, ref l1, ref l2, ref l3, ref l4, ref l5, ref l6);
            Integrate(y, damped, warped, squared, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6);
            TLanes.StoreFirst(left, ref leftOutput, i);
            TLanes.StoreFirst(right, ref rightOutput, i);
            if (!TMotion.Moves)
                continue;
            damped += Load<TLanes>(ref lane, Step);
            warped += Load<TLanes>(ref lane, Step + 1);
            squared += Load<TLanes>(ref lane, Step + 2);
            ofInput += Load<TLanes>(ref lane, Step + 3);
            ofBand += Load<TLanes>(ref lane, Step + 4);
            ofLow += Load<TLanes>(ref lane, Step + 5);
        }
        if (TMotion.Moves)
        {
            Store(damped, ref lane, Damped);
            Store(warped, ref lane, Warped);
            Store(squared, ref lane, Squared);
            Store(ofInput, ref lane, OfInput);
            Store(ofBand, ref lane, OfBand);
            Store(ofLow, ref lane, OfLow);
        }
        StoreState(l1, l2, l3, l4, l5, l6, l7, left, ref lane, Left);
        StoreState(r1, r2, r3, r4, r5, r6, r7, right, ref lane, Right);
    }

    /// <summary>Takes state that would become subnormal to zero.</summary>
    /// <param name="lane">The register's lane of a channel's first row of state.</param>
    /// <returns>Whether any of the channel's bands can be heard.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Settle<TLanes>(ref float lane) where TLanes : struct, ILanes<TLanes>
    {
        TLanes band = TLanes.Load(ref lane, EqualizerState.Band * Row), low = TLanes.Load(ref lane, EqualizerState.Low * Row);
        TLanes bandSize = TLanes.Abs(band), lowSize = TLanes.Abs(low), threshold = TLanes.Splat(Subnormals.Threshold);
        TLanes bandKept = TLanes.GreaterThan(bandSize, threshold), lowKept = TLanes.GreaterThan(lowSize, threshold);
        Keep(bandKept, ref lane, EqualizerState.Band);
        Keep(bandKept, ref lane, EqualizerState.BandLost);
        Keep(bandKept, ref lane, EqualizerState.BandLoss);
        Keep(lowKept, ref lane, EqualizerState.Low);
        Keep(lowKept, ref lane, EqualizerState.LowLost);
        Keep(lowKept, ref lane, EqualizerState.LowLoss);
        TLanes largest = TLanes.Max(TLanes.Max(bandSize, lowSize), TLanes.Abs(TLanes.Load(ref lane, EqualizerState.Output * Row)));
        return TLanes.MaskBits(TLanes.GreaterThan(largest, TLanes.Splat(Inaudible))) != 0;
    }

    /// <remarks>
    /// What an integrator's sum loses by rounding goes into a later sum, so that at 20 Hz, where the gains are a thousandth and less,
    /// nothing gets lost: two frames later, as the next frame need not wait for it then.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Integrate<TLanes>(TLanes x, TLanes damped, TLanes warped, TLanes squared,
        ref TLanes band, ref TLanes low, ref TLanes bandLost, ref TLanes lowLost, ref TLanes bandLoss, ref TLanes lowLoss)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes difference = x - low;
        TLanes bandGain = TLanes.MultiplyAdd(warped, difference, TLanes.NegatedMultiplyAdd(damped, band, bandLoss));
        TLanes lowGain = TLanes.MultiplyAdd(squared, difference, TLanes.MultiplyAdd(warped, band, lowLoss));
        TLanes nextBand = band + bandGain, nextLow = low + lowGain;
        bandLoss = bandLost;
        lowLoss = lowLost;
        bandLost = bandGain - (nextBand - band);
        lowLost = lowGain - (nextLow - low);
        band = nextBand;
        low = nextLow;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Load<TLanes>(ref float lane, EqualizerField field) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Load(ref lane, (nint)field * Row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes>(TLanes value, ref float lane, EqualizerField field) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Store(value, ref lane, (nint)field * Row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep<TLanes>(TLanes mask, ref float lane, int row) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Store(TLanes.Load(ref lane, row * Row) & mask, ref lane, row * Row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadState<TLanes>(ref float lane, EqualizerField first, out TLanes s0, out TLanes s1, out TLanes s2, out TLanes s3,
        out TLanes s4, out TLanes s5, out TLanes s6, out TLanes s7)
        where TLanes : struct, ILanes<TLanes>
    {
        s0 = Load<TLanes>(ref lane, first);
        s1 = Load<TLanes>(ref lane, first + 1);
        s2 = Load<TLanes>(ref lane, first + 2);
        s3 = Load<TLanes>(ref lane, first + 3);
        s4 = Load<TLanes>(ref lane, first + 4);
        s5 = Load<TLanes>(ref lane, first + 5);
        s6 = Load<TLanes>(ref lane, first + 6);
        s7 = Load<TLanes>(ref lane, first + 7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreState<TLanes>(TLanes s0, TLanes s1, TLanes s2, TLanes s3, TLanes s4, TLanes s5, TLanes s6, TLanes s7,
        ref float lane, EqualizerField first) where TLanes : struct, ILanes<TLanes>
    {
        Store(s0, ref lane, first);
        Store(s1, ref lane, first + 1);
        Store(s2, ref lane, first + 2);
        Store(s3, ref lane, first + 3);
        Store(s4, ref lane, first + 4);
        Store(s5, ref lane, first + 5);
        Store(s6, ref lane, first + 6);
        Store(s7, ref lane, first + 7);
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
