using Cascade.Dsp;

namespace Cascade.Samples.Backends;

/// <summary>What a backend is asked to play: a note, a chord or a piece.</summary>
public sealed record SoundRequest
{
    /// <summary>The largest number of notes of a request.</summary>
    public const int MostNotes = 10_000;

    /// <summary>The latest end of a note, in seconds.</summary>
    public const double LatestEnd = 600;

    private const double ShortestNote = 0.001, LongestNote = 60;

    /// <summary>The notes, 1 to <see cref="MostNotes"/>.</summary>
    public IReadOnlyList<NoteRequest> Notes { get; init; } = [];

    /// <summary>One of <see cref="Waveforms.Names"/>, or a sound of <see cref="PresetLibrary.Sounds"/>; null for the
    /// configuration's.</summary>
    public string? Instrument { get; init; }

    /// <summary>True to have it made anew where a backend has it from before: to measure it.</summary>
    public bool Fresh { get; init; }

    /// <summary>The same request, if a backend can play it.</summary>
    /// <exception cref="InvalidRequestException">A value is missing or out of its range.</exception>
    public SoundRequest Checked()
    {
        if (Notes is null || Notes.Count is < 1 or > MostNotes)
            throw new InvalidRequestException("notes", Notes?.Count, $"1 to {MostNotes} notes");
        for (int i = 0; i < Notes.Count; i++)
        {
            NoteRequest note = Notes[i] ?? throw new InvalidRequestException($"notes[{i}]", null, "a note");
            Require(note.Key is >= 0 and <= 127, $"notes[{i}].key", note.Key, "0 to 127");
            Require(note.Velocity is > 0 and <= 1, $"notes[{i}].velocity", note.Velocity, "above 0 to 1");
            Require(note.Start is >= 0 and <= LatestEnd, $"notes[{i}].start", note.Start, $"0 to {LatestEnd} s");
            Require(note.Duration is >= ShortestNote and <= LongestNote, $"notes[{i}].duration", note.Duration,
                $"{ShortestNote} to {LongestNote} s");
            Require(note.Start + note.Duration <= LatestEnd, $"notes[{i}].start", note.Start, $"such that the note ends by {LatestEnd} s");
        }
        if (Instrument is not null)
            BackendConfiguration.RequireInstrument(Instrument);
        return this;
    }

    private static void Require(bool isRight, string field, object value, string range)
    {
        if (!isRight)
            throw new InvalidRequestException(field, value, range);
    }
}
