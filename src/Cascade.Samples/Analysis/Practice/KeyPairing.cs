using System.Collections.Immutable;

namespace Cascade.Samples.Analysis;

/// <summary>Pairs written and played notes.</summary>
internal static class KeyPairing
{
    // In seconds: a wrong key is struck where the right one is due.
    private const double WrongFarthest = 0.2;
    private const int WrongInterval = 14;

    /// <summary>Pairs the notes of each key in their order, so that the sum of their distances from when they are due is least, where a
    /// note
    /// without a partner costs as much as the farthest.</summary>
    public static List<NotePair> Pair(ImmutableArray<SongNote> reference, ImmutableArray<SongNote> played, double[] due, double farthest)
    {
        var pairs = new List<NotePair>();
        List<int>[] written = ByKey(reference), heard = ByKey(played);
        for (int key = 0; key < 128; key++)
            PairKey(written[key], heard[key], due, played, farthest, pairs);
        return pairs;
    }

    /// <summary>When each note is due by when the others of its chord were played; where none was, as before.</summary>
    public static double[] DueByOthers(ImmutableArray<SongNote> reference, ImmutableArray<SongNote> played, double[] due,
        List<NotePair> matched)
    {
        var times = new double[reference.Length];
        Array.Fill(times, double.NaN);
        foreach (NotePair pair in matched)
            times[pair.Reference] = played[pair.Played].Start;
        var refined = (double[])due.Clone();
        foreach (ChordGroup chord in ChordGroup.Of(reference, NoteWarp.ReferenceTogether))
            for (int r = chord.First; r < chord.First + chord.Count; r++)
            {
                double[] others = [.. Enumerable.Range(chord.First, chord.Count).Where(o => o != r && !double.IsNaN(times[o]))
                    .Select(o => times[o])];
                if (others.Length > 0)
                    refined[r] = others.Average();
            }
        return refined;
    }

    /// <summary>Of notes that have no partner, pairs those of one key of which the played one lies between the onsets before and after the
    /// written one.</summary>
    public static List<NotePair> Rolled(ImmutableArray<SongNote> reference, ImmutableArray<SongNote> played, List<NotePair> matched,
        bool[] isMatched, bool[] isUsed)
    {
        var pairs = new List<NotePair>();
        ChordGroup[] written = ChordGroup.Of(reference, NoteWarp.ReferenceTogether);
        var times = new double[reference.Length];
        Array.Fill(times, double.NaN);
        foreach (NotePair pair in matched)
            times[pair.Reference] = played[pair.Played].Start;
        // When the next onset starts of which a note was played, and when the last one ended.
        var next = new double[written.Length + 1];
        next[^1] = double.PositiveInfinity;
        for (int g = written.Length - 1; g >= 0; g--)
            next[g] = TimesOf(written[g]).DefaultIfEmpty(next[g + 1]).Min();
        double before = double.NegativeInfinity;
        List<int>[] free = ByKey(played, i => !isUsed[i]);
        var at = new int[128];
        for (int g = 0; g < written.Length; g++)
        {
            for (int r = written[g].First; r < written[g].First + written[g].Count; r++)
            {
                if (isMatched[r] || free[reference[r].Key] is not { Count: > 0 } candidates)
                    continue;
                ref int c = ref at[reference[r].Key];
                while (c < candidates.Count && played[candidates[c]].Start <= before)
                    c++;
                if (c == candidates.Count || played[candidates[c]].Start >= next[g + 1])
                    continue;
                pairs.Add(new NotePair(r, candidates[c]));
                (isMatched[r], isUsed[candidates[c]]) = (true, true);
                c++;
            }
            before = TimesOf(written[g]).DefaultIfEmpty(before).Max();
        }
        return pairs;

        IEnumerable<double> TimesOf(ChordGroup group) => times.Skip(group.First).Take(group.Count).Where(t => !double.IsNaN(t));
    }

