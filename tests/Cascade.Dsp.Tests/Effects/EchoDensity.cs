namespace Cascade.Dsp.Tests.Effects;

/// <summary>How many echoes there are, against Gaussian noise.</summary>
/// <remarks>Source: J. S. Abel and P. Huang, "A simple, robust measure of reverberation echo density", AES 121, 2006.</remarks>
public static class EchoDensity
{
    /// <summary>The share of samples beyond one standard deviation, over that of Gaussian noise: 0 for single echoes, about 1 for
    /// noise.</summary>
    /// <param name="response">An impulse response.</param>
    /// <param name="time">The middle of the window of 20 ms, in seconds.</param>
    /// <param name="rate">The sample rate in Hz.</param>
    public static double At(ReadOnlySpan<float> response, double time, int rate)
    {
        const double Window = 0.020, GaussianShare = 0.3173;
        ReadOnlySpan<float> window = response.Slice((int)((time - Window / 2) * rate), (int)(Window * rate));
        double power = 0;
        foreach (float sample in window)
            power += (double)sample * sample;
        double deviation = Math.Sqrt(power / window.Length);
        int beyond = 0;
        foreach (float sample in window)
            if (Math.Abs(sample) > deviation)
                beyond++;
        return beyond / (GaussianShare * window.Length);
    }
}
