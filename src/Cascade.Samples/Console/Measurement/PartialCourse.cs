namespace Cascade.Samples.Console.Measurement;

/// <summary>A partial with its level over time.</summary>
/// <param name="Partial">The partial.</param>
/// <param name="Times">The times of the levels, in s.</param>
/// <param name="Levels">In dB; a sine of amplitude 1 has 0.</param>
/// <param name="Decay">How it dies away; nothing if it is too short to tell.</param>
internal sealed record PartialCourse(Partial Partial, double[] Times, double[] Levels, Decay? Decay)
{
    private const double ShortestWindow = 0.06;
    private const double PeriodsInWindow = 8;
    private const double AboveNoise = 6;
    private const double Depth = 70;

    /// <summary>Follows a partial.</summary>
    /// <param name="samples">The note from its start.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="partial">The partial.</param>
    /// <param name="spacing">How far the next partials are, in Hz: the window is long enough to keep them out.</param>
    public static PartialCourse Of(ReadOnlySpan<float> samples, int sampleRate, Partial partial, double spacing)
    {
        int window = (int)(Math.Max(ShortestWindow, PeriodsInWindow / spacing) * sampleRate) / 4 * 4;
        double[] levels = Demodulation.Envelope(samples, sampleRate, partial.Frequency, window);
        double[] beside = Demodulation.Envelope(samples, sampleRate, partial.Frequency + spacing / 2, window);
        double[] times = [.. levels.Select((_, i) => (window / 2.0 + i * (window / 4)) / sampleRate)];
        int start = levels.Length > 0 ? Array.IndexOf(levels, levels.Max()) : 0, end = start;
        // Up to where it drowns in what lies between the partials.
        while (end < levels.Length && levels[end] > Math.Max(levels[start] - Depth, beside[end] + AboveNoise))
            end++;
        return new PartialCourse(partial, times, levels, DecayFit.Of(times.AsSpan(start..end), levels.AsSpan(start..end)));
    }
}
