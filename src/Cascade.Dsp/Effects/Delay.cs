using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Filters;
using Cascade.Dsp.Parameters;
using static Cascade.Dsp.Effects.DelayParameters;

namespace Cascade.Dsp.Effects;

/// <summary>Echoes, each softer and duller than the one before, in seconds or in notes of a tempo, straight or from side to side.</summary>
/// <remarks>
/// <code>
/// in --+----------------------------------------------- 1 - mix --(+)-- out
///      +--(+)-- delay --+---------------------------------- mix ---'
///          '-- feedback -- low cut -- high cut --'
/// </code>
/// Echo number n comes n times the delay later, at feedback to the power n - 1; the first is as bright as the sound. Side to side, the sound goes to the left as mono and each
/// echo changes sides. A new time is faded in over 50 ms, so that nothing glides; all parameters move without a click. Echoes below -120 dB of full scale end.
/// <para>What is not a number, infinite or more than 120 dB above full scale makes no echo.</para>
/// </remarks>
public sealed class Delay : IEffect
{
    private const float Longest = 4, FadeTime = 0.05f, MoveTime = 0.02f, Softest = 1e-6f, Loudest = 1e6f;
    private const int Grid = 32;

    private static readonly double[] s_notes = [0, 1 / 8.0, 1 / 6.0, 1 / 4.0, 3 / 8.0, 1 / 3.0, 1 / 2.0, 3 / 4.0, 2 / 3.0, 1, 1.5, 2, 4];

    private static readonly ParameterInfo[] s_parameters =
    [
        new("time", Unit.Seconds, 0.005f, Longest, 0.375f, Taper.Logarithmic),
        new("note", Unit.Choice, 0, 12, 0),
        new("tempo", Unit.None, 20, 300, 120),
        new("feedback", Unit.Ratio, 0, 0.95f, 0.35f),
        new("ping-pong", Unit.Ratio, 0, 1, 0),
        new("low cut", Unit.Hertz, 20, 2_000, 100, Taper.Logarithmic),
        new("high cut", Unit.Hertz, 500, 20_000, 6_000, Taper.Logarithmic),
        new("mix", Unit.Ratio, 0, 1, 0.25f),
    ];

    private readonly float[] _values = new float[s_parameters.Length];
    private readonly DelayLine _left = new(Longest), _right = new(Longest);
    private readonly EchoDamping _leftDamping = new(), _rightDamping = new();
    private readonly Ramp _fade = new(1, FadeTime), _feedback = new(0, MoveTime), _pingPong = new(0, MoveTime), _mix = new(0, MoveTime);
    private readonly float[] _echoLeft = new float[Grid], _echoRight = new float[Grid], _backLeft = new float[Grid], _backRight = new float[Grid];
    private int _sampleRate, _delay, _oldDelay, _wantedDelay, _tick, _empty;
    private bool _isFresh, _isAsleep;

    /// <summary>Makes a delay, ready at 48 kHz.</summary>
    public Delay()
    {
        for (int i = 0; i < _values.Length; i++)
            _values[i] = s_parameters[i].Default;
        Prepare(SampleRates.Default);
    }

    /// <summary>The notes that the parameter "note" chooses, in quarter notes: a thirty-second, a sixteenth as triplet, plain and dotted, an eighth and a quarter likewise, a half, a whole. Place 0 is none.</summary>
    public static ReadOnlySpan<double> Notes => s_notes;

    /// <inheritdoc/>
    public ReadOnlySpan<ParameterInfo> Parameters => s_parameters;

    /// <inheritdoc/>
    public int LatencySamples => 0;

    /// <inheritdoc/>
    /// <remarks>Up to where an echo of a sound at full scale falls below -120 dB.</remarks>
    public int TailSamples
    {
        get
        {
            double feedback = _values[Feedback], echoes = feedback == 0 ? 1 : 2 + Math.Ceiling(Math.Log(Softest * (1 - feedback)) / Math.Log(feedback));
            return (int)Math.Min(int.MaxValue / 2, echoes * Math.Max(_wantedDelay, _delay) + FadeTime * _sampleRate);
        }
    }

    /// <summary>The time between two echoes, in frames.</summary>
    public int DelaySamples => _wantedDelay;

