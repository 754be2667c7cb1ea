namespace Cascade.Persistence;

/// <summary>What is known of a stored song without its events.</summary>
public sealed record StoredSong
{
    /// <summary>The id that its maker gave.</summary>
    public required Guid Id { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>True if it was saved as a song, with ticks, tempos, metres, tracks and texts; false if it was saved as a sequence of
    /// events.</summary>
    public required bool HasScore { get; init; }

    /// <summary>The unit of its stored times, in samples per second.</summary>
    public required int SampleRate { get; init; }

    /// <summary>Its length in samples.</summary>
    public required long Length { get; init; }

    /// <summary>Events of every kind.</summary>
    public required int EventCount { get; init; }

    /// <summary>Note-ons with a velocity above 0.</summary>
    public required int NoteCount { get; init; }

    /// <summary>1 at first, one more with each change; for the methods that change it.</summary>
    public required int Version { get; init; }

    /// <summary>When it was saved first.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Its length in time.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Length / SampleRate);
}
