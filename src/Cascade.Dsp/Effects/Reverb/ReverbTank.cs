using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Effects;

/// <summary>The delays, filters and modulation of a reverb, and the order in which a block goes through them.</summary>
internal sealed class ReverbTank
{
    /// <summary>What the input is multiplied with, so that the diffused sound of both sides has as much power as they: eight channels of
    /// each, and three mixings by 4.</summary>
    public const float InputGain = 1 / (2.8284271f * 64);

    private const int Block = ReverbKernel.Block;
    private const int Channels = ReverbDelays.Channels;
    private const int ForgetPerBlock = 8_192;

    // The corner below which the input is cut, in Hz: mixing would not spread a constant over the channels, and the lines would keep it.
    private const float LowestFrequency = 5;

    // Scratch: frames of the absorption, its lines, sums.
    private const int LineRows = Block * Channels, SumRows = 2 * LineRows;

    // Rows that belong to no tap: a modulated line at its next delay, the gains of a fade.
    private const int NextRow = ReverbDelays.Count, FallingRow = NextRow + 1, RisingRow = NextRow + 2;

    private readonly int _rate, _fadeBlocks, _deepest;
    private readonly LaneChoice _lanes;
    private readonly ReverbDelays _delays;
    private readonly ReverbRings _rings;
    private readonly ReverbAbsorption _absorption;
    private readonly ReverbModulation _modulation;
    private readonly int[] _present = new int[ReverbDelays.Count], _next = new int[ReverbDelays.Count];
    private readonly AlignedBuffer _scratch = new(SumRows + 4 * Block);
    private readonly BlockRamp[] _offsets = new BlockRamp[2];
    private readonly float _tracking;
    private BlockRamp _fade;
    private int _fading;
    private bool _delaysMoved, _curveMoved;

    /// <summary>Makes an empty tank.</summary>
    /// <param name="rate">The sample rate in Hz.</param>
    /// <param name="lanes">The registers.</param>
    /// <param name="fadeBlocks">In how many blocks everything moves.</param>
    public ReverbTank(int rate, LaneChoice lanes, int fadeBlocks)
    {
        _rate = rate;
        _lanes = lanes;
        _fadeBlocks = fadeBlocks;
        _delays = new ReverbDelays(rate);
        _absorption = new ReverbAbsorption(rate, _delays.Signs);
        _modulation = new ReverbModulation(rate, lanes.Arithmetic);
        _tracking = 2 * MathF.PI * LowestFrequency / rate;
        _deepest = (int)Math.Ceiling(Reverb.DeepestModulation * rate);
        _delays.Write(Reverb.LargestSize, Reverb.LongestPreDelay, _next);
        _rings = new ReverbRings(_next, _deepest);
    }

    /// <summary>Frames from the input to the last sample that any delay still holds of it, without pre-delay and feedback.</summary>
    /// <param name="size">The size, a factor.</param>
    public int Reach(double size) => _delays.Longest(size) + _deepest + 2 * Block;

    /// <summary>Marks a parameter as changed; it is read at the next block.</summary>
    /// <param name="parameter">One of <see cref="Reverb"/>.</param>
    public void Touch(Parameter parameter)
    {
        _delaysMoved |= parameter == Reverb.Size || parameter == Reverb.PreDelay;
        _curveMoved |= parameter == Reverb.Size || parameter == Reverb.Freeze || parameter == Reverb.Decay || parameter == Reverb.LowRatio
            || parameter == Reverb.HighRatio || parameter == Reverb.LowCrossover || parameter == Reverb.HighCrossover;
    }

    /// <summary>Begins to sound at any frame of a block; all delays are empty.</summary>
    /// <param name="values">The parameters.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Wake(ParameterBank values)
    {
        _rings.Forget(int.MaxValue);
        _delays.Write(values[Reverb.Size], values[Reverb.PreDelay], _present);
        _rings.Place(_present);
        _absorption.Clear();
        MoveAbsorption(values, _present, 0);
        _offsets[0] = _offsets[1] = default;
        _modulation.Start(Depth(values), values[Reverb.ModulationRate]);
        _fading = 0;
        _delaysMoved = _curveMoved = false;
    }

