namespace Cascade.Samples.Console.Measurement;

/// <summary>All that is measured of one note. START HERE.</summary>
/// <param name="Tuned">The fundamental the tuning asks for, in Hz.</param>
/// <param name="Fundamental">The frequency of the first partial, or where the others say it must be, in Hz; nothing if no partial was
/// found.</param>
/// <param name="String">The string whose partials fit; nothing for fewer than two partials.</param>
/// <param name="Partials">By number.</param>
/// <param name="Peak">The largest sample, in dB of full scale.</param>
/// <param name="Loudest">The mean power of the loudest 40 ms, in dB.</param>
/// <param name="Levels">The mean power of 200 ms around times against <paramref name="Loudest"/>, in dB; nothing after the end.</param>
/// <param name="Centroid">The spectral centroid of the first half second by power, in Hz.</param>
/// <param name="RiseTime">From 10 % to 90 % of the largest amplitude, in s.</param>
internal sealed record NoteMeasurement(double Tuned, double? Fundamental, Inharmonicity? String, IReadOnlyList<PartialCourse> Partials,
    double Peak, double Loudest, IReadOnlyList<(double Time, double? Level)> Levels, double Centroid, double RiseTime)
{
    private const double CentroidSeconds = 0.5;

    private static readonly double[] _times = [0.05, 0.1, 0.5, 1, 2, 4, 8, 16];

    /// <summary>Measures a note.</summary>
    /// <param name="samples">The note from its start, held, at least <see cref="PartialSearch.ShortestSeconds"/> long.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="tuned">The fundamental the tuning asks for, in Hz.</param>
    public static NoteMeasurement Of(ReadOnlySpan<float> samples, int sampleRate, double tuned)
    {
        IReadOnlyList<Partial> partials = PartialSearch.Find(samples, sampleRate, tuned);
        Inharmonicity? fitted = Inharmonicity.Fit(partials);
        double? fundamental = partials is [{ Number: 1 } first, ..] ? first.Frequency : fitted?.FrequencyOf(1);
        var courses = new List<PartialCourse>();
        foreach (Partial partial in partials)
            courses.Add(PartialCourse.Of(samples, sampleRate, partial, fundamental ?? tuned));
        double loudest = Measurement.Levels.Loudest(samples, sampleRate);
        var levels = new List<(double, double?)>();
        foreach (double time in _times)
            levels.Add((time, Measurement.Levels.At(samples, sampleRate, time) - loudest));
        ReadOnlySpan<float> start = samples[..Math.Min(samples.Length, (int)(CentroidSeconds * sampleRate))];
        return new NoteMeasurement(tuned, fundamental, fitted, courses, Measurement.Levels.Peak(samples), loudest, levels,
            Spectrum.Of(start, sampleRate).Centroid(), Measurement.Levels.RiseTime(samples, sampleRate));
    }
}
