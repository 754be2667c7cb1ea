using System.Numerics.Tensors;

namespace Cascade.Dsp.Tests.Signals;

/// <summary>The wave between the samples, drawn sixteen times finer by a long windowed sinc: an independent judge of true peaks.</summary>
/// <remarks>128 taps, Kaiser window of beta 9: within 0.001 dB up to 0.47 of the rate.</remarks>
public static class Oversampled
{
    private const int Factor = 16, HalfTaps = 64;
    private static readonly float[][] s_phases = [.. Enumerable.Range(1, Factor - 1).Select(Phase)];

    /// <summary>The highest magnitude of the wave.</summary>
    /// <param name="signal">Silence lies before and after it.</param>
    public static float Peak(ReadOnlySpan<float> signal)
    {
        var padded = new float[signal.Length + 4 * HalfTaps];
        signal.CopyTo(padded.AsSpan(2 * HalfTaps));
        float peak = Samples.Peak(signal);
        for (int start = 0; start <= padded.Length - 2 * HalfTaps; start++)
        {
            ReadOnlySpan<float> around = padded.AsSpan(start, 2 * HalfTaps);
            foreach (float[] phase in s_phases)
                peak = Math.Max(peak, Math.Abs(TensorPrimitives.Dot(around, phase)));
        }
        return peak;
    }

    /// <summary>The highest magnitude of the wave in dB of full scale.</summary>
    public static double PeakDb(ReadOnlySpan<float> signal) => Spectrum.Decibels(Peak(signal));

    private static float[] Phase(int number)
    {
        var taps = new double[2 * HalfTaps];
        for (int tap = 0; tap < taps.Length; tap++)
        {
            double time = tap - (HalfTaps - 1) - (double)number / Factor, share = time / HalfTaps;
            taps[tap] =
                Math.Sin(Math.PI * time) / (Math.PI * time) * MathNet.Numerics.SpecialFunctions.BesselI0(9 * Math.Sqrt(Math.Max(0,
                1 - share * share)));
        }
        double sum = taps.Sum();
        return Array.ConvertAll(taps, tap => (float)(tap / sum));
    }
}
