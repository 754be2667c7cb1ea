using System.Collections.Immutable;

namespace Cascade.Samples.Analysis;

/// <summary>A stretch of melody that comes again, in any transposition.</summary>
/// <param name="Notes">The number of its notes.</param>
/// <param name="Keys">The keys where it first stands, at most 24 of them.</param>
/// <param name="Starts">The melody's notes at which it stands, by their numbers, in order.</param>
public sealed record Theme(int Notes, ImmutableArray<int> Keys, ImmutableArray<int> Starts);

/// <summary>Finds the themes of a melody.</summary>
/// <remarks>
/// Melodies are compared by intervals and rough proportions of length. A suffix array of these gives all that is repeated; of that, those
/// are
/// taken first that cover most notes, and what lies within one taken before is left out.
/// </remarks>
internal static class ThemeFinder
{
    private const int Fewest = 6, Most = 8, KeysKept = 24, LongestMelody = 20_000, LongestTheme = 256;

    // Where everything repeats, as in a trill of thousands of notes, not every repeat is looked at.
    private const int MostPlaces = 1_000_000;

    /// <summary>The themes, that which covers most first; at most eight.</summary>
    /// <param name="melody">The melody; of a very long one the first 20,000 notes are searched.</param>
    public static ImmutableArray<Theme> Find(ImmutableArray<SongNote> melody)
    {
        int count = Math.Min(melody.Length, LongestMelody) - 1;
        if (count < 2 * Fewest)
            return [];
        var steps = new int[count];
        for (int i = 0; i < count; i++)
            steps[i] = Step(melody[i], melody[i + 1], i > 0 ? melody[i].Start - melody[i - 1].Start : 0);
        int[] order = Sorted(steps);
        int[] common = Common(steps, order);
        var covered = new bool[melody.Length];
        var themes = ImmutableArray.CreateBuilder<Theme>();
        long places = 0;
        foreach ((int length, int low, int high) in Repeats(common).OrderByDescending(r => (long)r.Length * (r.High - r.Low)))
        {
            if (themes.Count == Most || (places += high - low + length) > MostPlaces)
                break;
            // Of places that overlap, the first.
            var starts = new List<int>();
            foreach (int start in order[low..(high + 1)].Order())
                if (starts.Count == 0 || start >= starts[^1] + length)
                    starts.Add(start);
            int free = starts.Count(s => !covered.AsSpan(s, length + 1).Contains(true));
            if (starts.Count < 2 || free < 2)
                continue;
            foreach (int start in starts)
                covered.AsSpan(start, length + 1).Fill(true);
            themes.Add(new Theme(length + 1, [.. Enumerable.Range(starts[0], Math.Min(KeysKept, length + 1))
                .Select(i => (int)melody[i].Key)],
                [.. starts]));
        }
        return themes.ToImmutable();
    }

    // The interval, and whether the note is clearly shorter or longer than the one before.
    private static int Step(in SongNote note, in SongNote next, double before)
    {
        double length = next.Start - note.Start;
        int rhythm = before <= 0 || length <= 0 ? 1 : Math.Sign(Math.Round(1.6 * Math.Log2(length / before))) + 1;
        return (next.Key - note.Key + 128) * 3 + rhythm;
    }

    private static int[] Sorted(int[] steps)
    {
        // Prefix doubling; stops at the longest theme.
        int count = steps.Length;
        int[] order = [.. Enumerable.Range(0, count)], rank = (int[])steps.Clone(), next = new int[count];
        for (int length = 1; length <= LongestTheme; length *= 2)
        {
            long KeyOf(int i) => ((long)rank[i] << 32) + (i + length < count ? rank[i + length] + 1 : 0);
            long[] keys = [.. order.Select(KeyOf)];
            Array.Sort(keys, order);
            int last = 0;
            for (int i = 0; i < count; i++)
                next[order[i]] = last = i == 0 || keys[i] == keys[i - 1] ? last : i;
            next.CopyTo(rank, 0);
        }
        return order;
    }

    // How much neighbours in the order have in common.
    private static int[] Common(int[] steps, int[] order)
    {
        var common = new int[order.Length];
        for (int i = 1; i < order.Length; i++)
        {
            int length = 0;
            for (int a = order[i - 1], b = order[i]; length < LongestTheme && a < steps.Length && b < steps.Length
                && steps[a] == steps[b]; a++, b++)
                length++;
            common[i] = length;
        }
        return common;
    }

    private static IEnumerable<(int Length, int Low, int High)> Repeats(int[] common)
    {
        var open = new Stack<(int Length, int Low)>();
        for (int i = 1; i <= common.Length; i++)
        {
            int length = i < common.Length ? common[i] : 0, low = i - 1;
            while (open.TryPeek(out (int Length, int Low) top) && top.Length > length)
            {
                open.Pop();
                yield return (top.Length, top.Low, i - 1);
                low = top.Low;
            }
            if (length >= Fewest - 1 && (open.Count == 0 || open.Peek().Length < length))
                open.Push((length, low));
        }
    }
}
