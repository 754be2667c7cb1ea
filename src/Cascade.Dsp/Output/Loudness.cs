using System;

namespace Cascade.Dsp.Output;

/// <summary>How loud a stereo sound is to the ear. Negative infinity stands for silence.</summary>
/// <remarks>Sources: ITU-R BS.1770-4; EBU Tech 3341 and 3342.</remarks>
/// <param name="Integrated">The loudness of the whole, in LUFS; pauses do not count. Silence if it is shorter than 0.4 s or never above -70
/// LUFS.</param>
/// <param name="Range">How far the loud passages lie above the soft ones, in LU, 0 or more; 0 if the sound is shorter than 3 s.</param>
/// <param name="TruePeak">The highest point of the wave, between the samples too, in dB of full scale.</param>
/// <param name="MaximumMomentary">The loudest 0.4 s, in LUFS.</param>
/// <param name="MaximumShortTerm">The loudest 3 s, in LUFS; silence lies before the beginning.</param>
/// <param name="SamplePeak">The largest sample in dB of full scale.</param>
public readonly record struct Loudness(double Integrated, double Range, double TruePeak, double MaximumMomentary, double MaximumShortTerm,
    double SamplePeak)
{
    /// <summary>Measures a whole sound.</summary>
    /// <param name="left">Its left channel; full scale is -1 to 1.</param>
    /// <param name="right">As many samples.</param>
    /// <param name="sampleRate">In Hz, 8,000 to 192,000.</param>
    /// <exception cref="ArgumentException">The channels differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public static Loudness Measure(ReadOnlySpan<float> left, ReadOnlySpan<float> right, int sampleRate)
    {
        var meter = new LoudnessMeter(sampleRate);
        meter.Add(left, right);
        return meter.Loudness;
    }

    /// <summary>The gain that brings the sound to a loudness; 0 for silence.</summary>
    /// <param name="target">The wanted <see cref="Integrated"/> loudness in LUFS.</param>
    /// <param name="ceiling">The highest <see cref="TruePeak"/> allowed in dB of full scale; the gain stays so low that it is kept. None by
    /// default.</param>
    /// <returns>In dB.</returns>
    public double GainTo(double target, double ceiling = double.PositiveInfinity) =>
        double.IsNegativeInfinity(Integrated) ? 0 : Math.Min(target - Integrated, ceiling - TruePeak);
}
