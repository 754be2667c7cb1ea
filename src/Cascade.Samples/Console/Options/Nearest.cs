namespace Cascade.Samples.Console.Options;

/// <summary>What a person may have meant by a word that means nothing.</summary>
internal static class Nearest
{
    /// <summary>The names that a word resembles, the most similar first, at most three.</summary>
    public static string[] To(string word, IEnumerable<string> names) =>
        [.. names.Distinct()
            .Where(n => Distance(n, word) <= 1 + Math.Min(n.TrimStart('-').Length, word.TrimStart('-').Length) / 4
                || (word.Length > 2 && n.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(n => Distance(n, word)).Take(3)];

    /// <summary>A question with the names that a word resembles, or what else helps.</summary>
    public static string Hint(string word, IEnumerable<string> names, string otherwise) =>
        To(word, names) is { Length: > 0 } near ? $"did you mean {string.Join(" or ", near)}?" : otherwise;

    // How many letters are to be changed, added or taken away (V. Levenshtein, 1966).
    private static int Distance(string a, string b)
    {
        (a, b) = (a.TrimStart('-'), b.TrimStart('-'));
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 0; i < a.Length; i++)
        {
            int diagonal = row[0]++;
            for (int j = 0; j < b.Length; j++)
            {
                int changed = diagonal + (char.ToUpperInvariant(a[i]) == char.ToUpperInvariant(b[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(changed, 1 + Math.Min(diagonal, row[j]));
            }
        }
        return row[^1];
    }
}
