using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Effects;

/// <summary>How even the spectrum of a reverb's tail is from 500 to 4,000 Hz, against the spectrum around each bin: metallic tails stick
/// out.</summary>
/// <remarks>The power of Gaussian noise is distributed exponentially: deviation 5.57 dB, P 2.</remarks>
/// <param name="Deviation">The standard deviation of the levels, in dB.</param>
/// <param name="Concentration">P, the mean square of the powers over the square of their mean.</param>
/// <param name="Peak">The highest level, in dB.</param>
public readonly record struct TailSpectrum(double Deviation, double Concentration, double Peak)
{
    private const int Length = 65_536, Around = 128;

    /// <summary>Measures 65,536 samples.</summary>
    /// <param name="response">An impulse response.</param>
    /// <param name="time">Where the measured part begins, in seconds.</param>
    /// <param name="rate">The sample rate in Hz.</param>
    public static TailSpectrum Measure(ReadOnlySpan<float> response, double time, int rate)
    {
        double[] powers =
            [.. Spectrum.MagnitudeDb(response.Slice((int)(time * rate), Length), Window.Hann).Select(level => Math.Pow(10, level / 10))];
        var relative = new List<double>();
        for (int bin = 500 * Length / rate; bin <= 4_000 * Length / rate; bin++)
            relative.Add(powers[bin] / powers.AsSpan(bin - Around, 2 * Around + 1).ToArray().Average());
        double[] levels = [.. relative.Select(power => 10 * Math.Log10(power))];
        double mean = levels.Average(), meanPower = relative.Average();
        return new TailSpectrum(Math.Sqrt(levels.Average(level => (level - mean) * (level - mean))),
            relative.Average(power => power * power) / (meanPower * meanPower), levels.Max());
    }
}