    /// <summary>Goes on to the next block.</summary>
    /// <param name="values">The parameters.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void BeginBlock(ParameterBank values)
    {
        if (_fading > 0 && --_fading == 0)
        {
            _next.CopyTo(_present, 0);
            _rings.TakeNext();
        }
        Advance();
        if (_delaysMoved && _fading == 0)
        {
            _delays.Write(values[Reverb.Size], values[Reverb.PreDelay], _next);
            _rings.PlaceNext(_next);
            _fading = _fadeBlocks;
            _fade = new BlockRamp(0);
            _fade.MoveTo(1, _fadeBlocks);
            _delaysMoved = false;
        }
        // While the delays fade, the filters move to those of the next ones; they wait for delays that wait.
        if (_curveMoved && !_delaysMoved)
        {
            MoveAbsorption(values, _fading > 0 ? _next : _present, _fadeBlocks);
            _curveMoved = false;
        }
        _fade.Advance();
        _offsets[0].Advance();
        _offsets[1].Advance();
        _absorption.Advance();
        _modulation.Advance(Depth(values), values[Reverb.ModulationRate], _fadeBlocks);
    }

    /// <summary>A part of a block.</summary>
    /// <param name="left">In place.</param>
    /// <param name="right">Likewise.</param>
    /// <param name="gains">The gains of the block.</param>
    /// <param name="from">The part's first frame in the block.</param>
    /// <returns>True if anything going in or coming out was audible.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Process(Span<float> left, Span<float> right, in ReverbGains gains, int from) =>
        LaneDispatch.Run(_lanes, new Running(this, left, right, gains, from)).IsAudible;

    /// <summary>Falls asleep: all that the delays hold will be forgotten.</summary>
    public void Sleep() => _rings.BeginForgetting();

    /// <summary>A block asleep: forgets a little more.</summary>
    public void Rest() => _rings.Forget(ForgetPerBlock);

    /// <summary>Forgets everything at once.</summary>
    public void Clear() => _rings.Clear();

    // Interpolation takes a little treble each time, which nothing would make good.
    private static float Depth(ParameterBank values) => values[Reverb.Freeze] != 0 ? 0 : values[Reverb.ModulationDepth];

    private void MoveAbsorption(ParameterBank values, int[] delays, int blocks) =>
        _absorption.MoveTo(ReverbDecay.Of(values), values[Reverb.Freeze] != 0, Lines(delays), blocks);

    private static ReadOnlySpan<int> Lines(int[] delays) => delays.AsSpan(ReverbDelays.Lines, Channels);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Advance()
    {
        LaneDispatch.Run(_lanes, new Advancing(_rings, _fading > 0));
    }

