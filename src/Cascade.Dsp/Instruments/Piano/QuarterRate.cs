using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Cascade.Dsp.Filters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>Brings a stereo sound that is made at a quarter of the rate to the whole rate, without a delay: it is made ahead.</summary>
/// <remarks>
/// Three samples go between each two by a sinc in Kaiser's window of sixteen taps. Up to <see cref="Highest"/> they are 93 dB true. A
/// block of the slow sound is four blocks of the output. Lanes are frames of the output, and all widths give the same bits.
/// <para>Source: J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", 1974.</para>
/// </remarks>
internal sealed class QuarterRate
{
    /// <summary>Samples of the output in one of the slow sound.</summary>
    public const int Every = 4;

    /// <summary>The highest frequency of the slow sound, in parts of the output's rate.</summary>
    public const double Highest = 0.075;

    private const int BlockSize = Instrument.BlockSize;
    private const int Taps = 16;
    private const int Before = Taps / 2 - 1;
    private const double Beta = 9.51;
    // Where the block lies that is being given out; behind it lies the next.
    private const int Now = Taps / 2;
    // Slow samples in a block of the output, and those that its frames are made of.
    private const int Step = BlockSize / Every;
    private const int Reach = Step + Taps - 1;

    private readonly LaneChoice _lanes;
    private readonly AlignedBuffer _weights = new(Taps * LaneSums.Lanes);
    private readonly float[] _left = new float[Now + 2 * BlockSize], _right = new float[Now + 2 * BlockSize];
    private readonly AlignedBuffer _repeatedLeft = new(Reach * Every), _repeatedRight = new(Reach * Every);
    private readonly float[] _before = new float[2 * BlockSize];
    private int _part, _rest, _begin;

    /// <summary>Makes it silent.</summary>
    /// <param name="lanes">The registers.</param>
    public QuarterRate(LaneChoice lanes)
    {
        _lanes = lanes;
        for (int tap = 0; tap < Taps; tap++)
            for (int lane = 0; lane < LaneSums.Lanes; lane++)
                _weights.Span[tap * LaneSums.Lanes + lane] = (float)Weight(tap - Before - lane % Every / (double)Every);
    }

    /// <summary>True if nothing is left to give out.</summary>
    public bool IsSilent => _rest == 0;

    /// <summary>The slow block that is being given out: what is added before <see cref="Render"/> comes out from there on.</summary>
    public Span<float> Left => _left.AsSpan(Now, BlockSize);

    /// <summary>Likewise of the right.</summary>
    public Span<float> Right => _right.AsSpan(Now, BlockSize);

    /// <summary>The slow block after it.</summary>
    public Span<float> NextLeft => _left.AsSpan(Now + BlockSize, BlockSize);

    /// <summary>Likewise of the right.</summary>
    public Span<float> NextRight => _right.AsSpan(Now + BlockSize, BlockSize);

    /// <summary>True if the next slow block must be there before <see cref="Render"/>.</summary>
    public bool IsNextDue => _part == Every - 1;

    /// <summary>A frame of the coming block of the output in samples of the slow block.</summary>
    /// <param name="offset">The frame; fractions count.</param>
    public double At(double offset) => (_part * BlockSize + offset) / Every;

    /// <summary>Adds a block to the output and goes on.</summary>
    /// <param name="left">A block.</param>
    /// <param name="right">Likewise.</param>
    /// <param name="isFed">Whether something makes slow blocks.</param>
    public void Render(Span<float> left, Span<float> right, bool isFed)
    {
        DebugGuard.Frames(left, BlockSize);
        DebugGuard.Frames(right, BlockSize);
        // Until the last slow block has left the buffers.
        _rest = isFed ? Every * Every : Math.Max(0, _rest - 1);
        if (_rest > 0)
        {
            Span<float> leftBefore = _before.AsSpan(0, _begin), rightBefore = _before.AsSpan(BlockSize, _begin);
            left[.._begin].CopyTo(leftBefore);
            right[.._begin].CopyTo(rightBefore);
            Repeat(_left, ref _repeatedLeft.First);
            Repeat(_right, ref _repeatedRight.First);
            LaneDispatch.Run(_lanes, new Rendering(this, left, right));
            leftBefore.CopyTo(left);
            rightBefore.CopyTo(right);
        }
        _begin = 0;
        if (++_part < Every)
            return;
        _part = 0;
        MoveOn(_left);
        MoveOn(_right);
    }

    /// <summary>Silence up to a frame of the coming block, which is the first of a slow block: a filter that looks ahead would begin
    /// before the sound.</summary>
    /// <param name="offset">The frame; fractions count.</param>
    public void Begin(double offset)
    {
        Reset();
        _begin = (int)Math.Ceiling(offset);
    }

    /// <summary>Silence, at the start of a slow block.</summary>
    public void Reset()
    {
        Array.Clear(_left);
        Array.Clear(_right);
        _part = _rest = _begin = 0;
    }

    private static double Weight(double time)
    {
        double share = time / (Taps / 2);
        double window = Bessel.I0(Beta * Math.Sqrt(Math.Max(0, 1 - share * share))) / Bessel.I0(Beta);
        return time == 0 ? 1 : Math.Sin(Math.PI * time) / (Math.PI * time) * window;
    }

    private static void MoveOn(float[] side)
    {
        side.AsSpan(BlockSize, Now + BlockSize).CopyTo(side);
        side.AsSpan(Now + BlockSize).Clear();
    }

    // Each slow sample stands as often as there are frames for it, so that frames side by side find theirs side by side.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Repeat(float[] side, ref float repeated)
    {
        ReadOnlySpan<float> slow = side.AsSpan(Now - Before + _part * Step, Reach);
        for (int i = 0; i < slow.Length; i++)
            Vector128.Create(slow[i]).StoreUnsafe(ref repeated, (nuint)(i * Every));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<TLanes>(ref float weights, ref float repeated, Span<float> output) where TLanes : struct, ILanes<TLanes>
    {
        ref float sum = ref MemoryMarshal.GetReference(output);
        for (nint i = 0; i < BlockSize; i += TLanes.Count)
        {
            // Two sums hide the latency of the additions.
            TLanes even = TLanes.Load(ref sum, i), odd = TLanes.Splat(0);
            ref float first = ref Unsafe.Add(ref repeated, i), weight = ref Unsafe.Add(ref weights, i % LaneSums.Lanes);
            for (nint tap = 0; tap < Taps; tap += 2)
            {
                even = TLanes.MultiplyAdd(TLanes.Load(ref weight, tap * LaneSums.Lanes), TLanes.Load(ref first, tap * Every), even);
                odd = TLanes.MultiplyAdd(TLanes.Load(ref weight, (tap + 1) * LaneSums.Lanes), TLanes.Load(ref first, (tap + 1) * Every),
                    odd);
            }
            TLanes.Store(even + odd, ref sum, i);
        }
    }

    private readonly ref struct Rendering(QuarterRate quarter, Span<float> left, Span<float> right) : ILaneKernel
    {
        private readonly Span<float> _left = left, _right = right;

        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes>
        {
            Add<TLanes>(ref quarter._weights.First, ref quarter._repeatedLeft.First, _left);
            Add<TLanes>(ref quarter._weights.First, ref quarter._repeatedRight.First, _right);
        }
    }
}
