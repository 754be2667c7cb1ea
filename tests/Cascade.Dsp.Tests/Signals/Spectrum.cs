using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Cascade.Dsp.Tests.Signals;

/// <summary>Measures signals in the frequency domain, in double precision.</summary>
/// <remarks>
/// Aliases are measured by the odd-bin method: a tone at the frequency of an odd bin k of N = 65,536 repeats exactly within the measured
/// length, so its harmonics fall on bins h * k, everything that folds back at half the rate falls on other bins, and no window is needed.
/// The floor in single precision is about -150 dB.
/// </remarks>
public static class Spectrum
{
    /// <summary>The number of samples of an alias measurement.</summary>
    public const int AliasLength = 65_536;

    /// <summary>The rate of an alias measurement, in Hz.</summary>
    public const double AliasSampleRate = 48_000;

    /// <summary>What stands for a level of zero, in dB.</summary>
    public const double Floor = -400;

    /// <summary>The level of every bin from 0 Hz to half the rate.</summary>
    /// <param name="signal">Any length of at least 2; bin i lies at i * rate / length.</param>
    /// <param name="window">The weighting; its loss is made good, so that a sine of amplitude 1 on a bin reads 0 dB.</param>
    /// <returns>Length / 2 + 1 levels in dB.</returns>
    public static double[] MagnitudeDb(ReadOnlySpan<float> signal, Window window = Window.Rectangular)
    {
        int length = signal.Length;
        var bins = new Complex[length];
        double sum = 0;
        for (int n = 0; n < length; n++)
        {
            double weight = Weight(window, (double)n / length);
            sum += weight;
            bins[n] = signal[n] * weight;
        }
        Fourier.Forward(bins, FourierOptions.NoScaling);
        var levels = new double[length / 2 + 1];
        for (int i = 0; i < levels.Length; i++)
        {
            bool isEdge = i == 0 || 2 * i == length;
            levels[i] = Decibels(bins[i].Magnitude * (isEdge ? 1 : 2) / sum);
        }
        return levels;
    }

    /// <summary>The mean of frequency weighted by power, in Hz, of a sound at 48 kHz.</summary>
    /// <param name="sound">The sound, without its silence.</param>
    public static double Centroid(float[] sound)
    {
        double[] levels = MagnitudeDb(sound, Window.Hann);
        double sum = 0, weighted = 0;
        for (int bin = 1; bin < levels.Length; bin++)
        {
            double power = Math.Pow(10, levels[bin] / 10);
            sum += power;
            weighted += power * bin;
        }
        return weighted / sum * 48_000 / sound.Length;
    }

    /// <summary>The gain of a filter at every bin from 0 Hz to half the rate, from its impulse response.</summary>
    /// <param name="response">The output for an input of 1, 0, 0 ..., long enough to have died away.</param>
    /// <returns>Length / 2 + 1 gains in dB; bin i lies at i * rate / length.</returns>
    public static double[] GainDb(ReadOnlySpan<float> response)
    {
        var bins = new Complex[response.Length];
        for (int n = 0; n < bins.Length; n++)
            bins[n] = response[n];
        Fourier.Forward(bins, FourierOptions.NoScaling);
        var gains = new double[bins.Length / 2 + 1];
        for (int i = 0; i < gains.Length; i++)
            gains[i] = Decibels(bins[i].Magnitude);
        return gains;
    }

    /// <summary>The odd bin of an alias measurement nearest to a frequency.</summary>
    /// <param name="frequency">In Hz.</param>
    /// <returns>The bin k; the tone must have exactly <see cref="BinFrequency"/>.</returns>
    public static int OddBin(double frequency) => 2 * (int)Math.Round((frequency * AliasLength / AliasSampleRate - 1) / 2) + 1;

    /// <summary>The frequency of a bin of an alias measurement, in Hz.</summary>
    /// <param name="k">The bin.</param>
    public static double BinFrequency(int k) => k * AliasSampleRate / AliasLength;

    /// <summary>The highest level of anything between 20 Hz and 20 kHz that is no harmonic of the tone.</summary>
    /// <param name="signal">65,536 samples at 48 kHz of a tone at bin k, in its steady state.</param>
    /// <param name="k">The odd bin of the tone's fundamental.</param>
    /// <returns>In dB relative to the fundamental.</returns>
    public static double WorstAliasDb(ReadOnlySpan<float> signal, int k)
    {
        double[] levels = AliasLevels(signal, k);
        int first = (int)Math.Ceiling(20 * AliasLength / AliasSampleRate);
        int last = (int)Math.Floor(20_000 * AliasLength / AliasSampleRate);
        double worst = Floor;
        for (int bin = first; bin <= last; bin++)
            if (bin % k != 0)
                worst = Math.Max(worst, levels[bin]);
        return worst - levels[k];
    }

    /// <summary>The level of a harmonic.</summary>
    /// <param name="signal">65,536 samples at 48 kHz of a tone at bin k, in its steady state.</param>
    /// <param name="k">The odd bin of the tone's fundamental.</param>
    /// <param name="h">The harmonic, 1 being the fundamental; below half the rate.</param>
    /// <returns>In dB relative to the fundamental.</returns>
    public static double HarmonicDb(ReadOnlySpan<float> signal, int k, int h)
    {
        double[] levels = AliasLevels(signal, k);
        return levels[h * k] - levels[k];
    }

    /// <summary>An amplitude in dB; <see cref="Floor"/> for zero.</summary>
    /// <param name="amplitude">Zero or more; 1 is 0 dB.</param>
    public static double Decibels(double amplitude) => amplitude <= 0 ? Floor : Math.Max(Floor, 20 * Math.Log10(amplitude));

    private static double[] AliasLevels(ReadOnlySpan<float> signal, int k)
    {
        if (signal.Length != AliasLength)
            throw new ArgumentException($"An alias measurement takes {AliasLength} samples, not {signal.Length}.", nameof(signal));
        if ((k & 1) == 0 || k < 1 || k >= AliasLength / 2)
            throw new ArgumentOutOfRangeException(nameof(k), k,
                "The bin must be odd and below half the rate; aliases would fall on harmonics.");
        return MagnitudeDb(signal);
    }

    private static double Weight(Window window, double position) => window switch
    {
        Window.Hann => 0.5 - 0.5 * Math.Cos(2 * Math.PI * position),
        Window.BlackmanHarris =>
        0.35875 - 0.48829 * Math.Cos(2 * Math.PI * position)
        + 0.14128 * Math.Cos(4 * Math.PI * position) - 0.01168 * Math.Cos(6 * Math.PI * position),
        _ => 1,
    };
}
