using System;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The short noises of a piano (hammer, soundboard, key, dampers, pedal), all shaped out of one stereo source of noise in third-octave bands.</summary>
/// <remarks>
/// A noise is a power in each band, the sum of a fast and a slow exponential. Its amplitude goes in a straight line from one block's start to the next.
/// <para>Because all noises share the source, their amplitudes are added up once a block and multiply it together: the source costs the same for one
/// noise as for all, and a further noise costs one step a block. Bands and sides are independent of each other, so powers add and the image is wide.</para>
/// <para>While nothing sounds nothing is computed: the source stands still, and goes on where it stopped.</para>
/// </remarks>
internal sealed class NoiseBank
{
    /// <summary>The number of bands, from 50 Hz up.</summary>
    public const int Bands = NoiseBands.Count;

    private const int BlockSize = Instrument.BlockSize;
    private const int NoiseStride = NoiseKernel.NoiseRows * NoiseKernel.Row;
    // -130 dB of full scale.
    internal const float Inaudible = 1e-13f;
    private const double WarmSeconds = 0.25;
    private const int BandSpacing = 1 << 27;

    private readonly LaneWidth _width;
    private readonly float _inverseRate;
    private readonly AlignedBuffer _fields = new((int)NoiseField.Count * NoiseKernel.Row);
    private readonly float[] _atRest;
    private readonly AlignedBuffer _noises;
    private readonly AlignedBuffer _starts = new(BlockSize * NoiseStride);
    private readonly AlignedBuffer _left = new(BlockSize * LaneSums.Lanes);
    private readonly AlignedBuffer _right = new(BlockSize * LaneSums.Lanes);
    private readonly AlignedBuffer _sums = new(LaneSums.Lanes);
    private readonly Slot[] _slots;
    private readonly int[] _order;
    private int _count;
    private bool _ringing;

    /// <summary>Makes a silent bank.</summary>
    /// <param name="slots">How many noises sound at once, 1 or more; beyond that the quietest gives way.</param>
    /// <param name="sampleRate">In Hz; bands that reach above 0.45 of it are silent.</param>
    /// <param name="width">The register width; never Auto.</param>
    /// <param name="seed">Equal seeds give equal noise.</param>
    public NoiseBank(int slots, int sampleRate, LaneWidth width, uint seed)
    {
        _width = width;
        _inverseRate = 1f / sampleRate;
        _noises = new AlignedBuffer(slots * NoiseStride);
        _slots = new Slot[slots];
        _order = new int[slots];
        for (int band = 0; band < Bands; band++)
        {
            _fields.Span[band] = BitConverter.UInt32BitsToSingle(Noise.Hash(seed) + (uint)(band * BandSpacing));
            NoiseBands.Design(band, sampleRate, _fields.Span[band..], NoiseKernel.Row);
        }
        Settle((int)(WarmSeconds * sampleRate) / BlockSize);
        _atRest = _fields.Span.ToArray();
        Reset();
    }

    /// <summary>True while no noise sounds or waits: <see cref="Render"/> then does nothing.</summary>
    public bool IsSilent => _count == 0;

    /// <summary>The centre of a band in Hz: 50 * 2^((band + 1/2) / 3).</summary>
    /// <param name="band">0 to <see cref="Bands"/> - 1.</param>
    public static double Center(int band) => NoiseBands.Edge(band + 0.5);

    /// <summary>Starts a noise; one that could not be heard is left out. Calls may come in any order of time.</summary>
    /// <param name="offset">Its first frame, from the start of the coming block: 0 or more, also beyond that block.</param>
    /// <param name="powerA">The mean square of the first part in each band, 0 or more; <see cref="Bands"/> of them.</param>
    /// <param name="decayA">The seconds in which that power falls to 1/e, from 0.0001 to infinity; likewise.</param>
    /// <param name="powerB">The second part.</param>
    /// <param name="decayB">Its decay.</param>
    /// <param name="left">The gain of the amplitude on the left.</param>
    /// <param name="right">Likewise on the right.</param>
    public void Start(int offset, ReadOnlySpan<float> powerA, ReadOnlySpan<float> decayA, ReadOnlySpan<float> powerB, ReadOnlySpan<float> decayB, float left, float right)
    {
        Debug.Assert(offset >= 0 && powerA.Length == Bands && decayA.Length == Bands && powerB.Length == Bands && decayB.Length == Bands);
        float power = 0;
        for (int band = 0; band < Bands; band++)
            power += powerA[band] + powerB[band];
        float level = power * (left * left + right * right);
        if (!(level >= Inaudible))
            return;
        int slot = _count < _order.Length ? _order[_count++] : Quietest();
        _slots[slot] = new Slot { Left = left, Right = right, Level = level, Wait = Math.Max(0, offset) };
        Span<float> rows = _noises.Span.Slice(slot * NoiseStride, NoiseStride);
        powerA.CopyTo(rows);
        powerB.CopyTo(rows[NoiseKernel.Row..]);
        decayA.CopyTo(rows[(2 * NoiseKernel.Row)..]);
        decayB.CopyTo(rows[(3 * NoiseKernel.Row)..]);
    }

    /// <summary>Adds the block's noise to the output.</summary>
    /// <param name="left">A block.</param>
    /// <param name="right">Likewise.</param>
    public void Render(Span<float> left, Span<float> right)
    {
        if (_count == 0)
            return;
        bool rendered = _width switch
        {
            LaneWidth.Bits512 => RenderBlock<Lanes512>(),
            LaneWidth.Bits256 => RenderBlock<Lanes256>(),
            LaneWidth.Bits128 => RenderBlock<Lanes128>(),
            _ => RenderBlock<Lanes1>(),
        };
        if (!rendered)
            return;
        LaneSums.Add(ref _left.First, left[..BlockSize]);
        LaneSums.Add(ref _right.First, right[..BlockSize]);
        _left.Span.Clear();
        _right.Span.Clear();
    }

