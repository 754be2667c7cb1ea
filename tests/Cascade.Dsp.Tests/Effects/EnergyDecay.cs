using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Cascade.Dsp.Tests.Effects;

/// <summary>How the energy of an octave decays: the line through -5 to -35 dB of Schroeder's integral.</summary>
/// <remarks>Sources: M. R. Schroeder, "New method of measuring reverberation time", JASA 37, 1965; ISO 3382-2:2008 (T30, annex B: degree of
/// non-linearity).</remarks>
/// <param name="Time">The time of a decay by 60 dB, in seconds.</param>
/// <param name="Nonlinearity">1 - r^2 of the line, in permil.</param>
public readonly record struct EnergyDecay(double Time, double Nonlinearity)
{
    /// <summary>The middles of the octaves from 125 Hz to 8 kHz.</summary>
    public static readonly double[] Octaves = [125, 250, 500, 1_000, 2_000, 4_000, 8_000];

    /// <summary>Measures the octaves of the mean energy of some impulse responses.</summary>
    /// <param name="responses">All of one length, died away at their ends.</param>
    /// <param name="rate">The sample rate in Hz.</param>
    /// <returns>One decay for each of <see cref="Octaves"/>.</returns>
    public static EnergyDecay[] Measure(IReadOnlyList<float[]> responses, int rate)
    {
        int length = (int)BitOperations.RoundUpToPowerOf2((uint)responses[0].Length + (uint)rate / 4);
        Complex[][] spectra = [.. responses.Select(response => Spectrum(response, length))];
        return [.. Octaves.Select(octave => Of(Energy(spectra, octave, length, rate), rate))];
    }

    /// <summary>The decay that would be measured if every frequency decayed on its own.</summary>
    /// <param name="octave">The octave's middle in Hz.</param>
    /// <param name="decayTime">The time of a decay by 60 dB at a frequency, in seconds.</param>
    public static EnergyDecay Predict(double octave, Func<double, double> decayTime)
    {
        const int Rate = 1_000;
        var energy = new double[60 * Rate];
        for (double f = octave / 4; f < octave * 4; f += octave / 200)
        {
            double weight = Math.Pow(Band(f, octave), 2), shrink = Math.Pow(10, -6 / (Rate * decayTime(f)));
            for (int i = 0; i < energy.Length && weight > 1e-12; i++, weight *= shrink)
                energy[i] += weight;
        }
        return Of(energy, Rate);
    }

    private static Complex[] Spectrum(float[] response, int length)
    {
        var bins = new Complex[length];
        for (int i = 0; i < response.Length; i++)
            bins[i] = response[i];
        Fourier.Forward(bins, FourierOptions.NoScaling);
        return bins;
    }

    // Two responses at a time: the filter has no phase, so that one is the real, the other the imaginary part.
    private static double[] Energy(Complex[][] spectra, double octave, int length, int rate)
    {
        var energy = new double[length];
        var bins = new Complex[length];
        for (int pair = 0; pair < spectra.Length; pair += 2)
        {
            for (int i = 0; i < length; i++)
            {
                double weight = Band((double)Math.Min(i, length - i) * rate / length, octave);
                bins[i] = weight * (spectra[pair][i] + (pair + 1 < spectra.Length ? Complex.ImaginaryOne * spectra[pair + 1][i] : 0));
            }
            Fourier.Inverse(bins, FourierOptions.NoScaling);
            for (int i = 0; i < length; i++)
                energy[i] += bins[i].Real * bins[i].Real + bins[i].Imaginary * bins[i].Imaginary;
        }
        return energy;
    }

    // The magnitude of a Butterworth band-pass of six poles.
    private static double Band(double frequency, double octave) =>
        frequency <= 0 ? 0 : 1 / Math.Sqrt(1 + Math.Pow(Math.Sqrt(2) * (frequency / octave - octave / frequency), 6));

    private static EnergyDecay Of(double[] energy, int rate)
    {
        // What rings before the beginning lies at the end of the cyclic result.
        var left = new double[energy.Length - energy.Length / 16];
        double sum = 0;
        for (int i = left.Length - 1; i >= 0; i--)
            left[i] = sum += energy[i];
        int first = Array.FindIndex(left, e => e < sum * Math.Pow(10, -0.5)),
            end = Array.FindIndex(left, e => e < sum * Math.Pow(10, -3.5));
        double n = end - first, meanX = (n - 1) / 2, meanY = 0, xy = 0, xx = 0, yy = 0;
        for (int i = first; i < end; i++)
            meanY += 10 * Math.Log10(left[i]) / n;
        for (int i = first; i < end; i++)
        {
            double x = i - first - meanX, y = 10 * Math.Log10(left[i]) - meanY;
            (xy, xx, yy) = (xy + x * y, xx + x * x, yy + y * y);
        }
        return new EnergyDecay(-60 / (xy / xx * rate), 1000 * (1 - xy * xy / (xx * yy)));
    }
}
