using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Effects;

/// <summary>The inner loops of the reverb. Lanes are consecutive samples; in the filters they are lines.</summary>
/// <remarks>Every loop takes a part of a block, from one multiple of the lanes to another.</remarks>
internal static class ReverbKernel
{
    /// <summary>Frames of a block.</summary>
    public const int Block = 32;

    private const int Channels = ReverbDelays.Channels;

    // 80 dB above full scale: more is taken in as this much, infinity too.
    private const float Loudest = 1e4f;

    // Where the frames of a square begin.
    private static ReadOnlySpan<int> FrameRows => [0, 16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240];

    /// <summary>Moves positions on by a block.</summary>
    /// <param name="back">The first position: how far before its ring's end, as a negative number.</param>
    /// <param name="ends">The first ring's end.</param>
    /// <param name="lengths">Its length.</param>
    /// <param name="offsets">Overwritten with end plus position.</param>
    /// <param name="wrapped">Overwritten with a bit for every position that wrapped, sixteen to an integer.</param>
    /// <param name="count">A multiple of sixteen.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Advance<TLanes>(ref int back, ref int ends, ref int lengths, ref int offsets, ref uint wrapped, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        for (nint group = 0; group < count; group += Channels)
        {
            uint inside = 0;
            for (nint i = group; i < group + Channels; i += TLanes.Count)
            {
                TLanes moved = TLanes.AddInt32(LoadInt32<TLanes>(ref back, i), TLanes.SplatInt32(Block));
                // All ones where the position is still negative.
                TLanes isInside = TLanes.SubtractInt32(TLanes.SplatInt32(0), TLanes.ShiftRightInt32(moved, 31));
                TLanes length = LoadInt32<TLanes>(ref lengths, i);
                moved = TLanes.AddInt32(TLanes.SubtractInt32(moved, length), length & isInside);
                StoreInt32(moved, ref back, i);
                StoreInt32(TLanes.AddInt32(moved, LoadInt32<TLanes>(ref ends, i)), ref offsets, i);
                inside |= TLanes.MaskBits(isInside) << (int)(i - group);
            }
            Unsafe.Add(ref wrapped, group / Channels) = ~inside & 0xFFFF;
        }
    }

    /// <summary>Zeroes what has died away.</summary>
    /// <param name="state">The first of some floats.</param>
    /// <param name="count">A multiple of sixteen.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Settle<TLanes>(ref float state, int count) where TLanes : struct, ILanes<TLanes>
    {
        for (nint i = 0; i < count; i += TLanes.Count)
            TLanes.Store(Subnormals.Flush(TLanes.Load(ref state, i)), ref state, i);
    }

    /// <summary>Takes the sound in: what is inaudible or no number becomes zero, the rest goes into the pre-delay, and what leaves that
    /// into the first diffusion step.</summary>
    /// <param name="memory">What offsets count from.</param>
    /// <param name="input">The part's first frame.</param>
    /// <param name="gain">The gain's course over the block.</param>
    /// <param name="offset">The course of what is added after the gain.</param>
    /// <param name="delayed">Where the pre-delay is read.</param>
    /// <param name="written">Where the pre-delay is written.</param>
    /// <param name="first">Where the first diffusion step is written.</param>
    /// <param name="from">The part's first frame in the block.</param>
    /// <param name="to">The frame after its last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TakeIn<TLanes>(ref float memory, ref float input, in BlockRamp gain, in BlockRamp offset, int delayed, int written,
        int first, int from, int to) where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Stretch(from, to, Block, TLanes.Count);
        TLanes threshold = TLanes.Splat(Reverb.Inaudible), limit = TLanes.Splat(Loudest);
        for (nint i = from; i < to; i += TLanes.Count)
        {
            TLanes x = TLanes.Load(ref input, i - from), frame = Frame<TLanes>(i);
            x = TLanes.Max(TLanes.Splat(-Loudest), TLanes.Min(limit, x)) & TLanes.GreaterThan(TLanes.Abs(x), threshold);
            TLanes.Store(TLanes.MultiplyAdd(x, At(gain, frame), At(offset, frame)), ref memory, written + i);
            TLanes.Store(TLanes.Load(ref memory, delayed + i), ref memory, first + i);
        }
    }

    /// <summary>One diffusion step: mixes sixteen delayed channels.</summary>
    /// <param name="memory">What offsets count from.</param>
    /// <param name="sources">Where the first channel is read; the others follow.</param>
    /// <param name="targets">Where it is written.</param>
    /// <param name="from">The part's first frame in the block.</param>
    /// <param name="to">The frame after its last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Diffuse<TLanes>(ref float memory, ref int sources, ref int targets, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Stretch(from, to, Block, TLanes.Count);
        for (nint i = from; i < to; i += TLanes.Count)
        {
            ref float now = ref Unsafe.Add(ref memory, i);
            TLanes c0 = At<TLanes>(ref now, ref sources, 0), c1 = At<TLanes>(ref now, ref sources, 1),
                c2 = At<TLanes>(ref now, ref sources, 2), c3 = At<TLanes>(ref now, ref sources, 3);
            TLanes c4 = At<TLanes>(ref now, ref sources, 4), c5 = At<TLanes>(ref now, ref sources, 5),
                c6 = At<TLanes>(ref now, ref sources, 6), c7 = At<TLanes>(ref now, ref sources, 7);
            TLanes c8 = At<TLanes>(ref now, ref sources, 8), c9 = At<TLanes>(ref now, ref sources, 9),
                c10 = At<TLanes>(ref now, ref sources, 10), c11 = At<TLanes>(ref now, ref sources, 11);
            TLanes c12 = At<TLanes>(ref now, ref sources, 12), c13 = At<TLanes>(ref now, ref sources, 13),
                c14 = At<TLanes>(ref now, ref sources, 14), c15 = At<TLanes>(ref now, ref sources, 15);
            Four(ref c0, ref c1, ref c2, ref c3);
            Four(ref c4, ref c5, ref c6, ref c7);
            Four(ref c8, ref c9, ref c10, ref c11);
            Four(ref c12, ref c13, ref c14, ref c15);
            Put4(c0, c4, c8, c12, ref now, ref targets, 0);
            Put4(c1, c5, c9, c13, ref now, ref targets, 1);
            Put4(c2, c6, c10, c14, ref now, ref targets, 2);
            Put4(c3, c7, c11, c15, ref now, ref targets, 3);
        }
    }

    /// <summary>The lines' absorption: filters sixteen delayed lines.</summary>
    /// <param name="memory">What offsets count from.</param>
    /// <param name="sources">Where the first line is read.</param>
    /// <param name="state">Two registers of sixteen.</param>
    /// <param name="coefficients">Gain, pole, zero, pole, zero: five registers of sixteen; then what a frame adds to each.</param>
    /// <param name="moving">Whether a frame adds anything.</param>
    /// <param name="frames">Scratch: sixteen floats for each frame.</param>
    /// <param name="lines">Overwritten: a row of a block for each line.</param>
    /// <param name="from">The part's first frame in the block.</param>
    /// <param name="to">The frame after its last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Absorb<TLanes>(ref float memory, ref int sources, ref float state, ref float coefficients, bool moving,
        ref float frames, ref float lines, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Stretch(from, to, Block, TLanes.Count);
        for (nint i = from; i < to; i += TLanes.Count)
            for (nint line = 0; line < Channels; line += TLanes.Count)
                TLanes.Transpose(ref Unsafe.Add(ref memory, i), ref Unsafe.Add(ref sources, line),
                    ref Unsafe.Add(ref frames, i * Channels + line), Channels);
        for (nint line = 0; line < Channels; line += TLanes.Count)
        {
            if (moving)
                FilterMoving<TLanes>(ref Unsafe.Add(ref frames, line), ref Unsafe.Add(ref state, line),
                    ref Unsafe.Add(ref coefficients, line), from, to);
            else
                Filter<TLanes>(ref Unsafe.Add(ref frames, line), ref Unsafe.Add(ref state, line), ref Unsafe.Add(ref coefficients, line),
                from, to);
        }
        for (nint i = from; i < to; i += TLanes.Count)
            for (nint line = 0; line < Channels; line += TLanes.Count)
                TLanes.Transpose(ref Unsafe.Add(ref frames, i * Channels + line), ref MemoryMarshal.GetReference(FrameRows),
                    ref Unsafe.Add(ref lines, line * Block + i), Block);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Filter<TLanes>(ref float frames, ref float state, ref float c, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes v = TLanes.Load(ref state, 0), u = TLanes.Load(ref state, Channels);
        TLanes gain = TLanes.Load(ref c, 0), p1 = TLanes.Load(ref c, Channels), z1 = TLanes.Load(ref c, 2 * Channels),
            p2 = TLanes.Load(ref c, 3 * Channels), z2 = TLanes.Load(ref c, 4 * Channels);
        for (nint i = from * Channels; i < to * Channels; i += Channels)
            TLanes.Store(gain * Sections(TLanes.Load(ref frames, i), p1, z1, p2, z2, ref v, ref u), ref frames, i);
        TLanes.Store(v, ref state, 0);
        TLanes.Store(u, ref state, Channels);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FilterMoving<TLanes>(ref float frames, ref float state, ref float c, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes v = TLanes.Load(ref state, 0), u = TLanes.Load(ref state, Channels);
        for (nint i = from; i < to; i++)
        {
            TLanes frame = TLanes.Splat(i);
            TLanes y =
                Sections(TLanes.Load(ref frames, i * Channels), Moved(ref c, 1, frame), Moved(ref c, 2, frame), Moved(ref c, 3, frame),
                Moved(ref c, 4, frame), ref v, ref u);
            TLanes.Store(Moved(ref c, 0, frame) * y, ref frames, i * Channels);
        }
        TLanes.Store(v, ref state, 0);
        TLanes.Store(u, ref state, Channels);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Moved<TLanes>(ref float c, nint field, TLanes frame) where TLanes : struct, ILanes<TLanes> =>
        TLanes.MultiplyAdd(frame, TLanes.Load(ref c, (field + ReverbAbsorption.Fields) * Channels), TLanes.Load(ref c, field * Channels));

    // Two first-order sections, each 1 + z / 1 - p: one operation from a sample to the next.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Sections<TLanes>(TLanes x, TLanes p1, TLanes z1, TLanes p2, TLanes z2, ref TLanes v, ref TLanes u)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes now = TLanes.MultiplyAdd(p1, v, x);
        TLanes y = TLanes.MultiplyAdd(z1, v, now);
        v = now;
        now = TLanes.MultiplyAdd(p2, u, y);
        y = TLanes.MultiplyAdd(z2, u, now);
        u = now;
        return y;
    }

    /// <summary>Closes the loop: sums the outputs, adds the diffused sound to the lines, mixes them and writes them.</summary>
    /// <param name="memory">What offsets count from.</param>
    /// <param name="diffused">Where the last diffusion step's first channel is read.</param>
    /// <param name="lines">A row of a block for each line.</param>
    /// <param name="targets">Where the first line is written.</param>
    /// <param name="sums">Overwritten: rows of a block: late left, late right, early left, early right.</param>
    /// <param name="from">The part's first frame in the block.</param>
    /// <param name="to">The frame after its last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Circulate<TLanes>(ref float memory, ref int diffused, ref float lines, ref int targets, ref float sums, int from,
        int to) where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Stretch(from, to, Block, TLanes.Count);
        for (nint i = from; i < to; i += TLanes.Count)
        {
            ref float now = ref Unsafe.Add(ref memory, i), line = ref Unsafe.Add(ref lines, i);
            TLanes lateLeft = TLanes.Splat(0), lateRight = lateLeft, earlyLeft = lateLeft, earlyRight = lateLeft;
            Join(ref line, ref now, ref diffused, 0, out TLanes c0, out TLanes c1, out TLanes c2, out TLanes c3, ref lateLeft,
                ref lateRight, ref earlyLeft, ref earlyRight);
            Join(ref line, ref now, ref diffused, 4, out TLanes c4, out TLanes c5, out TLanes c6, out TLanes c7, ref lateLeft,
                ref lateRight, ref earlyLeft, ref earlyRight);
            Join(ref line, ref now, ref diffused, 8, out TLanes c8, out TLanes c9, out TLanes c10, out TLanes c11, ref lateLeft,
                ref lateRight, ref earlyLeft, ref earlyRight);
            Join(ref line, ref now, ref diffused, 12, out TLanes c12, out TLanes c13, out TLanes c14, out TLanes c15, ref lateLeft,
                ref lateRight, ref earlyLeft, ref earlyRight);
            TLanes.Store(lateLeft, ref sums, i);
            TLanes.Store(lateRight, ref sums, i + Block);
            TLanes.Store(earlyLeft, ref sums, i + 2 * Block);
            TLanes.Store(earlyRight, ref sums, i + 3 * Block);
            Put4(c0, c4, c8, c12, ref now, ref targets, 0);
            Put4(c1, c5, c9, c13, ref now, ref targets, 1);
            Put4(c2, c6, c10, c14, ref now, ref targets, 2);
            Put4(c3, c7, c11, c15, ref now, ref targets, 3);
        }
    }

    /// <summary>Adds the reverberation to the sound.</summary>
    /// <param name="sums">Rows of a block: late left, late right, early left, early right.</param>
    /// <param name="left">The part's first frame, overwritten.</param>
    /// <param name="right">Likewise.</param>
    /// <param name="gains">The courses of the gains over the block.</param>
    /// <param name="from">The part's first frame in the block.</param>
    /// <param name="to">The frame after its last.</param>
    /// <returns>True if anything of it, before the gains, could be heard.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool GiveOut<TLanes>(ref float sums, ref float left, ref float right, in ReverbGains gains, int from, int to)
        where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Stretch(from, to, Block, TLanes.Count);
        TLanes peak = TLanes.Splat(0);
        for (nint i = from; i < to; i += TLanes.Count)
        {
            TLanes frame = Frame<TLanes>(i);
            TLanes early = At(gains.Early, frame), direct = At(gains.Direct, frame), cross = At(gains.Cross, frame),
                dry = At(gains.Dry, frame);
            TLanes lateLeft = TLanes.Load(ref sums, i), lateRight = TLanes.Load(ref sums, i + Block),
                earlyLeft = TLanes.Load(ref sums, i + 2 * Block), earlyRight = TLanes.Load(ref sums, i + 3 * Block);
            TLanes l = TLanes.Load(ref left, i - from), r = TLanes.Load(ref right, i - from);
            peak = TLanes.Max(peak,
                TLanes.Max(TLanes.Max(TLanes.Abs(lateLeft), TLanes.Abs(lateRight)),
                TLanes.Max(TLanes.Abs(earlyLeft), TLanes.Abs(earlyRight))));
            peak = TLanes.Max(TLanes.Max(TLanes.Abs(l), TLanes.Abs(r)), peak);
            lateLeft = TLanes.MultiplyAdd(earlyLeft, early, lateLeft);
            lateRight = TLanes.MultiplyAdd(earlyRight, early, lateRight);
            TLanes.Store(TLanes.MultiplyAdd(lateLeft, direct, TLanes.MultiplyAdd(lateRight, cross, l * dry)), ref left, i - from);
            TLanes.Store(TLanes.MultiplyAdd(lateRight, direct, TLanes.MultiplyAdd(lateLeft, cross, r * dry)), ref right, i - from);
        }
        return TLanes.MaskBits(TLanes.GreaterThan(peak, TLanes.Splat(Reverb.Inaudible))) != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLanes Frame<TLanes>(nint i) where TLanes : struct, ILanes<TLanes> => TLanes.Indices + TLanes.Splat(i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes At<TLanes>(in BlockRamp ramp, TLanes frame) where TLanes : struct, ILanes<TLanes> =>
        TLanes.MultiplyAdd(frame, TLanes.Splat(ramp.Step), TLanes.Splat(ramp.Start));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes At<TLanes>(ref float now, ref int offsets, nint channel) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Load(ref now, Unsafe.Add(ref offsets, channel));

    // Four lines and four diffused channels. Outputs alternate between left and right, and every second of each has its sign turned.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join<TLanes>(ref float line, ref float now, ref int diffused, nint first, out TLanes a, out TLanes b, out TLanes c,
        out TLanes d,
        ref TLanes lateLeft, ref TLanes lateRight, ref TLanes earlyLeft, ref TLanes earlyRight) where TLanes : struct, ILanes<TLanes>
    {
        a = TLanes.Load(ref line, first * Block);
        b = TLanes.Load(ref line, (first + 1) * Block);
        c = TLanes.Load(ref line, (first + 2) * Block);
        d = TLanes.Load(ref line, (first + 3) * Block);
        lateLeft += a - c;
        lateRight += b - d;
        TLanes e = At<TLanes>(ref now, ref diffused, first), f = At<TLanes>(ref now, ref diffused, first + 1),
            g = At<TLanes>(ref now, ref diffused, first + 2), h = At<TLanes>(ref now, ref diffused, first + 3);
        earlyLeft += e - g;
        earlyRight += f - h;
        a += e;
        b += f;
        c += g;
        d += h;
        Four(ref a, ref b, ref c, ref d);
    }

    // The Hadamard matrix of order 4.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four<TLanes>(ref TLanes a, ref TLanes b, ref TLanes c, ref TLanes d) where TLanes : struct, ILanes<TLanes>
    {
        TLanes sum = a + b, difference = a - b, sum2 = c + d, difference2 = c - d;
        a = sum + sum2;
        b = difference + difference2;
        c = sum - sum2;
        d = difference - difference2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put4<TLanes>(TLanes a, TLanes b, TLanes c, TLanes d, ref float now, ref int targets, nint first)
        where TLanes : struct, ILanes<TLanes>
    {
        Four(ref a, ref b, ref c, ref d);
        TLanes.Store(a, ref now, Unsafe.Add(ref targets, first));
        TLanes.Store(b, ref now, Unsafe.Add(ref targets, first + 4));
        TLanes.Store(c, ref now, Unsafe.Add(ref targets, first + 8));
        TLanes.Store(d, ref now, Unsafe.Add(ref targets, first + 12));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes LoadInt32<TLanes>(ref int source, nint offset) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Load(ref Unsafe.As<int, float>(ref source), offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreInt32<TLanes>(TLanes value, ref int destination, nint offset) where TLanes : struct, ILanes<TLanes> =>
        TLanes.Store(value, ref Unsafe.As<int, float>(ref destination), offset);
}
