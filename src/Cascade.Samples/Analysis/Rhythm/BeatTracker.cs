using System.Collections.Immutable;

namespace Cascade.Samples.Analysis;

/// <summary>Finds the beats of a performance.</summary>
/// <remarks>
/// What speaks for a beat at each onset is found first (<see cref="BeatEvidence"/>): how many notes it has, how loud, long and low they
/// are, what is new in the harmony, and the course of the tempo (<see cref="TempoTrack"/>). Then the most likely beats are decoded
/// (<see cref="BeatDecoder"/>): their lengths, where bars start, and on which parts of beats all other onsets are. A beat that nobody
/// strikes is put between its neighbours.
/// </remarks>
public static class BeatTracker
{
    // Where the music stops for so many seconds, counting starts anew.
    private const double Pause = 8;

    /// <summary>The beats in seconds, ascending; none if fewer than two onsets are there to count by.</summary>
    /// <param name="notes">Notes in the order of their starts.</param>
    /// <remarks>Time and memory grow with the number of notes.</remarks>
    public static ImmutableArray<double> Track(ImmutableArray<SongNote> notes)
    {
        List<Onset> onsets = Onset.Of(notes);
        if (onsets.Count < 2)
            return [];
        var beats = new List<double>();
        BeatEvidence[] evidence = BeatEvidence.Of(notes, onsets);
        for (int start = 0; start < evidence.Length;)
        {
            int end = start + 1;
            while (end < evidence.Length && evidence[end].Seconds - evidence[end - 1].Seconds < Pause)
                end++;
            BeatDecoder.Decode(evidence[start..end], beats);
            start = end;
        }
        return beats.Count < 2 ? [] : [.. beats];
    }
}
