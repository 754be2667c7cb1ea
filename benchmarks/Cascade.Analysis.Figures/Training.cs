using Cascade.Samples.Analysis;
using Cascade.Samples.Analysis.Training;

namespace Cascade.Analysis.Figures;

/// <summary>Trains what is shipped with the melodies beside its source, and writes it there.</summary>
internal static class Training
{
    public static void Run(string folder, TextWriter output)
    {
        Tune[] tunes = [.. ReadTunes(folder)];
        output.WriteLine($"{tunes.Length} melodies");
        byte[] key = TrainKey(tunes).Save();
        File.WriteAllBytes(Path.Combine(folder, "..", "Data", "key.bin"), key);
        output.WriteLine($"key.bin: {key.Length} bytes");
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

    private static KeyClassifier TrainKey(Tune[] tunes) => KeyClassifier.Train(
        [.. tunes.Where(t => t.Key is not null).Select(t => (VoiceLines.Of(SongNotes.Of(t.Song)), t.Key!.Value))]);
}
