using System.Text;
using Cascade.Dsp;
using Cascade.Samples.Analysis;

namespace Cascade.Analysis.Figures;

/// <summary>What a whole analysis costs.</summary>
internal static class SpeedFigures
{
    public static void Measure(Table table, string corpora)
    {
        foreach (int notes in (int[])[10_000, 100_000, 1_000_000])
        {
            (double best, int bytes) = Analyse(Piece(notes), Rounds(notes));
            table.Row($"whole analysis of {notes:N0} notes; its JSON", Table.Text($"{best:N0} ms; {bytes / 1000.0:0.0} KB"),
                notes == 10_000 ? "<= 100 ms; 50 KB" : "linear");
        }
        foreach (int notes in (int[])[10_000, 40_000, 160_000])
            table.Row($"whole analysis of {notes:N0} notes played freely",
                Table.Text($"{Analyse(Piece(notes, looseness: 30), Rounds(notes)).Milliseconds:N0} ms"), "linear");

        static int Rounds(int notes) => notes > 100_000 ? 2 : 5;
    }

    // The least processor time of several rounds, and how long the report is.
    private static (double Milliseconds, int Bytes) Analyse(Song song, int rounds)
    {
        (double best, int bytes) = (double.MaxValue, 0);
        for (int round = 0; round < rounds; round++)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            AnalysisReport report = SongAnalysis.Of(song).ToReport();
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - start).TotalMilliseconds);
            bytes = Encoding.UTF8.GetByteCount(report.ToJson());
        }
        return (best, bytes);
    }

    // Broken chords below a melody, in changing keys; each note late by less than so many ticks.
    private static Song Piece(int notes, int looseness = 1)
    {
        Random random = new(1), late = new(2);
        var builder = new SongBuilder(480);
        int melody = builder.AddTrack(), below = builder.AddTrack(channel: 1);
        int[] roots = [0, 5, 7, 0, 9, 2, 7, 0], scale = [0, 2, 4, 5, 7, 9, 11], broken = [0, 7, 16, 7];
        for (int i = 0; i < notes; i++)
        {
            int beat = i / 6, key = beat / 64 * 5 % 12;
            if (i % 6 < 2)
                builder.AddNote(melody, beat * 480L + i % 6 * 240 + late.Next(looseness), 230, 72 + key % 7 + scale[random.Next(7)]);
            else
                builder.AddNote(below, beat * 480L + (i % 6 - 2) * 120 + late.Next(looseness), 110,
                    41 + key + roots[beat / 2 % 8] + broken[i % 6 - 2]);
        }
        return builder.ToSong();
    }
}
