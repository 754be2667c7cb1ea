namespace Cascade.GeneralMidi.Figures;

/// <summary>What is measured of a note: its level by span of time and third-octave band, against the mean power of its first half
/// second.</summary>
/// <remarks>The spans and bands are those that the piano is measured by; the last span ends 0.6 s after the key comes up.</remarks>
internal sealed class Picture
{
    public const int Bands = 24;

    private const double Floor = -60;
    private const double LowestBand = 50;

    public static readonly (double From, double To)[] Spans = [(0, 0.03), (0.03, 0.1), (0.1, 0.3), (0.3, 0.8), (0.8, 1.5), (1.5, 2.6)];

    private static readonly double[][] s_tapers = [.. Spans.Select(span => Taper(LengthOf(span), span.From > 0))];

    /// <summary>Measures a note.</summary>
    /// <param name="sound">At 48 kHz, 3 s or longer.</param>
    /// <param name="spectra">The transforms, for one thread.</param>
    public Picture(ReadOnlySpan<float> sound, Spectra spectra)
    {
        int start = Start(sound);
        Loudness = Power(sound.Slice(start, Note.Rate / 2));
        Cells = new double[Spans.Length * Bands];
        Span<double> levels = stackalloc double[Bands];
        for (int i = 0; i < Spans.Length; i++)
        {
            int from = start + (int)(Spans[i].From * Note.Rate), length = Math.Clamp(sound.Length - from, 0, s_tapers[i].Length);
            spectra.Measure(sound.Slice(from, length), s_tapers[i], levels);
            for (int band = 0; band < Bands; band++)
                Cells[i * Bands + band] = levels[band] - Loudness;
        }
    }

    /// <summary>In dB, by span and band.</summary>
    public double[] Cells { get; }

    /// <summary>The mean power of the first half second, in dB.</summary>
    public double Loudness { get; }

    /// <summary>The mean difference over all cells in which either is above -60 dB, in dB.</summary>
    public double Distance(Picture other)
    {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < Cells.Length; i++)
        {
            double mine = Math.Max(Cells[i], Floor), others = Math.Max(other.Cells[i], Floor);
            if (mine <= Floor && others <= Floor)
                continue;
            sum += Math.Abs(mine - others);
            count++;
        }
        return count == 0 ? 0 : sum / count;
    }

    /// <summary>The band of a frequency, or -1.</summary>
    public static int BandOf(double frequency) =>
        (int)Math.Floor(3 * Math.Log2(frequency / LowestBand)) is >= 0 and < Bands and int band ? band : -1;

    private static int LengthOf((double From, double To) span) => (int)(span.To * Note.Rate) - (int)(span.From * Note.Rate);

    // 0.5 ms before the sound is first above 3 % of the largest of its first second.
    private static int Start(ReadOnlySpan<float> sound)
    {
        float largest = 0;
        foreach (float sample in sound[..Note.Rate])
            largest = Math.Max(largest, Math.Abs(sample));
        for (int i = 0; i < Note.Rate / 2; i++)
            if (Math.Abs(sound[i]) > 0.03f * largest)
                return Math.Max(0, i - 24);
        return 0;
    }

    private static double Power(ReadOnlySpan<float> sound)
    {
        double sum = 0;
        foreach (float sample in sound)
            sum += (double)sample * sample;
        return 10 * Math.Log10(sum / sound.Length + 1e-20);
    }

    // The end of a span is tapered against leakage and, but for the first, its start.
    private static double[] Taper(int length, bool atStart)
    {
        var weights = new double[length];
        Array.Fill(weights, 1);
        for (int i = 0; i < length / 4; i++)
        {
            double weight = 0.5 + 0.5 * Math.Cos(Math.PI * (i + 1) / (length / 4));
            weights[length - length / 4 + i] = weight;
            if (atStart)
                weights[length / 4 - 1 - i] = weight;
        }
        double level = Math.Sqrt(weights.Average(weight => weight * weight));
        return Array.ConvertAll(weights, weight => weight / level);
    }
}
