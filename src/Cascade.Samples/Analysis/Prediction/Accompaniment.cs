using System.Collections.Immutable;
using Cascade.Samples.Analysis.Harmony;

namespace Cascade.Samples.Analysis.Prediction;

/// <summary>Puts chords below a melody, in the way of the song that it goes on from.</summary>
internal static class Accompaniment
{
    /// <summary>The notes below a melody.</summary>
    public static List<BarNote> Of(BarStyle style, MusicalKey key, List<BarNote> melody, ContinuationOptions options)
    {
        int[] chords = Chords(style, key, melody, options.Bars);
        var notes = new List<BarNote>();
        var random = new Random(options.Seed + 1);
        int at = random.Next(style.Below.Count);
        for (int bar = 0; bar < options.Bars; bar++)
        {
            Numeral numeral = Numeral.Of(key.IsMinor)[chords[bar]];
            ImmutableArray<BarNote> pattern = style.Below[at];
            int lowest = pattern.Min(n => n.Key);
            bool isLast = bar == options.Bars - 1;
            // The last bar is struck once and held.
            foreach (BarNote note in isLast ? pattern.Where(n => n.Beat == pattern[0].Beat) : pattern)
            {
                bool isBass = note.Key <= lowest + 2;
                int bent = Bend(note.Key, key, numeral, rootOnly: isBass);
                BarNote placed = note with { Bar = bar, Key = bent };
                notes.Add(isLast ? placed with { Beat = 0, Beats = style.BeatsPerBar } : placed);
            }
            at = (at + 1) % style.Below.Count;
        }
        return [.. notes.DistinctBy(n => (n.Bar, n.Beat, n.Key))];
    }

    // The most probable chords, one a bar: they fit the melody, follow each other as functions do, and close.
    private static int[] Chords(BarStyle style, MusicalKey key, List<BarNote> melody, int bars)
    {
        Numeral[] numerals = Numeral.Of(key.IsMinor);
        int mode = key.IsMinor ? 1 : 0;
        var from = new int[bars, numerals.Length];
        var scores = new double[numerals.Length];
        for (int bar = 0; bar < bars; bar++)
        {
            var next = new double[numerals.Length];
            for (int n = 0; n < numerals.Length; n++)
            {
                double best = bar == 0 ? 0 : double.NegativeInfinity;
                for (int p = 0; p < numerals.Length && bar > 0; p++)
                {
                    double follow = p == n ? -2 : numerals[p].Target == numerals[n].Degree ? HarmonyModel.Resolve
                        : HarmonyModel.Follow[(int)numerals[p].Function, (int)numerals[n].Function] + HarmonyModel.Frequencies[mode][n];
                    if (scores[p] + follow > best)
                        (best, from[bar, n]) = (scores[p] + follow, p);
                }
                next[n] = best + Fit(melody, bar, key, mode, n) + Place(numerals[n], bar, bars);
            }
            scores = next;
        }
        var chords = new int[bars];
        chords[^1] = Array.IndexOf(scores, scores.Max());
        for (int bar = bars - 1; bar > 0; bar--)
            chords[bar - 1] = from[bar, chords[bar]];
        return chords;
    }

    private static double Fit(List<BarNote> melody, int bar, MusicalKey key, int mode, int numeral)
    {
        double sum = 0, all = 1e-9;
        foreach (BarNote note in melody)
            if (note.Bar == bar)
            {
                sum += note.Beats * HarmonyModel.Tones[mode][numeral][(note.Key - key.Tonic + 144) % 12];
                all += note.Beats;
            }
        return 5 * sum / all;
    }

    private static double Place(Numeral numeral, int bar, int bars) => (bars - 1 - bar) switch
    {
        0 => numeral.Degree == 0 && numeral.Type is ChordType.Major or ChordType.Minor && numeral.Name is "I" or "i" ? 20 : -20,
        1 => numeral.Function == HarmonicFunction.Dominant ? 3 : 0,
        _ => 0,
    };

    // To the nearest tone of the chord.
    private static int Bend(int key, MusicalKey tonality, Numeral numeral, bool rootOnly)
    {
        ReadOnlySpan<int> tones = Chord.TonesOf(numeral.Type);
        int root = (tonality.Tonic + numeral.Degree) % 12;
        for (int distance = 0; distance <= 6; distance++)
            foreach (int candidate in (ReadOnlySpan<int>)[key - distance, key + distance])
                if (candidate is >= 0 and <= 127 && (rootOnly ? candidate % 12 == root : tones.Contains((candidate - root + 144) % 12)))
                    return candidate;
        return key;
    }
}
