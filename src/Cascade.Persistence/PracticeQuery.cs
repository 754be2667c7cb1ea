namespace Cascade.Persistence;

/// <summary>Which practice sessions to list, and how many.</summary>
public sealed record PracticeQuery
{
    /// <summary>Those of this song only; all if null.</summary>
    public Guid? SongId { get; init; }

    /// <summary>How many sessions at most, 1 to 200; 50 if not given.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Where the page before ended: its <see cref="PracticePage.Next"/>. The first page if null.</summary>
    public string? After { get; init; }
}
