using Cascade.Dsp;
using Cascade.Samples.Backends;

namespace Cascade.Samples.Web;

/// <summary>Notes as they were played, as a song.</summary>
internal static class PlayedNotes
{
    // 120 beats a minute, which a song without a tempo has.
    private const int TicksPerBeat = 480, TicksPerSecond = 2 * TicksPerBeat;

    /// <summary>The notes on one track, a millisecond being about a tick.</summary>
    /// <param name="notes">What was played.</param>
    /// <param name="title">The song's title, or null.</param>
    /// <exception cref="InvalidRequestException">There are no notes, or one is out of range.</exception>
    public static Song ToSong(IReadOnlyList<NoteRequest>? notes, string? title = null)
    {
        var request = new SoundRequest { Notes = notes ?? [] };
        request.Checked();
        var score = new SongBuilder(TicksPerBeat) { Title = title };
        int track = score.AddTrack("Piano");
        foreach (NoteRequest note in request.Notes)
            score.AddNote(track, TickOf(note.Start), Math.Max(1, TickOf(note.Duration)), note.Key,
                Math.Max(1, (int)Math.Round(note.Velocity * 127)));
        return score.ToSong();
    }

    private static long TickOf(double seconds) => (long)Math.Round(seconds * TicksPerSecond);
}