    /// <summary>Lets every noise fall silent within a block, and drops those that wait.</summary>
    public void End()
    {
        for (int i = 0; i < _count; i++)
        {
            _slots[_order[i]].Level = 0;
            _slots[_order[i]].Wait = Slot.Begun;
        }
    }

    /// <summary>Silence, as after construction.</summary>
    public void Reset()
    {
        _atRest.CopyTo(_fields.Span);
        _starts.Span.Clear();
        _left.Span.Clear();
        _right.Span.Clear();
        for (int i = 0; i < _order.Length; i++)
            _order[i] = i;
        _count = 0;
        _ringing = false;
    }

    // Lets the filters run in, or the first noises would have no low bands.
    private void Settle(int blocks)
    {
        for (; blocks > 0; blocks--)
        {
            switch (_width)
            {
                case LaneWidth.Bits512: RenderFrames<Lanes512>(0, BlockSize); break;
                case LaneWidth.Bits256: RenderFrames<Lanes256>(0, BlockSize); break;
                case LaneWidth.Bits128: RenderFrames<Lanes128>(0, BlockSize); break;
                default: RenderFrames<Lanes1>(0, BlockSize); break;
            }
        }
    }

    private int Quietest()
    {
        int quietest = 0;
        for (int slot = 1; slot < _slots.Length; slot++)
            if (_slots[slot].Level < _slots[quietest].Level)
                quietest = slot;
        return quietest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool RenderBlock<TLanes>() where TLanes : struct, ILanes<TLanes>
    {
        bool rang = _ringing;
        Continue<TLanes>();
        uint starts = Begin<TLanes>();
        if (!rang && starts == 0)
            return false;
        for (int frame = 0; frame < BlockSize;)
        {
            if ((starts >> frame & 1) != 0)
                NoiseKernel.Join<TLanes>(ref Unsafe.Add(ref _starts.First, frame * NoiseStride), ref _fields.First);
            // Shifted by 32 the mask would be itself: the last frame ends the block.
            uint later = frame == BlockSize - 1 ? 0 : starts >> (frame + 1);
            int frames = Math.Min(BlockSize - frame, 1 + BitOperations.TrailingZeroCount(later));
            RenderFrames<TLanes>(frame, frames);
            frame += frames;
        }
        Row(NoiseField.LeftNext, 2).CopyTo(Row(NoiseField.LeftGain, 2));
        return true;
    }

    // The noises that sounded in the last block: where they will be at the end of this one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Continue<TLanes>() where TLanes : struct, ILanes<TLanes>
    {
        Row(NoiseField.LeftNext, 2).Clear();
        _ringing = false;
        for (int i = _count - 1; i >= 0; i--)
        {
            int index = _order[i];
            ref Slot slot = ref _slots[index];
            if (slot.Wait >= 0)
                continue;
            if (slot.Level < Inaudible)
            {
                _order[i] = _order[--_count];
                _order[_count] = index;
                continue;
            }
            NoiseKernel.Advance<TLanes>(ref Unsafe.Add(ref _noises.First, index * NoiseStride), slot.Left, slot.Right, ref _fields.First, ref _sums.First);
            slot.Level = LaneSums.Sum(ref _sums.First) * (slot.Left * slot.Left + slot.Right * slot.Right);
            _ringing = true;
        }
        NoiseKernel.Aim<TLanes>(ref _fields.First);
    }

    // The noises whose time has come; a bit for every frame at which some begin.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private uint Begin<TLanes>() where TLanes : struct, ILanes<TLanes>
    {
        uint starts = 0;
        for (int i = 0; i < _count; i++)
        {
            int index = _order[i];
            ref Slot slot = ref _slots[index];
            if (slot.Wait < 0)
                continue;
            int frame = slot.Wait;
            slot.Wait -= BlockSize;
            if (frame >= BlockSize)
                continue;
            slot.Wait = Slot.Begun;
            NoiseKernel.Begin<TLanes>(ref Unsafe.Add(ref _noises.First, index * NoiseStride), slot.Left, slot.Right, _inverseRate, BlockSize - frame,
                ref Unsafe.Add(ref _starts.First, frame * NoiseStride), ref _fields.First, ref _sums.First);
            slot.Level = LaneSums.Sum(ref _sums.First) * (slot.Left * slot.Left + slot.Right * slot.Right);
            starts |= 1u << frame;
            _ringing = true;
        }
        return starts;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RenderFrames<TLanes>(int from, int frames) where TLanes : struct, ILanes<TLanes>
    {
        for (int lane = 0; lane < Bands; lane += TLanes.Count)
        {
            int bus = from * LaneSums.Lanes + lane % LaneSums.Lanes;
            NoiseKernel.Render<TLanes>(ref Unsafe.Add(ref _fields.First, lane), ref Unsafe.Add(ref _left.First, bus), ref Unsafe.Add(ref _right.First, bus), frames);
        }
    }

    private Span<float> Row(NoiseField field, int rows) => _fields.Span.Slice((int)field * NoiseKernel.Row, rows * NoiseKernel.Row);

    private struct Slot
    {
        public const int Begun = -1;

        public float Left, Right;

        // The power that both sides have at the end of the last block.
        public float Level;

        // Frames from the coming block's start to the noise's first; Begun once it sounds.
        public int Wait;
    }
}
