using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;
using static Cascade.Dsp.Effects.ChorusParameters;

namespace Cascade.Dsp.Effects;

/// <summary>Several slightly late copies of the sound whose pitch wanders: one player becomes a section.</summary>
/// <remarks>
/// Each voice is the sound 8 ms to 8 ms + twice the depth ago, moved by a sine; the sines are a golden section of a cycle apart, and the voices stand side by side from left to right. In
/// ensemble mode a second, faster sine is added to each, as in string machines, and the movement no longer repeats audibly.
/// <para>Copies are read between samples by third-order Lagrange interpolation. Its error, measured over a sweep at 48 kHz: -123 dB at 440 Hz, -106 dB at 1 kHz, -51 dB at
/// 5 kHz, and the highest octave becomes a little softer; linear interpolation would be 28 dB under the sound at 5 kHz, and an allpass cannot follow a moving delay.</para>
/// <para>Parameters move without a click. What is not a number, infinite or more than 120 dB above full scale counts as silence.</para>
/// <para>Source of the interpolation: T. I. Laakso et al., "Splitting the unit delay", 1996.</para>
/// </remarks>
public sealed class Chorus : IEffect
{
    private const int MostVoices = 6, Block = 32, Room = 2048;
    private const double ShortestDelay = 0.008, FastFactor = 9.3, FastestRate = 8, Cycle = 4294967296.0;
    // Voices this part of a cycle apart are spread evenly however many they are, and need not move when one joins.
    private const uint Golden = 2654435769;
    private const float MoveTime = 0.05f, Softest = 1e-6f;

    private static readonly ParameterInfo[] s_parameters =
    [
        new("mode", Unit.Choice, 0, 1, 0),
        new("rate", Unit.Hertz, 0.05f, 8, 0.7f, Taper.Logarithmic),
        new("depth", Unit.Seconds, 0, 0.008f, 0.002f, Taper.Square),
        new("voices", Unit.None, 1, MostVoices, 3),
        new("mix", Unit.Ratio, 0, 1, 0.5f),
        new("width", Unit.Ratio, 0, 1, 1),
        new("feedback", Unit.Ratio, -0.7f, 0.7f, 0),
    ];

    private readonly LaneChoice _lanes;
    private readonly float[] _values = new float[s_parameters.Length];
    private readonly Ramp _ensemble = new(0, MoveTime), _depth = new(0, MoveTime), _mix = new(0, MoveTime), _feedback = new(0, MoveTime), _move = new(1, MoveTime);
    private readonly ChorusBuffers _buffers = new();
    private readonly float[] _leftStart = new float[MostVoices], _rightStart = new float[MostVoices], _leftTarget = new float[MostVoices], _rightTarget = new float[MostVoices];
    private AlignedBuffer _left = new(0), _right = new(0);
    private int _sampleRate, _shortest, _history, _at, _silent;
    private uint _slow, _fast, _slowStep, _fastStep;
    private bool _isFresh;

