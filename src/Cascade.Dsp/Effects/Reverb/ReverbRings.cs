using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Effects;

/// <summary>The memory of a reverb's delays: rings in one buffer, and where in it the present block is written and read.</summary>
/// <remarks>
/// A ring is a whole number of blocks, and its first block stands once more behind its last, so that a block lies in one piece wherever it
/// starts. Written blocks are aligned.
/// <para>A position is kept as its distance to the ring's end, which is negative: it wraps where the sign changes, sixteen positions at a
/// time.</para>
/// </remarks>
internal sealed class ReverbRings
{
    /// <summary>The first line's place among the targets; before it are those of the diffusion steps from the second on.</summary>
    public const int Lines = ReverbDelays.Lines - ReverbDelays.Channels;

    /// <summary>The targets of the pre-delay: left, right.</summary>
    public const int PreDelay = Lines + ReverbDelays.Channels;

    /// <summary>The targets of the first diffusion step: left, right.</summary>
    public const int FirstStep = PreDelay + 2;

    private const int Block = ReverbKernel.Block;
    private const int Rings = FirstStep + 2;
    private const int Targets = Rings + 12;
    private const int Taps = ReverbDelays.Count + 14;

    // Before a ring its last samples stand once more, for what is read between samples. It makes the rings an odd number of cache lines,
    // which spreads them over the sets of the cache.
    private const int Pad = 16;

    private const int SpareRows = 3;

    // A line may be read some samples before and after its delay when it is modulated.
    private const int Margin = 8;

    private readonly AlignedBuffer _memory;
    private readonly int _floats;
    private readonly Positions _targets = new(Targets), _taps = new(Taps), _nextTaps = new(Taps);
    private readonly uint[] _wrapped = new uint[Targets / 16], _ignored = new uint[Taps / 16];
    private readonly int[] _read = new int[Taps];
    private int _clean;

    /// <summary>Makes empty rings.</summary>
    /// <param name="longest">The longest delay of every tap.</param>
    /// <param name="modulation">How many samples more a line may be read.</param>
    public ReverbRings(ReadOnlySpan<int> longest, int modulation)
    {
        int end = Pad;
        for (int ring = 0; ring < Rings; ring++)
        {
            int delay = 0;
            for (int tap = 0; tap < ReverbDelays.Count; tap++)
                if (RingOf(tap) == ring)
                    delay = Math.Max(delay,
                        longest[tap] + (tap is >= ReverbDelays.Lines and < ReverbDelays.PreDelay ? modulation + Margin : 0));
            int length = (delay + 2 * Block - 1) / Block * Block;
            _targets.Lengths[ring] = length;
            _targets.Ends[ring] = end + length;
            end += length + Block + Pad;
        }
        _floats = end;
        _memory = new AlignedBuffer(_floats + (ReverbDelays.Count + SpareRows) * Block);
        for (int tap = 0; tap < ReverbDelays.Count; tap++)
        {
            _taps.Ends[tap] = _nextTaps.Ends[tap] = _targets.Ends[RingOf(tap)];
            _taps.Lengths[tap] = _nextTaps.Lengths[tap] = _targets.Lengths[RingOf(tap)];
        }
        _clean = _floats;
        Clear();
    }

    /// <summary>The first float of everything; offsets count from it.</summary>
    public ref float Memory => ref _memory.First;

    /// <summary>Where the block of every target is written.</summary>
    public ref int Written => ref _targets.Offsets[0];

    /// <summary>Where the block of every tap is read.</summary>
    public ref int Read => ref _read[0];

    /// <summary>The offset of a row of a block, one for every tap and three more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Row(int tap) => _floats + tap * Block;

    /// <summary>Where the block of a tap's present delay is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Offset(int tap) => _taps.Offsets[tap];

    /// <summary>Where the block of its next delay is read while it fades.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextOffset(int tap) => _nextTaps.Offsets[tap];

    /// <summary>Where its block would be read if the delay were longer.</summary>
    /// <param name="tap">The tap.</param>
    /// <param name="by">By how many samples; may be negative.</param>
    /// <param name="next">Whether the next delay is meant.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Shifted(int tap, int by, bool next)
    {
        int back = (next ? _nextTaps : _taps).Back[tap] - by, length = _taps.Lengths[tap];
        return _taps.Ends[tap] + (back < -length ? back + length : back >= 0 ? back - length : back);
    }

