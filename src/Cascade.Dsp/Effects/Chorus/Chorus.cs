using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Effects;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp;

/// <summary>Several slightly late copies of the sound whose pitch wanders: one player becomes a section.</summary>
/// <remarks>
/// Each voice is the sound 8 ms to 8 ms + twice the depth ago, moved by a sine; the sines are a golden section of a cycle apart, and the
/// voices stand side by side from left to right. In ensemble mode a second, faster sine is added to each, as in string machines, and the
/// movement no longer repeats audibly.
/// <para>Copies are read between samples by third-order Lagrange interpolation. Its error, measured over a sweep at 48 kHz: -123 dB at 440
/// Hz, -106 dB at 1 kHz, -51 dB at 5 kHz, and the highest octave becomes a little softer; linear interpolation would be 28 dB under the
/// sound at 5 kHz, and an allpass cannot follow a moving delay.</para>
/// <para>Parameters move without a click. What is not a number, infinite or more than 120 dB above full scale counts as silence.</para>
/// <para>Source of the interpolation: T. I. Laakso et al., "Splitting the unit delay", 1996.</para>
/// </remarks>
public sealed class Chorus : Effect
{
    private const int MostVoices = 6, Block = 32, Room = 2048;
    private const double ShortestDelay = 0.008, FastFactor = 9.3, FastestRate = 8, Cycle = 4294967296.0;
    // Golden-ratio spacing: even for any count, and a new voice moves no other.
    private const uint Golden = 2654435769;
    private const float MoveTime = 0.05f, Softest = 1e-6f;

    private readonly Ramp _ensemble = new(0, MoveTime), _depth = new(0, MoveTime), _mix = new(0, MoveTime), _feedback = new(0, MoveTime),
        _move = new(1, MoveTime);
    private readonly Ramp[] _ramps;
    private readonly ChorusBuffers _buffers = new();
    private readonly float[] _leftStart = new float[MostVoices], _rightStart = new float[MostVoices], _leftTarget = new float[MostVoices],
        _rightTarget = new float[MostVoices];
    private AlignedBuffer _left = new(0), _right = new(0);
    private LaneChoice _lanes = LaneWidth.Scalar;
    private int _sampleRate, _shortest, _history, _at, _silent;
    private uint _slow, _fast, _slowStep, _fastStep;
    private bool _isFresh;

    /// <summary>Makes a chorus.</summary>
    /// <param name="patch">Its settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The patch is not one of a chorus.</exception>
    public Chorus(EffectPatch? patch = null) : base("chorus", patch, 0.5f, Mode, Rate, Depth, Voices, Width, Feedback) =>
        _ramps = [_ensemble, _depth, _mix, _feedback, _move];

    /// <summary>The movement: a chorus, or an ensemble as in string machines.</summary>
    public static Parameter Mode { get; } = Parameter.Choice("mode", 0, "chorus", "ensemble");

    /// <summary>The rate of the movement, in Hz, 0.05 to 8.</summary>
    public static Parameter Rate { get; } = new("rate", Unit.Hertz, 0.05f, 8, 0.7f, Taper.Logarithmic);

    /// <summary>How far a delay moves to each side, in seconds, 0 to 0.008.</summary>
    public static Parameter Depth { get; } = new("depth", Unit.Seconds, 0, 0.008f, 0.002f, Taper.Square);

    /// <summary>How many voices there are, 1 to 6.</summary>
    public static Parameter Voices { get; } = Parameter.Whole("voices", 1, MostVoices, 3);

    /// <summary>0 all voices in the middle to 1 from left to right.</summary>
    public static Parameter Width { get; } = new("width", Unit.Ratio, 0, 1, 1);

    /// <summary>What the first voice sends back, -0.7 to 0.7, inverted below 0.</summary>
    public static Parameter Feedback { get; } = new("feedback", Unit.Ratio, -0.7f, 0.7f, 0);

    /// <inheritdoc/>
    public override int LatencyFrames => 0;

    /// <inheritdoc/>
    /// <remarks>Up to where what is fed back of a sound at full scale falls below -120 dB.</remarks>
    public override int TailFrames
    {
        get
        {
            double delay = _shortest + 2 * Math.Max(_depth.Value, _depth.Target) + 2, feedback = Math.Abs(Parameters[Feedback]);
            double rounds = feedback == 0 ? 1 : 2 + Math.Ceiling(Math.Log(Softest * (1 - feedback)) / Math.Log(feedback));
            return (int)Math.Ceiling(rounds * delay);
        }
    }

    /// <inheritdoc/>
    protected override bool MixesItself => true;

    private bool IsMoving => _ensemble.IsMoving || _depth.IsMoving || _mix.IsMoving || _feedback.IsMoving || _move.IsMoving;

    /// <inheritdoc/>
    protected override void Setup(EngineSettings settings)
    {
        _sampleRate = settings.SampleRate;
        _lanes = settings.Lanes;
        _shortest = (int)Math.Round(ShortestDelay * _sampleRate);
        _history = _shortest + (int)Math.Ceiling(2 * Depth.Maximum * _sampleRate) + 4;
        _left = new AlignedBuffer(_history + Room + LaneSums.Lanes);
        _right = new AlignedBuffer(_history + Room + LaneSums.Lanes);
        foreach (Ramp ramp in _ramps)
            ramp.Prepare(_sampleRate);
    }

    /// <inheritdoc/>
    protected override void Silence()
    {
        _left.Span.Clear();
        _right.Span.Clear();
        _at = _history;
        _silent = int.MaxValue / 2;
        _slow = _fast = 0;
        Settle();
    }