    /// <summary>Makes a chorus, ready at 48 kHz.</summary>
    /// <param name="width">The register width; the widest by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is not accelerated here.</exception>
    public Chorus(LaneWidth width = LaneWidth.Auto)
    {
        _lanes = width;
        for (int i = 0; i < _values.Length; i++)
            _values[i] = s_parameters[i].Default;
        Prepare(SampleRates.Default);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<ParameterInfo> Parameters => s_parameters;

    /// <inheritdoc/>
    public int LatencySamples => 0;

    /// <inheritdoc/>
    /// <remarks>Up to where what is fed back of a sound at full scale falls below -120 dB.</remarks>
    public int TailSamples
    {
        get
        {
            double delay = _shortest + 2 * Math.Max(_depth.Value, _depth.Target) + 2, feedback = Math.Abs(_values[Feedback]);
            double rounds = feedback == 0 ? 1 : 2 + Math.Ceiling(Math.Log(Softest * (1 - feedback)) / Math.Log(feedback));
            return (int)Math.Ceiling(rounds * delay);
        }
    }

    private bool IsMoving => _ensemble.IsMoving || _depth.IsMoving || _mix.IsMoving || _feedback.IsMoving || _move.IsMoving;

    /// <inheritdoc/>
    public void Prepare(int sampleRate)
    {
        _sampleRate = SampleRates.Check(sampleRate);
        _shortest = (int)Math.Round(ShortestDelay * sampleRate);
        _history = _shortest + (int)Math.Ceiling(2 * s_parameters[Depth].Maximum * sampleRate) + 4;
        _left = new AlignedBuffer(_history + Room + LaneSums.Lanes);
        _right = new AlignedBuffer(_history + Room + LaneSums.Lanes);
        foreach (Ramp ramp in (ReadOnlySpan<Ramp>)[_ensemble, _depth, _mix, _feedback, _move])
            ramp.Prepare(sampleRate);
        Warm();
        Reset();
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _left.Span.Clear();
        _right.Span.Clear();
        _at = _history;
        _silent = int.MaxValue / 2;
        _slow = _fast = 0;
        Settle();
    }

    /// <inheritdoc/>
    public void SetParameter(int index, float value)
    {
        if ((uint)index >= (uint)s_parameters.Length)
            return;
        _values[index] = s_parameters[index].Clamp(value);
        if (_isFresh)
        {
            Settle();
            return;
        }
        Take(index is Voices or Width);
        _silent = 0;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Process(Span<float> left, Span<float> right)
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
        foreach (Ramp ramp in (ReadOnlySpan<Ramp>)[_ensemble, _depth, _mix, _feedback, _move])
            ramp.Reset();
        _isFresh = true;
    }

    private void Take(bool movesVoices)
    {
        _slowStep = (uint)Math.Round(_values[Rate] / _sampleRate * Cycle);
        _fastStep = (uint)Math.Round(Math.Min(FastFactor * _values[Rate], FastestRate) / _sampleRate * Cycle);
        _ensemble.MoveTo(_values[Mode] >= 0.5f ? 1 : 0);
        _depth.MoveTo(_values[Depth] * _sampleRate);
        _mix.MoveTo(_values[Mix]);
        _feedback.MoveTo(_values[Feedback]);
        if (movesVoices)
            MoveVoices();
    }

    // All voices together have the power of one in each channel.
    private void MoveVoices()
    {
        int voices = (int)MathF.Round(_values[Voices]);
        for (int voice = 0; voice < MostVoices; voice++)
        {
            _leftStart[voice] += _move.Value * (_leftTarget[voice] - _leftStart[voice]);
            _rightStart[voice] += _move.Value * (_rightTarget[voice] - _rightStart[voice]);
            double place = voices == 1 ? 0 : 2.0 * voice / (voices - 1) - 1, angle = (_values[Width] * place + 1) * Math.PI / 4, level = Math.Sqrt(2.0 / voices);
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

    private float Clean(AlignedBuffer line, int count) => LaneDispatch.Run(_lanes, new LineCleaning(ref Unsafe.Add(ref line.First, _at), count, ref _buffers.Scratch)).Peak;

    private void Slide()
    {
        _left.Span.Slice(_at - _history, _history).CopyTo(_left.Span);
        _right.Span.Slice(_at - _history, _history).CopyTo(_right.Span);
        _at = _history;
    }

    private void Warm()
    {
        Span<float> left = stackalloc float[Block], right = stackalloc float[Block];
        Reset();
        for (int block = 0; block < 2 * (_history + Room) / Block; block++)
        {
            left.Fill(block < 4 ? 1 : 0);
            right.Clear();
            Process(left, right);
        }
        // Whether the blocks above came so far depends on the rate.
        Slide();
        for (int number = 0; number < s_parameters.Length; number++)
            SetParameter(number, _values[number]);
    }

    private struct Rendering(Chorus chorus, int count) : ILaneKernel
    {
        public float Peak;

        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => Peak = chorus.Render<TLanes>(count);
    }
}
