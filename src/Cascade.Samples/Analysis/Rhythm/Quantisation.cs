using System.Collections.Immutable;

namespace Cascade.Samples.Analysis;

/// <summary>Where a note stands in a score, counted in beats.</summary>
/// <param name="Start">Where it starts, in beats from the first of the grid.</param>
/// <param name="Length">How long it is, in beats; above 0.</param>
public readonly record struct QuantisedNote(double Start, double Length);

/// <summary>Puts played notes on the parts of beats that they stand for.</summary>
/// <remarks>
/// Of each beat all notes are looked at together: its onsets are put on its parts in their order, and it is divided in 1, 2, 3, 4, 6, 8,
/// 12 or 16, whichever takes the fewest bits, where finer divisions are rarer, parts tend to be struck, and a beat tends to be divided as
/// the one before. That is decoded over the whole piece, so a single late note makes no triplet. How freely the player treats the beat is
/// found from the piece too.
/// <para>Source of the idea: A. Cemgil, P. Desain and B. Kappen, "Rhythm quantization for transcription", Computer Music Journal 24,
/// 2000 (a prior of simple divisions and a Gaussian of how far notes are from them).</para>
/// </remarks>
public static class Quantisation
{
    /// <summary>The finest parts that <see cref="Of"/> writes: 48 in a beat, which its thirds and its sixteenths are.</summary>
    public const int PartsPerBeat = 48;

    // The divisions of a beat, and how rare each is in bits.
    private static readonly int[] _divisions = [1, 2, 3, 4, 6, 8, 12, 16];
    private static readonly double[] _rarities = [0.4, 1.2, 2.6, 2.2, 1.9, 5.6, 6, 6];

    // In bits: another division than in the beat before; a place that is left empty or struck; onsets that share one.
    private const double Change = 6.7, Empty = 2.6, Struck = 0.62, Shared = 2.1;

    // How far notes are from where they stand, in seconds and as a share of the beat: of a machine, of an even player, of freer ones.
    private static readonly (double Seconds, double Share)[] _players = [(0.006, 0), (0.0178, 0), (0.0178, 0.017), (0.0178, 0.045)];

    // So many times that is the farthest that counts.
    private const double Farthest = 5.3;

    // What starts within this time, in seconds, is one onset; from this part of a beat on, a note belongs to the next one.
    private const double Together = 0.026, Early = 0.943;

    /// <summary>The place of each note, in the order of the notes.</summary>
    /// <param name="notes">Notes in the order of their starts.</param>
    /// <param name="grid">Where beats lie: a score's, found ones (<see cref="BeatTracker"/>), or known ones
    /// (<see cref="BeatGrid.OfBeats"/>).</param>
    /// <remarks>Time and memory grow with the number of notes.</remarks>
    /// <exception cref="ArgumentNullException">There is no grid.</exception>
    public static ImmutableArray<QuantisedNote> Of(ImmutableArray<SongNote> notes, BeatGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        List<Beat> beats = Beats(notes, grid);
        var places = new double[notes.Length];
        // The freer a player is with the beat, the farther notes may be off; whichever takes the fewest bits is the player.
        (int[] divisions, (double, double) player) = ([], default);
        double least = double.PositiveInfinity;
        foreach ((double Seconds, double Share) candidate in _players)
            if (Decode(notes, grid, beats, candidate, out double bits) is var decoded && bits < least)
                (divisions, player, least) = (decoded, candidate, bits);
        var quantised = ImmutableArray.CreateBuilder<QuantisedNote>(notes.Length);
        for (int b = 0; b < beats.Count; b++)
        {
            int division = _divisions[divisions[b]];
            Fit(notes.AsSpan().Slice(beats[b].First, beats[b].Notes), grid, beats[b].Number, division, player,
                places.AsSpan(beats[b].First, beats[b].Notes));
            for (int i = beats[b].First; i < beats[b].First + beats[b].Notes; i++)
            {
                double start = beats[b].Number + places[i];
                quantised.Add(new QuantisedNote(start, LengthOf(grid.EndOf(notes[i]) - start, division)));
            }
        }
        return quantised.MoveToImmutable();
    }

