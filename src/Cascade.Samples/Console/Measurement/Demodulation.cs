namespace Cascade.Samples.Console.Measurement;

/// <summary>How strong one frequency is in a sound, by complex demodulation: the sound times a turning phasor, averaged under a Hann
/// window.</summary>
internal static class Demodulation
{
    /// <summary>The level for silence, in dB.</summary>
    public const double Silence = -200;

    /// <summary>The level of a frequency over a whole stretch.</summary>
    /// <returns>In dB; a sine of amplitude 1 has 0.</returns>
    public static double Level(ReadOnlySpan<float> samples, int sampleRate, double frequency)
    {
        (double[] real, double[] imaginary) = Kernel(samples.Length, sampleRate, frequency);
        return Level(samples, real, imaginary);
    }

    /// <summary>The level of a frequency in the course of time.</summary>
    /// <param name="samples">The sound.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="frequency">In Hz.</param>
    /// <param name="window">The window's length, in samples; values lie a quarter of it apart, the first half of it after the
    /// start.</param>
    /// <returns>In dB; a sine of amplitude 1 has 0. Empty if the sound is shorter than the window.</returns>
    public static double[] Envelope(ReadOnlySpan<float> samples, int sampleRate, double frequency, int window)
    {
        int hop = window / 4;
        (double[] real, double[] imaginary) = Kernel(window, sampleRate, frequency);
        var levels = new double[Math.Max(0, (samples.Length - window) / hop + 1)];
        for (int i = 0; i < levels.Length; i++)
            levels[i] = Level(samples.Slice(i * hop, window), real, imaginary);
        return levels;
    }

    private static (double[] Real, double[] Imaginary) Kernel(int length, int sampleRate, double frequency)
    {
        var real = new double[length];
        var imaginary = new double[length];
        double scale = 2 / Hann.Sum(length);
        for (int i = 0; i < length; i++)
        {
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * frequency * i / sampleRate);
            double weight = Hann.At(i, length) * scale;
            (real[i], imaginary[i]) = (cosine * weight, sine * weight);
        }
        return (real, imaginary);
    }

    private static double Level(ReadOnlySpan<float> samples, double[] real, double[] imaginary)
    {
        double x = 0, y = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            x += samples[i] * real[i];
            y += samples[i] * imaginary[i];
        }
        return Math.Max(Silence, 10 * Math.Log10(x * x + y * y));
    }
}
