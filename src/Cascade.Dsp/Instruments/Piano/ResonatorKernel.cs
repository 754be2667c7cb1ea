using System.Runtime.CompilerServices;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;
using static Cascade.Dsp.Instruments.Piano.ResonatorField;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The inner loop of all that answers the bridge: driven, decaying resonances. Lanes are modes.</summary>
/// <remarks>
/// A mode is Z' = r e^(jw) Z + g x, of which the imaginary part is heard: to an impulse it answers with g r^n sin(w n), which starts from
/// zero. Single precision does, as nothing has to stay in phase with it: its error is one of frequency and decay, 1e-7 of a turn.
/// <para>Four groups run side by side, which hides the latency of the recurrence.</para>
/// </remarks>
internal static class ResonatorKernel
{
    /// <summary>Modes in a group: the lanes of the widest register.</summary>
    public const int GroupSize = LaneSums.Lanes;

    /// <summary>Floats in a group.</summary>
    public const int Stride = (int)Count * GroupSize;

    /// <summary>Groups that run side by side: of so many a list is a multiple.</summary>
    public const int Together = 4;

    /// <summary>The amplitude below which a mode no longer rings, if its gains are about 1: -120 dB of full scale.</summary>
    public const float Inaudible = 1e-6f;

    /// <summary>Renders a block of some groups, adds it to the buses, and says which modes ring at its end.</summary>
    /// <param name="groups">The first float of group 0.</param>
    /// <param name="active">The first of the groups' numbers.</param>
    /// <param name="count">How many they are, a multiple of <see cref="Together"/>; one may be among the last four several times if it is
    /// never driven.</param>
    /// <param name="input">The first of the block's frames.</param>
    /// <param name="frames">How many they are, a multiple of 16.</param>
    /// <param name="left">The left bus: sixteen floats a frame, whose sum is the sample.</param>
    /// <param name="right">The right bus.</param>
    /// <param name="ringing">A number for every group, whose bits are set for modes that ring.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Render<TLanes>(ref float groups, ref int active, int count, ref float input, int frames, ref float left,
        ref float right, ref uint ringing)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Multiple(count, Together);
        DebugGuard.Multiple(frames, GroupSize);
        for (int i = 0; i < count; i += Together)
        {
            int g0 = Unsafe.Add(ref active, i), g1 = Unsafe.Add(ref active, i + 1), g2 = Unsafe.Add(ref active, i + 2),
                g3 = Unsafe.Add(ref active, i + 3);
            uint r0 = 0, r1 = 0, r2 = 0, r3 = 0;
            for (int lane = 0; lane < GroupSize; lane += TLanes.Count)
            {
                ref float a = ref Unsafe.Add(ref groups, g0 * Stride + lane), b = ref Unsafe.Add(ref groups, g1 * Stride + lane);
                ref float c = ref Unsafe.Add(ref groups, g2 * Stride + lane), d = ref Unsafe.Add(ref groups, g3 * Stride + lane);
                RenderFour<TLanes>(ref a, ref b, ref c, ref d, ref input, frames, ref Unsafe.Add(ref left, lane),
                    ref Unsafe.Add(ref right, lane));
                r0 |= Settle<TLanes>(ref a) << lane;
                r1 |= Settle<TLanes>(ref b) << lane;
                r2 |= Settle<TLanes>(ref c) << lane;
                r3 |= Settle<TLanes>(ref d) << lane;
            }
            Unsafe.Add(ref ringing, g0) = r0;
            Unsafe.Add(ref ringing, g1) = r1;
            Unsafe.Add(ref ringing, g2) = r2;
            Unsafe.Add(ref ringing, g3) = r3;
        }
    }

    /// <summary>Whether a block of input is loud enough to start a mode.</summary>
    /// <param name="input">The first of its frames.</param>
    /// <param name="frames">How many they are, a multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool IsAudible<TLanes>(ref float input, int frames) where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Multiple(frames, GroupSize);
        TLanes peak = TLanes.Splat(0);
        for (nint i = 0; i < frames; i += TLanes.Count)
            peak = TLanes.Max(peak, TLanes.Abs(TLanes.Load(ref input, i)));
        return TLanes.MaskBits(TLanes.GreaterThan(peak, TLanes.Splat(Inaudible))) != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RenderFour<TLanes>(ref float a, ref float b, ref float c, ref float d, ref float input, int frames, ref float left,
        ref float right) where TLanes : struct, ILanes<TLanes>
    {
        TLanes x0 = Load<TLanes>(ref a, X), y0 = Load<TLanes>(ref a, Y), cos0 = Load<TLanes>(ref a, Cos), sin0 = Load<TLanes>(ref a, Sin),
            drive0 = Load<TLanes>(ref a, Drive);
        TLanes x1 = Load<TLanes>(ref b, X), y1 = Load<TLanes>(ref b, Y), cos1 = Load<TLanes>(ref b, Cos), sin1 = Load<TLanes>(ref b, Sin),
            drive1 = Load<TLanes>(ref b, Drive);
        TLanes x2 = Load<TLanes>(ref c, X), y2 = Load<TLanes>(ref c, Y), cos2 = Load<TLanes>(ref c, Cos), sin2 = Load<TLanes>(ref c, Sin),
            drive2 = Load<TLanes>(ref c, Drive);
        TLanes x3 = Load<TLanes>(ref d, X), y3 = Load<TLanes>(ref d, Y), cos3 = Load<TLanes>(ref d, Cos), sin3 = Load<TLanes>(ref d, Sin),
            drive3 = Load<TLanes>(ref d, Drive);
        TLanes left0 = Load<TLanes>(ref a, Left), left1 = Load<TLanes>(ref b, Left), left2 = Load<TLanes>(ref c, Left),
            left3 = Load<TLanes>(ref d, Left);
        TLanes right0 = Load<TLanes>(ref a, Right), right1 = Load<TLanes>(ref b, Right), right2 = Load<TLanes>(ref c, Right),
            right3 = Load<TLanes>(ref d, Right);
        for (nint i = 0; i < frames; i++)
        {
            TLanes sample = TLanes.Splat(Unsafe.Add(ref input, i));
            Step(ref x0, ref y0, cos0, sin0, drive0 * sample);
            Step(ref x1, ref y1, cos1, sin1, drive1 * sample);
            Step(ref x2, ref y2, cos2, sin2, drive2 * sample);
            Step(ref x3, ref y3, cos3, sin3, drive3 * sample);
            TLanes l = TLanes.MultiplyAdd(y1, left1, TLanes.MultiplyAdd(y0, left0, TLanes.Load(ref left, i * GroupSize)));
            TLanes r = TLanes.MultiplyAdd(y1, right1, TLanes.MultiplyAdd(y0, right0, TLanes.Load(ref right, i * GroupSize)));
            TLanes.Store(TLanes.MultiplyAdd(y3, left3, TLanes.MultiplyAdd(y2, left2, l)), ref left, i * GroupSize);
            TLanes.Store(TLanes.MultiplyAdd(y3, right3, TLanes.MultiplyAdd(y2, right2, r)), ref right, i * GroupSize);
        }
        Store(x0, y0, ref a);
        Store(x1, y1, ref b);
        Store(x2, y2, ref c);
        Store(x3, y3, ref d);
    }

    // Two operations from a sample to the next.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TLanes>(ref TLanes x, ref TLanes y, TLanes cos, TLanes sin, TLanes input) where TLanes : struct, ILanes<TLanes>
    {
        TLanes turned = TLanes.MultiplyAdd(cos, x, TLanes.NegatedMultiplyAdd(sin, y, input));
        y = TLanes.MultiplyAdd(sin, x, cos * y);
        x = turned;
    }

    // Flushes the state and tells which lanes ring.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Settle<TLanes>(ref float lane) where TLanes : struct, ILanes<TLanes>
    {
        TLanes x = Subnormals.Flush(Load<TLanes>(ref lane, X)), y = Subnormals.Flush(Load<TLanes>(ref lane, Y));
        Store(x, y, ref lane);
        return TLanes.MaskBits(TLanes.GreaterThan(TLanes.Max(TLanes.Abs(x), TLanes.Abs(y)), TLanes.Splat(Inaudible)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Load<TLanes>(ref float lane, ResonatorField field) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Load(ref lane, (nint)field * GroupSize);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes>(TLanes x, TLanes y, ref float lane) where TLanes : struct, ILanes<TLanes>
    {
        TLanes.Store(x, ref lane, (nint)X * GroupSize);
        TLanes.Store(y, ref lane, (nint)Y * GroupSize);
    }
}
