using Cascade.Samples.Analysis;
using Cascade.Samples.Backends;

namespace Cascade.Samples.Web.Played;

/// <summary>Played notes on their way through a backend: checked, analysed, predicted from, stored.</summary>
/// <param name="notes">As they were sent.</param>
/// <param name="session">What is known of the playing so far.</param>
/// <param name="order">The session's name.</param>
/// <param name="keep">Takes them to be stored; says what became of that.</param>
internal sealed class PlayedWork(
    IReadOnlyList<PlayedNote>? notes, PlayedSession session, string order, Func<IReadOnlyList<PlayedNote>, Keeping> keep) : IStepwise
{
    public const int MostNotes = 64;

    private const int MostLikely = 8;
    private const double LatestTime = 1e7;

    private IReadOnlyList<PlayedNote> _notes = [];

    public string Order => order;

    public string? Key { get; private set; }

    public double Confidence { get; private set; }

    public IReadOnlyList<LikelyNote> Likeliest { get; private set; } = [];

    public Keeping Kept { get; private set; }

    /// <inheritdoc/>
    public void Run(int step)
    {
        switch (step)
        {
            case 0: Check(); break;
            case 1: Analyse(); break;
            case 2: Predict(); break;
            default: Kept = keep(_notes); break;
        }
    }

    private void Check()
    {
        if (notes is null || notes.Count is < 1 or > MostNotes)
            throw new InvalidRequestException("notes", notes?.Count, $"1 to {MostNotes} notes");
        for (int i = 0; i < notes.Count; i++)
        {
            PlayedNote note = notes[i] ?? throw new InvalidRequestException($"notes[{i}]", null, "a note");
            if (note.Key is < 0 or > 127)
                throw new InvalidRequestException($"notes[{i}].key", note.Key, "0 to 127");
            if (note.Velocity is not (> 0 and <= 1))
                throw new InvalidRequestException($"notes[{i}].velocity", note.Velocity, "above 0 to 1");
            if (note.Time is not (>= 0 and <= LatestTime))
                throw new InvalidRequestException($"notes[{i}].time", note.Time, $"0 to {LatestTime} s");
        }
        _notes = notes;
    }

    private void Analyse()
    {
        lock (session.Gate)
        {
            foreach (PlayedNote note in _notes)
                session.Hear(note);
            Key = session.Key?.ToString();
            Confidence = session.Confidence;
        }
    }

    private void Predict()
    {
        lock (session.Gate)
        {
            foreach (PlayedNote note in _notes)
                session.Learn(note);
            Likeliest = LikeliestOf(session.Probabilities);
        }
    }

    private static LikelyNote[] LikeliestOf(ReadOnlySpan<float> probabilities)
    {
        var best = new LikelyNote[MostLikely];
        Span<int> keys = stackalloc int[MostLikely];
        int count = 0;
        for (int key = 0; key < probabilities.Length; key++)
        {
            int place = count;
            while (place > 0 && probabilities[key] > probabilities[keys[place - 1]])
                place--;
            if (place == MostLikely)
                continue;
            count = Math.Min(count + 1, MostLikely);
            for (int i = count - 1; i > place; i--)
                keys[i] = keys[i - 1];
            keys[place] = key;
        }
        for (int i = 0; i < MostLikely; i++)
            best[i] = new LikelyNote(keys[i], PitchName.OfKey(keys[i]), probabilities[keys[i]]);
        return best;
    }
}

/// <summary>A note as it was played.</summary>
/// <param name="Key">The MIDI key, 0 to 127.</param>
/// <param name="Velocity">Above 0 to 1.</param>
/// <param name="Time">When, in seconds since the session began.</param>
internal sealed record PlayedNote(int Key, float Velocity = 0.8f, double Time = 0);

/// <summary>A key that may be next.</summary>
internal sealed record LikelyNote(int Key, string Name, float Probability);

/// <summary>What becomes of notes that were played.</summary>
internal enum Keeping
{
    /// <summary>Nobody is signed in, or there is no database: they are not kept.</summary>
    No,

    /// <summary>They will be kept within a moment.</summary>
    Accepted,

    /// <summary>Too many wait for the database: they are not kept.</summary>
    Full,
}
