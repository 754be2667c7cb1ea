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
    }

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
        double[] truth = [.. File.ReadLines(annotation).Select(l => l.Split('\t')[0])
            .Select(t => double.Parse(t, CultureInfo.InvariantCulture))];
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
