using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Cascade.Samples.Analysis;

/// <summary>Finds the beats of a performance.</summary>
/// <remarks>
/// The course of the tempo is found first (<see cref="TempoTrack"/>); then those onsets are chosen as beats that stand out most while each
/// beat is about as long as the one before and as the tempo there says: dynamic programming over pairs of onsets. A beat that nobody
/// strikes is put in the middle.
/// </remarks>
public static class BeatTracker
{
    private const double Shortest = 0.2, Longest = 2.0;
    private const double Change = 21, Tempo = 21, Skip = 0.55, Between = 0.086, LongBeats = 1.4;
    private const int MostBefore = 28;

    /// <summary>The beats in seconds, ascending; none if fewer than two onsets are there to count by.</summary>
    /// <param name="notes">Notes in the order of their starts.</param>
    public static ImmutableArray<double> Track(ImmutableArray<SongNote> notes)
    {
        List<Onset> onsets = Onset.Of(notes);
        if (onsets.Count < 2)
            return [];
        var beats = new List<double>();
        TempoTrack tempo = TempoTrack.Of(onsets);
        // Where the music stops for long, counting starts anew.
        for (int start = 0; start < onsets.Count;)
        {
            int end = start + 1;
            while (end < onsets.Count && onsets[end].Seconds - onsets[end - 1].Seconds < 0.95 * Longest)
                end++;
            Chain(CollectionsMarshal.AsSpan(onsets)[start..end], tempo, beats);
            start = end;
        }
        return beats.Count < 2 ? [] : [.. beats];
    }

    private static void Chain(ReadOnlySpan<Onset> onsets, TempoTrack tempo, List<double> beats)
    {
        // Pairs (i, j): beats at the onsets j and i, one after the other or two with one between.
        int count = onsets.Length;
        var scores = new double[count * MostBefore];
        var from = new short[count * MostBefore];
        var cumulated = new double[count + 1];
        for (int i = 0; i < count; i++)
            cumulated[i + 1] = cumulated[i] + onsets[i].Salience;
        Array.Fill(scores, double.NegativeInfinity);
        (double best, int bestAt) = (double.NegativeInfinity, -1);
        for (int i = 1; i < count; i++)
        {
            double period = tempo.PeriodAt(onsets[i].Seconds);
            for (int back = 1; back <= Math.Min(i, MostBefore - 1); back++)
            {
                int j = i - back;
                double distance = onsets[i].Seconds - onsets[j].Seconds;
                if (distance > Longest)
                    break;
                if (distance < Shortest)
                    continue;
                (double beat, int skipped) = (distance, 0);
                if (distance > 1.5 * period)
                    (beat, skipped) = (distance / 2, 1);
                double off = Math.Log(beat / period);
                double own = Math.Pow(beat / period,
                    LongBeats) * (onsets[i].Salience - Between * (cumulated[i] - cumulated[j + 1])) * (1 + skipped)
                    - Tempo * off * off * (1 + skipped) - Skip * skipped;
                double reached = j == 0 || onsets[j].Seconds - onsets[0].Seconds < 3
                    ? onsets[j].Salience - 0.4 * (onsets[j].Seconds - onsets[0].Seconds) : double.NegativeInfinity;
                short via = -1;
                for (int b = 1; b <= Math.Min(j, MostBefore - 1); b++)
                {
                    double before = onsets[j].Seconds - onsets[j - b].Seconds;
                    if (before > Longest)
                        break;
                    if (double.IsNegativeInfinity(scores[j * MostBefore + b]))
                        continue;
                    double beatBefore = before > 1.5 * tempo.PeriodAt(onsets[j].Seconds) ? before / 2 : before;
                    double change = Math.Log(beat / beatBefore);
                    double value = scores[j * MostBefore + b] - Change * change * change;
                    if (value > reached)
                        (reached, via) = (value, (short)b);
                }
                scores[i * MostBefore + back] = own + reached;
                from[i * MostBefore + back] = via;
                if (onsets[i].Seconds >= onsets[^1].Seconds - Longest && own + reached > best)
                    (best, bestAt) = (own + reached, i * MostBefore + back);
            }
        }
        if (bestAt < 0)
            return;
        var chain = new List<double>();
        for (int at = bestAt; ;)
        {
            int i = at / MostBefore, back = at % MostBefore, j = i - back;
            double distance = onsets[i].Seconds - onsets[j].Seconds;
            chain.Add(onsets[i].Seconds);
            if (distance > 1.5 * tempo.PeriodAt(onsets[i].Seconds))
                chain.Add(0.5 * (onsets[i].Seconds + onsets[j].Seconds));
            if (from[at] < 0)
            {
                chain.Add(onsets[j].Seconds);
                break;
            }
            at = j * MostBefore + from[at];
        }
        chain.Reverse();
        beats.AddRange(chain);
    }
}
