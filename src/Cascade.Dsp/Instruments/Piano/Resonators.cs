using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>A bank of resonances that one signal drives. Groups of sixteen modes that neither ring nor are driven cost nothing.</summary>
/// <remarks>From 40 kHz up the bank runs at half the rate, as its modes lie well below that: pairs of input samples are averaged, the
/// output is interpolated linearly.</remarks>
internal sealed class Resonators
{
    private const int BlockSize = Instrument.BlockSize;

    private const int LowestToHalve = 40_000;

    private readonly LaneChoice _lanes;
    private readonly int _groups, _every, _frames;

    // A spare silent group fills up the list of the active ones.
    private readonly AlignedBuffer _state;
    private readonly uint[] _driven, _ringing;
    private readonly bool[] _moving;
    private readonly int[] _active;
    private readonly AlignedBuffer _left = new(BlockSize * LaneSums.Lanes), _right = new(BlockSize * LaneSums.Lanes);
    // Element 0 is the last sum of the previous block.
    private readonly float[] _leftSum = new float[BlockSize + 1], _rightSum = new float[BlockSize + 1];
    private readonly float[] _spread = new float[BlockSize];
    // Element 0 is the last frame of the previous block.
    private readonly AlignedBuffer _input = new(BlockSize + 1);
    private readonly float[] _sines, _gains;
    private float _level;

    /// <summary>Makes a bank at rest, none of whose modes takes or gives anything.</summary>
    /// <param name="modes">How many, 1 or more.</param>
    /// <param name="sampleRate">Of input and output, in Hz.</param>
    /// <param name="lanes">The registers.</param>
    public Resonators(int modes, double sampleRate, LaneChoice lanes)
    {
        _lanes = lanes;
        _every = sampleRate < LowestToHalve ? 1 : 2;
        _frames = BlockSize / _every;
        Rate = sampleRate / _every;
        _groups = (modes + ResonatorKernel.GroupSize - 1) / ResonatorKernel.GroupSize;
        _state = new AlignedBuffer((_groups + 1) * ResonatorKernel.Stride);
        _driven = new uint[_groups + 1];
        _ringing = new uint[_groups + 1];
        _moving = new bool[_groups];
        _active = new int[_groups + ResonatorKernel.Together - 1];
        _sines = new float[_groups * ResonatorKernel.GroupSize];
        _gains = new float[_sines.Length];
    }

    /// <summary>Steps a second of every mode, in Hz: what frequencies and decays are to be set for.</summary>
    public double Rate { get; }

    /// <summary>True while no group is computed: <see cref="Render"/> has added nothing to the last block.</summary>
    public bool IsSilent { get; private set; } = true;

    // The modes' numbers are never negative, which spares the signed division.
    private ref float this[ResonatorField field, int mode] =>
        ref _state.Span[GroupOf(mode) * ResonatorKernel.Stride + (int)field * ResonatorKernel.GroupSize + LaneOf(mode)];

    /// <summary>Sets a mode's frequency and decay; what rings goes on from where it is.</summary>
    /// <param name="mode">From 0.</param>
    /// <param name="cos">The real part of r e^(jw), with w in radians a step and r below 1.</param>
    /// <param name="sin">Its imaginary part.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Tune(int mode, double cos, double sin)
    {
        DebugGuard.Within(mode, 0, _groups * ResonatorKernel.GroupSize - 1);
        this[ResonatorField.A, mode] = (float)(2 * cos);
        this[ResonatorField.B, mode] = (float)-(cos * cos + sin * sin);
        _sines[mode] = (float)sin;
        this[ResonatorField.Drive, mode] = _gains[mode] * _sines[mode];
    }

    /// <summary>Sets what a mode takes of the input.</summary>
    /// <param name="mode">From 0.</param>
    /// <param name="gain">The amplitude an impulse of 1 gives it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Drive(int mode, float gain)
    {
        DebugGuard.Within(mode, 0, _groups * ResonatorKernel.GroupSize - 1);
        _gains[mode] = gain;
        this[ResonatorField.Drive, mode] = gain * _sines[mode];
        uint bit = 1u << LaneOf(mode);
        ref uint group = ref _driven[GroupOf(mode)];
        group = gain == 0 ? group & ~bit : group | bit;
    }

    /// <summary>Sets what a mode gives to the sides, about 1.</summary>
    /// <param name="mode">From 0.</param>
    /// <param name="left">Gain to the left, with a sign.</param>
    /// <param name="right">Gain to the right.</param>
    public void Place(int mode, float left, float right)
    {
        DebugGuard.Within(mode, 0, _groups * ResonatorKernel.GroupSize - 1);
        this[ResonatorField.Left, mode] = left;
        this[ResonatorField.Right, mode] = right;
    }

    /// <summary>Whether any of some modes rings.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many, 1 to 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Rings(int first, int count)
    {
        DebugGuard.Within(count, 1, ResonatorKernel.GroupSize);
        DebugGuard.Within(first, 0, _groups * ResonatorKernel.GroupSize - count);
        int group = GroupOf(first);
        uint bits = _ringing[group] | _ringing[group + 1] << ResonatorKernel.GroupSize;
        return (bits >> LaneOf(first) & (1u << count) - 1) != 0;
    }

