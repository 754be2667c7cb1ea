using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Cascade.Samples.Console.Measurement;

/// <summary>How the energy of an impulse response falls in an octave.</summary>
/// <remarks>M. Schroeder, "New method of measuring reverberation time", JASA 37, 1965; ISO 3382-2.</remarks>
internal sealed class OctaveDecay
{
    private const double From = -5;
    private const double To = -35;
    private readonly double[] _levels;
    private readonly int _sampleRate;

    /// <summary>Measures an octave.</summary>
    /// <param name="response">The impulse response.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="center">The octave's centre, in Hz.</param>
    public OctaveDecay(ReadOnlySpan<float> response, int sampleRate, double center)
    {
        _sampleRate = sampleRate;
        Center = center;
        _levels = Levels(Octave(response, sampleRate, center));
        DecayTime = Fit();
    }

    /// <summary>The octave's centre, in Hz.</summary>
    public double Center { get; }

    /// <summary>The time of a fall by 60 dB in s, by the line from -5 to -35 dB.</summary>
    public double DecayTime { get; }

    /// <summary>The energy yet to come at a time, in dB of the whole.</summary>
    public double LevelAt(double seconds) => _levels[Math.Clamp((int)(seconds * _sampleRate), 0, _levels.Length - 1)];

    // Flanks are sixths of an octave wide, raised cosines over the logarithm of frequency.
    private static double[] Octave(ReadOnlySpan<float> response, int sampleRate, double center)
    {
        var bins = new Complex[(int)BitOperations.RoundUpToPowerOf2((uint)response.Length)];
        for (int i = 0; i < response.Length; i++)
            bins[i] = response[i];
        Fourier.Forward(bins, FourierOptions.Matlab);
        for (int i = 0; i <= bins.Length / 2; i++)
        {
            double octaves = Math.Abs(Math.Log2(Math.Max(1e-9, (double)i * sampleRate / bins.Length / center)));
            double gain = 0.5 + 0.5 * Math.Cos(Math.PI * Math.Clamp((octaves - 0.5 + 1 / 12.0) * 6, 0, 1));
            bins[i] *= gain;
            if (i > 0 && i < bins.Length / 2)
                bins[^i] *= gain;
        }
        Fourier.Inverse(bins, FourierOptions.Matlab);
        return Array.ConvertAll(bins[..response.Length], bin => bin.Real);
    }

    private static double[] Levels(double[] sound)
    {
        var levels = new double[sound.Length];
        double energy = 0;
        for (int i = sound.Length - 1; i >= 0; i--)
            levels[i] = energy += sound[i] * sound[i];
        return Array.ConvertAll(levels, level => 10 * Math.Log10(level / energy + 1e-30));
    }

    private double Fit()
    {
        int first = Array.FindIndex(_levels, level => level < From), last = Array.FindIndex(_levels, level => level < To);
        if (first < 0 || last <= first + 1)
            return double.NaN;
        double[] times = [.. Enumerable.Range(first, last - first).Select(i => (double)i / _sampleRate)];
        return -60 / MathNet.Numerics.Fit.Line(times, _levels[first..last]).B;
    }
}
