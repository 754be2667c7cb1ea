using System.Collections.Immutable;
using System.Globalization;
using Cascade.Dsp;
using Cascade.Samples.Analysis;

namespace Cascade.Analysis.Figures;

/// <summary>How well beats are found in performances: the F-measure with a window of 70 ms on either side.</summary>
/// <remarks>Source: M. Davies, N. Degara and M. Plumbley, "Evaluation methods for musical audio beat tracking algorithms", 2009.</remarks>
internal static class BeatFigures
{
    private const double Window = 0.07, Jitter = 0.015;

    public static void Measure(Table table, string corpora)
    {
        string[] annotations = [.. Directory.EnumerateFiles(Path.Combine(corpora, "asap-dataset"), "*_annotations.txt",
            SearchOption.AllDirectories)
            .Where(a => File.Exists(MidiOf(a))).Order(StringComparer.Ordinal)];
        string[] performances = [.. annotations.Where(a => !IsScore(a))], scores = [.. annotations.Where(IsScore)];
        double[] f = [.. performances.AsParallel().AsOrdered().Select(a => Score(a, 0))];
        table.Row($"beats, ASAP, {performances.Length} performances, mean F (70 ms)", Table.Text($"{f.Average():0.000}"),
            ">= 0.75, stretch 0.85");
        table.Row("  half of them above", Table.Text($"{f.Order().ElementAt(f.Length / 2):0.000}"));
        double[] quantised = [.. scores.AsParallel().AsOrdered().Select(a => Score(a, Jitter))];
        table.Row($"beats, {scores.Length} scores of ASAP with 15 ms jitter, mean F", Table.Text($"{quantised.Average():0.000}"),
            ">= 0.95");
        Quantised(table, scores, performances);
    }

    private static void Quantised(Table table, string[] scores, string[] performances)
    {
        (int Right, int All)[] jittered = [.. scores.AsParallel().AsOrdered().Select(JitteredScore)];
        table.Row("onsets of these scores on their part of the known beat", Share(jittered), ">= 95 %");
        (int Right, int All)[] played = [.. performances.AsParallel().AsOrdered().Select(Performance)];
        table.Row($"the same, {played.Count(p => p.All > 0)} performances", Share(played), ">= 95 %");
    }

    private static string Share((int Right, int All)[] counts) =>
        Table.Text($"{100.0 * counts.Sum(c => (long)c.Right) / Math.Max(1, counts.Sum(c => (long)c.All)):0.0} %");

    // Beats are known; a note is right if it comes to stand within a forty-eighth of a beat of where the score has it.
    private static (int Right, int All) JitteredScore(string annotation)
    {
        Song song = Song.Read(MidiOf(annotation));
        ImmutableArray<SongNote> notes = SongNotes.Of(song);
        var random = new Random(1);
        (SongNote Note, SongNote Score)[] jittered = [.. notes.Select(n =>
            (n with { Start = n.Start + Jitter * Normal(random) }, n)).OrderBy(n => n.Item1.Start)];
        BeatGrid grid = BeatGrid.OfBeats(song, Beats(annotation));
        ImmutableArray<QuantisedNote> quantised = Quantisation.Of([.. jittered.Select(n => n.Note)], grid);
        return (jittered.Select((n, i) => IsAt(quantised[i].Start, grid.StartOf(n.Score))).Count(right => right), notes.Length);
    }

    // The score's beats and the performance's are annotated one for one; which notes belong together is found by alignment.
    private static (int Right, int All) Performance(string annotation)
    {
        string folder = Path.GetDirectoryName(annotation)!, scoreAnnotation = Path.Combine(folder, "midi_score_annotations.txt");
        if (!File.Exists(scoreAnnotation))
            return (0, 0);
        double[] beats = Beats(annotation), scoreBeats = Beats(scoreAnnotation);
        if (beats.Length != scoreBeats.Length || beats.Zip(beats.Skip(1)).Any(b => b.First >= b.Second))
            return (0, 0);
        Song song = Song.Read(MidiOf(annotation)), score = Song.Read(MidiOf(scoreAnnotation));
        ImmutableArray<SongNote> notes = SongNotes.Of(song), written = SongNotes.Of(score);
        BeatGrid grid = BeatGrid.OfBeats(song, beats), scoreGrid = BeatGrid.OfBeats(score, scoreBeats);
        ImmutableArray<QuantisedNote> quantised = Quantisation.Of(notes, grid);
        ImmutableArray<NotePair> pairs = NoteAlignment.Of(written, notes).Matched;
        return (pairs.Count(p => IsAt(quantised[p.Played].Start, scoreGrid.StartOf(written[p.Reference]))), pairs.Length);
    }

    private static bool IsAt(double quantised, double written) => Math.Abs(quantised - written) <= 1.0 / Quantisation.PartsPerBeat;

    private static double[] Beats(string annotation) =>
        [.. File.ReadLines(annotation).Select(l => double.Parse(l.Split('\t')[0], CultureInfo.InvariantCulture))];

    /// <summary>The F-measure of beats that were found against those that are true.</summary>
    public static double F(IReadOnlyList<double> truth, IReadOnlyList<double> found)
    {
        int hits = 0, at = 0;
        foreach (double beat in truth)
        {
            while (at < found.Count && found[at] < beat - Window)
                at++;
            if (at < found.Count && found[at] <= beat + Window)
            {
                hits++;
                at++;
            }
        }
        return truth.Count + found.Count == 0 ? 1 : 2.0 * hits / (truth.Count + found.Count);
    }

    private static bool IsScore(string annotation) => annotation.EndsWith("midi_score_annotations.txt", StringComparison.Ordinal);

    private static string MidiOf(string annotation) => annotation.Replace("_annotations.txt", ".mid", StringComparison.Ordinal);

    private static double Score(string annotation, double jitter)
    {
        double[] truth = Beats(annotation);
        ImmutableArray<SongNote> notes = SongNotes.Of(Song.Read(MidiOf(annotation)));
        if (jitter > 0)
        {
            var random = new Random(1);
            notes = [.. notes.Select(n => n with { Start = Math.Max(0, n.Start + jitter * Normal(random)) }).OrderBy(n => n.Start)];
        }
        return F(truth, BeatTracker.Track(notes));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
