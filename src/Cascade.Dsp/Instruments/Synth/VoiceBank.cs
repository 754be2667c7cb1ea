using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Synth;

/// <summary>All voices of a synthesizer, in groups of sixteen whose values lie side by side; rendered a group at a time.</summary>
/// <remarks>
/// A group is rendered up to a frame of the block just before one of its voices changes there, and to the block's end when the block is
/// asked for: so notes start and end at their exact sample, and groups without an event run through the block in one go.
/// <para>There are twice as many places as voices, so that a stolen voice can fade out beside its successor.</para>
/// </remarks>
internal sealed partial class VoiceBank
{
    /// <summary>Voices in a group: the lanes of the widest register.</summary>
    public const int GroupSize = LaneSums.Lanes;

    private const int BlockSize = Instrument.BlockSize;
    private const int GroupStride = (int)VoiceField.Count * GroupSize;

    private readonly LaneChoice _lanes;
    private readonly float _inverseRate;
    private readonly int _sampleRate;
    private readonly WaveTables _tables;
    private readonly AlignedBuffer _fields;
    private readonly AlignedBuffer _scratch = new(BlockSize * GroupSize);
    private readonly AlignedBuffer _left = new(BlockSize * GroupSize);
    private readonly AlignedBuffer _right = new(BlockSize * GroupSize);
    private readonly uint[] _active;
    private readonly int[] _cursor;
    // The block that each group began last, by its first frame.
    private readonly long[] _begun;
    private readonly long[] _nextAmplitude;
    private readonly long[] _nextModulation;
    private readonly VoiceFeatures[] _groupFeatures;
    private bool _busesUsed;
    private long _now;

    /// <summary>Makes a silent bank.</summary>
    /// <param name="polyphony">How many voices sound at once, beside those fading out, 1 to 1,024.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="lanes">The registers.</param>
    public VoiceBank(int polyphony, int sampleRate, LaneChoice lanes)
    {
        int groups = (2 * polyphony + GroupSize - 1) / GroupSize;
        _polyphony = polyphony;
        _sampleRate = sampleRate;
        _inverseRate = 1f / sampleRate;
        _lanes = lanes;
        _tables = WaveTables.For(sampleRate);
        _fields = new AlignedBuffer(groups * GroupStride);
        _active = new uint[groups];
        _cursor = new int[groups];
        _begun = new long[groups];
        _nextAmplitude = new long[groups];
        _nextModulation = new long[groups];
        _groupFeatures = new VoiceFeatures[groups];
        _voices = new Voice[groups * GroupSize];
        Reset();
    }

    /// <summary>How many voices sound, those fading out included.</summary>
    public int ActiveVoices { get; private set; }

    /// <summary>Renders all voices to the end of the block and adds them up.</summary>
    /// <param name="left">A block, overwritten.</param>
    /// <param name="right">Likewise.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Render(Span<float> left, Span<float> right)
    {
        DebugGuard.Frames(left, Instrument.BlockSize);
        DebugGuard.Frames(right, Instrument.BlockSize);
        for (int group = 0; ActiveVoices > 0 && group < _active.Length; group++)
            if (_active[group] != 0)
                Advance(group, BlockSize);
        if (_busesUsed)
        {
            LaneSums.Write(ref _left.First, left);
            LaneSums.Write(ref _right.First, right);
            _left.Span.Clear();
            _right.Span.Clear();
            _busesUsed = false;
        }
        else
        {
            left.Clear();
            right.Clear();
        }
        _now += BlockSize;
    }

    /// <summary>Silence, as after construction.</summary>
    public void Reset()
    {
        _fields.Span.Clear();
        _left.Span.Clear();
        _right.Span.Clear();
        Array.Clear(_active);
        Array.Fill(_begun, -1);
        Array.Clear(_voices);
        Array.Clear(_groupFeatures);
        Array.Fill(_nextAmplitude, long.MaxValue);
        Array.Fill(_nextModulation, long.MaxValue);
        _busesUsed = false;
        _now = 0;
        _playing = 0;
        ActiveVoices = 0;
    }

    private ref float Field(int slot, VoiceField field) =>
        ref Unsafe.Add(ref _fields.First, (slot / GroupSize) * GroupStride + (int)field * GroupSize + slot % GroupSize);

    private void SetInt(int slot, VoiceField field, int value) => Field(slot, field) = BitConverter.Int32BitsToSingle(value);

    // Renders a group up to a frame of the block, changing envelope segments where they end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Advance(int group, int to)
    {
        DebugGuard.Within(group, 0, _active.Length - 1);
        DebugGuard.Within(to, 0, BlockSize);
        if (_begun[group] != _now)
            Begin(group);
        while (_active[group] != 0)
        {
            int cursor = _cursor[group];
            if (_nextAmplitude[group] <= _now + cursor)
            {
                EndSegments(group, cursor);
                continue;
            }
            if (cursor >= to)
                return;
            int end = (int)Math.Min(to, _nextAmplitude[group] - _now);
            RenderGroup(group, cursor, end - cursor);
            _cursor[group] = end;
        }
        _cursor[group] = to;
    }

    private void Begin(int group)
    {
        _begun[group] = _now;
        _cursor[group] = 0;
        if (_active[group] == 0)
            return;
        if (_nextModulation[group] <= _now + BlockSize)
            EndModulationSegments(group);
        LaneDispatch.Run(_lanes, new Ticking(this, group));
    }

    private void RenderGroup(int group, int from, int frames)
    {
        _busesUsed = true;
        LaneDispatch.Run(_lanes, new Rendering(this, group, from, frames));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RenderGroup<TLanes>(int group, int from, int frames) where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Within(from, 0, BlockSize - frames);
        for (int lane = 0; lane < GroupSize; lane += TLanes.Count)
        {
            if (!IsActive<TLanes>(group, lane))
                continue;
            VoiceKernel.Render<TLanes>(ref Unsafe.Add(ref _fields.First, group * GroupStride + lane), _groupFeatures[group],
                ref _tables.First,
                ref Unsafe.Add(ref _scratch.First, lane), ref Unsafe.Add(ref _left.First, from * GroupSize + lane),
                ref Unsafe.Add(ref _right.First, from * GroupSize + lane), frames);
        }
    }

    // As in LimiterKernel.Scale.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void TickGroup<TLanes>(int group) where TLanes : struct, ILanes<TLanes>
    {
        for (int lane = 0; lane < GroupSize; lane += TLanes.Count)
            if (IsActive<TLanes>(group, lane))
                VoiceControl.Tick<TLanes>(ref Unsafe.Add(ref _fields.First, group * GroupStride + lane), _groupFeatures[group],
                    _inverseRate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsActive<TLanes>(int group, int lane) where TLanes : struct, ILanes<TLanes> =>
        (_active[group] >> lane & ((1u << TLanes.Count) - 1)) != 0;

    private readonly struct Ticking(VoiceBank bank, int group) : ILaneKernel
    {
        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => bank.TickGroup<TLanes>(group);
    }

    private readonly struct Rendering(VoiceBank bank, int group, int from, int frames) : ILaneKernel
    {
        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => bank.RenderGroup<TLanes>(group, from, frames);
    }
}
