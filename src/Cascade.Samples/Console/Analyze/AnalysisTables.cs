using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Cascade.Samples.Analysis;
using Cascade.Samples.Console.Pictures;
using Spectre.Console;

namespace Cascade.Samples.Console.Analyze;

/// <summary>An analysis for people: tables, and pictures in text.</summary>
internal static class AnalysisTables
{
    private const int Columns = 72, ListedKeys = 12, ListedBars = 24, ListedThemes = 4;

    public static void Write(Terminal terminal, SongAnalysis analysis, AnalysisReport report)
    {
        IAnsiConsole output = terminal.Output;
        output.Write(Summary(terminal, report));
        if (analysis.Notes.IsEmpty)
            return;
        output.Write(DensityPicture.Draw(analysis.Song, output.Profile.Width));
        output.Write(KeyCourse(analysis));
        output.Write(ChordLines(report.Chords));
        output.Write(Histogram("intervals", Named(report.Melody.Intervals)));
        output.Write(Histogram("lengths in beats", [.. report.Rhythm.Lengths.Select(l => (l.Key, l.Value))]));
    }

    /// <summary>A line for each song.</summary>
    public static void WriteMany(Terminal terminal, IEnumerable<(string Path, AnalysisReport Report)> songs)
    {
        Table table = terminal.Table("song", "notes", "length", "key", "tempo", "metre", "chords", "complexity");
        foreach ((string path, AnalysisReport report) in songs)
            table.AddRow([.. new[]
            {
                Path.GetFileName(path), Text($"{report.Song.Notes:N0}"), Clock.Text(report.Song.Seconds),
                report.Key.Main?.ToString() ?? "", Text($"{report.Tempo.BeatsPerMinute:0.#}"),
                report.Tempo.Metres.IsEmpty ? Text($"{report.Tempo.BeatsPerBar} beats") : report.Tempo.Metres[0],
                Text($"{report.Chords.Count:N0}"), Text($"{report.Rhythm.Complexity:0.00}"),
            }.Select(Plain.Cell)]);
        terminal.Output.Write(table);
    }

    private static Table Summary(Terminal terminal, AnalysisReport report)
    {
        Table table = terminal.Table("", "");
        void Row(string name, string value)
        {
            if (value.Length > 0)
                table.AddRow(Markup.Escape(name), Markup.Escape(value));
        }
        Row("title", Plain.Text(report.Song.Title ?? ""));
        Row("notes", Text($"{report.Song.Notes:N0} in {Clock.Text(report.Song.Seconds)}"));
        if (report.Key.Main is { } key)
        {
            string others = string.Join(", ", report.Key.Alternatives.Select(g => Text($"{g.Key} {100 * g.Probability:0} %")));
            Row("key", Text($"{key} {100 * report.Key.Confidence:0} %, else {others}"));
            Row("key by bars", string.Join(", ", report.Key.Course.Take(ListedKeys).Select(s => Text($"{s.Key} from bar {s.Bar}")))
                + (report.Key.Course.Length > ListedKeys ? Text($" and {report.Key.Changes + 1 - ListedKeys} more") : ""));
            TempoReport tempo = report.Tempo;
            Row("tempo", Text($"{tempo.BeatsPerMinute:0.#} beats per minute, {tempo.Slowest:0.#} to ",
                $"{tempo.Fastest:0.#}{(tempo.IsPerformance ? ", found in free playing" : "")}"));
            Row("metre", tempo.Metres.IsEmpty ? Text($"{tempo.BeatsPerBar} beats") : string.Join(", ", tempo.Metres));
            if (tempo.Swing is { } swing)
                Row("swing", Text($"{swing:0.00} to 1"));
            Row("chords", Text($"{report.Chords.Count:N0} changes; ",
                $"{string.Join(", ",
                    report.Chords.Types.OrderByDescending(t => t.Value).Take(5).Select(t => $"{t.Key} {t.Value} beats"))}"));
            Row("progressions", string.Join(", ", report.Chords.Progressions.Take(3).Select(p => $"{p.Degrees} ({p.Count} times)")));
            Row("melody", Text($"{PitchName.OfKey(report.Melody.Lowest!.Value)} to {PitchName.OfKey(report.Melody.Highest!.Value)}, ",
                $"{100 * report.Melody.StepShare:0} % steps, {report.Melody.Phrases} phrases"));
            foreach (ThemeReport theme in report.Melody.Themes.Take(ListedThemes))
                Row("theme", Text($"{theme.Notes} notes, {theme.Times} times, bars {string.Join(' ', theme.Bars.Take(ListedKeys))}: ",
                    $"{string.Join(' ', theme.Keys.Take(ListedKeys).Select(k => PitchName.OfKey(k, key.HasFlats)))}"));
            Row("rhythm", Text($"{report.Rhythm.NotesPerSecond:0.0} notes a second, {100 * report.Rhythm.Syncopation:0} % syncopated"));
            Row("hands", Text($"left {report.Voices.LeftHand:N0}, right {report.Voices.RightHand:N0} notes; {report.Voices.MostAtOnce} ",
                $"at once"));
            Row("loudness", Text($"velocity {report.Voices.MeanVelocity:0} \u00b1 {report.Voices.VelocityDeviation:0}"));
            Row("complexity", Text($"{report.Rhythm.Complexity:0.00}"));
        }
        return table;
    }

    // A row for each key that holds somewhere; time to the right.
    private static Text KeyCourse(SongAnalysis analysis)
    {
        ImmutableArray<HarmonyBeat> beats = analysis.Harmony;
        var rows = new Dictionary<MusicalKey, char[]>();
        var picture = new StringBuilder("key over time\n");
        for (int column = 0; column < Columns; column++)
        {
            MusicalKey key = beats[(int)((long)column * beats.Length / Columns)].Key;
            if (!rows.TryGetValue(key, out char[]? row))
                rows.Add(key, row = [.. Enumerable.Repeat(' ', Columns)]);
            row[column] = '#';
        }
        foreach ((MusicalKey key, char[] row) in rows.OrderBy(r => r.Key.Index))
            picture.Append(CultureInfo.InvariantCulture, $"{key,9} |{new string(row)}|\n");
        return new Text(picture.ToString());
    }

    private static Text ChordLines(ChordReport chords)
    {
        var lines = new StringBuilder("chords\n");
        foreach (IGrouping<int, ChordSpan> bar in chords.Changes.GroupBy(c => c.Bar).Take(ListedBars))
            lines.Append(CultureInfo.InvariantCulture, $"{bar.Key,5}  {string.Join("  ", bar.Select(c => $"{c.Name} ({c.Degree})"))}\n");
        return new Text(lines.ToString());
    }

    private static Text Histogram(string title, IReadOnlyList<(string Name, int Count)> counts)
    {
        int most = Math.Max(1, counts.Select(c => c.Count).DefaultIfEmpty().Max());
        var picture = new StringBuilder(title).Append('\n');
        foreach ((string name, int count) in counts.Where(c => c.Count > 0))
            picture.Append(CultureInfo.InvariantCulture, $"{name,9} {new string('#', (int)Math.Ceiling(50.0 * count / most))} "
                + $"{count:N0}\n");
        return new Text(picture.ToString());
    }

    private static (string Name, int Count)[] Named(ImmutableArray<int> intervals) =>
        [.. intervals.Select((count, i) => ((i - intervals.Length / 2).ToString("+0;-0;0", CultureInfo.InvariantCulture), count))];

    private static string Text(params FormattableString[] parts) =>
        string.Concat(parts.Select(part => part.ToString(CultureInfo.InvariantCulture)));
}
