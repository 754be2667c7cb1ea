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
/// <para>Two groups run side by side, which hides the latency of the recurrence; what they are made of stays in registers, but for their
/// gains. Four at once are a loop so long that in some of the places where the runtime may put it, it takes half as long again.</para>
/// </remarks>
internal static class ResonatorKernel
{
    /// <summary>Modes in a group: the lanes of the widest register.</summary>
    public const int GroupSize = LaneSums.Lanes;

    /// <summary>Floats in a group.</summary>
    public const int Stride = (int)Count * GroupSize;

    /// <summary>Groups that run side by side: of so many a list is a multiple.</summary>
    public const int Together = 2;

    /// <summary>The amplitude below which a mode no longer rings, if its gains are about 1: -120 dB of full scale.</summary>
    public const float Inaudible = 1e-6f;

    /// <summary>Renders a block of some groups, adds it to the buses, and says which modes ring at its end.</summary>
    /// <param name="groups">The first float of group 0.</param>
    /// <param name="active">The first of the groups' numbers.</param>
    /// <param name="count">How many they are, a multiple of <see cref="Together"/>; the last may be one that is never driven.</param>
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
            int first = Unsafe.Add(ref active, i) * Stride, second = Unsafe.Add(ref active, i + 1) * Stride;
            for (int lane = 0; lane < GroupSize; lane += TLanes.Count)
                RenderTwo<TLanes>(ref Unsafe.Add(ref groups, first + lane), ref Unsafe.Add(ref groups, second + lane), ref input, frames,
                    ref Unsafe.Add(ref left, lane), ref Unsafe.Add(ref right, lane));
        }
        for (int i = 0; i < count; i++)
        {
            int group = Unsafe.Add(ref active, i);
            uint rings = 0;
            for (int lane = 0; lane < GroupSize; lane += TLanes.Count)
                rings |= Settle<TLanes>(ref Unsafe.Add(ref groups, group * Stride + lane)) << lane;
            Unsafe.Add(ref ringing, group) = rings;
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

    // Two frames a turn, as the last sample and the one before change places.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RenderTwo<TLanes>(ref float first, ref float second, ref float input, int frames, ref float left, ref float right)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes y0 = Load<TLanes>(ref first, Last), z0 = Load<TLanes>(ref first, Before);
        TLanes y1 = Load<TLanes>(ref second, Last), z1 = Load<TLanes>(ref second, Before);
        TLanes a0 = Load<TLanes>(ref first, A), b0 = Load<TLanes>(ref first, B), drive0 = Load<TLanes>(ref first, Drive);
        TLanes a1 = Load<TLanes>(ref second, A), b1 = Load<TLanes>(ref second, B), drive1 = Load<TLanes>(ref second, Drive);
        for (nint i = 0; i < frames; i += 2)
        {
            nint at = i * GroupSize, next = at + GroupSize;
            TLanes x = TLanes.Splat(Unsafe.Add(ref input, i));
            z0 = TLanes.MultiplyAdd(a0, y0, TLanes.MultiplyAdd(b0, z0, drive0 * x));
            z1 = TLanes.MultiplyAdd(a1, y1, TLanes.MultiplyAdd(b1, z1, drive1 * x));
            Add(ref left, at, ref first, ref second, Left, z0, z1);
            Add(ref right, at, ref first, ref second, Right, z0, z1);
            x = TLanes.Splat(Unsafe.Add(ref input, i + 1));
            y0 = TLanes.MultiplyAdd(a0, z0, TLanes.MultiplyAdd(b0, y0, drive0 * x));
            y1 = TLanes.MultiplyAdd(a1, z1, TLanes.MultiplyAdd(b1, y1, drive1 * x));
            Add(ref left, next, ref first, ref second, Left, y0, y1);
            Add(ref right, next, ref first, ref second, Right, y0, y1);
        }
        Store(y0, z0, ref first);
        Store(y1, z1, ref second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TLanes>(ref float bus, nint at, ref float first, ref float second, ResonatorField gain, TLanes y0, TLanes y1)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Store(TLanes.MultiplyAdd(y1, Load<TLanes>(ref second, gain),
            TLanes.MultiplyAdd(y0, Load<TLanes>(ref first, gain), TLanes.Load(ref bus, at))), ref bus, at);

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
