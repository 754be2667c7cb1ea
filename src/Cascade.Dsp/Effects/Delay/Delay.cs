using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Effects;
using Cascade.Dsp.Filters;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp;

/// <summary>Echoes, each softer and duller than the one before, in seconds or in notes of a tempo, straight or from side to side.</summary>
/// <remarks>
/// <code>
/// in --+----------------------------------------------- 1 - mix --(+)-- out
///      +--(+)-- delay --+---------------------------------- mix ---'
///          '-- feedback -- low cut -- high cut --'
/// </code>
/// Echo number n comes n times the delay later, at feedback to the power n - 1; the first is as bright as the sound. Side to side, the
/// sound goes to the left as mono and each
/// echo changes sides. A new time is faded in over 50 ms, so that nothing glides; all parameters move without a click. Echoes below -120 dB
/// of full scale end.
/// <para>What is not a number, infinite or more than 120 dB above full scale makes no echo.</para>
/// </remarks>
public sealed class Delay : Effect
{
    private const float Longest = 4, FadeTime = 0.05f, MoveTime = 0.02f, Softest = 1e-6f, Loudest = 1e6f;
    private const int Grid = 32;

    private static readonly double[] s_notes = [0, 1 / 8.0, 1 / 6.0, 1 / 4.0, 3 / 8.0, 1 / 3.0, 1 / 2.0, 3 / 4.0, 2 / 3.0, 1, 1.5, 2, 4];

    private readonly DelayLine _left = new(Longest), _right = new(Longest);
    private readonly EchoDamping _leftDamping = new(), _rightDamping = new();
    private readonly Ramp _fade = new(1, FadeTime), _feedback = new(0, MoveTime), _pingPong = new(0, MoveTime), _mix = new(0, MoveTime);
    private readonly Ramp[] _ramps;
    private readonly float[] _echoLeft = new float[Grid], _echoRight = new float[Grid], _backLeft = new float[Grid],
        _backRight = new float[Grid];
    private int _sampleRate, _delay, _oldDelay, _wantedDelay, _tick, _empty;
    private bool _isFresh, _isAsleep;

    /// <summary>Makes a delay.</summary>
    /// <param name="patch">Its settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The patch is not one of a delay.</exception>
    public Delay(EffectPatch? patch = null) : base("delay", patch, 0.25f, Time, Note, Tempo, Feedback, PingPong, LowCut, HighCut) =>
        _ramps = [_fade, _feedback, _pingPong, _mix];

    /// <summary>The time of one echo, in seconds, 0.005 to 4, if no note is chosen.</summary>
    public static Parameter Time { get; } = new("time", Unit.Seconds, 0.005f, Longest, 0.375f, Taper.Logarithmic);

    /// <summary>The length of one echo as a note of the tempo, from a thirty-second to a whole, or "off" for the time in seconds.</summary>
    public static Parameter Note { get; } = Parameter.Choice("note", 0, "off", "1/32", "1/16 triplet", "1/16", "1/16 dotted",
        "1/8 triplet", "1/8", "1/8 dotted", "1/4 triplet", "1/4", "1/4 dotted", "1/2", "1/1");

    /// <summary>The tempo, in quarter notes per minute, 20 to 300.</summary>
    public static Parameter Tempo { get; } = new("tempo", Unit.None, 20, 300, 120);

    /// <summary>What an echo has of the one before, 0 to 0.95.</summary>
    public static Parameter Feedback { get; } = new("feedback", Unit.Ratio, 0, 0.95f, 0.35f);

    /// <summary>From 0, straight, to 1, from side to side.</summary>
    public static Parameter PingPong { get; } = new("ping-pong", Unit.Ratio, 0, 1, 0);

    /// <summary>Below it each echo loses 6 dB per octave, in Hz, 20 to 2,000; off at the minimum.</summary>
    public static Parameter LowCut { get; } = new("low cut", Unit.Hertz, 20, 2_000, 100, Taper.Logarithmic);

