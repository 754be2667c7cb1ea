using System.Collections.Immutable;

namespace Cascade.Samples.Analysis;

/// <summary>What speaks for a beat at an onset.</summary>
/// <param name="Seconds">When it is.</param>
/// <param name="Beat">How much it stands out as beats do, as a logarithm; about 0 on average.</param>
/// <param name="Downbeat">The same for the first beats of bars.</param>
/// <param name="Pace">The mean time between the onsets around, as the logarithm to base 2 of seconds.</param>
/// <param name="Tempo">How long a beat is by what comes again in the seconds around, as a logarithm to base 2.</param>
internal readonly record struct BeatEvidence(double Seconds, double Beat, double Downbeat, double Pace, double Tempo)
{
    // In seconds: what is compared with a sound for loudness and the like, what a bass and a harmony are compared with, and what pace is.
    private const double Around = 6, BassBefore = 0.7, BassAfter = 0.4, Remembered = 1, PaceAround = 8;

    // Number of notes, loudness, time to the next onset, length, bass, new pitch classes, lower than what is around.
    private const int Kinds = 7;
    private static readonly double[] _beat = [0.189, 2.78, 3.45, 2.19, 0.9, 0.619, 0.785];
    private static readonly double[] _downbeat = [0.4, 1.38, 0.715, 0.471, 0.689, 0.5, 1];

    /// <summary>The evidence of each onset.</summary>
    /// <param name="notes">Notes in the order of their starts.</param>
    /// <param name="onsets">Their onsets, at least one.</param>
    public static BeatEvidence[] Of(ImmutableArray<SongNote> notes, List<Onset> onsets)
    {
        var kinds = new double[Kinds][];
        for (int kind = 0; kind < Kinds; kind++)
            kinds[kind] = new double[onsets.Count];
        var lowest = new int[onsets.Count];
        Sounds(notes, onsets, kinds, lowest);
        Basses(onsets, lowest, kinds[6]);
        double[] beat = new double[onsets.Count], downbeat = new double[onsets.Count];
        for (int kind = 0; kind < Kinds; kind++)
            AddAboveMean(onsets, kinds[kind], _beat[kind], beat, _downbeat[kind], downbeat);
        TempoTrack tempo = TempoTrack.Of(onsets);
        var evidence = new BeatEvidence[onsets.Count];
        int low = 0, high = 0;
        for (int i = 0; i < evidence.Length; i++)
        {
            double now = onsets[i].Seconds;
            while (high < evidence.Length && onsets[high].Seconds <= now + PaceAround)
                high++;
            while (onsets[low].Seconds < now - PaceAround)
                low++;
            double pace = Math.Log2(Math.Max(0.04, (onsets[high - 1].Seconds - onsets[low].Seconds) / Math.Max(1, high - 1 - low)));
            evidence[i] = new BeatEvidence(now, Math.Clamp(beat[i], -2.5, 3.5), Math.Clamp(downbeat[i], -2, 2.5), pace,
                Math.Log2(tempo.PeriodAt(now)));
        }
        return evidence;
    }

    private static void Sounds(ImmutableArray<SongNote> notes, List<Onset> onsets, double[][] kinds, int[] lowest)
    {
        // How often each pitch class was struck of late.
        Span<int> struck = stackalloc int[12];
        int oldest = 0;
        for (int i = 0; i < onsets.Count; i++)
        {
            Onset onset = onsets[i];
            for (; oldest < onset.First && notes[oldest].Start <= onset.Seconds - Remembered; oldest++)
                struck[notes[oldest].PitchClass]--;
            (int loud, int low, double longest, int classes) = (0, 127, 0, 0);
            foreach (SongNote note in notes.AsSpan().Slice(onset.First, onset.Count))
            {
                loud = Math.Max(loud, note.Velocity);
                low = Math.Min(low, note.Key);
                longest = Math.Max(longest, note.Seconds);
                classes |= 1 << note.PitchClass;
            }
            (int all, int fresh) = (0, 0);
            for (int c = 0; c < 12; c++)
                if ((classes >> c & 1) != 0)
                {
                    all++;
                    fresh += struck[c] == 0 ? 1 : 0;
                }
            foreach (SongNote note in notes.AsSpan().Slice(onset.First, onset.Count))
                struck[note.PitchClass]++;
            int next = onset.First + onset.Count;
            kinds[0][i] = Math.Log2(1 + onset.Count);
            kinds[1][i] = loud / 127.0;
            kinds[2][i] = Math.Min(1.2, next < notes.Length ? notes[next].Start - onset.Seconds : 1);
            kinds[3][i] = Math.Min(1.5, longest);
            kinds[4][i] = Math.Clamp((62 - low) / 26.0, 0, 1);
            kinds[5][i] = (double)fresh / all;
            lowest[i] = low;
        }
    }

    // Of what is around, how much lies higher by more than a tone.
    private static void Basses(List<Onset> onsets, int[] lowest, double[] shares)
    {
        int low = 0, high = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            while (onsets[low].Seconds <= onsets[i].Seconds - BassBefore)
                low++;
            while (high < shares.Length && onsets[high].Seconds < onsets[i].Seconds + BassAfter)
                high++;
            int higher = 0;
            for (int j = low; j < high; j++)
                higher += lowest[j] > lowest[i] + 2 ? 1 : 0;
            shares[i] = high - low > 1 ? (double)higher / (high - low - 1) : 0.5;
        }
    }

    private static void AddAboveMean(List<Onset> onsets, double[] values, double forBeat, double[] beat, double forDownbeat,
        double[] downbeat)
    {
        int low = 0, high = 0;
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            for (; high < values.Length && onsets[high].Seconds <= onsets[i].Seconds + Around; high++)
                sum += values[high];
            for (; onsets[low].Seconds < onsets[i].Seconds - Around; low++)
                sum -= values[low];
            double above = values[i] - sum / (high - low);
            beat[i] += forBeat * above;
            downbeat[i] += forDownbeat * above;
        }
    }
}
