using System.Runtime.CompilerServices;
using Cascade.Dsp.Simd;
using static Cascade.Dsp.Effects.EqualizerField;

namespace Cascade.Dsp.Effects;

/// <summary>The loops of the equalizer. Lanes are bands, a register for each channel.</summary>
/// <remarks>
/// A systolic cascade: in every frame all bands work at once, each on what the band before it gave off a frame ago. So a cascade of N bands lies N - 1 frames behind, and
/// costs what one band costs. Where a register holds fewer lanes than there are bands, a block passes several registers one after another, with the same delay between them.
/// </remarks>
internal static class EqualizerKernel
{
    /// <summary>Floats in a row: the lanes of the widest register.</summary>
    public const int Row = LaneSums.Lanes;

    /// <summary>State smaller than this, -160 dB of full scale, is silence if nothing comes in.</summary>
    public const float Inaudible = 1e-8f;

    /// <summary>Filters two channels with coefficients that move by their steps.</summary>
    /// <param name="lane">The register's lane of the first field.</param>
    /// <param name="leftInput">The first frame of the left input.</param>
    /// <param name="rightInput">Likewise of the right one.</param>
    /// <param name="leftOutput">The first frame of the left output; may be the input.</param>
    /// <param name="rightOutput">Likewise of the right one.</param>
    /// <param name="frames">The number of frames.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Render<TLanes>(ref float lane, ref float leftInput, ref float rightInput, ref float leftOutput, ref float rightOutput, int frames) where TLanes : struct, ILanes<TLanes>
    {
        TLanes damped = Load<TLanes>(ref lane, Damped), warped = Load<TLanes>(ref lane, Warped), squared = Load<TLanes>(ref lane, Squared);
        TLanes ofInput = Load<TLanes>(ref lane, OfInput), ofBand = Load<TLanes>(ref lane, OfBand), ofLow = Load<TLanes>(ref lane, OfLow);
        TLanes dampedStep = Load<TLanes>(ref lane, Step), warpedStep = Load<TLanes>(ref lane, Step + 1), squaredStep = Load<TLanes>(ref lane, Step + 2);
        TLanes inputStep = Load<TLanes>(ref lane, Step + 3), bandStep = Load<TLanes>(ref lane, Step + 4), lowStep = Load<TLanes>(ref lane, Step + 5);
        TLanes l1 = Load<TLanes>(ref lane, Left), l2 = Load<TLanes>(ref lane, Left + 1), l3 = Load<TLanes>(ref lane, Left + 2), l4 = Load<TLanes>(ref lane, Left + 3), left = Load<TLanes>(ref lane, Left + 4);
        TLanes r1 = Load<TLanes>(ref lane, Right), r2 = Load<TLanes>(ref lane, Right + 1), r3 = Load<TLanes>(ref lane, Right + 2), r4 = Load<TLanes>(ref lane, Right + 3), right = Load<TLanes>(ref lane, Right + 4);
        TLanes entry = Load<TLanes>(ref lane, Entry);
        for (nint i = 0; i < frames; i++)
        {
            TLanes x = TLanes.Select(entry, TLanes.Splat(Unsafe.Add(ref leftInput, i)), TLanes.Down(left));
            TLanes y = TLanes.Select(entry, TLanes.Splat(Unsafe.Add(ref rightInput, i)), TLanes.Down(right));
            left = TLanes.MultiplyAdd(ofInput, x, TLanes.MultiplyAdd(ofBand, l1, ofLow * l2));
            right = TLanes.MultiplyAdd(ofInput, y, TLanes.MultiplyAdd(ofBand, r1, ofLow * r2));
            Integrate(x, damped, warped, squared, ref l1, ref l2, ref l3, ref l4);
            Integrate(y, damped, warped, squared, ref r1, ref r2, ref r3, ref r4);
            TLanes.StoreFirst(left, ref leftOutput, i);
            TLanes.StoreFirst(right, ref rightOutput, i);
            damped += dampedStep;
            warped += warpedStep;
            squared += squaredStep;
            ofInput += inputStep;
            ofBand += bandStep;
            ofLow += lowStep;
        }
        Store(damped, ref lane, Damped);
        Store(warped, ref lane, Warped);
        Store(squared, ref lane, Squared);
        Store(ofInput, ref lane, OfInput);
        Store(ofBand, ref lane, OfBand);
        Store(ofLow, ref lane, OfLow);
        StoreState(l1, l2, l3, l4, left, ref lane, Left);
        StoreState(r1, r2, r3, r4, right, ref lane, Right);
    }

