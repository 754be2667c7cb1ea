namespace Cascade.Samples.Console.Measurement;

/// <summary>The strength of all frequencies over time.</summary>
internal static class Spectrogram
{
    private const double WindowSeconds = 0.17;

    /// <summary>Levels row by row, the highest frequency first.</summary>
    /// <param name="samples">The sound.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="columns">How many moments, spread evenly from the start to the end.</param>
    /// <param name="frequencies">The edges of the rows in Hz, falling: one more than there are rows.</param>
    /// <returns>In dB; a sine of amplitude 1 has 0. A row has the loudest of what lies in it.</returns>
    public static double[] Of(ReadOnlySpan<float> samples, int sampleRate, int columns, ReadOnlySpan<double> frequencies)
    {
        int rows = frequencies.Length - 1, window = (int)(WindowSeconds * sampleRate);
        var levels = new double[rows * columns];
        var piece = new float[window];
        for (int column = 0; column < columns; column++)
        {
            int start = (int)((column + 0.5) * samples.Length / columns) - window / 2;
            for (int i = 0; i < window; i++)
                piece[i] = (uint)(start + i) < (uint)samples.Length ? samples[start + i] : 0;
            Spectrum spectrum = Spectrum.Of(piece, sampleRate, padding: 2);
            for (int row = 0; row < rows; row++)
                levels[row * columns + column] = Loudest(spectrum, frequencies[row + 1], frequencies[row]);
        }
        return levels;
    }

    private static double Loudest(Spectrum spectrum, double low, double high)
    {
        int last = spectrum.Power.Length - 1;
        int from = Math.Min(last, (int)Math.Round(spectrum.BinOf(low))), to = Math.Clamp((int)Math.Round(spectrum.BinOf(high)), from, last);
        double power = 0;
        for (int i = from; i <= to; i++)
            power = Math.Max(power, spectrum.Power[i]);
        return Math.Max(Demodulation.Silence, 10 * Math.Log10(power));
    }
}
