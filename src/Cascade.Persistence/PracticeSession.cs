using System.Text.Json;

namespace Cascade.Persistence;

/// <summary>One sitting of practice.</summary>
public sealed record PracticeSession
{
    /// <summary>A new id, made by the caller: recording the same id again changes nothing.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it began, in the years 1 to 9998; kept in whole microseconds of UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it was, 0 to 7 days; kept in whole microseconds.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The song that was practised, or null for none. Becomes null when the song is deleted.</summary>
    public Guid? SongId { get; init; }

    /// <summary>The notes played, 0 and up.</summary>
    public int NoteCount { get; init; }

    /// <summary>The share of right notes, 0 to 1, or null if unknown.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Anything else as JSON of at most 1,048,576 characters, or null: see <see cref="PreferenceStore.SetAsync"/>.</summary>
    public JsonElement? Details { get; init; }
}