    /// <summary>Adds a block to the output.</summary>
    /// <param name="input">What drives it, a block.</param>
    /// <param name="left">A block.</param>
    /// <param name="right">Likewise.</param>
    /// <param name="level">A factor on all that is added, reached in a straight line over the block; at 0 the bank comes to rest.</param>
    public void Render(ReadOnlySpan<float> input, Span<float> left, Span<float> right, float level)
    {
        DebugGuard.Frames(input, Instrument.BlockSize);
        DebugGuard.Frames(left, Instrument.BlockSize);
        DebugGuard.Frames(right, Instrument.BlockSize);
        if (_level == 0 && level == 0)
        {
            if (!IsSilent)
                Reset();
            return;
        }
        Gather(input);
        IsSilent = !LaneDispatch.Run(_lanes, new Rendering(this, left, right, level)).IsHeard;
        _level = level;
    }

    /// <summary>All modes at rest; how they are tuned, driven and placed stays.</summary>
    public void Reset()
    {
        for (int group = 0; group < _groups; group++)
            Stop(group);
        Array.Clear(_ringing);
        _level = _leftSum[0] = _rightSum[0] = _input.Span[_frames] = 0;
        IsSilent = true;
    }

    private static int GroupOf(int mode) => (int)((uint)mode / ResonatorKernel.GroupSize);

    private static int LaneOf(int mode) => (int)((uint)mode % ResonatorKernel.GroupSize);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool RenderGroups<TLanes>(Span<float> left, Span<float> right, float level) where TLanes : struct, ILanes<TLanes>
    {
        ref float input = ref _input.First;
        int count = Activate(ResonatorKernel.IsAudible<TLanes>(ref input, _frames));
        if (count == 0)
            return false;
        _left.Span.Clear();
        _right.Span.Clear();
        ResonatorKernel.Render<TLanes>(ref _state.First, ref _active[0], count, ref input, _frames, ref _left.First, ref _right.First,
            ref _ringing[0]);
        Mix<TLanes>(left, right, level);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(ReadOnlySpan<float> input)
    {
        _input.Span[0] = _input.Span[_frames];
        Span<float> gathered = _input.Span[1..];
        if (_every == 1)
            input.CopyTo(gathered);
        else
            for (int i = 0; i < BlockSize / 2; i++)
                gathered[i] = 0.5f * (input[2 * i] + input[2 * i + 1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Mix<TLanes>(Span<float> left, Span<float> right, float level) where TLanes : struct, ILanes<TLanes>
    {
        LaneSums.Write(ref _left.First, _leftSum.AsSpan(1, _frames));
        LaneSums.Write(ref _right.First, _rightSum.AsSpan(1, _frames));
        Add<TLanes>(ref Spread(_leftSum), ref left[0], level);
        Add<TLanes>(ref Spread(_rightSum), ref right[0], level);
        _leftSum[0] = _leftSum[_frames];
        _rightSum[0] = _rightSum[_frames];
    }

    // The block's frames: at half the rate a mean goes before each sum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref float Spread(float[] sums)
    {
        if (_every == 1)
            return ref sums[1];
        ref float sum = ref MemoryMarshal.GetArrayDataReference(sums), frame = ref MemoryMarshal.GetArrayDataReference(_spread);
        for (int i = 0; i < BlockSize / 2; i++)
        {
            float now = Unsafe.Add(ref sum, i + 1);
            Unsafe.Add(ref frame, 2 * i) = 0.5f * (Unsafe.Add(ref sum, i) + now);
            Unsafe.Add(ref frame, 2 * i + 1) = now;
        }
        return ref frame;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add<TLanes>(ref float sound, ref float output, float level) where TLanes : struct, ILanes<TLanes>
    {
        TLanes from = TLanes.Splat(_level), step = TLanes.Splat((level - _level) / BlockSize), frame = TLanes.Indices + TLanes.Splat(1);
        for (nint i = 0; i < BlockSize; i += TLanes.Count)
        {
            TLanes gain = TLanes.MultiplyAdd(step, frame, from);
            TLanes.Store(TLanes.MultiplyAdd(TLanes.Load(ref sound, i), gain, TLanes.Load(ref output, i)), ref output, i);
            frame += TLanes.Splat(TLanes.Count);
        }
    }

    // Lists the groups to compute; those that have died away come to rest.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Activate(bool driven)
    {
        int count = 0;
        for (int group = 0; group < _groups; group++)
        {
            if (_ringing[group] != 0 || (driven && _driven[group] != 0))
            {
                _active[count++] = group;
                _moving[group] = true;
            }
            else if (_moving[group])
                Stop(group);
        }
        while (count % ResonatorKernel.Together != 0)
            _active[count++] = _groups;
        return count;
    }

    private void Stop(int group)
    {
        _state.Span.Slice(group * ResonatorKernel.Stride, 2 * ResonatorKernel.GroupSize).Clear();
        _moving[group] = false;
    }

    private ref struct Rendering(Resonators bank, Span<float> left, Span<float> right, float level) : ILaneKernel
    {
        private readonly Span<float> _left = left, _right = right;
        public bool IsHeard;

        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => IsHeard = bank.RenderGroups<TLanes>(_left, _right, level);
    }
}
