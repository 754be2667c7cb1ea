using System;
using System.Runtime.Intrinsics;
using Cascade.Dsp.Filters;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Output;

/// <summary>Measures how loud a stereo sound is to the ear, piece by piece. Allocates nothing after construction, however long the sound
/// is.</summary>
/// <remarks>
/// <code>
/// sound -> K-weighting -> power of each 10 ms -> 0.4 s -> momentary   -> histogram every 0.1 s -> integrated
///                                             -> 3 s   -> short-term  -> histogram every 0.1 s -> range
///       -> wave at four points a sample -> true peak
/// </code>
/// The histograms have a hundred places for each LU and keep the sum of what fell into each, so that gating is exact to 0.01 LU.
/// <para>What is not a number, infinite or more than 120 dB above full scale is no sound and counts as silence.</para>
/// <para>One thread at a time: the readings of a sound under way are for the thread that adds it.</para>
/// <para>Sources: ITU-R BS.1770-4 (weighting, gating, true peak); EBU Tech 3341, 2023 (the three time scales); EBU Tech 3342, 2023
/// (range).</para>
/// </remarks>
public sealed class LoudnessMeter
{
    private const double AbsoluteGate = -70, IntegratedGate = -10, RangeGate = -20;
    private const int HopsPerSecond = 100, GateHops = 10, MomentaryHops = 40, ShortTermHops = 300;
    private const float Loudest = 1e6f;
    private const int History = TruePeakDetector.Before + TruePeakDetector.After, Room = 512;

    private readonly int _sampleRate;
    private readonly KWeighting _weighting;
    private readonly TruePeakDetector _detector;
    private readonly LoudnessHistogram _momentaryBlocks = new(AbsoluteGate), _shortTermBlocks = new(AbsoluteGate);
    private readonly double[] _energies = new double[ShortTermHops];
    private readonly AlignedBuffer _left = new(History + Room + TruePeakDetector.Overrun),
        _right = new(History + Room + TruePeakDetector.Overrun);
    private long _hop, _hopEnd, _position;
    private int _at;
    private double _momentary, _shortTerm, _maximumMomentary, _maximumShortTerm;
    private float _truePeak, _samplePeak;

    /// <summary>Makes a meter.</summary>
    /// <param name="sampleRate">In Hz, 8,000 to 192,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public LoudnessMeter(int sampleRate)
    {
        _sampleRate = SampleRates.Check(sampleRate);
        _weighting = new KWeighting(sampleRate);
        _detector = new TruePeakDetector(LaneWidth.Auto);
        Reset();
    }

    /// <summary>The loudness of the last 0.4 s in LUFS, moved on every 10 ms; silence lies before the beginning.</summary>
    public double Momentary => Decibels(_momentary);

    /// <summary>The loudness of the last 3 s in LUFS, moved on every 10 ms; silence lies before the beginning.</summary>
    public double ShortTerm => Decibels(_shortTerm);

    /// <summary>The loudest 0.4 s so far, in LUFS.</summary>
    public double MaximumMomentary => Decibels(_maximumMomentary);

    /// <summary>The loudest 3 s so far, in LUFS.</summary>
    public double MaximumShortTerm => Decibels(_maximumShortTerm);

    /// <summary>The loudness of all so far in LUFS: of all 0.4 s that lie above -70 LUFS and no more than 10 LU below the mean of
    /// those.</summary>
    public double Integrated => Decibels(_momentaryBlocks.MeanAbove(Decibels(_momentaryBlocks.MeanAbove(AbsoluteGate)) + IntegratedGate));

    /// <summary>How far the loud passages lie above the soft ones, in LU: from the tenth to the ninety-fifth of a hundred 3 s that lie
    /// above -70 LUFS and no more than 20 LU below their mean.</summary>
    public double Range
    {
        get
        {
            double gate = Decibels(_shortTermBlocks.MeanAbove(AbsoluteGate)) + RangeGate;
            return _shortTermBlocks.Percentile(0.95, gate) - _shortTermBlocks.Percentile(0.1, gate);
        }
    }

    /// <summary>The highest point of the wave so far, between the samples too, in dB of full scale.</summary>
    public double TruePeak => 20 * Math.Log10(Math.Max(_truePeak, Math.Max(_samplePeak, RestPeak())));

    /// <summary>The largest sample so far in dB of full scale.</summary>
    public double SamplePeak => 20 * Math.Log10(_samplePeak);

    /// <summary>All that is told of a whole sound.</summary>
    public Loudness Loudness => new(Integrated, Range, TruePeak, MaximumMomentary, MaximumShortTerm, SamplePeak);

    /// <summary>Forgets all.</summary>
    public void Reset()
    {
        _weighting.Reset();
        _momentaryBlocks.Clear();
        _shortTermBlocks.Clear();
        _detector.Break();
        Array.Clear(_energies);
        _left.Span.Clear();
        _right.Span.Clear();
        _at = History;
        _hop = _position = 0;
        _hopEnd = HopEnd(0);
        _momentary = _shortTerm = _maximumMomentary = _maximumShortTerm = 0;
        _truePeak = _samplePeak = 0;
    }

