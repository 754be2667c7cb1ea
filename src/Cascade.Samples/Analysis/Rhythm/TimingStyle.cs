using System.Collections.Immutable;
using Cascade.Dsp;

namespace Cascade.Samples.Analysis;

/// <summary>Tells scores from performances, and chooses the beats to count by.</summary>
public static class TimingStyle
{
    // Of all onsets, so many lie on halves, thirds, quarters, sixths or eighths of a beat in a score.
    private const double ScoreShare = 0.7;
    private const double Near = 0.004;

    private static readonly double[] _fractions = [.. Enumerable.Range(0, 13).Select(i => i / 12.0),
        .. Enumerable.Range(0, 8).Select(i => i / 8.0)];

    /// <summary>True if the song's ticks are those of a score, whose onsets lie on parts of a beat; false for what was played
    /// freely.</summary>
    /// <param name="song">The song.</param>
    /// <param name="notes">Its notes.</param>
    public static bool IsScore(Song song, ImmutableArray<SongNote> notes)
    {
        ArgumentNullException.ThrowIfNull(song);
        if (notes.Length < 8)
            return true;
        double quarter = BeatGrid.TicksPerQuarter(song);
        // Ticks so coarse that all of them are near a part tell nothing; then the file is a score's.
        double near = Math.Max(Near, 0.5 / quarter);
        int onGrid = 0;
        foreach (SongNote note in notes)
        {
            double part = note.Tick / quarter % 1;
            onGrid += _fractions.Any(f => Math.Abs(part - f) <= near) ? 1 : 0;
        }
        return near > 0.02 || onGrid >= ScoreShare * notes.Length;
    }

    /// <summary>The beats of a song: those of its metres if it is a score, else those that are heard.</summary>
    /// <param name="song">The song.</param>
    /// <param name="notes">Its notes.</param>
    public static BeatGrid GridOf(Song song, ImmutableArray<SongNote> notes)
    {
        if (IsScore(song, notes) || BeatTracker.Track(notes) is not { Length: >= 8 } beats)
            return BeatGrid.OfScore(song);
        (int beatsPerBar, int downbeat) = BarFinder.Find(notes, beats);
        return BeatGrid.OfBeats(song, beats, beatsPerBar, downbeat);
    }
}