    /// <summary>Above it each echo loses 6 dB per octave, in Hz, 500 to 20,000; off at the maximum.</summary>
    public static Parameter HighCut { get; } = new("high cut", Unit.Hertz, 500, 20_000, 6_000, Taper.Logarithmic);

    /// <inheritdoc/>
    public override int LatencyFrames => 0;

    /// <inheritdoc/>
    /// <remarks>Up to where an echo of a sound at full scale falls below -120 dB.</remarks>
    public override int TailFrames
    {
        get
        {
            double feedback = Parameters[Feedback];
            double echoes = feedback == 0 ? 1 : 2 + Math.Ceiling(Math.Log(Softest * (1 - feedback)) / Math.Log(feedback));
            return (int)Math.Min(int.MaxValue / 2, echoes * Math.Max(_wantedDelay, _delay) + FadeTime * _sampleRate);
        }
    }

    /// <summary>The time between two echoes, in frames.</summary>
    internal int DelayFrames => _wantedDelay;

    /// <inheritdoc/>
    protected override bool MixesItself => true;

    /// <inheritdoc/>
    protected override void Setup(EngineSettings settings)
    {
        _sampleRate = settings.SampleRate;
        _left.Prepare(_sampleRate);
        _right.Prepare(_sampleRate);
        _leftDamping.Prepare(_sampleRate);
        _rightDamping.Prepare(_sampleRate);
        foreach (Ramp ramp in _ramps)
            ramp.Prepare(_sampleRate);
    }

    /// <inheritdoc/>
    protected override void Silence()
    {
        _left.Reset();
        _right.Reset();
        _empty = int.MaxValue / 2;
        _tick = 0;
        _isAsleep = false;
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
        Wake();
        _empty = 0;
        Take();
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Run(Span<float> left, Span<float> right)
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
        _fade.MoveTo(1);
        foreach (Ramp ramp in _ramps)
            ramp.Reset();
        _leftDamping.Reset();
        _rightDamping.Reset();
        _isFresh = true;
    }

    private void Take()
    {
        int note = (int)Parameters[Note];
        double seconds = note == 0 ? Parameters[Time] : s_notes[note] * 60 / Parameters[Tempo];
        _wantedDelay = (int)Math.Round(Math.Clamp(seconds, Time.Minimum, Longest) * _sampleRate);
        _feedback.MoveTo(Parameters[Feedback]);
        _pingPong.MoveTo(Parameters[PingPong]);
        _mix.MoveTo(Parameters[Mix]);
        float low = Parameters[LowCut], high = Parameters[HighCut];
        bool cutsLow = low > LowCut.Minimum, cutsHigh = high < HighCut.Maximum;
        _leftDamping.Set(low, cutsLow, high, cutsHigh);
        _rightDamping.Set(low, cutsLow, high, cutsHigh);
    }

    // A new time waits until the last one is faded in. The line sleeps once it is empty and all ramps are at rest.
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
    private void Repeat(Span<float> left, Span<float> right, ReadOnlySpan<float> echoLeft, ReadOnlySpan<float> echoRight,
        ReadOnlySpan<float> backLeft, ReadOnlySpan<float> backRight)
    {
        int empty = _empty;
        for (int i = 0; i < left.Length; i++)
        {
            float feedback = _feedback.Next(), pingPong = _pingPong.Next(), mix = _mix.Next(), x = left[i], y = right[i], l = backLeft[i],
                r = backRight[i];
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

    /// <inheritdoc/>
    protected override void WarmRest()
    {
        Span<float> left = stackalloc float[Grid], right = stackalloc float[Grid];
        for (int block = 0; block < 4; block++)
        {
            left.Fill(1);
            right.Fill(1);
            Run(left, right);
            _wantedDelay = _delay + 1;
        }
        _empty = int.MaxValue / 2;
        left.Clear();
        right.Clear();
        Run(left, right);
        left.Fill(1);
        Run(left, right);
    }
}