    /// <summary>Sets all delays.</summary>
    /// <param name="delays">In samples, none longer than the longest.</param>
    public void Place(ReadOnlySpan<int> delays)
    {
        Place(_taps, delays);
        _taps.Offsets.CopyTo(_read, 0);
    }

    /// <summary>Sets the delays to fade to.</summary>
    /// <param name="delays">In samples, none longer than the longest.</param>
    public void PlaceNext(ReadOnlySpan<int> delays) => Place(_nextTaps, delays);

    /// <summary>Takes the delays that were faded to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void TakeNext() => _nextTaps.Back.CopyTo(_taps.Back, 0);

    /// <summary>Goes on to the next block.</summary>
    /// <param name="fading">Whether the taps have delays to fade to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Advance<TLanes>(bool fading) where TLanes : struct, ILanes<TLanes>
    {
        ReverbKernel.Advance<TLanes>(ref _targets.Back[0], ref _targets.Ends[0], ref _targets.Lengths[0], ref _targets.Offsets[0],
            ref _wrapped[0], Targets);
        ReverbKernel.Advance<TLanes>(ref _taps.Back[0], ref _taps.Ends[0], ref _taps.Lengths[0], ref _taps.Offsets[0], ref _ignored[0],
            Taps);
        if (fading)
            ReverbKernel.Advance<TLanes>(ref _nextTaps.Back[0], ref _nextTaps.Ends[0], ref _nextTaps.Lengths[0], ref _nextTaps.Offsets[0],
                ref _ignored[0], Taps);
        _taps.Offsets.CopyTo(_read, 0);
    }

    /// <summary>Repeats the ends of rings whose first block was just written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Mirror<TLanes>() where TLanes : struct, ILanes<TLanes>
    {
        for (int group = 0; group < _wrapped.Length; group++)
        {
            for (uint bits = _wrapped[group] & (group < Rings / 16 ? ~0u : (1u << Rings % 16) - 1); bits != 0; bits &= bits - 1)
            {
                int ring = 16 * group + BitOperations.TrailingZeroCount(bits);
                ref float end = ref Unsafe.Add(ref _memory.First, _targets.Ends[ring]),
                    start = ref Unsafe.Add(ref end, -_targets.Lengths[ring]);
                for (int i = 0; i < Block; i += TLanes.Count)
                    TLanes.Store(TLanes.Load(ref start, i), ref end, i);
                for (int i = -Pad; i < 0; i += TLanes.Count)
                    TLanes.Store(TLanes.Load(ref end, i), ref start, i);
            }
        }
    }

    /// <summary>Begins to forget everything: <see cref="Forget"/> has to be called until nothing is left.</summary>
    public void BeginForgetting() => _clean = 0;

    /// <summary>Zeroes some more of the memory.</summary>
    /// <param name="count">How many floats at most.</param>
    public void Forget(int count)
    {
        count = Math.Min(count, _floats - _clean);
        if (count <= 0)
            return;
        _memory.Span.Slice(_clean, count).Clear();
        _clean += count;
    }

    /// <summary>Everything empty, every ring at its start.</summary>
    public void Clear()
    {
        _clean = 0;
        Forget(_floats);
        Array.Fill(_wrapped, 0xFFFFu);
        for (int ring = 0; ring < Rings; ring++)
        {
            _targets.Back[ring] = -_targets.Lengths[ring];
            _targets.Offsets[ring] = _targets.Ends[ring] - _targets.Lengths[ring];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Place(Positions taps, ReadOnlySpan<int> delays)
    {
        for (int tap = 0; tap < delays.Length; tap++)
        {
            int back = _targets.Back[RingOf(tap)] - delays[tap];
            taps.Back[tap] = back < -taps.Lengths[tap] ? back + taps.Lengths[tap] : back;
            taps.Offsets[tap] = taps.Ends[tap] + taps.Back[tap];
        }
    }

    private static int RingOf(int tap) => tap switch
    {
        < ReverbDelays.Channels => FirstStep + (tap & 1),
        < ReverbDelays.PreDelay => tap - ReverbDelays.Channels,
        _ => tap - ReverbDelays.PreDelay + PreDelay,
    };

    // Those that only fill up a register stand at rings of one block.
    private sealed class Positions(int count)
    {
        public readonly int[] Back = Blocks(-1, count), Ends = new int[count], Lengths = Blocks(1, count), Offsets = new int[count];

        private static int[] Blocks(int number, int count)
        {
            var blocks = new int[count];
            Array.Fill(blocks, number * Block);
            return blocks;
        }
    }
}
