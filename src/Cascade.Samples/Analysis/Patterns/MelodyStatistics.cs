using System.Collections.Immutable;

namespace Cascade.Samples.Analysis.Patterns;

/// <summary>Counts what a melody is made of.</summary>
internal static class MelodyStatistics
{
    // The intervals up to an octave each way have a place of their own, the others share the outer ones.
    public const int WidestInterval = 12;

    private const double PhraseGap = 1.8;

    /// <summary>How often each interval comes, from an octave down or more to an octave up or more.</summary>
    public static int[] Intervals(ImmutableArray<SongNote> melody)
    {
        var counts = new int[2 * WidestInterval + 1];
        for (int i = 1; i < melody.Length; i++)
            counts[Math.Clamp(melody[i].Key - melody[i - 1].Key, -WidestInterval, WidestInterval) + WidestInterval]++;
        return counts;
    }

    /// <summary>Where phrases start: after rests and long notes, by the number of the melody's note.</summary>
    /// <remarks>A gap between onsets counts that is much longer than those around it. Source of the idea: E. Cambouropoulos, "The local
    /// boundary detection model", ICMC 2001.</remarks>
    public static ImmutableArray<int> Phrases(ImmutableArray<SongNote> melody)
    {
        const int reach = 8, shortest = 4;
        var starts = ImmutableArray.CreateBuilder<int>();
        if (melody.Length > 0)
            starts.Add(0);
        for (int i = 1; i < melody.Length; i++)
        {
            double gap = melody[i].Start - melody[i - 1].Start, sum = 0;
            int low = Math.Max(1, i - reach), high = Math.Min(melody.Length - 1, i + reach);
            for (int j = low; j <= high; j++)
                sum += melody[j].Start - melody[j - 1].Start;
            double mean = sum / (high - low + 1), rest = Math.Max(0, melody[i].Start - melody[i - 1].End);
            if (gap + rest > PhraseGap * mean && i - starts[^1] >= shortest)
                starts.Add(i);
        }
        return starts.ToImmutable();
    }

    /// <summary>The contour of a phrase by its start, its middle and its end.</summary>
    public static string Contour(ReadOnlySpan<SongNote> phrase)
    {
        if (phrase.Length < 3)
            return "short";
        double first = phrase[0].Key, last = phrase[^1].Key, middle = 0;
        for (int i = 1; i < phrase.Length - 1; i++)
            middle += (double)phrase[i].Key / (phrase.Length - 2);
        return (Compare(middle, first), Compare(last, middle)) switch
        {
            ( > 0, < 0) => "arch",
            ( < 0, > 0) => "valley",
            (0, 0) => "level",
            var (a, b) => a + b > 0 ? "rising" : "falling",
        };
    }

    /// <summary>The entropy of counts, in bits.</summary>
    public static double Entropy(IEnumerable<int> counts)
    {
        int[] all = [.. counts.Where(c => c > 0)];
        double sum = all.Sum(c => (double)c);
        return sum > 0 ? -all.Sum(c => c / sum * Math.Log2(c / sum)) : 0;
    }

    private static int Compare(double a, double b) => a > b + 0.5 ? 1 : a < b - 0.5 ? -1 : 0;
}
