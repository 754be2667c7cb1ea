using Microsoft.CodeAnalysis;

namespace Cascade.Mutation;

/// <summary>Chooses by chance, the same for the same seed, and spreads what it chooses over files and kinds.</summary>
internal static class Selection
{
    /// <summary>Chooses changes that do not touch each other.</summary>
    /// <param name="changes">All there are, by file.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">The seed.</param>
    public static IReadOnlyList<(string File, Change Change)> Choose(IReadOnlyDictionary<string, IReadOnlyList<Change>> changes, int count,
        int seed)
    {
        var random = new Random(seed);
        var files = new List<(string File, Queue<Change> Left)>();
        foreach (string file in changes.Keys.Order(StringComparer.Ordinal))
        {
            Change[] all = [.. changes[file]];
            random.Shuffle(all);
            // Kinds in turn: constants are many, and swapped branches few.
            files.Add((file,
                new(all.GroupBy(c => c.Kind).SelectMany(kind => kind.Select((change, turn) => (turn, change))).OrderBy(x => x.turn)
                .Select(x => x.change))));
        }
        var chosen = new List<(string File, Change Change)>();
        var homes = new HashSet<SyntaxNode>();
        // A round takes one of each file, and of long files more.
        while (chosen.Count < count && files.Any(file => file.Left.Count > 0))
            foreach ((string file, Queue<Change> left) in files.OrderBy(_ => random.Next()).ToArray())
                for (int turn = 1 + left.Count / 100; turn > 0 && chosen.Count < count; turn--)
                    while (left.TryDequeue(out Change? change))
                        if (IsApart(change, chosen, file) && homes.Add(change.Home))
                        {
                            chosen.Add((file, change));
                            break;
                        }
        return chosen;
    }

    private static bool IsApart(Change change, List<(string File, Change Change)> chosen, string file) =>
        !chosen.Any(other => other.File == file && other.Change.Node.Span.OverlapsWith(change.Node.Span));
}
