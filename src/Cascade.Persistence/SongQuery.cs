namespace Cascade.Persistence;

/// <summary>Which songs to list, and how many.</summary>
public sealed record SongQuery
{
    /// <summary>Text that the title contains, at most 200 characters; upper and lower case alike in every language. All songs if null or
    /// empty.</summary>
    public string? Search { get; init; }

    /// <summary>How many songs at most, 1 to 200; 50 if not given.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Where the page before ended: its <see cref="SongPage.Next"/>. The first page if null.</summary>
    public string? After { get; init; }
}
