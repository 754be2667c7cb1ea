using System.Buffers;
using System.Globalization;
using Cascade.Dsp;
using Cascade.Samples.Analysis;

namespace Cascade.Analysis.Figures.Corpora;

/// <summary>A score in the **kern representation: a track a part, the lowest first.</summary>
/// <remarks>Source: D. Huron, "The Humdrum Toolkit: Reference Manual", 1994. Where a part divides, its first half is taken; grace notes are
/// left out.</remarks>
internal sealed record KernFile(Song Song, MusicalKey? Key)
{
    private const int TicksPerQuarter = 5040;

    private static readonly SearchValues<char> _letters = SearchValues.Create("abcdefgABCDEFG");
    private static readonly char[] _pitches = ['c', 'd', 'e', 'f', 'g', 'a', 'b'];
    private static readonly int[] _steps = [0, 2, 4, 5, 7, 9, 11];

    public static KernFile Read(string path)
    {
        var builder = new SongBuilder(TicksPerQuarter);
        MusicalKey? key = null;
        var parts = new List<int>();             // of each spine: the part it belongs to, -1 for other kinds
        var tracks = new List<int>();
        var tied = new List<(long Start, int Key)>();
        var free = new List<long>();             // when each spine's note ends
        long tick = 0;
        foreach (string line in File.ReadLines(path))
        {
            if (line.Length == 0 || line.StartsWith("!!", StringComparison.Ordinal))
                continue;
            string[] tokens = line.Split('\t');
            if (line.StartsWith("**", StringComparison.Ordinal))
            {
                foreach (string token in tokens)
                {
                    parts.Add(token == "**kern" ? tracks.Count : -1);
                    if (token == "**kern")
                    {
                        tracks.Add(builder.AddTrack(null, tracks.Count % 9));
                        tied.Add((-1, 0));
                    }
                    free.Add(0);
                }
                continue;
            }
            if (line[0] == '*')
            {
                key ??= tokens.Select(KeyOf).FirstOrDefault(k => k is not null);
                Redirect(tokens, parts, free);
                continue;
            }
            if (line[0] is '=' or '!')
                continue;
            var seen = new HashSet<int>();
            bool moves = false;
            for (int s = 0; s < tokens.Length && s < parts.Count; s++)
            {
                string token = tokens[s].Split(' ')[0];
                if (token == "." || parts[s] < 0 || token.Contains('q', StringComparison.Ordinal))
                    continue;
                long length = Length(token);
                free[s] = tick + length;
                moves = true;
                if (!seen.Add(parts[s]) || length == 0)
                    continue;
                AddNote(builder, tracks[parts[s]], token, tick, length, tied, parts[s]);
            }
            long[] next = [.. free.Where(end => end > tick)];
            if (moves && next.Length > 0)
                tick = next.Min();
        }
        return new KernFile(builder.ToSong(), key);
    }

    private static void AddNote(SongBuilder builder, int track, string token, long tick, long length, List<(long Start, int Key)> tied,
        int part)
    {
        if (token.Contains('r', StringComparison.Ordinal) || KeyNumber(token) is not (>= 0 and <= 127 and var pitch))
            return;
        if (token.Contains('[', StringComparison.Ordinal))
        {
            tied[part] = (tick, pitch);
            return;
        }
        if (token.Contains('_', StringComparison.Ordinal))
            return;
        bool ends = token.Contains(']', StringComparison.Ordinal) && tied[part].Start >= 0;
        long start = ends ? tied[part].Start : tick;
        builder.AddNote(track, start, tick + length - start, pitch);
        tied[part] = (-1, 0);
    }

    private static void Redirect(string[] tokens, List<int> parts, List<long> free)
    {
        int at = 0;
        for (int t = 0; t < tokens.Length; t++, at++)
        {
            if (tokens[t] == "*^")
            {
                parts.Insert(at + 1, parts[at]);
                free.Insert(at + 1, free[at]);
                at++;
            }
            else if (tokens[t] == "*v" && t + 1 < tokens.Length && tokens[t + 1] == "*v")
            {
                parts.RemoveAt(at + 1);
                free.RemoveAt(at + 1);
                at--;
            }
        }
    }

    private static MusicalKey? KeyOf(string token)
    {
        int colon = token.IndexOf(':', StringComparison.Ordinal);
        if (colon is < 2 or > 3 || token[0] != '*' || Array.IndexOf(_pitches, char.ToLowerInvariant(token[1])) is not (>= 0 and var letter))
            return null;
        int step = _steps[letter] + (colon == 3 ? token[2] == '#' ? 1 : -1 : 0);
        return new MusicalKey((step + 12) % 12, char.IsLower(token[1]));
    }

    private static long Length(string token)
    {
        int at = token.AsSpan().IndexOfAnyInRange('0', '9');
        if (at < 0)
            return 0;
        int end = at;
        while (end < token.Length && char.IsAsciiDigit(token[end]))
            end++;
        int number = int.Parse(token.AsSpan(at, end - at), NumberStyles.None, CultureInfo.InvariantCulture);
        long length = number == 0 ? 8 * TicksPerQuarter << (end - at - 1) : 4 * TicksPerQuarter / number, dot = length;
        for (; end < token.Length && token[end] == '.'; end++)
            length += dot /= 2;
        return length;
    }

    private static int? KeyNumber(string token)
    {
        int first = token.AsSpan().IndexOfAny(_letters);
        if (first < 0)
            return null;
        int count = 1;
        while (first + count < token.Length && token[first + count] == token[first])
            count++;
        int step = _steps[Array.IndexOf(_pitches, char.ToLowerInvariant(token[first]))];
        int key = (char.IsLower(token[first]) ? 60 + 12 * (count - 1) : 48 - 12 * (count - 1)) + step;
        return key + token.Count(c => c == '#') - token.Count(c => c == '-');
    }
}
