using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Cascade.Dsp.Filters;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;
using static Cascade.Dsp.Effects.LimiterParameters;

namespace Cascade.Dsp.Effects;

/// <summary>Keeps sound below a ceiling, between the samples too, without audible distortion. The last effect of a chain.</summary>
/// <remarks>
/// It looks 1.5 ms ahead and both channels share one gain, so that the stereo image stays. No sample ever passes the ceiling, and the wave between them passes it by less
/// than 0.2 dB. What stays below it comes out bit by bit as it went in, <see cref="LatencySamples"/> later.
/// <para>The gain stays down for 12 ms after a peak, which bridges the half waves of tones from 42 Hz up, so that it does not follow their wave; only then the release begins.</para>
/// <para>What is not a number, infinite or more than 120 dB above full scale is no sound and counts as silence.</para>
/// <para>Sources: ITU-R BS.1770-4, annex 2 (true peak); M. van Herk, "A fast algorithm for local minimum and maximum filters", 1992.</para>
/// </remarks>
public sealed class Limiter : IEffect
{
    private const double LookAhead = 0.0015;
    // At low rates the gain would move faster than the wave.
    private const int FewestAhead = 32;
    private const double Hold = 0.012;
    // The gain of a peak is in force some frames before and after it, as the wave between two samples belongs to its neighbours too.
    private const int Margin = 2;
    private const int Room = 512;

    private static readonly ParameterInfo[] s_parameters =
    [
        new("ceiling", Unit.Decibels, -24, 0, -1),
        new("release", Unit.Seconds, 0.05f, 0.5f, 0.2f, Taper.Logarithmic),
        new("gain", Unit.Decibels, -24, 48, 0),
    ];

    private readonly LaneChoice _lanes;
    private readonly TruePeakDetector _detector;
    private readonly float[] _values = [s_parameters[Ceiling].Default, s_parameters[Release].Default, s_parameters[Gain].Default];
    private readonly Ramp _gain = new(1, 0.02f);
    private readonly AlignedBuffer _gains = new(TruePeakDetector.MaximumCount + LaneSums.Lanes);
    private LimiterEnvelope _envelope = new(1, 2);
    private AlignedBuffer _left = new(0), _right = new(0);
    private int _sampleRate, _history, _at, _watch, _silent, _fade;
    private float _ceiling, _clamp, _lastGain;
    private bool _isFresh;

    /// <summary>Makes a limiter, ready at 48 kHz.</summary>
    /// <param name="width">The register width; the widest by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is not accelerated here.</exception>
    public Limiter(LaneWidth width = LaneWidth.Auto)
    {
        _lanes = width;
        _detector = new TruePeakDetector(_lanes);
        Prepare(SampleRates.Default);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<ParameterInfo> Parameters => s_parameters;

    /// <inheritdoc/>
    public int LatencySamples { get; private set; }

    /// <inheritdoc/>
    public int TailSamples => 0;

    /// <summary>How far the gain is down at the last frame, in dB, 0 or more; readable from any thread.</summary>
    public float ReductionDecibels => -20 * MathF.Log10(Volatile.Read(ref _lastGain));

    /// <inheritdoc/>
    public void Prepare(int sampleRate)
    {
        _sampleRate = SampleRates.Check(sampleRate);
        int ahead = Math.Max(FewestAhead, (int)Math.Round(LookAhead * sampleRate)), hold = (int)Math.Round(Hold * sampleRate);
        LatencySamples = TruePeakDetector.After + ahead;
        _history = LatencySamples + TruePeakDetector.Before;
        _envelope = new LimiterEnvelope(ahead + 2 + Margin + hold, ahead - Margin + 1);
        _left = new AlignedBuffer(_history + Room + TruePeakDetector.Overrun);
        _right = new AlignedBuffer(_history + Room + TruePeakDetector.Overrun);
        _gain.Prepare(sampleRate);
        Reset();
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
        _watch = _fade = 0;
        _isFresh = true;
        _detector.Break();
        _envelope.Reset();
        _ceiling = _clamp = Factor(_values[Ceiling]);
        _envelope.Decay = Math.Exp(-1 / (_values[Release] * (double)_sampleRate));
        _gain.MoveTo(Factor(_values[Gain]));
        _gain.Reset();
        Volatile.Write(ref _lastGain, 1);
    }

    /// <inheritdoc/>
    public void SetParameter(int index, float value)
    {
        if ((uint)index >= (uint)s_parameters.Length)
            return;
        _values[index] = s_parameters[index].Clamp(value);
        if (_isFresh)
        {
            Reset();
            return;
        }
        if (index == Ceiling)
            MoveCeiling(Factor(_values[Ceiling]));
        else if (index == Release)
            _envelope.Decay = Math.Exp(-1 / (_values[Release] * (double)_sampleRate));
        else
            _gain.MoveTo(Factor(_values[Gain]));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Process(Span<float> left, Span<float> right)
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
        _fade = ceiling < _clamp ? LatencySamples + 1 : 0;
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
            _left.Span.Slice(_at - LatencySamples, left.Length).CopyTo(left);
            _right.Span.Slice(_at - LatencySamples, right.Length).CopyTo(right);
            Volatile.Write(ref _lastGain, 1);
            return;
        }
        _envelope.Process(peaks, _ceiling, _gains.Span[..left.Length]);
        Scale(ref Line(_left, LatencySamples), left);
        Scale(ref Line(_right, LatencySamples), right);
        Volatile.Write(ref _lastGain, _gains.Span[left.Length - 1]);
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

    // Loud, then silent for long: every path. Reset puts everything back.
    private void Warm()
    {
        Span<float> left = stackalloc float[33], right = stackalloc float[33];
        for (int block = 0; block < 4; block++)
        {
            left.Fill(4);
            right.Fill(-4);
            MoveCeiling(_ceiling);
            _gain.MoveTo(block);
            Process(left, right);
        }
        for (int block = 0; block < 4 * (Room + _history) / left.Length; block++)
        {
            left.Clear();
            right.Clear();
            Process(left, right);
        }
        for (int number = 0; number < s_parameters.Length; number++)
            SetParameter(number, _values[number]);
    }

    private readonly ref struct Scaling(Limiter limiter, ref float line, Span<float> output) : ILaneKernel
    {
        private readonly Span<float> _output = output;
        private readonly ref float _line = ref line;

        public void Run<TLanes>() where TLanes : struct, ILanes<TLanes> => LimiterKernel.Scale<TLanes>(ref _line, ref limiter._gains.First, limiter._clamp, _output);
    }
}
