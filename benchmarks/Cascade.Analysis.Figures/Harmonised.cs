using System.Collections.Immutable;
using Cascade.Samples.Analysis;

namespace Cascade.Analysis.Figures;

/// <summary>Puts plain chords below a melody, so that a classifier that learns from melodies has heard parts and a bass too.</summary>
internal static class Harmonised
{
    private static readonly int[][] _major = [[0, 4, 7], [5, 9, 0], [7, 11, 2], [2, 5, 9], [9, 0, 4]];
    private static readonly int[][] _minor = [[0, 3, 7], [5, 8, 0], [7, 11, 2], [8, 0, 3], [3, 7, 10]];
    private static readonly double[] _favour = [0.5, 0.2, 0.3, 0, 0];

    /// <summary>The bass, two inner parts and the melody: a chord every two quarter notes, the last on the tonic.</summary>
    public static ImmutableArray<ImmutableArray<SongNote>> Lines(ImmutableArray<SongNote> melody, MusicalKey key, int ticksPerQuarter)
    {
        int[][] chords = key.IsMinor ? _minor : _major;
        long unit = 2L * ticksPerQuarter, end = melody.Max(n => n.EndTick);
        var parts = new[] { new List<SongNote>(), new List<SongNote>(), new List<SongNote>() };
        int next = 0;
        for (long tick = melody[0].Tick; tick < end; tick += unit)
        {
            var weights = new double[12];
            for (; next < melody.Length && melody[next].Tick < tick + unit; next++)
                weights[(melody[next].PitchClass - key.Tonic + 12) % 12] += Math.Min(unit, melody[next].EndTick - melody[next].Tick);
            double sum = weights.Sum() + 1e-9;
            int chosen = tick + unit >= end ? 0 : Enumerable.Range(0, chords.Length)
                .MaxBy(c => chords[c].Sum(t => weights[t]) / sum + _favour[c]);
            for (int part = 0; part < 3; part++)
            {
                int pitch = (part == 0 ? 48 : 60) + (chords[chosen][part] + key.Tonic) % 12;
                parts[part].Add(new SongNote(tick, tick + unit, 0, 0, (byte)pitch, 64, 0, part));
            }
        }
        return [.. parts.Select(p => p.ToImmutableArray()), melody];
    }
}
