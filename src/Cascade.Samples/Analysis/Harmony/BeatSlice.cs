using System.Collections.Immutable;

namespace Cascade.Samples.Analysis.Harmony;

/// <summary>What sounds within one beat.</summary>
/// <param name="Beat">The beat.</param>
/// <param name="Strength">2 for the first of a bar, 1 for its middle, else 0.</param>
/// <param name="Bass">The pitch class of the lowest note, that which sounds longest of those that are.</param>
/// <param name="Weights">How much of the beat's sound each pitch class has, 0 to 1; together 1.</param>
internal readonly record struct BeatSlice(long Beat, int Strength, int Bass, PitchClassWeights Weights)
{
    // A note that is held for longer is not heard as new harmony; and a held pedal must not cost more time than it has notes.
    private const int LongestBeats = 16;

    /// <summary>The beats in which something sounds, in order.</summary>
    /// <param name="notes">Notes in the order of their starts.</param>
    /// <param name="grid">Where beats lie.</param>
    public static List<BeatSlice> Of(ImmutableArray<SongNote> notes, BeatGrid grid)
    {
        var slices = new List<BeatSlice>();
        var sounding = new List<(double Start, double End, byte Key)>();
        int next = 0;
        long beat = 0;
        Span<double> bassTimes = stackalloc double[128];
        while (next < notes.Length || sounding.Count > 0)
        {
            if (sounding.Count == 0)
                beat = Math.Max(beat, (long)Math.Floor(grid.StartOf(notes[next]) + Slack));
            for (; next < notes.Length && grid.StartOf(notes[next]) + Slack < beat + 1; next++)
            {
                double start = grid.StartOf(notes[next]);
                sounding.Add((start, Math.Min(Math.Max(grid.EndOf(notes[next]), start + Shortest), start + LongestBeats), notes[next].Key));
            }
            if (Slice(beat, sounding, bassTimes, grid) is { } slice)
                slices.Add(slice);
            beat++;
            long ended = beat;
            sounding.RemoveAll(note => note.End <= ended + Slack);
        }
        return slices;
    }

    // In beats: a little early still is on the beat.
    private const double Slack = 0.04;
    private const double Shortest = 0.1;

    // What comes later in a beat is more often on its way to the next.
    private const double SecondHalf = 0.6;

    private static double Within(double start, double end, double from, double to) =>
        Math.Max(0, Math.Min(end, to) - Math.Max(start, from));

    private static BeatSlice? Slice(long beat, List<(double Start, double End, byte Key)> sounding, Span<double> times, BeatGrid grid)
    {
        var weights = new PitchClassWeights();
        double sum = 0;
        int lowest = 128;
        times.Clear();
        foreach ((double start, double end, byte key) in sounding)
        {
            double time = Within(start, end, beat, beat + 0.5) + SecondHalf * Within(start, end, beat + 0.5, beat + 1);
            if (time <= 0)
                time = 0.01;
            weights[key % 12] += (float)time;
            times[key] += time;
            sum += time;
            // A short bass note that is not struck on the beat is passing.
            if (key < lowest && (time > 0.165 || start <= beat + 0.1))
                lowest = key;
        }
        if (sum == 0)
            return null;
        if (lowest == 128)
            lowest = times.IndexOfAnyExcept(0);
        for (int i = 0; i < 12; i++)
            weights[i] /= (float)sum;
        return new BeatSlice(beat, grid.StrengthAt(beat), lowest % 12, weights);
    }
}

/// <summary>A number for each pitch class.</summary>
[System.Runtime.CompilerServices.InlineArray(12)]
internal struct PitchClassWeights
{
    private float _first;
}
