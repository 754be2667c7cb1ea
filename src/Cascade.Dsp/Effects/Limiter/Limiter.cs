using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Effects;
using Cascade.Dsp.Filters;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp;

/// <summary>Keeps sound below a ceiling, between the samples too, without audible distortion. The last effect of a chain.</summary>
/// <remarks>
/// It looks 1.5 ms ahead and both channels share one gain, so that the stereo image stays. No sample ever passes the ceiling, and the wave
/// between them passes it by less than 0.2 dB. What stays below it comes out bit by bit as it went in, <see cref="LatencyFrames"/> later.
/// <para>The gain stays down for 12 ms after a peak, which bridges the half waves of tones from 42 Hz up, so that it does not follow their
/// wave; only then the release begins.</para>
/// <para>What is not a number, infinite or more than 120 dB above full scale is no sound and counts as silence.</para>
/// <para>Sources: ITU-R BS.1770-4, annex 2 (true peak); M. van Herk, "A fast algorithm for local minimum and maximum filters", 1992.</para>
/// </remarks>
public sealed class Limiter : Effect
{
    private const double LookAhead = 0.0015;
    // At low rates the gain would move faster than the wave.
    private const int FewestAhead = 32;
    private const double Hold = 0.012;
    // The gain of a peak is in force some frames before and after it, as the wave between two samples belongs to its neighbours too.
    private const int Margin = 2;
    private const int Room = 512;

    // The meter moves once in so many frames.
    private const int ShowEvery = 128;

    private readonly Ramp _gain = new(1, 0.02f);
    private readonly AlignedBuffer _gains = new(TruePeakDetector.MaximumCount + LaneSums.Lanes);
    private TruePeakDetector _detector = new(LaneWidth.Scalar);
    private LaneChoice _lanes = LaneWidth.Scalar;
    private LimiterEnvelope _envelope = new(1, 2);
    private AlignedBuffer _left = new(0), _right = new(0);
    private int _sampleRate, _latency, _history, _at, _watch, _silent, _fade, _unshown;
    private float _ceiling, _clamp, _shown;
    private bool _isFresh;

    /// <summary>Makes a limiter.</summary>
    /// <param name="patch">Its settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The patch is not one of a limiter.</exception>
    public Limiter(EffectPatch? patch = null) : base("limiter", patch, 1, Ceiling, Release, Gain, Reduction)
    {
    }

    /// <summary>The highest level, in dB of full scale, -24 to 0.</summary>
    public static Parameter Ceiling { get; } = new("ceiling", Unit.Decibels, -24, 0, -1);

    /// <summary>The time in which the gain comes back by 63 %, in seconds, 0.05 to 0.5.</summary>
    public static Parameter Release { get; } = new("release", Unit.Seconds, 0.05f, 0.5f, 0.2f, Taper.Logarithmic);

    /// <summary>Gain before the limiter, in dB, -24 to 48.</summary>
    public static Parameter Gain { get; } = new("gain", Unit.Decibels, -24, 48, 0);

    /// <summary>A meter: how far the gain is down at the last frame, in dB, 0 to 60.</summary>
    public static Parameter Reduction { get; } = Parameter.Meter("reduction", Unit.Decibels, 0, 60);

    /// <inheritdoc/>
    public override int LatencyFrames => _latency;

    /// <inheritdoc/>
    public override int TailFrames => 0;

    /// <inheritdoc/>
    public override bool IsLimiter => true;

    /// <inheritdoc/>
    protected override void Setup(EngineSettings settings)
    {
        _sampleRate = settings.SampleRate;
        _lanes = settings.Lanes;
        _detector = new TruePeakDetector(_lanes);
        int ahead = Math.Max(FewestAhead, (int)Math.Round(LookAhead * _sampleRate)), hold = (int)Math.Round(Hold * _sampleRate);
        _latency = TruePeakDetector.After + ahead;
        _history = _latency + TruePeakDetector.Before;
        _envelope = new LimiterEnvelope(ahead + 2 + Margin + hold, ahead - Margin + 1);
        _left = new AlignedBuffer(_history + Room + TruePeakDetector.Overrun);
        _right = new AlignedBuffer(_history + Room + TruePeakDetector.Overrun);
        _gain.Prepare(_sampleRate);
    }

    /// <inheritdoc/>
    protected override void Silence()
    {
        _left.Span.Clear();
        _right.Span.Clear();
        _at = _history;
        _silent = int.MaxValue / 2;
        _watch = _fade = 0;
        _isFresh = true;
        _detector.Break();
        _envelope.Reset();
        Settle();
        _shown = 1;
        _unshown = ShowEvery;
        Publish(Reduction, 0);
    }

    /// <inheritdoc/>
    protected override void ParameterMoved(Parameter parameter)
    {
        if (_isFresh)
            Settle();
        else if (ReferenceEquals(parameter, Ceiling))
            MoveCeiling(Factor(Parameters[Ceiling]));
        else if (ReferenceEquals(parameter, Release))
            _envelope.Decay = Decay();
        else
            _gain.MoveTo(Factor(Parameters[Gain]));
    }

    private void Settle()
    {
        _ceiling = _clamp = Factor(Parameters[Ceiling]);
        _envelope.Decay = Decay();
        _gain.MoveTo(Factor(Parameters[Gain]));
        _gain.Reset();
    }

