using System.Collections.Immutable;

namespace Cascade.Samples.Analysis.Keys;

/// <summary>What a key is heard by, counted from a candidate tonic: so all keys are judged alike.</summary>
/// <remarks>
/// Shares of the twelve pitch classes by duration; which one the piece starts with, which it ends with on top and in the bass; and square
/// roots of the shares of the 144 steps from one pitch class to the next within a line.
/// </remarks>
internal static class KeyFeatures
{
    /// <summary>The number of features.</summary>
    public const int Count = 4 * 12 + 144;

    private const int LastBass = 12, First = 24, LastTop = 36, Steps = 48;

    /// <summary>The features counted from C.</summary>
    /// <param name="lines">Lines, the lowest first.</param>
    /// <returns><see cref="Count"/> numbers, or none without notes.</returns>
    public static double[]? Of(ImmutableArray<ImmutableArray<SongNote>> lines)
    {
        if (lines.IsEmpty || lines.Any(line => line.IsEmpty))
            return null;
        var features = new double[Count];
        double total = 0, steps = 0;
        foreach (ImmutableArray<SongNote> line in lines)
            for (int i = 0; i < line.Length; i++)
            {
                // The ticks of a score; a note without length still is heard.
                double length = Math.Max(1, line[i].EndTick - line[i].Tick);
                features[line[i].PitchClass] += length;
                total += length;
                if (i == 0)
                    continue;
                features[Steps + line[i - 1].PitchClass * 12 + line[i].PitchClass]++;
                steps++;
            }
        for (int i = 0; i < 12; i++)
            features[i] /= total;
        for (int i = Steps; i < Count && steps > 0; i++)
            features[i] = Math.Sqrt(features[i] / steps);
        features[LastBass + lines[0][^1].PitchClass] = 1;
        features[First + lines[^1][0].PitchClass] = 1;
        features[LastTop + lines[^1][^1].PitchClass] = 1;
        return features;
    }

    /// <summary>The features counted from another tonic.</summary>
    public static void Rotate(ReadOnlySpan<double> features, int tonic, Span<double> rotated)
    {
        for (int block = 0; block < Steps; block += 12)
            for (int i = 0; i < 12; i++)
                rotated[block + i] = features[block + (i + tonic) % 12];
        for (int from = 0; from < 12; from++)
            for (int to = 0; to < 12; to++)
                rotated[Steps + from * 12 + to] = features[Steps + (from + tonic) % 12 * 12 + (to + tonic) % 12];
    }
}
