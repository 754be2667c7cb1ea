using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Cascade.Samples.Console.Measurement;

/// <summary>The power spectrum of a stretch of sound under a Hann window.</summary>
internal sealed class Spectrum
{
    private readonly double[] _power;
    private readonly double _binWidth;

    private Spectrum(double[] power, double binWidth)
    {
        _power = power;
        _binWidth = binWidth;
    }

    /// <summary>Power of each bin from 0 Hz to half the sample rate; a sine of amplitude 1 in the middle of a bin has the power
    /// 1.</summary>
    public ReadOnlySpan<double> Power => _power;

    /// <param name="samples">The stretch, at least 2 samples.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="padding">How many times longer the transform is than the stretch, at least.</param>
    public static Spectrum Of(ReadOnlySpan<float> samples, int sampleRate, int padding = 1)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)(samples.Length * padding));
        var bins = new Complex[size];
        double scale = 2 / Hann.Sum(samples.Length);
        for (int i = 0; i < samples.Length; i++)
            bins[i] = samples[i] * Hann.At(i, samples.Length) * scale;
        Fourier.Forward(bins, FourierOptions.NoScaling);
        var power = new double[size / 2 + 1];
        for (int i = 0; i < power.Length; i++)
            power[i] = bins[i].Real * bins[i].Real + bins[i].Imaginary * bins[i].Imaginary;
        return new Spectrum(power, (double)sampleRate / size);
    }

    /// <summary>The bin of a frequency in Hz, with its fraction.</summary>
    public double BinOf(double frequency) => frequency / _binWidth;

    /// <summary>The frequency of a bin, in Hz.</summary>
    public double FrequencyOf(double bin) => bin * _binWidth;

    /// <summary>The mean frequency, weighted by power, in Hz; 0 for silence.</summary>
    public double Centroid()
    {
        double sum = 0, weighted = 0;
        for (int i = 0; i < _power.Length; i++)
        {
            sum += _power[i];
            weighted += _power[i] * FrequencyOf(i);
        }
        return sum > 0 ? weighted / sum : 0;
    }
}
