using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The short noises of a piano (hammer, soundboard, key, dampers, pedal), all shaped out of one stereo source of noise in
/// third-octave bands.</summary>
/// <remarks>
/// A kind of noise is a power in each band that decays exponentially; a noise is one of a kind, with a level. Because powers add and all of
/// a kind decay alike, the bank keeps their sum and no single noise: a hundred cost what one costs, and none is ever lost.
/// <para>The amplitude, the root of the sum over all kinds, goes in a straight line from one block's start to the next. A noise rises from
/// its first frame to the end of the next block, as a step would be a click of all frequencies. Bands and sides are independent of each
/// other, so the image is wide.</para>
/// <para>The eight lowest bands are computed every fourth frame and the next eight every second, where the sample rate is a usual one; they
/// lie far under half of that.</para>
/// <para>While nothing sounds nothing is computed: the source stands still, and goes on where it stopped.</para>
/// </remarks>
internal sealed class NoiseBank
{
    /// <summary>The number of bands, from 50 Hz up.</summary>
    public const int Bands = NoiseBands.Count;

    // -130 dB of full scale, at the frequencies the ear hears best: soft notes of the treble have noises far below themselves that still
    // belong to their sound.
    internal const float Inaudible = 1e-13f;

    private const int BlockSize = Instrument.BlockSize;
    private const double ShortestDecay = 1e-4;
    private const double HearingCorner = 230;
    private const double WarmSeconds = 0.25;
    private const int BandSpacing = 1 << 27;
    private const int LowestSlow = 40_000;

    // Of seven starts that by which, with the usual seed, the first notes' bands, sides and rise are nearest to the recordings.
    private const uint UsualStart = 2;

    private readonly LaneChoice _lanes;
    private readonly AlignedBuffer _fields = new((int)NoiseField.Count * NoiseKernel.Row);
    private readonly float[] _atRest;
    private readonly AlignedBuffer _kinds;
    private readonly float[] _totals;
    private readonly AlignedBuffer _left = new(BlockSize * LaneSums.Lanes);
    private readonly AlignedBuffer _right = new(BlockSize * LaneSums.Lanes);
    private readonly AlignedBuffer _sums = new(LaneSums.Lanes);

    // Frames to one of each group of bands; the sums of the slow ones, by group and side, and what brings them up to the full rate.
    private readonly int[] _every;
    private readonly AlignedBuffer[] _slow = new AlignedBuffer[4];
    private readonly float[][] _slowSums = new float[4][];
    private readonly NoiseInterpolator _leftUp = new(), _rightUp = new();

    // The coming blocks, as a ring: a bit for every frame at which noises begin, and the levels of those by frame, kind and side.
    private readonly uint[] _due;
    private readonly float[] _levels;
    private int _block;

    // As many of them as there are up to the last noise that waits.
    private int _waiting;

    // A bit for every kind that sounds, and whether any did in the last block.
    private uint _sounding;
    private bool _ringing;

    /// <summary>Makes a silent bank.</summary>
    /// <param name="kinds">The kinds of noise, at most 32.</param>
    /// <param name="longestWait">How many seconds ahead a noise may be started.</param>
    /// <param name="sampleRate">In Hz; bands that reach above 0.45 of it are silent.</param>
    /// <param name="lanes">The registers.</param>
    /// <param name="seed">Equal seeds give equal noise.</param>
    public NoiseBank(ReadOnlySpan<NoiseSpectrum> kinds, double longestWait, int sampleRate, LaneChoice lanes, uint seed)
    {
        _lanes = lanes;
        _due = new uint[(int)(longestWait * sampleRate) / BlockSize + 2];
        _levels = new float[_due.Length * BlockSize * kinds.Length * 2];
        _kinds = new AlignedBuffer(kinds.Length * NoiseKernel.KindStride);
        _totals = new float[kinds.Length];
        _every = sampleRate < LowestSlow ? [1, 1, 1] : [NoiseInterpolator.LowEvery, NoiseInterpolator.MiddleEvery, 1];
        for (int i = 0; i < _slow.Length; i++)
        {
            int frames = BlockSize / (i < 2 ? NoiseInterpolator.LowEvery : NoiseInterpolator.MiddleEvery);
            _slow[i] = new AlignedBuffer(frames * LaneSums.Lanes);
            _slowSums[i] = new float[frames];
        }
        for (int kind = 0; kind < kinds.Length; kind++)
            Design(kinds[kind], kind, sampleRate);
        for (int band = 0; band < Bands; band++)
        {
            int lane = NoiseKernel.LaneOf(band);
            _fields.Span[lane] = BitConverter.UInt32BitsToSingle(Noise.Hash(seed + UsualStart) + (uint)(band * BandSpacing));
            _fields.Span[(int)NoiseField.Floor * NoiseKernel.Row + lane] = Floor(Center(band));
            NoiseBands.Design(band, (double)sampleRate / _every[band / NoiseKernel.GroupSize], _fields.Span[lane..], NoiseKernel.Row);
        }
        Settle((int)(WarmSeconds * sampleRate) / BlockSize);
        _atRest = _fields.Span.ToArray();
        Reset();
    }

