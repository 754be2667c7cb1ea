using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;
using static Cascade.Dsp.Effects.ChorusRow;

namespace Cascade.Dsp.Effects;

/// <summary>The loops of the chorus. Lanes are frames, each worked out by itself: the same bits at every width and for every
/// split.</summary>
internal static class ChorusKernel
{
    // The fast sine's part of the movement in ensemble mode.
    private const float FastShare = 0.25f;

    /// <summary>Adds a voice.</summary>
    /// <param name="left">The first frame of the block in the left line.</param>
    /// <param name="right">Likewise in the right line.</param>
    /// <param name="count">How many frames.</param>
    /// <param name="voice">The voice.</param>
    /// <param name="rows">The first row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<TLanes>(ref float left, ref float right, int count, in ChorusVoice voice, ref float rows)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(count, 0, Instrument.BlockSize);
        TLanes one = TLanes.Splat(1), indices = TLanes.ToInt32(TLanes.Indices), shortest = TLanes.SplatInt32(voice.Shortest + 2);
        TLanes slowStep = TLanes.SplatInt32((int)voice.SlowStep), fastStep = TLanes.SplatInt32((int)voice.FastStep);
        TLanes leftStart = TLanes.Splat(voice.LeftStart), leftChange = TLanes.Splat(voice.LeftChange),
            rightStart = TLanes.Splat(voice.RightStart), rightChange = TLanes.Splat(voice.RightChange);
        for (nint i = 0; i < count; i += TLanes.Count)
        {
            TLanes frame = TLanes.AddInt32(indices, TLanes.SplatInt32((int)i));
            TLanes slow = LaneMath.Sine(TLanes.AddInt32(TLanes.SplatInt32((int)voice.Slow), TLanes.MultiplyInt32(frame, slowStep)));
            TLanes fast = LaneMath.Sine(TLanes.AddInt32(TLanes.SplatInt32((int)voice.Fast), TLanes.MultiplyInt32(frame, fastStep)));
            TLanes blend = Load<TLanes>(ref rows, Ensemble, i) * TLanes.Splat(FastShare);
            TLanes delay = Load<TLanes>(ref rows, Depth, i) * (one + TLanes.MultiplyAdd(fast - slow, blend, slow));
            TLanes whole = TLanes.ToInt32(delay), part = delay - TLanes.FromInt32(whole),
                at = TLanes.SubtractInt32(frame, TLanes.AddInt32(whole, shortest));
            TLanes x = Read(ref left, at, part), y = Read(ref right, at, part), moved = Load<TLanes>(ref rows, Move, i);
            Store(x, ref rows, VoiceLeft, i);
            Store(y, ref rows, VoiceRight, i);
            Store(TLanes.MultiplyAdd(x, TLanes.MultiplyAdd(moved, leftChange, leftStart), Load<TLanes>(ref rows, WetLeft, i)), ref rows,
                WetLeft, i);
            Store(TLanes.MultiplyAdd(y, TLanes.MultiplyAdd(moved, rightChange, rightStart), Load<TLanes>(ref rows, WetRight, i)), ref rows,
                WetRight, i);
        }
    }

    /// <summary>Mixes the voices with the sound and sends the voice added last back into the lines.</summary>
    /// <param name="left">The first frame of the block in the left line.</param>
    /// <param name="right">Likewise in the right line.</param>
    /// <param name="count">How many frames.</param>
    /// <param name="rows">The first row.</param>
    /// <param name="scratch">Room for a register.</param>
    /// <returns>The largest magnitude in the lines.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Finish<TLanes>(ref float left, ref float right, int count, ref float rows, ref float scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(count, 0, Instrument.BlockSize);
        for (nint i = 0; i < count; i += TLanes.Count)
        {
            TLanes mix = Load<TLanes>(ref rows, Mix, i), feedback = Load<TLanes>(ref rows, Feedback, i);
            TLanes x = TLanes.Load(ref left, i), y = TLanes.Load(ref right, i);
            Store(TLanes.MultiplyAdd(mix, Load<TLanes>(ref rows, WetLeft, i) - x, x), ref rows, WetLeft, i);
            Store(TLanes.MultiplyAdd(mix, Load<TLanes>(ref rows, WetRight, i) - y, y), ref rows, WetRight, i);
            TLanes.Store(Subnormals.Flush(TLanes.MultiplyAdd(feedback, Load<TLanes>(ref rows, VoiceLeft, i), x)), ref left, i);
            TLanes.Store(Subnormals.Flush(TLanes.MultiplyAdd(feedback, Load<TLanes>(ref rows, VoiceRight, i), y)), ref right, i);
        }
        return Math.Max(LineKernel.Clean<TLanes>(ref left, count, ref scratch), LineKernel.Clean<TLanes>(ref right, count, ref scratch));
    }

    // The line between its samples; the first of the four samples lies at the index, the delay is the part after the third.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Read<TLanes>(ref float line, TLanes at, TLanes d) where TLanes : struct, ILanes<TLanes>
    {
        TLanes.LoadQuads(ref line, at, out TLanes after, out TLanes b, out TLanes a, out TLanes before);
        TLanes one = TLanes.Splat(1), left = d + one, right = d - one, far = right - one;
        TLanes outer = left * far, inner = d * right * TLanes.Splat(1f / 6);
        TLanes near = TLanes.NegatedMultiplyAdd(d, b, right * a) * TLanes.Splat(0.5f);
        return TLanes.MultiplyAdd(outer, near, inner * TLanes.NegatedMultiplyAdd(far, before, left * after));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Load<TLanes>(ref float rows, ChorusRow row, nint frame) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Load(ref rows, (nint)row * ChorusBuffers.Stride + frame);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes>(TLanes value, ref float rows, ChorusRow row, nint frame) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Store(value, ref rows, (nint)row * ChorusBuffers.Stride + frame);
}