    /// <summary>Adds the next frames.</summary>
    /// <param name="left">Any number; full scale is -1 to 1.</param>
    /// <param name="right">As many.</param>
    /// <exception cref="ArgumentException">The channels differ in length.</exception>
    public void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        if (left.Length != right.Length)
            throw new ArgumentException("Both channels must have the same length.", nameof(right));
        for (int done = 0; done < left.Length;)
        {
            int count = (int)Math.Min(Math.Min(left.Length - done, TruePeakDetector.MaximumCount), _hopEnd - _position);
            Step(left.Slice(done, count), right.Slice(done, count));
            done += count;
        }
    }

    private void Step(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        int count = left.Length;
        if (_at + count > History + Room)
            Slide();
        Span<float> l = _left.Span.Slice(_at, count), r = _right.Span.Slice(_at, count);
        Take(left, l);
        Take(right, r);
        _weighting.Add(l, r);
        MeasurePeaks(l, r);
        _at += count;
        _position += count;
        if (_position == _hopEnd)
            EndHop();
    }

    private static void Take(ReadOnlySpan<float> input, Span<float> line)
    {
        input.CopyTo(line);
        // The largest magnitude is NaN if any sample is.
        if (Magnitudes.Largest(line) <= Loudest)
            return;
        for (int i = 0; i < line.Length; i++)
            if (!(Math.Abs(line[i]) <= Loudest))
                line[i] = 0;
    }

    // The wave can only be higher than ever near samples that come close to the highest point so far.
    private void MeasurePeaks(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        _samplePeak = Math.Max(_samplePeak, Largest(left, right));
        int from = _at - History, length = left.Length + History;
        if (Largest(_left.Span.Slice(from, length),
            _right.Span.Slice(from, length)) * _detector.Overshoot * TruePeakDetector.Rise <= _truePeak)
        {
            _detector.Break();
            return;
        }
        int first = _at - TruePeakDetector.After;
        _detector.Measure(ref _left.Span[first], ref _right.Span[first], left.Length, _truePeak);
        _truePeak = Math.Max(_truePeak, Magnitudes.Largest(_detector.Peaks[..left.Length]));
    }

    private static float Largest(ReadOnlySpan<float> left, ReadOnlySpan<float> right) =>
        Math.Max(Magnitudes.Largest(left), Magnitudes.Largest(right));

    // What has not passed the detector yet, as if silence followed. It measures beside the line and then breaks off.
    private float RestPeak()
    {
        const int after = TruePeakDetector.After;
        if (_at + after + TruePeakDetector.Overrun > _left.Length)
            Slide();
        _left.Span[_at..].Clear();
        _right.Span[_at..].Clear();
        _detector.Break();
        _detector.Measure(ref _left.Span[_at - after], ref _right.Span[_at - after], after, _truePeak);
        _detector.Break();
        return Magnitudes.Largest(_detector.Peaks[..after]);
    }

    private void Slide()
    {
        _left.Span.Slice(_at - History, History).CopyTo(_left.Span);
        _right.Span.Slice(_at - History, History).CopyTo(_right.Span);
        _at = History;
    }

    private void EndHop()
    {
        _energies[_hop % ShortTermHops] = _weighting.TakeEnergy();
        _weighting.Flush();
        _hop++;
        _hopEnd = HopEnd(_hop);
        _momentary = Power(MomentaryHops);
        _shortTerm = Power(ShortTermHops);
        _maximumMomentary = Math.Max(_maximumMomentary, _momentary);
        _maximumShortTerm = Math.Max(_maximumShortTerm, _shortTerm);
        if (_hop % GateHops != 0)
            return;
        if (_hop >= MomentaryHops)
            _momentaryBlocks.Add(_momentary, Decibels(_momentary));
        if (_hop >= ShortTermHops)
            _shortTermBlocks.Add(_shortTerm, Decibels(_shortTerm));
    }

    // The mean power of the last hops. Added up anew each time, as a running sum would keep the rounding of what was loud.
    private double Power(int hops)
    {
        int count = (int)Math.Min(hops, _hop), first = (int)((_hop - count) % ShortTermHops);
        int whole = Math.Min(count, ShortTermHops - first);
        double energy = Sum(_energies.AsSpan(first, whole)) + Sum(_energies.AsSpan(0, count - whole));
        return energy / (HopEnd(_hop - 1) - HopEnd(_hop - 1 - hops));
    }

    private static double Sum(ReadOnlySpan<double> energies)
    {
        Vector128<double> even = default, odd = default;
        for (; energies.Length >= 4; energies = energies[4..])
        {
            even += Vector128.Create(energies);
            odd += Vector128.Create(energies[2..]);
        }
        double sum = Vector128.Sum(even + odd);
        foreach (double energy in energies)
            sum += energy;
        return sum;
    }

    private long HopEnd(long hop) => (long)Math.Round((hop + 1) * (double)_sampleRate / HopsPerSecond);

    private static double Decibels(double power) => -0.691 + 10 * Math.Log10(power);
}
