namespace Cascade.Samples.Console.Measurement;

/// <summary>Finds the partials of a note one after the other, each where those below it say it should be.</summary>
internal static class PartialSearch
{
    /// <summary>The most partials looked for.</summary>
    public const int MaximumPartials = 40;

    /// <summary>How far below the strongest partial one still counts, in dB.</summary>
    public const double Depth = 55;

    /// <summary>The shortest sound in which partials can be told, in s.</summary>
    public const double ShortestSeconds = 0.2;

    private const double HighestFrequency = 14_000;
    private const double StiffestString = 0.04;
    private const double AttackSeconds = 0.08;

    /// <summary>The partials of a note from 0.08 s on, over 1 s in the bass, less above.</summary>
    /// <param name="samples">The note from its start, at least <see cref="ShortestSeconds"/> long.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="expected">Where the fundamental should be, in Hz, to within half a semitone.</param>
    /// <returns>By number. Empty for silence.</returns>
    public static IReadOnlyList<Partial> Find(ReadOnlySpan<float> samples, int sampleRate, double expected)
    {
        ReadOnlySpan<float> stretch = Stretch(samples, sampleRate, expected);
        double resolution = (double)sampleRate / stretch.Length;
        Spectrum spectrum = Spectrum.Of(stretch, sampleRate, padding: 4);
        var found = new List<Partial>();
        var course = new Inharmonicity(expected, 0);
        for (int n = 1; n <= MaximumPartials; n++)
        {
            double guess = course.FrequencyOf(n);
            if (guess > Math.Min(HighestFrequency, 0.45 * sampleRate))
                break;
            double reach = Math.Max(3 * resolution, Math.Min(0.3 * expected, (n == 1 ? 0.03 : n < 4 ? 0.04 : 0.012) * guess));
            if (PeakNear(spectrum, guess, reach) is not { } coarse)
                continue;
            found.Add(Refine(stretch, sampleRate, n, coarse, resolution));
            course = Course(Strong(found)) ?? course;
        }
        return Strong(found);
    }

    private static ReadOnlySpan<float> Stretch(ReadOnlySpan<float> samples, int sampleRate, double expected)
    {
        // As long as the sound is sure to ring at that pitch.
        double seconds = expected < 250 ? 1 : expected < 1_000 ? 0.6 : 0.3;
        int start = (int)(AttackSeconds * sampleRate);
        return samples.Slice(start, Math.Min(samples.Length - start, (int)(seconds * sampleRate)));
    }

    private static Inharmonicity? Course(List<Partial> found) => found switch
    {
        [] => null,
        [.., var last] when found.Count < 3 =>
            Inharmonicity.Fit(found) is { B: > 0 and < StiffestString } two ? two : new Inharmonicity(last.Frequency / last.Number, 0),
        _ => Inharmonicity.Fit(found),
    };

    private static List<Partial> Strong(List<Partial> found)
    {
        double floor = Math.Max(Demodulation.Silence + 60, found.Count > 0 ? found.Max(p => p.Level) - Depth : 0);
        return found.FindAll(p => p.Level > floor);
    }

    private static double? PeakNear(Spectrum spectrum, double frequency, double reach)
    {
        int low = Math.Max(1, (int)spectrum.BinOf(frequency - reach)), high = (int)spectrum.BinOf(frequency + reach) + 1;
        int best = low;
        for (int i = low; i <= high; i++)
            if (spectrum.Power[i] > spectrum.Power[best])
                best = i;
        return best > low && best < high ? spectrum.FrequencyOf(best) : null;
    }

    // The top of the parabola through three levels, from nearer and nearer: the window's lobe is a parabola only close to its top.
    private static Partial Refine(ReadOnlySpan<float> samples, int sampleRate, int number, double frequency, double resolution)
    {
        for (double step = 0.2 * resolution; step > 0.02 * resolution; step *= 0.4)
        {
            double below = Demodulation.Level(samples, sampleRate, frequency - step);
            double here = Demodulation.Level(samples, sampleRate, frequency);
            double above = Demodulation.Level(samples, sampleRate, frequency + step);
            double curve = below - 2 * here + above;
            if (curve < 0)
                frequency += step * Math.Clamp(0.5 * (below - above) / curve, -1, 1);
        }
        return new Partial(number, frequency, Demodulation.Level(samples, sampleRate, frequency));
    }
}
