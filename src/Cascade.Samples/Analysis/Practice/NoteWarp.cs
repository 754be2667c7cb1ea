using System.Collections.Immutable;

namespace Cascade.Samples.Analysis;

/// <summary>Finds when each note of a reference is due in a performance: dynamic time warping of the sets of keys that start
/// together.</summary>
internal static class NoteWarp
{
    /// <summary>What is written together lies within this time, in seconds.</summary>
    public const double ReferenceTogether = 0.005;

    private const double PlayedTogether = 0.03;

    // Of long pieces only so many cells around the diagonal are looked at.
    private const int FullCells = 20_000_000, LeastBand = 600;

    // What it costs to stand still while time passes, in units of a wholly wrong chord: for itself and by the second. And to hurry or
    // tarry.
    private const float Stay = 0.3f, Waiting = 3, Rubato = 0.12f;

    /// <summary>The time in the performance at which each note of the reference is due, in seconds.</summary>
    public static double[] Due(ImmutableArray<SongNote> reference, ImmutableArray<SongNote> played)
    {
        ChordGroup[] written = ChordGroup.Of(reference, ReferenceTogether), heard = ChordGroup.Of(played, PlayedTogether);
        double[] times = Filled(written, Warp(written, heard));
        var due = new double[reference.Length];
        for (int g = 0; g < written.Length; g++)
            due.AsSpan(written[g].First, written[g].Count).Fill(times[g]);
        return due;
    }

    // The time of each written group: the mean of the heard groups on the path that share a key with it; NaN if none does.
    private static double[] Warp(ChordGroup[] written, ChordGroup[] heard)
    {
        int rows = written.Length, columns = heard.Length;
        int band = (long)rows * columns <= FullCells ? columns : Math.Max(LeastBand, (int)(FullCells / rows / 2));
        int width = Math.Min(columns, 2 * band + 1);
        var steps = new byte[(long)rows * width];
        float[] above = new float[width], row = new float[width];
        double length = written[^1].Seconds - written[0].Seconds;
        float slowness = length > 0 ? (float)Math.Clamp((heard[^1].Seconds - heard[0].Seconds) / length, 0.05, 20) : 1;
        int aboveFirst = 0;
        for (int r = 0; r < rows; r++)
        {
            int first = FirstColumn(r, rows, columns, width);
            float due = r == 0 ? 0 : slowness * (float)(written[r].Seconds - written[r - 1].Seconds);
            for (int c = first; c < first + width; c++)
            {
                float distance = written[r].DistanceTo(heard[c]);
                float passed = c == 0 ? 0 : (float)(heard[c].Seconds - heard[c - 1].Seconds);
                float diagonal = r == 0 ? c == 0 ? 0 : float.PositiveInfinity
                    : At(above, c - 1 - aboveFirst) + Rubato * Math.Min(3, Math.Abs(MathF.Log((passed + 0.02f) / (due + 0.02f))));
                float up = r == 0 ? float.PositiveInfinity : At(above, c - aboveFirst) + Stay + Waiting * Math.Min(due, 1);
                float left = c == first ? float.PositiveInfinity : row[c - first - 1] + Stay + Waiting * Math.Min(passed, 1);
                (float best, byte step) = diagonal <= up && diagonal <= left ? (diagonal, (byte)0) : up <= left ? (up, (byte)1)
                    : (left, (byte)2);
                row[c - first] = best + distance;
                steps[(long)r * width + c - first] = step;
            }
            (above, row, aboveFirst) = (row, above, first);
        }
        var times = new double[rows];
        var counts = new int[rows];
        for (int r = rows - 1, c = columns - 1; ;)
        {
            if ((written[r].Keys & heard[c].Keys) != 0)
            {
                times[r] += heard[c].Seconds;
                counts[r]++;
            }
            byte step = steps[(long)r * width + c - FirstColumn(r, rows, columns, width)];
            if (r == 0 && c == 0)
                break;
            if (r > 0 && step != 2)
                r--;
            if (c > 0 && step != 1)
                c--;
            // The band's edge may not be left.
            c = Math.Clamp(c, FirstColumn(r, rows, columns, width), FirstColumn(r, rows, columns, width) + width - 1);
        }
        for (int r = 0; r < rows; r++)
            times[r] = counts[r] > 0 ? times[r] / counts[r] : double.NaN;
        return times;
    }

    private static float At(float[] row, int index) => (uint)index < (uint)row.Length ? row[index] : float.PositiveInfinity;

    private static int FirstColumn(int row, int rows, int columns, int width) =>
        (int)Math.Clamp((long)row * columns / Math.Max(1, rows) - width / 2, 0, columns - width);

    // Fills what has no time: on the line between its neighbours that have, beyond them at the pace of the reference.
    private static double[] Filled(ChordGroup[] written, double[] times)
    {
        int[] known = [.. Enumerable.Range(0, times.Length).Where(i => !double.IsNaN(times[i]))];
        if (known.Length == 0)
            return [.. written.Select(g => g.Seconds)];
        var filled = new double[times.Length];
        for (int i = 0, after = 0; i < times.Length; i++)
        {
            while (after < known.Length && known[after] < i)
                after++;
            int b = known[Math.Min(after, known.Length - 1)], a = known[Math.Max(0, after - 1)];
            double span = written[b].Seconds - written[a].Seconds;
            filled[i] = !double.IsNaN(times[i]) ? times[i]
                : a < i && i < b && span > 0 ? times[a] + (written[i].Seconds - written[a].Seconds) / span * (times[b] - times[a])
                : i > b ? times[b] + written[i].Seconds - written[b].Seconds : times[a] + written[i].Seconds - written[a].Seconds;
        }
        return filled;
    }
}