    // Whole registers in the middle, single frames at the ends.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Run<TLanes>(Span<float> left, Span<float> right, in ReverbGains gains, int from) where TLanes : struct, ILanes<TLanes>
    {
        DebugGuard.Alike(left, right);
        DebugGuard.Within(from, 0, Block - left.Length);
        int to = from + left.Length, last = to - to % TLanes.Count,
            first = Math.Min(last, (from + TLanes.Count - 1) / TLanes.Count * TLanes.Count);
        if (first < from)
            first = last = to;
        bool isAudible = false;
        if (from < first)
            isAudible |= PartByFrames<TLanes>(ref left[0], ref right[0], gains, from, first);
        if (first < last)
            isAudible |= Part<TLanes>(ref left[first - from], ref right[first - from], gains, first, last);
        if (last < to)
            isAudible |= PartByFrames<TLanes>(ref left[last - from], ref right[last - from], gains, last, to);
        _rings.Mirror<TLanes>();
        if (to == Block)
            EndBlock<TLanes>();
        return isAudible;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void EndBlock<TLanes>() where TLanes : struct, ILanes<TLanes>
    {
        ReverbKernel.Settle<TLanes>(ref _absorption.State, 2 * Channels);
        for (int side = 0; side < 2; side++)
        {
            ref float taken = ref Unsafe.Add(ref _rings.Memory, Unsafe.Add(ref _rings.Written, ReverbRings.PreDelay + side));
            float sum = LaneSums.Sum(ref taken) + LaneSums.Sum(ref Unsafe.Add(ref taken, LaneSums.Lanes));
            _offsets[side].MoveTo(Subnormals.Flush(_offsets[side].Target - _tracking * sum), 1);
        }
    }

    private bool PartByFrames<TLanes>(ref float left, ref float right, in ReverbGains gains, int from, int to)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.IsFused ? Part<Lanes1<Fused>>(ref left, ref right, gains, from, to)
        : Part<Lanes1<Separate>>(ref left, ref right, gains, from, to);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Part<TLanes>(ref float left, ref float right, in ReverbGains gains, int from, int to) where TLanes : struct, ILanes<TLanes>
    {
        if (_fading > 0 || _modulation.IsMoving)
            ReadMoving<TLanes>(from, to);
        ref float memory = ref _rings.Memory, scratch = ref _scratch.First, sums = ref Unsafe.Add(ref scratch, SumRows);
        ref int read = ref _rings.Read, written = ref _rings.Written;
        for (int side = 0; side < 2; side++)
            ReverbKernel.TakeIn<TLanes>(ref memory, ref side == 0 ? ref left : ref right, gains.Input, _offsets[side],
                Unsafe.Add(ref read, ReverbDelays.PreDelay + side),
                Unsafe.Add(ref written, ReverbRings.PreDelay + side), Unsafe.Add(ref written, ReverbRings.FirstStep + side), from, to);
        for (int step = 0; step < ReverbRings.Lines; step += Channels)
            ReverbKernel.Diffuse<TLanes>(ref memory, ref Unsafe.Add(ref read, step), ref Unsafe.Add(ref written, step), from, to);
        ReverbKernel.Absorb<TLanes>(ref memory, ref Unsafe.Add(ref read, ReverbDelays.Lines), ref _absorption.State,
            ref _absorption.Coefficients, _absorption.IsMoving,
            ref scratch, ref Unsafe.Add(ref scratch, LineRows), from, to);
        ReverbKernel.Circulate<TLanes>(ref memory, ref Unsafe.Add(ref read, ReverbRings.Lines), ref Unsafe.Add(ref scratch, LineRows),
            ref Unsafe.Add(ref written, ReverbRings.Lines), ref sums, from, to);
        return ReverbKernel.GiveOut<TLanes>(ref sums, ref left, ref right, gains, from, to);
    }

    // Reads the delays that move into rows of their own.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadMoving<TLanes>(int from, int to) where TLanes : struct, ILanes<TLanes>
    {
        if (_modulation.IsMoving)
            for (int voice = 0; voice < ReverbModulation.Voices; voice++)
                Unsafe.Add(ref _rings.Read, ReverbModulation.TapOf(voice)) = Bend<TLanes>(voice, false, from, to);
        if (_fading == 0)
            return;
        ReverbTaps.Cross<TLanes>(ref _rings.Memory, _rings.Row(FallingRow), _rings.Row(RisingRow), _fade, from, to);
        for (int tap = 0; tap < ReverbDelays.Count; tap++)
        {
            if (_present[tap] == _next[tap])
                continue;
            int voice = _modulation.IsMoving ? ReverbModulation.VoiceOf(tap) : -1;
            int old = voice >= 0 ? _rings.Row(tap) : _rings.Offset(tap),
                next = voice >= 0 ? Bend<TLanes>(voice, true, from, to) : _rings.NextOffset(tap);
            ReverbTaps.Fade<TLanes>(ref _rings.Memory, old, next, _rings.Row(tap), _rings.Row(FallingRow), _rings.Row(RisingRow), from, to);
            Unsafe.Add(ref _rings.Read, tap) = _rings.Row(tap);
        }
    }

    // The row of a modulated line, or the spare one of its next delay.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Bend<TLanes>(int voice, bool next, int from, int to) where TLanes : struct, ILanes<TLanes>
    {
        int tap = ReverbModulation.TapOf(voice), row = _rings.Row(next ? NextRow : tap),
            source = _rings.Shifted(tap, _modulation.Whole(voice), next) + 1;
        ReverbTaps.Bend<TLanes>(ref _rings.Memory, source, row, _modulation.Rest(voice), _modulation.Step(voice), from, to);
        return row;
    }

    private ref struct Running(ReverbTank tank, Span<float> left, Span<float> right, in ReverbGains gains, int from) : ILaneKernel
    {
        private readonly Span<float> _left = left, _right = right;
        private readonly ref readonly ReverbGains _gains = ref gains;

        public bool IsAudible;

        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => IsAudible = tank.Run<TLanes>(_left, _right, _gains, from);
    }

    private readonly struct Advancing(ReverbRings rings, bool fading) : ILaneKernel
    {
        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => rings.Advance<TLanes>(fading);
    }
}
