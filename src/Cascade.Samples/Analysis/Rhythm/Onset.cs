using System.Collections.Immutable;

namespace Cascade.Samples.Analysis;

/// <summary>Notes that start together.</summary>
/// <param name="Seconds">When, as the mean of their starts.</param>
/// <param name="Salience">How much they stand out: by their number, their loudness, their length and a low bass; about 1 on
/// average.</param>
/// <param name="First">The first of its notes.</param>
/// <param name="Count">How many they are.</param>
internal readonly record struct Onset(double Seconds, double Salience, int First, int Count)
{
    // What is meant to be together in a performance lies within 30 ms as a rule (Goebl 2001).
    private const double Together = 0.035;

    /// <summary>The onsets of a piece.</summary>
    /// <param name="notes">Notes in the order of their starts.</param>
    public static List<Onset> Of(ImmutableArray<SongNote> notes)
    {
        var onsets = new List<Onset>();
        for (int i = 0; i < notes.Length;)
        {
            int first = i;
            double sum = 0, loud = 0, longest = 0;
            int lowest = 127;
            for (; i < notes.Length && notes[i].Start - notes[first].Start <= Together; i++)
            {
                sum += notes[i].Start;
                loud = Math.Max(loud, notes[i].Velocity);
                lowest = Math.Min(lowest, notes[i].Key);
            }
            int count = i - first;
            double seconds = sum / count;
            // What matters of a length is the time to the next onset, and how long the notes are held.
            double next = i < notes.Length ? notes[i].Start - seconds : 1;
            for (int n = first; n < i; n++)
                longest = Math.Max(longest, notes[n].Seconds);
            double length = Math.Min(1.2, 0.6 * Math.Min(next, 1.2) + 0.4 * longest);
            double bass = Math.Clamp((62 - lowest) / 26.0, 0, 1);
            onsets.Add(new Onset(seconds, 0.35 * Math.Log2(1 + count) + 0.9 * length + 0.7 * bass + 0.6 * loud / 127, first, count));
        }
        Level(onsets);
        return onsets;
    }

    // Brings the salience of each neighbourhood to a mean of 1.
    private static void Level(List<Onset> onsets)
    {
        const double reach = 6;
        int low = 0, high = 0;
        double sum = 0;
        var levelled = new Onset[onsets.Count];
        for (int i = 0; i < onsets.Count; i++)
        {
            for (; high < onsets.Count && onsets[high].Seconds <= onsets[i].Seconds + reach; high++)
                sum += onsets[high].Salience;
            for (; onsets[low].Seconds < onsets[i].Seconds - reach; low++)
                sum -= onsets[low].Salience;
            levelled[i] = onsets[i] with { Salience = onsets[i].Salience * (high - low) / Math.Max(1e-9, sum) };
        }
        onsets.Clear();
        onsets.AddRange(levelled);
    }
}