    /// <summary>Likewise with coefficients that stand still.</summary>
    /// <inheritdoc cref="Render"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RenderStill<TLanes>(ref float lane, ref float leftInput, ref float rightInput, ref float leftOutput, ref float rightOutput, int frames) where TLanes : struct, ILanes<TLanes>
    {
        TLanes damped = Load<TLanes>(ref lane, Damped), warped = Load<TLanes>(ref lane, Warped), squared = Load<TLanes>(ref lane, Squared);
        TLanes ofInput = Load<TLanes>(ref lane, OfInput), ofBand = Load<TLanes>(ref lane, OfBand), ofLow = Load<TLanes>(ref lane, OfLow);
        TLanes l1 = Load<TLanes>(ref lane, Left), l2 = Load<TLanes>(ref lane, Left + 1), l3 = Load<TLanes>(ref lane, Left + 2), l4 = Load<TLanes>(ref lane, Left + 3), left = Load<TLanes>(ref lane, Left + 4);
        TLanes r1 = Load<TLanes>(ref lane, Right), r2 = Load<TLanes>(ref lane, Right + 1), r3 = Load<TLanes>(ref lane, Right + 2), r4 = Load<TLanes>(ref lane, Right + 3), right = Load<TLanes>(ref lane, Right + 4);
        TLanes entry = Load<TLanes>(ref lane, Entry);
        for (nint i = 0; i < frames; i++)
        {
            TLanes x = TLanes.Select(entry, TLanes.Splat(Unsafe.Add(ref leftInput, i)), TLanes.Down(left));
            TLanes y = TLanes.Select(entry, TLanes.Splat(Unsafe.Add(ref rightInput, i)), TLanes.Down(right));
            left = TLanes.MultiplyAdd(ofInput, x, TLanes.MultiplyAdd(ofBand, l1, ofLow * l2));
            right = TLanes.MultiplyAdd(ofInput, y, TLanes.MultiplyAdd(ofBand, r1, ofLow * r2));
            Integrate(x, damped, warped, squared, ref l1, ref l2, ref l3, ref l4);
            Integrate(y, damped, warped, squared, ref r1, ref r2, ref r3, ref r4);
            TLanes.StoreFirst(left, ref leftOutput, i);
            TLanes.StoreFirst(right, ref rightOutput, i);
        }
        StoreState(l1, l2, l3, l4, left, ref lane, Left);
        StoreState(r1, r2, r3, r4, right, ref lane, Right);
    }

    /// <summary>Takes state that would become subnormal to zero.</summary>
    /// <param name="lane">The register's lane of a channel's first field.</param>
    /// <returns>Whether any of the channel's bands can be heard.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Settle<TLanes>(ref float lane) where TLanes : struct, ILanes<TLanes>
    {
        TLanes band = Load<TLanes>(ref lane, 0), low = Load<TLanes>(ref lane, (EqualizerField)1), output = TLanes.Abs(Load<TLanes>(ref lane, (EqualizerField)4));
        TLanes threshold = TLanes.Splat(Subnormals.Threshold), bandKept = TLanes.GreaterThan(TLanes.Abs(band), threshold), lowKept = TLanes.GreaterThan(TLanes.Abs(low), threshold);
        Store(band & bandKept, ref lane, 0);
        Store(low & lowKept, ref lane, (EqualizerField)1);
        Store(Load<TLanes>(ref lane, (EqualizerField)2) & bandKept, ref lane, (EqualizerField)2);
        Store(Load<TLanes>(ref lane, (EqualizerField)3) & lowKept, ref lane, (EqualizerField)3);
        TLanes largest = TLanes.Max(TLanes.Max(TLanes.Abs(band), TLanes.Abs(low)), output);
        return TLanes.MaskBits(TLanes.GreaterThan(largest, TLanes.Splat(Inaudible))) != 0;
    }

    /// <remarks>What an integrator's sum loses by rounding goes into its next sum, so that at 20 Hz, where its gains are a thousandth and less, nothing gets lost.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Integrate<TLanes>(TLanes x, TLanes damped, TLanes warped, TLanes squared, ref TLanes band, ref TLanes low, ref TLanes bandLoss, ref TLanes lowLoss) where TLanes : struct, ILanes<TLanes>
    {
        TLanes difference = x - low;
        TLanes bandGain = TLanes.MultiplyAdd(warped, difference, TLanes.NegatedMultiplyAdd(damped, band, bandLoss));
        TLanes lowGain = TLanes.MultiplyAdd(squared, difference, TLanes.MultiplyAdd(warped, band, lowLoss));
        TLanes nextBand = band + bandGain, nextLow = low + lowGain;
        bandLoss = bandGain - (nextBand - band);
        lowLoss = lowGain - (nextLow - low);
        band = nextBand;
        low = nextLow;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Load<TLanes>(ref float lane, EqualizerField field) where TLanes : struct, ILanes<TLanes> => TLanes.Load(ref lane, (nint)field * Row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes>(TLanes value, ref float lane, EqualizerField field) where TLanes : struct, ILanes<TLanes> => TLanes.Store(value, ref lane, (nint)field * Row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreState<TLanes>(TLanes band, TLanes low, TLanes bandLoss, TLanes lowLoss, TLanes output, ref float lane, EqualizerField first) where TLanes : struct, ILanes<TLanes>
    {
        Store(band, ref lane, first);
        Store(low, ref lane, first + 1);
        Store(bandLoss, ref lane, first + 2);
        Store(lowLoss, ref lane, first + 3);
        Store(output, ref lane, first + 4);
    }
}