    /// <summary>True while no noise sounds or waits: <see cref="Render"/> then does nothing.</summary>
    public bool IsSilent => !_ringing && _waiting == 0;

    /// <summary>The centre of a band in Hz: 50 * 2^((band + 1/2) / 3).</summary>
    /// <param name="band">0 to <see cref="Bands"/> - 1.</param>
    public static double Center(int band) => NoiseBands.Edge(band + 0.5);

    /// <summary>Starts a noise; one that could not be heard is left out. Calls may come in any order of time.</summary>
    /// <param name="kind">Its place among the kinds.</param>
    /// <param name="offset">Its first frame, from the start of the coming block: 0 or more, also beyond that block; clamped to the longest
    /// wait.</param>
    /// <param name="left">Its level on the left: a factor of its kind's power, 0 or more.</param>
    /// <param name="right">Likewise on the right.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Start(int kind, int offset, float left, float right)
    {
        DebugGuard.Within(kind, 0, _totals.Length - 1);
        DebugGuard.Within(offset, 0, int.MaxValue);
        if (!((left + right) * _totals[kind] >= Inaudible))
            return;
        offset = Math.Clamp(offset, 0, (_due.Length - 1) * BlockSize - 1);
        int ahead = offset / BlockSize, block = (_block + ahead) % _due.Length, frame = offset % BlockSize;
        _due[block] |= 1u << frame;
        _waiting = Math.Max(_waiting, ahead + 1);
        Span<float> levels = LevelsAt(block, frame).Slice(2 * kind, 2);
        levels[0] += left;
        levels[1] += right;
    }

    /// <summary>Adds the block's noise to the output.</summary>
    /// <param name="left">A block.</param>
    /// <param name="right">Likewise.</param>
    public void Render(Span<float> left, Span<float> right)
    {
        DebugGuard.Within(left.Length, BlockSize, int.MaxValue);
        DebugGuard.Within(right.Length, BlockSize, int.MaxValue);
        if (IsSilent)
            return;
        if (_ringing || _due[_block] != 0)
        {
            LaneDispatch.Run(_lanes, new Rendering(this));
            LaneSums.Add(ref _left.First, left[..BlockSize]);
            LaneSums.Add(ref _right.First, right[..BlockSize]);
            _left.Span.Clear();
            _right.Span.Clear();
            if (_every[0] > 1)
                AddSlow(left, right);
        }
        _block = (_block + 1) % _due.Length;
        _waiting = Math.Max(0, _waiting - 1);
    }

    /// <summary>Lets every noise fall silent within a block, and drops those that wait.</summary>
    public void End()
    {
        for (int kind = 0; kind < _totals.Length; kind++)
            Silence(kind);
        Array.Clear(_due);
        Array.Clear(_levels);
        _waiting = 0;
    }

    /// <summary>Silence, as after construction.</summary>
    public void Reset()
    {
        End();
        _atRest.CopyTo(_fields.Span);
        _left.Span.Clear();
        _right.Span.Clear();
        _leftUp.Clear();
        _rightUp.Clear();
        foreach (AlignedBuffer bus in _slow)
            bus.Span.Clear();
        _block = 0;
        _ringing = false;
    }

    private void Design(NoiseSpectrum spectrum, int kind, int sampleRate)
    {
        Span<float> rows = Rows(kind);
        for (int band = 0; band < Bands; band++)
        {
            double rate = -Math.Log2(Math.E) / (sampleRate * Math.Max(ShortestDecay, spectrum.Decay[band]));
            int lane = NoiseKernel.LaneOf(band);
            rows[NoiseKernel.Shape + lane] = spectrum.Power[band];
            rows[NoiseKernel.Rate + lane] = (float)rate;
            rows[NoiseKernel.BlockDecay + lane] = (float)Math.Pow(2, BlockSize * rate);
            _totals[kind] += spectrum.Power[band];
        }
    }