    /// <inheritdoc/>
    protected override void ParameterMoved(Parameter parameter)
    {
        if (_isFresh)
        {
            Settle();
            return;
        }
        Take(ReferenceEquals(parameter, Voices) || ReferenceEquals(parameter, Width));
        _silent = 0;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Run(Span<float> left, Span<float> right)
    {
        _isFresh &= left.IsEmpty;
        for (int done = 0; done < left.Length;)
        {
            int count = Math.Min(left.Length - done, Block);
            Step(left.Slice(done, count), right.Slice(done, count));
            _slow += _slowStep * (uint)count;
            _fast += _fastStep * (uint)count;
            done += count;
        }
    }

    private void Settle()
    {
        Take(true);
        foreach (Ramp ramp in _ramps)
            ramp.Reset();
        // On the way from what was before, its end would be reached but for rounding.
        _leftTarget.CopyTo(_leftStart);
        _rightTarget.CopyTo(_rightStart);
        _isFresh = true;
    }

    private void Take(bool movesVoices)
    {
        _slowStep = (uint)Math.Round(Parameters[Rate] / _sampleRate * Cycle);
        _fastStep = (uint)Math.Round(Math.Min(FastFactor * Parameters[Rate], FastestRate) / _sampleRate * Cycle);
        _ensemble.MoveTo(Parameters[Mode] >= 0.5f ? 1 : 0);
        _depth.MoveTo(Parameters[Depth] * _sampleRate);
        _mix.MoveTo(Parameters[Mix]);
        _feedback.MoveTo(Parameters[Feedback]);
        if (movesVoices)
            MoveVoices();
    }

    // All voices together have the power of one in each channel.
    private void MoveVoices()
    {
        int voices = (int)MathF.Round(Parameters[Voices]);
        for (int voice = 0; voice < MostVoices; voice++)
        {
            _leftStart[voice] += _move.Value * (_leftTarget[voice] - _leftStart[voice]);
            _rightStart[voice] += _move.Value * (_rightTarget[voice] - _rightStart[voice]);
            double place = voices == 1 ? 0 : 2.0 * voice / (voices - 1) - 1, angle = (Parameters[Width] * place + 1) * Math.PI / 4,
                level = Math.Sqrt(2.0 / voices);
            _leftTarget[voice] = voice < voices ? (float)(level * Math.Cos(angle)) : 0;
            _rightTarget[voice] = voice < voices ? (float)(level * Math.Sin(angle)) : 0;
        }
        _move.MoveTo(0);
        _move.Reset();
        _move.MoveTo(1);
    }

    private void Step(Span<float> left, Span<float> right)
    {
        if (_at + left.Length > _history + Room)
            Slide();
        left.CopyTo(_left.Span[_at..]);
        right.CopyTo(_right.Span[_at..]);
        float sound = Math.Max(Clean(_left, left.Length), Clean(_right, left.Length));
        if (sound == 0 && _silent > _history + Block && !IsMoving)
        {
            left.Clear();
            right.Clear();
            return;
        }
        _ensemble.Process(_buffers.Row(ChorusRow.Ensemble, left.Length));
        _depth.Process(_buffers.Row(ChorusRow.Depth, left.Length));
        _mix.Process(_buffers.Row(ChorusRow.Mix, left.Length));
        _feedback.Process(_buffers.Row(ChorusRow.Feedback, left.Length));
        _move.Process(_buffers.Row(ChorusRow.Move, left.Length));
        float peak = LaneDispatch.Run(_lanes, new Rendering(this, left.Length)).Peak;
        _silent = peak == 0 ? Math.Min(_silent + left.Length, int.MaxValue / 2) : 0;
        _buffers.Row(ChorusRow.WetLeft, left.Length).CopyTo(left);
        _buffers.Row(ChorusRow.WetRight, right.Length).CopyTo(right);
        _at += left.Length;
    }

    private float Render<TLanes>(int count) where TLanes : struct, ILanes<TLanes>
    {
        ref float left = ref Unsafe.Add(ref _left.First, _at), right = ref Unsafe.Add(ref _right.First, _at), rows = ref _buffers.First;
        _buffers.ClearWet();
        for (int voice = MostVoices - 1; voice >= 0; voice--)
        {
            uint offset = (uint)voice * Golden;
            var sweep = new ChorusVoice
            {
                Slow = _slow + offset,
                Fast = _fast + offset,
                SlowStep = _slowStep,
                FastStep = _fastStep,
                Shortest = _shortest,
                LeftStart = _leftStart[voice],
                LeftChange = _leftTarget[voice] - _leftStart[voice],
                RightStart = _rightStart[voice],
                RightChange = _rightTarget[voice] - _rightStart[voice],
            };
            if (sweep.IsHeard)
                ChorusKernel.Add<TLanes>(ref left, ref right, count, in sweep, ref rows);
        }
        return ChorusKernel.Finish<TLanes>(ref left, ref right, count, ref rows, ref _buffers.Scratch);
    }

    private float Clean(AlignedBuffer line, int count) =>
        LaneDispatch.Run(_lanes, new LineCleaning(ref Unsafe.Add(ref line.First, _at), count, ref _buffers.Scratch)).Peak;

    private void Slide()
    {
        _left.Span.Slice(_at - _history, _history).CopyTo(_left.Span);
        _right.Span.Slice(_at - _history, _history).CopyTo(_right.Span);
        _at = _history;
    }

    // Whether sound and silence come so far depends on the rate.
    /// <inheritdoc/>
    protected override void WarmRest()
    {
        Span<float> left = stackalloc float[Block], right = stackalloc float[Block];
        left.Clear();
        right.Clear();
        _silent = int.MaxValue / 2;
        Run(left, right);
        Slide();
    }

    private struct Rendering(Chorus chorus, int count) : ILaneKernel
    {
        public float Peak;

        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => Peak = chorus.Render<TLanes>(count);
    }
}
