using System.Collections.Immutable;
using Cascade.Analysis.Figures.Corpora;
using Cascade.Dsp;
using Cascade.Samples.Analysis;

namespace Cascade.Analysis.Figures;

/// <summary>What 200 continuations of eight bars are like.</summary>
internal static class ContinuationFigures
{
    private const int Count = 200, Bars = 8, LongestCopy = 8;

    public static void Measure(Table table, string corpora)
    {
        Piece[] essen = Melodies.Essen(corpora);
        new Random(2).Shuffle(essen);
        // Of songs long enough that half of them can be gone on from and the other half is the original to be told from.
        Piece[] pieces = [.. essen.Where(p => p.Melody.Length >= 48).Take(Count)];
        Song[] heads = [.. pieces.Select(p => SongOf(p.Melody[..(p.Melody.Length / 2)]))];
        SongAnalysis[] analyses = [.. heads.Select(SongAnalysis.Of)];
        ImmutableArray<SongNote>[] continued = [.. analyses.AsParallel().AsOrdered().Select((a, i) =>
            SongNotes.Of(Continuation.Of(a, new ContinuationOptions { Bars = Bars, Seed = i })))];
        int inKey = continued.Zip(analyses).Count(c => (c.First[^1].Key - c.Second.Keys[0].Key.Tonic + 144) % 12 is 0 or 3 or 4 or 7);
        table.Row($"of {Count} continuations of {Bars} bars end on the tonic's triad",
            Table.Text($"{100.0 * inKey / continued.Length:0.0} %"), "100 %");
        HashSet<string> trained = [.. Training.ReadTunes(Path.Combine("src", "Cascade.Samples", "Analysis", "Training"))
            .SelectMany(t => Windows(SongNotes.Of(t.Song)))];
        table.Row("  with a run of more than 8 notes of the training", $"{continued.Count(c => Windows(c).Any(trained.Contains))}", "0");
        ImmutableArray<SongNote>[] originals = [.. pieces.Select(p => p.Melody[(p.Melody.Length / 2)..])];
        double[] areas = [.. Features.Select(f => Area([.. continued.Select(f.Value)], [.. originals.Select(f.Value)]))];
        table.Row("  told from originals by single features, AUC: " + string.Join(", ", Features.Keys),
            string.Join(", ", areas.Select(a => Table.Text($"{a:0.00}"))), "<= 0.75");
        double[] times = [.. analyses.Take(50).Select(a =>
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            Continuation.Of(a, new ContinuationOptions { Bars = 16 });
            return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
        }).Order()];
        table.Row("  16 bars, median", Table.Text($"{times[times.Length / 2]:0.0} ms"), "<= 20 ms");
    }

    private static readonly Dictionary<string, Func<ImmutableArray<SongNote>, double>> Features = new()
    {
        ["bits"] = Bits,
        ["steps"] = n => Intervals(n).Count(i => Math.Abs(i) is 1 or 2) / (double)n.Length,
        ["leaps"] = n => Intervals(n).Count(i => Math.Abs(i) > 4) / (double)n.Length,
        ["unisons"] = n => Intervals(n).Count(i => i == 0) / (double)n.Length,
        ["range"] = n => n.Max(x => x.Key) - n.Min(x => x.Key),
        ["turns"] = n => Intervals(n).Zip(Intervals(n).Skip(1)).Count(p => p.First * p.Second < 0) / (double)n.Length,
    };

    private static IEnumerable<int> Intervals(ImmutableArray<SongNote> notes) =>
        notes.Zip(notes.Skip(1)).Select(p => p.Second.Key - p.First.Key);

    private static double Bits(ImmutableArray<SongNote> notes)
    {
        var predictor = new NextNotePredictor(NextNoteModel.Default) { Key = KeyClassifier.Default.Classify(notes)[0].Key };
        return notes.Average(n => predictor.Learn(n.Key));
    }

    // The chance that a continuation has more of it than an original, or less, whichever tells more.
    private static double Area(double[] a, double[] b)
    {
        double more = a.Sum(x => b.Sum(y => x > y ? 1 : x == y ? 0.5 : 0)) / ((double)a.Length * b.Length);
        return Math.Max(more, 1 - more);
    }

    private static IEnumerable<string> Windows(ImmutableArray<SongNote> notes)
    {
        int[] intervals = [.. Intervals(notes)];
        for (int i = 0; i + LongestCopy <= intervals.Length; i++)
            yield return string.Join(',', intervals[i..(i + LongestCopy)]);
    }

    private static Song SongOf(ImmutableArray<SongNote> notes)
    {
        var builder = new SongBuilder(5040);
        int track = builder.AddTrack();
        foreach (SongNote note in notes)
            builder.AddNote(track, note.Tick - notes[0].Tick, Math.Max(1, note.EndTick - note.Tick), note.Key);
        return builder.ToSong();
    }
}
