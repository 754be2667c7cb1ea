using System.Collections.Immutable;
using Cascade.Analysis.Figures.Corpora;
using Cascade.Samples.Analysis;
using Cascade.Samples.Analysis.Prediction;

namespace Cascade.Analysis.Figures;

/// <summary>How well the next note is foretold: bits a note, how often it is the likeliest key, how often among three.</summary>
internal static class NextNoteFigures
{
    private const int Folds = 10, EssenTrained = 2_000, EssenTested = 200;

    public static void Measure(Table table, string corpora)
    {
        Piece[] sopranos = Melodies.Distinct([.. Melodies.Chorales(corpora).Select(p => p with { Lines = [p.Melody] })]);
        TrainingMelody[] chorales = [.. sopranos.Select(p => MelodyOf(p, withKey: true))];
        table.Row($"next note, chorale sopranos {chorales.Length}, 10 folds, key known", CrossValidated(chorales),
            "<= 2.05 bits, 51 / 83 %");
        table.Row("next note, same, key unknown", CrossValidated([.. sopranos.Select(p => MelodyOf(p, withKey: false))]), "<= 2.20 bits");
        Piece[] essen = Melodies.Essen(corpora);
        new Random(1).Shuffle(essen);
        TrainingMelody[] songs = [.. essen.Take(EssenTrained).Select(p => MelodyOf(p, withKey: true))];
        TrainingMelody[] tested = [.. songs.TakeLast(EssenTested)];
        table.Row("next note, Essen, 1,800 trained, 200 others tested",
            Tested(NextNoteTrainer.Train(songs[..^EssenTested], mostLearned: 1_200), tested).ToString(),
            "<= 2.10 bits, 50 / 81 %");
        table.Row("next note, shipped model, sopranos", Tested(NextNoteModel.Default, chorales).ToString(), "<= 2.30 bits");
        table.Row("next note, shipped model, Essen", Tested(NextNoteModel.Default, tested).ToString(), "<= 2.30 bits");
        table.Row("predict and learn a note; memory", Cost(chorales), "<= 20 us; 2 MB; 0 bytes");
    }

    private static TrainingMelody MelodyOf(Piece piece, bool withKey)
    {
        // Lengths in quarter notes: a score names them.
        ImmutableArray<SongNote> notes = piece.Melody;
        return new TrainingMelody(withKey ? piece.Key : null, [.. notes.Select(n => ((int)n.Key, (n.EndTick - n.Tick) / 5040.0))]);
    }

    private static string CrossValidated(TrainingMelody[] melodies)
    {
        var results = new Result[Folds];
        Parallel.For(0, Folds, fold => results[fold] = Tested(NextNoteTrainer.Train([.. melodies.Where((_, i) => i % Folds != fold)]),
            [.. melodies.Where((_, i) => i % Folds == fold)]));
        return results.Aggregate((a, b) => new Result(a.Bits + b.Bits, a.First + b.First, a.Three + b.Three, a.Notes + b.Notes)).ToString();
    }

    private static Result Tested(NextNoteModel model, TrainingMelody[] melodies)
    {
        var result = new Result(0, 0, 0, 0);
        var predictor = new NextNotePredictor(model);
        foreach (TrainingMelody melody in melodies)
        {
            predictor.Reset();
            predictor.Key = melody.Key;
            foreach ((int key, double beats) in melody.Notes)
            {
                ReadOnlySpan<float> p = predictor.Probabilities;
                int before = 0;
                foreach (float other in p)
                    before += other > p[key] ? 1 : 0;
                double bits = predictor.Learn(key, beats);
                result = new Result(result.Bits + bits, result.First + (before == 0 ? 1 : 0), result.Three + (before < 3 ? 1 : 0),
                    result.Notes + 1);
            }
        }
        return result;
    }

    private static string Cost(TrainingMelody[] melodies)
    {
        var predictor = new NextNotePredictor(NextNoteModel.Default);
        (int, double)[] notes = [.. melodies.SelectMany(m => m.Notes)];
        double best = double.MaxValue;
        long allocated = 0;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan start = Environment.CpuUsage.TotalTime;
            foreach ((int key, double beats) in notes)
                predictor.Learn(key, beats);
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - start).TotalMicroseconds / notes.Length);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        double megabytes = (NextNoteModel.Default.Bytes + NextNotePredictor.Bytes) / 1e6;
        return Table.Text($"{best:0.0} us; {megabytes:0.00} MB; {allocated} bytes");
    }

    private readonly record struct Result(double Bits, int First, int Three, int Notes)
    {
        public override string ToString() =>
            Table.Text($"{Bits / Notes:0.000} bits, {100.0 * First / Notes:0.0} / {100.0 * Three / Notes:0.0} %");
    }
}
