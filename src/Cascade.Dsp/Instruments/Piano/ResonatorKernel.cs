using System.Runtime.CompilerServices;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;
using static Cascade.Dsp.Instruments.Piano.ResonatorField;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The inner loop of all that answers the bridge: driven, decaying resonances. Lanes are modes.</summary>
/// <remarks>
/// A mode is y[n] = A y[n-1] + B y[n-2] + d x[n-1] with A = 2 r cos w, B = -r^2 and d = g r sin w: to an impulse it answers with
/// g r^n sin(w n), which starts from zero. Single precision does, as nothing has to stay in phase with it: at 12,000 steps a second a mode
/// of 27 Hz is at most a quarter of a cent off, and one of 110 Hz a sixtieth.
/// <para>Four groups run side by side, which hides the latency of the recurrence, and two frames, for which what a mode is made of is read
/// once.</para>
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
    /// <param name="input">The frame before the block's first; the others follow it.</param>
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
        TLanes y0 = Load<TLanes>(ref a, Last), z0 = Load<TLanes>(ref a, Before), y1 = Load<TLanes>(ref b, Last),
            z1 = Load<TLanes>(ref b, Before);
        TLanes y2 = Load<TLanes>(ref c, Last), z2 = Load<TLanes>(ref c, Before), y3 = Load<TLanes>(ref d, Last),
            z3 = Load<TLanes>(ref d, Before);
        for (nint i = 0; i < frames; i += 2)
        {
            nint at = i * GroupSize, next = at + GroupSize;
            TLanes first = TLanes.Splat(Unsafe.Add(ref input, i)), second = TLanes.Splat(Unsafe.Add(ref input, i + 1));
            TLanes left0 = TLanes.Load(ref left, at), left1 = TLanes.Load(ref left, next);
            TLanes right0 = TLanes.Load(ref right, at), right1 = TLanes.Load(ref right, next);
            Step(ref a, ref y0, ref z0, first, second, ref left0, ref left1, ref right0, ref right1);
            Step(ref b, ref y1, ref z1, first, second, ref left0, ref left1, ref right0, ref right1);
            Step(ref c, ref y2, ref z2, first, second, ref left0, ref left1, ref right0, ref right1);
            Step(ref d, ref y3, ref z3, first, second, ref left0, ref left1, ref right0, ref right1);
            TLanes.Store(left0, ref left, at);
            TLanes.Store(left1, ref left, next);
            TLanes.Store(right0, ref right, at);
            TLanes.Store(right1, ref right, next);
        }
        Store(y0, z0, ref a);
        Store(y1, z1, ref b);
        Store(y2, z2, ref c);
        Store(y3, z3, ref d);
    }

    // Two frames of a group. One operation from a sample to the next.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<TLanes>(ref float lane, ref TLanes y, ref TLanes z, TLanes first, TLanes second, ref TLanes left0,
        ref TLanes left1, ref TLanes right0, ref TLanes right1) where TLanes : struct, ILanes<TLanes>
    {
        TLanes a = Load<TLanes>(ref lane, A), b = Load<TLanes>(ref lane, B), drive = Load<TLanes>(ref lane, Drive);
        z = TLanes.MultiplyAdd(a, y, TLanes.MultiplyAdd(b, z, drive * first));
        y = TLanes.MultiplyAdd(a, z, TLanes.MultiplyAdd(b, y, drive * second));
        TLanes left = Load<TLanes>(ref lane, Left), right = Load<TLanes>(ref lane, Right);
        left0 = TLanes.MultiplyAdd(z, left, left0);
        left1 = TLanes.MultiplyAdd(y, left, left1);
        right0 = TLanes.MultiplyAdd(z, right, right0);
        right1 = TLanes.MultiplyAdd(y, right, right1);
    }

    // Flushes the state and tells which lanes ring: y^2 - A y z - B z^2 is the square of the amplitude times that of sin w, and
    // -B - A^2 / 4 is the latter's, but for the square of r, which is nearly 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Settle<TLanes>(ref float lane) where TLanes : struct, ILanes<TLanes>
    {
        TLanes y = Subnormals.Flush(Load<TLanes>(ref lane, Last)), z = Subnormals.Flush(Load<TLanes>(ref lane, Before));
        Store(y, z, ref lane);
        TLanes a = Load<TLanes>(ref lane, A), b = Load<TLanes>(ref lane, B);
        TLanes power = TLanes.NegatedMultiplyAdd(b, z * z, TLanes.NegatedMultiplyAdd(a, y * z, y * y));
        TLanes sine = TLanes.NegatedMultiplyAdd(a * a, TLanes.Splat(0.25f), TLanes.Splat(0) - b);
        return TLanes.MaskBits(TLanes.GreaterThan(power, sine * TLanes.Splat(Inaudible * Inaudible)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Load<TLanes>(ref float lane, ResonatorField field) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Load(ref lane, (nint)field * GroupSize);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes>(TLanes y, TLanes z, ref float lane) where TLanes : struct, ILanes<TLanes>
    {
        TLanes.Store(y, ref lane, (nint)Last * GroupSize);
        TLanes.Store(z, ref lane, (nint)Before * GroupSize);
    }
}