    /// <summary>Of notes that have no partner, pairs those that are due when another key was struck.</summary>
    public static List<NotePair> Wrong(ImmutableArray<SongNote> reference, ImmutableArray<SongNote> played, double[] due, bool[] isMatched,
        bool[] isUsed)
    {
        var wrong = new List<NotePair>();
        int[] free = [.. Enumerable.Range(0, played.Length).Where(i => !isUsed[i])];
        int low = 0;
        foreach (int r in Enumerable.Range(0, reference.Length).Where(i => !isMatched[i]).OrderBy(i => due[i]))
        {
            while (low < free.Length && played[free[low]].Start < due[r] - WrongFarthest)
                low++;
            int best = -1;
            double least = double.PositiveInfinity;
            for (int f = low; f < free.Length && played[free[f]].Start <= due[r] + WrongFarthest; f++)
            {
                int interval = Math.Abs(played[free[f]].Key - reference[r].Key);
                double cost = interval / 6.0 + Math.Abs(played[free[f]].Start - due[r]) / 0.1;
                if (!isUsed[free[f]] && interval <= WrongInterval && cost < least)
                    (best, least) = (free[f], cost);
            }
            if (best < 0)
                continue;
            wrong.Add(new NotePair(r, best));
            (isMatched[r], isUsed[best]) = (true, true);
        }
        return wrong;
    }

    private static List<int>[] ByKey(ImmutableArray<SongNote> notes, Func<int, bool>? isWanted = null)
    {
        var lists = new List<int>[128];
        for (int key = 0; key < 128; key++)
            lists[key] = [];
        for (int i = 0; i < notes.Length; i++)
            if (isWanted is null || isWanted(i))
                lists[notes[i].Key].Add(i);
        return lists;
    }

    private static void PairKey(List<int> written, List<int> heard, double[] due, ImmutableArray<SongNote> played, double farthest,
        List<NotePair> pairs)
    {
        // Stretches that nothing could join are paired apart, so that time grows with the number of notes.
        for (int w = 0, h = 0; w < written.Count && h < heard.Count;)
        {
            int firstW = w, firstH = h;
            double reach = Math.Min(due[written[w]], played[heard[h]].Start) + farthest;
            while (w < written.Count && due[written[w]] <= reach || h < heard.Count && played[heard[h]].Start <= reach)
                reach = w < written.Count && due[written[w]] <= reach ? Math.Max(reach, due[written[w++]] + farthest)
                    : Math.Max(reach, played[heard[h++]].Start + farthest);
            PairStretch(written[firstW..w], heard[firstH..h], due, played, farthest, pairs);
        }
    }

    private static void PairStretch(List<int> written, List<int> heard, double[] due, ImmutableArray<SongNote> played, double farthest,
        List<NotePair> pairs)
    {
        int rows = written.Count, columns = heard.Count;
        if (rows == 0 || columns == 0)
            return;
        if ((long)rows * columns > 4_000_000)
        {
            for (int i = 0; i < Math.Min(rows, columns); i++)
                pairs.Add(new NotePair(written[i], heard[i]));
            return;
        }
        var costs = new double[rows + 1, columns + 1];
        for (int r = 0; r <= rows; r++)
            for (int c = 0; c <= columns; c++)
            {
                double best = r == 0 && c == 0 ? 0 : double.PositiveInfinity;
                if (r > 0)
                    best = Math.Min(best, costs[r - 1, c] + farthest / 2);
                if (c > 0)
                    best = Math.Min(best, costs[r, c - 1] + farthest / 2);
                if (r > 0 && c > 0)
                    best = Math.Min(best, costs[r - 1, c - 1] + Math.Abs(due[written[r - 1]] - played[heard[c - 1]].Start));
                costs[r, c] = best;
            }
        for (int r = rows, c = columns; r > 0 && c > 0;)
        {
            double distance = Math.Abs(due[written[r - 1]] - played[heard[c - 1]].Start);
            if (costs[r, c] == costs[r - 1, c - 1] + distance)
                pairs.Add(new NotePair(written[--r], heard[--c]));
            else if (costs[r, c] == costs[r - 1, c] + farthest / 2)
                r--;
            else
                c--;
        }
    }
}