    private double Decay() => Math.Exp(-1 / (Parameters[Release] * (double)_sampleRate));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void Run(Span<float> left, Span<float> right)
    {
        _isFresh &= left.IsEmpty;
        for (int done = 0; done < left.Length;)
        {
            int count = Math.Min(left.Length - done, TruePeakDetector.MaximumCount);
            if (_fade > 0)
                count = Math.Min(count, _fade);
            Step(left.Slice(done, count), right.Slice(done, count));
            done += count;
            _fade = Math.Max(0, _fade - count);
            if (_fade == 0)
                _clamp = _ceiling;
        }
    }

    // Frames already on their way were let through under the old ceiling.
    private void MoveCeiling(float ceiling)
    {
        _ceiling = ceiling;
        _watch = TruePeakDetector.Before + TruePeakDetector.After + 1;
        _fade = ceiling < _clamp ? LatencyFrames + 1 : 0;
        _clamp = Math.Max(_clamp, ceiling);
    }

    private void Step(Span<float> left, Span<float> right)
    {
        if (_at + left.Length > _history + Room)
            Slide();
        float peak = Take(left, right);
        if (peak == 0 && _silent >= 2 * _history && _envelope.IsAtRest && !_gain.IsMoving)
        {
            left.Clear();
            right.Clear();
            return;
        }
        _silent = peak == 0 ? Math.Min(_silent + left.Length, int.MaxValue / 2) : 0;
        bool mayPass = MayPass(peak, left.Length);
        if (mayPass)
            _detector.Measure(ref Line(_left, TruePeakDetector.After), ref Line(_right, TruePeakDetector.After), left.Length, _ceiling);
        else
            _detector.Break();
        ReadOnlySpan<float> peaks = mayPass ? _detector.Peaks[..left.Length] : [];
        Give(left, right, peaks);
        _at += left.Length;
    }

    private void Give(Span<float> left, Span<float> right, ReadOnlySpan<float> peaks)
    {
        if (_envelope.IsAtRest && !HasPeak(peaks))
        {
            _left.Span.Slice(_at - LatencyFrames, left.Length).CopyTo(left);
            _right.Span.Slice(_at - LatencyFrames, right.Length).CopyTo(right);
            Show(1, left.Length);
            return;
        }
        _envelope.Process(peaks, _ceiling, _gains.Span[..left.Length]);
        Scale(ref Line(_left, LatencyFrames), left);
        Scale(ref Line(_right, LatencyFrames), right);
        Show(_gains.Span[left.Length - 1], left.Length);
    }

    // A logarithm for every block would be a twentieth of all the limiter's work.
    private void Show(float gain, int frames)
    {
        _unshown += frames;
        if (gain == _shown || (gain != 1 && _unshown < ShowEvery))
            return;
        _unshown = 0;
        _shown = gain;
        Publish(Reduction, gain == 1 ? 0 : -20 * MathF.Log10(gain));
    }

    // A wave may rise above the ceiling only near samples that come close to it.
    private bool MayPass(float peak, int count)
    {
        if (peak * _detector.Overshoot * TruePeakDetector.Rise > _ceiling)
            _watch = TruePeakDetector.Before + TruePeakDetector.After + 1 + count;
        bool watched = _watch > 0;
        _watch = Math.Max(0, _watch - count);
        return watched;
    }

    private bool HasPeak(ReadOnlySpan<float> peaks)
    {
        foreach (float peak in peaks)
            if (peak > _ceiling)
                return true;
        return false;
    }

    private ref float Line(AlignedBuffer line, int delay) => ref Unsafe.Add(ref line.First, _at - delay);

    private void Slide()
    {
        _left.Span.Slice(_at - _history, _history).CopyTo(_left.Span);
        _right.Span.Slice(_at - _history, _history).CopyTo(_right.Span);
        _at = _history;
    }

    // Takes the block into the lines, in order and louder, and returns its largest sample.
    private float Take(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        Span<float> l = _left.Span.Slice(_at, left.Length), r = _right.Span.Slice(_at, right.Length);
        left.CopyTo(l);
        right.CopyTo(r);
        if (_gain.IsMoving || _gain.Value != 1)
            _gain.Scale(l, r);
        return Math.Max(Clean(ref Line(_left, 0), left.Length), Clean(ref Line(_right, 0), left.Length));
    }

    private float Clean(ref float line, int count) => LaneDispatch.Run(_lanes, new LineCleaning(ref line, count, ref _gains.First)).Peak;

    private void Scale(ref float line, Span<float> output) => LaneDispatch.Run(_lanes, new Scaling(this, ref line, output));

    private static float Factor(float decibels) => MathF.Pow(10, decibels / 20);

    // Loud, then silent for long: every path.
    /// <inheritdoc/>
    protected override void WarmRest()
    {
        Span<float> left = stackalloc float[33], right = stackalloc float[33];
        for (int block = 0; block < 4 * (Room + _history) / left.Length; block++)
        {
            left.Fill(block < 4 ? 4 : 0);
            right.Fill(block < 4 ? -4 : 0);
            Run(left, right);
        }
    }

    private readonly ref struct Scaling(Limiter limiter, ref float line, Span<float> output) : ILaneKernel
    {
        private readonly Span<float> _output = output;
        private readonly ref float _line = ref line;

        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> =>
            LimiterKernel.Scale<TLanes>(ref _line, ref limiter._gains.First, limiter._clamp, _output);
    }
}