    // Lets the filters run in, or the first noises would have no low bands.
    private void Settle(int blocks)
    {
        for (; blocks > 0; blocks--)
            LaneDispatch.Run(_lanes, new Settling(this));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RenderBlock<TLanes>() where TLanes : struct, ILanes<TLanes>
    {
        uint due = _due[_block];
        _due[_block] = 0;
        _ringing = (_sounding | due) != 0;
        Row(NoiseField.LeftTarget, 2).CopyTo(Row(NoiseField.LeftGain, 2));
        Row(NoiseField.LeftNext, 2).Clear();
        Continue<TLanes>();
        for (int frame = 0; frame < BlockSize;)
        {
            if ((due >> frame & 1) != 0)
                Begin<TLanes>(frame);
            // Shifted by 32 the mask would be itself: the last frame ends the block.
            uint later = frame == BlockSize - 1 ? 0 : due >> (frame + 1);
            int left = BlockSize - frame, frames = Math.Min(left, 1 + BitOperations.TrailingZeroCount(later));
            NoiseKernel.Aim<TLanes>(ref _fields.First, left);
            RenderFrames<TLanes>(frame, frames, settles: false);
            frame += frames;
        }
    }

    // The kinds that sounded in the last block: where they will be at the end of this one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Continue<TLanes>() where TLanes : struct, ILanes<TLanes>
    {
        for (uint left = _sounding; left != 0; left &= left - 1)
        {
            int kind = BitOperations.TrailingZeroCount(left);
            NoiseKernel.Advance<TLanes>(ref Unsafe.Add(ref _kinds.First, kind * NoiseKernel.KindStride), ref _fields.First,
                ref _sums.First);
            if (LaneSums.Sum(ref _sums.First) == 0)
                Silence(kind);
        }
    }

    // The noises whose time has come.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Begin<TLanes>(int frame) where TLanes : struct, ILanes<TLanes>
    {
        Span<float> levels = LevelsAt(_block, frame);
        for (int kind = 0; kind < _totals.Length; kind++)
        {
            float left = levels[2 * kind], right = levels[2 * kind + 1];
            if (left + right == 0)
                continue;
            NoiseKernel.Begin<TLanes>(ref Unsafe.Add(ref _kinds.First, kind * NoiseKernel.KindStride), left, right, BlockSize - frame,
                ref _fields.First);
            _sounding |= 1u << kind;
        }
        levels.Clear();
    }

    // As in LimiterKernel.Scale. A group that is not heard stands still, as the high bands do most of the time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void RenderFrames<TLanes>(int from, int frames, bool settles) where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(from, 0, BlockSize - frames);
        for (int group = 0; group < _every.Length; group++)
        {
            if (!settles && !IsHeard(group))
                continue;
            int every = _every[group], first = (every - from % every) % every, bus = (from + first) / every * LaneSums.Lanes;
            ref float left = ref BusOf(group, 0), right = ref BusOf(group, 1);
            for (int lane = 0; lane < NoiseKernel.GroupSize; lane += TLanes.Count)
                NoiseKernel.Render<TLanes>(ref Unsafe.Add(ref _fields.First, group * LaneSums.Lanes + lane),
                    ref Unsafe.Add(ref left, bus + lane), ref Unsafe.Add(ref right, bus + lane), frames, first, every);
        }
    }

    private ref float BusOf(int group, int side)
    {
        if (_every[group] > 1)
            return ref _slow[2 * group + side].First;
        return ref side == 0 ? ref _left.First : ref _right.First;
    }

    private bool IsHeard(int group)
    {
        Span<float> gains = Row(NoiseField.LeftGain, 2), steps = Row(NoiseField.LeftStep, 2);
        int first = group * LaneSums.Lanes;
        for (int lane = first; lane < first + NoiseKernel.GroupSize; lane++)
            if (gains[lane] != 0 || gains[NoiseKernel.Row + lane] != 0 || steps[lane] != 0 || steps[NoiseKernel.Row + lane] != 0)
                return true;
        return false;
    }

    private void AddSlow(Span<float> left, Span<float> right)
    {
        for (int i = 0; i < _slow.Length; i++)
        {
            LaneSums.Write(ref _slow[i].First, _slowSums[i]);
            _slow[i].Span.Clear();
        }
        _leftUp.Add(_slowSums[0], _slowSums[2], left);
        _rightUp.Add(_slowSums[1], _slowSums[3], right);
        if (_ringing)
            return;
        _leftUp.Clear();
        _rightUp.Clear();
    }

    // The ear's threshold rises towards low frequencies, here by about as much as the A-weighting of IEC 61672 falls.
    internal static float Floor(double frequency)
    {
        double rise = 1 + Math.Pow(HearingCorner / frequency, 2);
        return (float)(Inaudible * rise * rise);
    }

    private void Silence(int kind)
    {
        Rows(kind)[..(2 * NoiseKernel.Row)].Clear();
        Rows(kind)[NoiseKernel.Rising..].Clear();
        _sounding &= ~(1u << kind);
    }

    private Span<float> Row(NoiseField field, int rows) => _fields.Span.Slice((int)field * NoiseKernel.Row, rows * NoiseKernel.Row);

    private Span<float> Rows(int kind) => _kinds.Span.Slice(kind * NoiseKernel.KindStride, NoiseKernel.KindStride);

    private Span<float> LevelsAt(int block, int frame) =>
        _levels.AsSpan((block * BlockSize + frame) * 2 * _totals.Length, 2 * _totals.Length);

    private readonly struct Rendering(NoiseBank bank) : ILaneKernel
    {
        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => bank.RenderBlock<TLanes>();
    }

    private readonly struct Settling(NoiseBank bank) : ILaneKernel
    {
        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => bank.RenderFrames<TLanes>(0, BlockSize, settles: true);
    }
}
