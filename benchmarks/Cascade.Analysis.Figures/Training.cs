using System.Collections.Immutable;
using Cascade.Samples.Analysis;
using Cascade.Samples.Analysis.Prediction;
using Cascade.Samples.Analysis.Training;

namespace Cascade.Analysis.Figures;

/// <summary>Trains what is shipped with the melodies beside its source, and writes it there.</summary>
internal static class Training
{
    private const int MostContexts = 56_000, TuneLessons = 4, WholeTunes = 40, KeyPasses = 10;
    private const double KeyDecay = 1e-5;

    public static void Run(string folder, TextWriter output)
    {
        Tune[] tunes = [.. ReadTunes(folder)];
        output.WriteLine($"{tunes.Length} melodies");
        byte[] key = TrainKey(tunes).Save();
        File.WriteAllBytes(Path.Combine(folder, "..", "Data", "key.bin"), key);
        output.WriteLine($"key.bin: {key.Length} bytes");
        NextNoteModel model = NextNoteTrainer.Train([.. tunes.Where(t => t.Key is not null).Select(MelodyOf)], MostContexts,
            guarded: [.. tunes.Select(MelodyOf)]);
        byte[] nextNote = model.Save();
        File.WriteAllBytes(Path.Combine(folder, "..", "Data", "next-note.bin"), nextNote);
        output.WriteLine($"next-note.bin: {nextNote.Length} bytes, {model.Bytes} in memory");
    }

    public static IEnumerable<Tune> ReadTunes(string folder)
    {
        foreach (string name in (string[])["lieder-melodies.txt", "tunes.txt"])
        {
            using StreamReader reader = File.OpenText(Path.Combine(folder, name));
            foreach (Tune tune in TuneFile.Read(reader))
                yield return tune;
        }
    }

    internal static TrainingMelody MelodyOf(Tune tune) => new(tune.Key,
        [.. SongNotes.Of(tune.Song).Select(n => ((int)n.Key, (double)(n.EndTick - n.Tick) / tune.Song.Division.TicksPerQuarter))],
        // The tunes are of many styles, so they tell better what to trust.
        char.IsLower(tune.Origin[0]) ? TuneLessons : 1);

    private static KeyClassifier TrainKey(Tune[] tunes)
    {
        var examples = new List<(ImmutableArray<ImmutableArray<SongNote>>, MusicalKey)>();
        foreach (Tune tune in tunes.Where(t => t.Key is not null))
        {
            ImmutableArray<SongNote> melody = SongNotes.Of(tune.Song);
            // Whole tunes close as most pieces do; songs and themes break off at times.
            int times = tune.Origin is "hymn" or "carol" or "folk" or "dance" or "march" or "anthem" ? WholeTunes : 1;
            for (int i = 0; i < times; i++)
            {
                examples.Add(([melody], tune.Key!.Value));
                examples.Add((Harmonised.Lines(melody, tune.Key!.Value, tune.Song.Division.TicksPerQuarter), tune.Key!.Value));
            }
        }
        return KeyClassifier.Train(examples, KeyPasses, decay: KeyDecay);
    }
}
