using Cascade.Samples.Analysis;

namespace Cascade.Samples.Web.Played;

/// <summary>What is known of somebody's playing so far: its key, and what may come next.</summary>
internal sealed class PlayedSession
{
    // What is struck together is a chord, of which one note counts for the melody.
    private const double Together = 0.03;

    // A note whose length is not known yet is likely to be so long; 120 beats a minute.
    private const double LikelySeconds = 0.4, BeatsPerSecond = 2;

    private readonly RunningKey _key = new();
    private readonly NextNotePredictor _predictor = new(NextNoteModel.Default);
    private double _last = double.NegativeInfinity;

    /// <summary>Its lock: work of one session that comes by two connections at once takes turns.</summary>
    public Lock Gate { get; } = new();

    public MusicalKey? Key => _key.Current;

    public double Confidence => _key.Confidence;

    public ReadOnlySpan<float> Probabilities => _predictor.Probabilities;

    /// <summary>Hears a note: for its key.</summary>
    public void Hear(PlayedNote note) => _key.Add(note.Key, note.Time, LikelySeconds);

    /// <summary>Learns a note: for what may come next.</summary>
    public void Learn(PlayedNote note)
    {
        double passed = note.Time - _last;
        if (Math.Abs(passed) < Together)
            return;
        _predictor.Key = Key;
        if (passed > 0 && double.IsFinite(passed))
            _predictor.SetLastLength(Math.Min(8, passed * BeatsPerSecond));
        _predictor.Learn(note.Key);
        _last = note.Time;
    }
}