    // Puts the onsets of a beat on its parts, one after the other; returns how many bits that takes.
    private static double Fit(ReadOnlySpan<SongNote> notes, BeatGrid grid, double beat, int division,
        (double Seconds, double Share) player, Span<double> places)
    {
        double seconds = Math.Max(1e-3, grid.SecondsAt(beat + 1) - grid.SecondsAt(beat));
        double jitter = player.Seconds / seconds + player.Share;
        Span<double> sums = stackalloc double[division + 1], next = stackalloc double[division + 1];
        var from = new List<byte[]>();
        var ends = new List<int>();
        for (int i = 0; i < notes.Length;)
        {
            int first = i;
            double mean = 0;
            for (; i < notes.Length && notes[i].Start - notes[first].Start <= Together; i++)
                mean += grid.StartOf(notes[i]) - beat;
            mean /= i - first;
            var back = new byte[division + 1];
            for (int p = 0; p <= division; p++)
            {
                double off = Math.Min(Farthest, Math.Abs(mean - (double)p / division) / jitter), best = double.PositiveInfinity;
                if (first == 0)
                    best = 0;
                else
                    for (int o = 0; o <= p; o++)
                        if (sums[o] + (o == p ? Shared : 0) is var sum && sum < best)
                            (best, back[p]) = (sum, (byte)o);
                next[p] = best + 0.72 * off * off;
            }
            next.CopyTo(sums);
            from.Add(back);
            ends.Add(i);
        }
        int at = 0;
        for (int p = 1; p <= division; p++)
            if (sums[p] < sums[at])
                at = p;
        double bits = sums[at];
        int struck = 1;
        for (int g = from.Count - 1; g >= 0; g--)
        {
            int first = g == 0 ? 0 : ends[g - 1];
            if (!places.IsEmpty)
                places[first..ends[g]].Fill((double)at / division);
            int before = from[g][at];
            struck += g > 0 && before != at ? 1 : 0;
            at = before;
        }
        return bits + from.Count * Math.Log2(jitter * seconds) + struck * Struck + Math.Max(0, division - struck) * Empty;
    }

    // A note's end is played less exactly than its start: it is as long as the nearest of what the beat is divided in, half or twice that.
    private static double LengthOf(double length, int division)
    {
        double part = 1.0 / division;
        return length < 0.75 * part ? division < 8 && length < 0.6 * part ? part / 2 : part : Math.Round(length * division) / division;
    }

    // The beats that have notes; what comes a little before one belongs to it.
    private static List<Beat> Beats(ImmutableArray<SongNote> notes, BeatGrid grid)
    {
        var beats = new List<Beat>();
        for (int i = 0; i < notes.Length; i++)
        {
            double start = grid.StartOf(notes[i]), number = Math.Floor(start);
            if (start - number >= Early)
                number++;
            // Notes of one time stay in order, also where the grid bends.
            if (beats.Count > 0 && number <= beats[^1].Number)
                beats[^1] = beats[^1] with { Notes = beats[^1].Notes + 1 };
            else
                beats.Add(new Beat(number, i, 1));
        }
        return beats;
    }

    // The division of each beat: the least bits over all.
    private static int[] Decode(ImmutableArray<SongNote> notes, BeatGrid grid, List<Beat> beats,
        (double Seconds, double Share) player, out double bitsOfAll)
    {
        int kinds = _divisions.Length;
        var from = new byte[beats.Count * kinds];
        double[] sums = new double[kinds], next = new double[kinds];
        for (int b = 0; b < beats.Count; b++)
        {
            Beat beat = beats[b];
            ReadOnlySpan<SongNote> inside = notes.AsSpan().Slice(beat.First, beat.Notes);
            for (int d = 0; d < kinds; d++)
            {
                double bits = _rarities[d] + Fit(inside, grid, beat.Number, _divisions[d], player, []);
                (double least, int back) = (double.PositiveInfinity, d);
                for (int o = 0; o < kinds; o++)
                    if (sums[o] + (o == d ? 0 : Change) is var sum && sum < least)
                        (least, back) = (sum, o);
                next[d] = bits + least;
                from[b * kinds + d] = (byte)back;
            }
            (sums, next) = (next, sums);
        }
        var divisions = new int[beats.Count];
        bitsOfAll = sums.Min();
        int at = Array.IndexOf(sums, bitsOfAll);
        for (int b = beats.Count - 1; b >= 0; b--)
        {
            divisions[b] = at;
            at = from[b * kinds + at];
        }
        return divisions;
    }

    private readonly record struct Beat(double Number, int First, int Notes);
}
