using System.Collections.Immutable;

namespace Cascade.Samples.Analysis;

/// <summary>Finds how many beats make a bar, and which of them starts one.</summary>
public static class BarFinder
{
    // Fours are more common than twos that sound alike, and than threes.
    private static readonly (int Beats, double Favour)[] _metres = [(2, 0.96), (3, 1.0), (4, 1.0)];

    /// <summary>The beats in a bar, 2, 3 or 4, and the number of the first beat that starts one.</summary>
    /// <param name="notes">Notes in the order of their starts.</param>
    /// <param name="beats">The beats in seconds.</param>
    /// <remarks>Bars start where basses, long notes and chords come: of all ways to count, that one is taken whose first beats stand out
    /// most against the others.</remarks>
    public static (int BeatsPerBar, int FirstDownbeat) Find(ImmutableArray<SongNote> notes, ImmutableArray<double> beats)
    {
        var weights = new double[beats.Length];
        int at = 0;
        foreach (Onset onset in Onset.Of(notes))
        {
            while (at + 1 < beats.Length && Math.Abs(beats[at + 1] - onset.Seconds) <= Math.Abs(beats[at] - onset.Seconds))
                at++;
            double beat = at + 1 < beats.Length ? beats[at + 1] - beats[at] : at > 0 ? beats[at] - beats[at - 1] : 1;
            if (Math.Abs(beats[at] - onset.Seconds) < 0.15 * beat)
                weights[at] += onset.Salience;
        }
        double mean = weights.Average() + 1e-9;
        (double best, int beatsPerBar, int downbeat) = (double.NegativeInfinity, 4, 0);
        foreach ((int count, double favour) in _metres)
            for (int phase = 0; phase < count; phase++)
            {
                double sum = 0;
                int bars = 0;
                for (int b = phase; b < weights.Length; b += count, bars++)
                    sum += weights[b];
                double score = favour * sum / Math.Max(1, bars) / mean;
                if (score > best + 0.02)
                    (best, beatsPerBar, downbeat) = (score, count, phase);
            }
        return (beatsPerBar, downbeat);
    }
}
