namespace Cascade.Samples.Console.Measurement;

/// <summary>Levels of a note in the course of time.</summary>
internal static class Levels
{
    private const double PeakSeconds = 0.04;
    private const double MeanSeconds = 0.2;
    private const double RiseSeconds = 0.005;
    private const double LongestRise = 1;

    /// <summary>The level of the largest sample, in dB of full scale.</summary>
    public static double Peak(ReadOnlySpan<float> samples)
    {
        double largest = 0;
        foreach (float sample in samples)
            largest = Math.Max(largest, Math.Abs((double)sample));
        return Decibels(largest * largest);
    }

    /// <summary>The mean power of the loudest 40 ms, in dB of a constant at full scale.</summary>
    public static double Loudest(ReadOnlySpan<float> samples, int sampleRate)
    {
        double loudest = Demodulation.Silence;
        for (double t = PeakSeconds / 2; t * sampleRate <= samples.Length; t += PeakSeconds / 2)
            loudest = Math.Max(loudest, MeanPower(samples, sampleRate, t, PeakSeconds));
        return loudest;
    }

    /// <summary>The mean power of 200 ms around a time, in dB of a constant at full scale; of what there is of them after the
    /// start.</summary>
    /// <returns>Nothing if the sound ends before.</returns>
    public static double? At(ReadOnlySpan<float> samples, int sampleRate, double time) =>
        (time + MeanSeconds / 2) * sampleRate > samples.Length ? null : MeanPower(samples, sampleRate, time, MeanSeconds);

    /// <summary>How long the amplitude takes from 10 % to 90 % of the largest in the first second, in s; the amplitude is the RMS of 5
    /// ms.</summary>
    public static double RiseTime(ReadOnlySpan<float> samples, int sampleRate)
    {
        int window = Math.Max(1, (int)(RiseSeconds * sampleRate)), hop = Math.Max(1, window / 10);
        ReadOnlySpan<float> start = samples[..Math.Min(samples.Length, (int)(LongestRise * sampleRate))];
        var amplitudes = new double[Math.Max(0, (start.Length - window) / hop + 1)];
        for (int i = 0; i < amplitudes.Length; i++)
            amplitudes[i] = Math.Sqrt(Power(start.Slice(i * hop, window)));
        double largest = amplitudes.DefaultIfEmpty().Max();
        int low = Array.FindIndex(amplitudes, a => a >= 0.1 * largest), high = Array.FindIndex(amplitudes, a => a >= 0.9 * largest);
        return (double)(high - low) * hop / sampleRate;
    }

    private static double MeanPower(ReadOnlySpan<float> samples, int sampleRate, double time, double seconds)
    {
        int start = Math.Max(0, (int)Math.Round((time - seconds / 2) * sampleRate));
        int end = Math.Min(samples.Length, (int)Math.Round((time + seconds / 2) * sampleRate));
        return end > start ? Decibels(Power(samples[start..end])) : Demodulation.Silence;
    }

    private static double Power(ReadOnlySpan<float> samples)
    {
        double sum = 0;
        foreach (float sample in samples)
            sum += (double)sample * sample;
        return sum / samples.Length;
    }

    private static double Decibels(double power) => Math.Max(Demodulation.Silence, 10 * Math.Log10(power));
}
