using System.Collections.Immutable;
using Cascade.Samples.Analysis;

namespace Cascade.Analysis.Figures.Corpora;

/// <summary>A score of a corpus: its lines, the lowest first, and its key.</summary>
internal sealed record Piece(string Name, ImmutableArray<ImmutableArray<SongNote>> Lines, MusicalKey Key)
{
    public ImmutableArray<SongNote> Melody => Lines[^1];
}

/// <summary>The corpora of scores in **kern.</summary>
internal static class Melodies
{
    /// <summary>The chorales that name their key, their four parts in the order of the score.</summary>
    public static Piece[] Chorales(string corpora) => Read(Path.Combine(corpora, "bach-370-chorales", "kern"));

    /// <summary>The folk songs that name their key.</summary>
    public static Piece[] Essen(string corpora) => Read(Path.Combine(corpora, "essen-folksong-collection"));

    /// <summary>Drops a melody if more than a quarter of its windows of seven intervals were seen before.</summary>
    public static Piece[] Distinct(Piece[] pieces)
    {
        var seen = new HashSet<string>();
        var kept = new List<Piece>();
        foreach (Piece piece in pieces)
        {
            string[] windows = Windows(piece.Melody);
            if (windows.Count(seen.Contains) > 0.25 * windows.Length)
                continue;
            seen.UnionWith(windows);
            kept.Add(piece);
        }
        return [.. kept];
    }

    /// <summary>Numbers that are equal for pieces of one tune, by the same windows.</summary>
    public static int[] Groups(Piece[] pieces)
    {
        var groups = new int[pieces.Length];
        var owner = new Dictionary<string, int>();
        for (int i = 0; i < pieces.Length; i++)
        {
            string[] windows = Windows(pieces[i].Melody);
            IGrouping<int, string>? most = windows.Where(owner.ContainsKey).GroupBy(w => owner[w]).MaxBy(g => g.Count());
            groups[i] = most is not null && most.Count() > 0.25 * windows.Length ? most.Key : i;
            foreach (string window in windows)
                owner.TryAdd(window, groups[i]);
        }
        return groups;
    }

    private static string[] Windows(ImmutableArray<SongNote> notes)
    {
        int[] intervals = [.. notes.Skip(1).Select((note, i) => note.Key - notes[i].Key)];
        return [.. Enumerable.Range(0, Math.Max(0, intervals.Length - 6)).Select(i => string.Join(',', intervals.AsSpan(i, 7).ToArray()))];
    }

    private static Piece[] Read(string folder)
    {
        var pieces = new List<Piece>();
        foreach (string path in Directory.EnumerateFiles(folder, "*.krn", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            KernFile file = KernFile.Read(path);
            ImmutableArray<ImmutableArray<SongNote>> lines =
                [.. SongNotes.Of(file.Song).GroupBy(n => n.Track).OrderBy(g => g.Key).Select(g => g.ToImmutableArray())];
            if (file.Key is { } key && lines.Length > 0)
                pieces.Add(new Piece(Path.GetFileName(path), lines, key));
        }
        return [.. pieces];
    }
}
