using System.Collections.Immutable;
using Cascade.Analysis.Figures.Corpora;
using Cascade.Dsp;
using Cascade.Samples.Analysis;

namespace Cascade.Analysis.Figures;

/// <summary>How many beats of analysed scores have the key, the chord and the degree that people heard.</summary>
internal static class HarmonyFigures
{
    private const double LeastFit = 0.6;

    public static void Measure(Table table, string corpora)
    {
        string[] scores = [.. Directory.EnumerateFiles(Path.Combine(corpora, "When-in-Rome", "Corpus"), "score.mxl",
            SearchOption.AllDirectories)
            .Where(path => File.Exists(AnalysisOf(path))).Order(StringComparer.Ordinal)];
        Count[] counts = [.. scores.AsParallel().AsOrdered().Select(Score)];
        int pieces = counts.Count(c => c.Beats > 0);
        Count all = counts.Aggregate(default(Count), (a, b) =>
            new Count(a.Beats + b.Beats, a.Keys + b.Keys, a.Chords + b.Chords, a.Degrees + b.Degrees));
        table.Row($"local key, When-in-Rome, {pieces} scores, {all.Beats:N0} beats", Percent(all.Keys, all.Beats), ">= 75 %");
        table.Row("chord, root and quality", Percent(all.Chords, all.Beats), ">= 70 %");
        table.Row("roman numeral without inversion", Percent(all.Degrees, all.Beats), ">= 45 %");
        Nottingham(table, Path.Combine(corpora, "nottingham-dataset", "MIDI"));
    }

    // Tunes with a track of block chords: the chord that sounds is the truth where it is one of the known kinds.
    private static void Nottingham(Table table, string folder)
    {
        (int Right, int All)[] counts = [.. Directory.EnumerateFiles(folder, "*.mid").Order(StringComparer.Ordinal)
            .Where(path => File.Exists(Path.Combine(folder, "chords", Path.GetFileName(path)))).AsParallel().Select(path =>
        {
            Song song = Song.Read(path);
            ImmutableArray<SongNote> notes = SongNotes.Of(song),
                chords = SongNotes.Of(Song.Read(Path.Combine(folder, "chords", Path.GetFileName(path))));
            BeatGrid grid = BeatGrid.OfScore(song);
            (int right, int all) = (0, 0);
            foreach (HarmonyBeat beat in HarmonyAnalysis.Of(notes, grid))
            {
                double at = grid.SecondsAt(beat.Beat) + 0.02;
                int[] sounding = [.. chords.Where(n => n.Start <= at && n.End > at).Select(n => n.PitchClass).Distinct().Order()];
                (int Root, ChordType Type)[] truths = [.. KindsOf(sounding)];
                if (truths.Length == 0)
                    continue;
                all++;
                right += truths.Contains((beat.Chord.Root, beat.Chord.Type)) ? 1 : 0;
            }
            return (right, all);
        })];
        table.Row($"chord with its chord track, Nottingham, {counts.Count(c => c.All > 0)} tunes",
            Percent(counts.Sum(c => c.Right), counts.Sum(c => c.All)), ">= 95 %");
    }

    private static IEnumerable<(int Root, ChordType Type)> KindsOf(int[] sounding)
    {
        for (int root = 0; root < 12; root++)
            foreach (ChordType type in Enum.GetValues<ChordType>())
                if (Chord.TonesOf(type).ToArray().Select(t => (t + root) % 12).Order().SequenceEqual(sounding))
                    yield return (root, type);
    }

    private static string AnalysisOf(string score) => Path.Combine(Path.GetDirectoryName(score)!, "analysis.txt");

    private static Count Score(string path)
    {
        MusicXmlScore score = MusicXmlScore.Read(path);
        ImmutableArray<SongNote> notes = SongNotes.Of(score.Song);
        (List<HeardChord> heard, double fit) = ((int[])[0, 1, -1]).Select(shift => RomanText.Read(AnalysisOf(path), score.Measures, shift))
            .Select(heard => (heard, Fit(heard, notes))).MaxBy(pair => pair.Item2);
        if (fit < LeastFit)
            return default;
        BeatGrid grid = BeatGrid.OfScore(score.Song);
        var count = new Count(0, 0, 0, 0);
        int at = 0;
        foreach (HarmonyBeat beat in HarmonyAnalysis.Of(notes, grid))
        {
            long tick = (long)Math.Round(grid.SecondsAt(beat.Beat) * 2 * MusicXmlScore.TicksPerQuarter);
            while (at + 1 < heard.Count && heard[at + 1].Tick <= tick + 2)
                at++;
            if (heard[at].Tick > tick + 2)
                continue;
            HeardChord truth = heard[at];
            bool key = beat.Key == truth.Key, chord = beat.Chord.Root == truth.Root && beat.Chord.Type == truth.Type;
            bool degree = key && chord && Target(beat) == truth.Target;
            count = new Count(count.Beats + 1, count.Keys + (key ? 1 : 0), count.Chords + (chord ? 1 : 0),
                count.Degrees + (degree ? 1 : 0));
        }
        return count;
    }

    // The share of the sound that belongs to the chord that a person heard: where it is low, score and analysis count bars differently.
    private static double Fit(List<HeardChord> heard, ImmutableArray<SongNote> notes)
    {
        double inside = 0, all = 0;
        int at = 0;
        foreach (SongNote note in notes)
        {
            while (at + 1 < heard.Count && heard[at + 1].Tick <= note.Tick)
                at++;
            if (heard.Count == 0 || heard[at].Tick > note.Tick)
                continue;
            double length = Math.Min(note.EndTick - note.Tick, 2 * MusicXmlScore.TicksPerQuarter);
            all += length;
            if (Chord.TonesOf(heard[at].Type).Contains((note.PitchClass - heard[at].Root + 12) % 12))
                inside += length;
        }
        return all > 0 ? inside / all : 0;
    }

    private static int Target(in HarmonyBeat beat)
    {
        int slash = beat.Numeral.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? -1 : beat.Numeral[(slash + 1)..] switch
        {
            "ii" => 2,
            "III" => 3,
            "iii" => 4,
            "IV" or "iv" => 5,
            "V" => 7,
            "VI" => 8,
            "vi" => 9,
            _ => -1,
        };
    }

    private static string Percent(double part, double whole) => Table.Text($"{100 * part / whole:0.0} %");

    private readonly record struct Count(int Beats, int Keys, int Chords, int Degrees);
}
