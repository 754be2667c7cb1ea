using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Cascade.Samples.Analysis;

namespace Cascade.Analysis.Figures.Corpora;

/// <summary>A performance that was matched with its score note by note.</summary>
/// <param name="Written">The score's notes, half a second a beat, in the order of their starts.</param>
/// <param name="Played">The performance's notes.</param>
/// <param name="Pairs">Which belong together.</param>
/// <param name="BeatsPerBar">Of the score.</param>
/// <remarks>Source: F. Foscarin et al., "The match file format", MEC 2022.</remarks>
internal sealed partial record MatchFile(ImmutableArray<SongNote> Written, ImmutableArray<SongNote> Played, HashSet<NotePair> Pairs,
    double BeatsPerBar)
{
    public const double SecondsPerBeat = 0.5;

    private const double SecondsPerTick = 0.5 / 480;

    private static readonly int[] _steps = [9, 11, 0, 2, 4, 5, 7];

    public static MatchFile Read(string path)
    {
        var written = new List<(SongNote Note, int Line)>();
        var played = new List<(SongNote Note, int Line)>();
        double beatsPerBar = 4;
        int line = 0;
        foreach (string text in File.ReadLines(path))
        {
            line++;
            if (Metre().Match(text) is { Success: true } metre)
                beatsPerBar = Number(metre.Groups[1].Value);
            if (Score().Match(text) is { Success: true } s)
            {
                int key = _steps[s.Groups[1].Value[0] - 'A'] + s.Groups[2].Value.Sum(c =>
                    c switch { '#' => 1, 'b' => -1, 'x' => 2, _ => 0 })
                    + 12 * ((int)Number(s.Groups[3].Value) + 1);
                written.Add((Note(key, (Number(s.Groups[4].Value) + 4) * SecondsPerBeat, (Number(s.Groups[5].Value) + 4) * SecondsPerBeat,
                    64), line));
            }
            if (Performed().Match(text) is { Success: true } p)
                played.Add((Note((int)Number(p.Groups[1].Value), Number(p.Groups[2].Value) * SecondsPerTick,
                    Number(p.Groups[3].Value) * SecondsPerTick,
                    (int)Number(p.Groups[4].Value)), line));
        }
        (SongNote Note, int Line)[] w = [.. written.OrderBy(n => n.Note.Start).ThenBy(n => n.Note.Key)];
        (SongNote Note, int Line)[] h = [.. played.OrderBy(n => n.Note.Start).ThenBy(n => n.Note.Key)];
        Dictionary<int, int> byLine = h.Select((n, i) => (n.Line, i)).ToDictionary(x => x.Line, x => x.i);
        return new MatchFile([.. w.Select(n => n.Note)], [.. h.Select(n => n.Note)],
            [.. w.Select((n, i) => (n.Line, i)).Where(x => byLine.ContainsKey(x.Line)).Select(x => new NotePair(x.i, byLine[x.Line]))],
                beatsPerBar);
    }

    private static SongNote Note(int key, double start, double end, int velocity) =>
        new((long)(start * 960), (long)(end * 960), start, Math.Max(start, end), (byte)key, (byte)Math.Clamp(velocity, 1, 127), 0, 0);

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^snote\([^,]*,\[([A-G]),([^\]]*)\],(-?\d+),[^,]*,[^,]*,[^,]*,(-?[\d.]+),(-?[\d.]+),")]
    private static partial Regex Score();

    [GeneratedRegex(@"note\([^,\[]*,(\d+),(\d+),(\d+),(\d+),")]
    private static partial Regex Performed();

    [GeneratedRegex(@"^scoreprop\(timeSignature,(\d+)/")]
    private static partial Regex Metre();
}