    /// <inheritdoc/>
    public void Prepare(int sampleRate)
    {
        _sampleRate = SampleRates.Check(sampleRate);
        _left.Prepare(sampleRate);
        _right.Prepare(sampleRate);
        _leftDamping.Prepare(sampleRate);
        _rightDamping.Prepare(sampleRate);
        foreach (Ramp ramp in (ReadOnlySpan<Ramp>)[_fade, _feedback, _pingPong, _mix])
            ramp.Prepare(sampleRate);
        Warm();
        Reset();
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _left.Reset();
        _right.Reset();
        _empty = int.MaxValue / 2;
        _tick = 0;
        _isAsleep = false;
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
        Wake();
        _empty = 0;
        Take();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Process(Span<float> left, Span<float> right)
    {
        _isFresh &= left.IsEmpty;
        for (int done = 0; done < left.Length;)
        {
            int count = Math.Min(left.Length - done, Grid - _tick);
            if (_tick == 0)
                Turn();
            Step(left.Slice(done, count), right.Slice(done, count));
            _tick = (_tick + count) % Grid;
            done += count;
        }
    }

    // The parameters' values at once, as before the first sound.
    private void Settle()
    {
        Take();
        _delay = _oldDelay = _wantedDelay;
        foreach (Ramp ramp in (ReadOnlySpan<Ramp>)[_feedback, _pingPong, _mix])
            ramp.Reset();
        _fade.MoveTo(1);
        _fade.Reset();
        _leftDamping.Reset();
        _rightDamping.Reset();
        _isFresh = true;
    }

    private void Take()
    {
        int note = (int)MathF.Round(_values[Note]);
        double seconds = note == 0 ? _values[Time] : s_notes[note] * 60 / _values[Tempo];
        _wantedDelay = (int)Math.Round(Math.Clamp(seconds, s_parameters[Time].Minimum, Longest) * _sampleRate);
        _feedback.MoveTo(_values[Feedback]);
        _pingPong.MoveTo(_values[PingPong]);
        _mix.MoveTo(_values[Mix]);
        float low = _values[LowCut], high = _values[HighCut];
        bool cutsLow = low > s_parameters[LowCut].Minimum, cutsHigh = high < s_parameters[HighCut].Maximum;
        _leftDamping.Set(low, cutsLow, high, cutsHigh);
        _rightDamping.Set(low, cutsLow, high, cutsHigh);
    }

    // A new time waits until the last one is faded in. A line without sound, all that moves being at rest long since, sleeps to the next sound.
    private void Turn()
    {
        _isAsleep = _empty > _left.MaximumDelay + 2 * Grid;
        if (_fade.IsMoving || _delay == _wantedDelay)
            return;
        _oldDelay = _delay;
        _delay = _wantedDelay;
        _fade.MoveTo(0);
        _fade.Reset();
        _fade.MoveTo(1);
    }

    private void Step(Span<float> left, Span<float> right)
    {
        if (_isAsleep)
        {
            if (IsSilent(left) && IsSilent(right))
            {
                left.Clear();
                right.Clear();
                return;
            }
            Wake();
        }
        Span<float> echoLeft = _echoLeft.AsSpan(0, left.Length), echoRight = _echoRight.AsSpan(0, left.Length);
        Listen(echoLeft, echoRight);
        Span<float> backLeft = _backLeft.AsSpan(0, left.Length), backRight = _backRight.AsSpan(0, left.Length);
        echoLeft.CopyTo(backLeft);
        echoRight.CopyTo(backRight);
        _leftDamping.Process(backLeft);
        _rightDamping.Process(backRight);
        Repeat(left, right, echoLeft, echoRight, backLeft, backRight);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsSilent(ReadOnlySpan<float> samples)
    {
        foreach (float sample in samples)
            if (sample != 0)
                return false;
        return true;
    }

    // The filters keep to the grid, as if the block had been awake from its beginning.
    private void Wake()
    {
        if (!_isAsleep)
            return;
        _isAsleep = false;
        Array.Clear(_backLeft);
        Array.Clear(_backRight);
        _leftDamping.Process(_backLeft.AsSpan(0, _tick));
        _rightDamping.Process(_backRight.AsSpan(0, _tick));
    }

    // Every delay is longer than a block, so a block of echoes is there before the block is written.
    private void Listen(Span<float> left, Span<float> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            left[i] = _left.Read(_delay - 1 - i);
            right[i] = _right.Read(_delay - 1 - i);
        }
        if (!_fade.IsMoving)
            return;
        for (int i = 0; i < left.Length; i++)
        {
            float share = _fade.Next(), oldLeft = _left.Read(_oldDelay - 1 - i), oldRight = _right.Read(_oldDelay - 1 - i);
            left[i] = share * left[i] + (1 - share) * oldLeft;
            right[i] = share * right[i] + (1 - share) * oldRight;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Repeat(Span<float> left, Span<float> right, ReadOnlySpan<float> echoLeft, ReadOnlySpan<float> echoRight, ReadOnlySpan<float> backLeft, ReadOnlySpan<float> backRight)
    {
        int empty = _empty;
        for (int i = 0; i < left.Length; i++)
        {
            float feedback = _feedback.Next(), pingPong = _pingPong.Next(), mix = _mix.Next(), x = left[i], y = right[i], l = backLeft[i], r = backRight[i];
            float intoLeft = Heard(x + pingPong * (0.5f * (x + y) - x) + feedback * (l + pingPong * (r - l)));
            float intoRight = Heard(y - pingPong * y + feedback * (r + pingPong * (l - r)));
            empty = intoLeft == 0 && intoRight == 0 ? empty + 1 : 0;
            _left.Write(intoLeft);
            _right.Write(intoRight);
            left[i] = x + mix * (echoLeft[i] - x);
            right[i] = y + mix * (echoRight[i] - y);
        }
        _empty = Math.Min(empty, int.MaxValue / 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Heard(float sample) => Math.Abs(sample) is >= Softest and <= Loudest ? sample : 0;

    private void Warm()
    {
        Span<float> left = stackalloc float[Grid], right = stackalloc float[Grid];
        Reset();
        for (int block = 0; block < 4; block++)
        {
            left.Fill(1);
            right.Fill(1);
            Process(left, right);
            _wantedDelay = _delay + 1;
            _mix.MoveTo(0.1f * block);
        }
        _empty = int.MaxValue / 2;
        left.Clear();
        right.Clear();
        Process(left, right);
        left.Fill(1);
        Process(left, right);
        for (int number = 0; number < s_parameters.Length; number++)
            SetParameter(number, _values[number]);
    }
}
