namespace Cascade.Persistence;

/// <summary>Which notes of a song: those whose key goes down within a time and lies within two keys.</summary>
public sealed record NoteRange
{
    /// <summary>The first time, in samples from the start; 0 if not given.</summary>
    public long From { get; init; }

    /// <summary>The time before which notes begin, in samples; no end if not given.</summary>
    public long Before { get; init; } = long.MaxValue;

    /// <summary>The lowest key, 0-127; 0 if not given.</summary>
    public int LowestKey { get; init; }

    /// <summary>The highest key, 0-127; 127 if not given.</summary>
    public int HighestKey { get; init; } = 127;

    /// <summary>How many notes at most, the earliest first: 1 to 100,000; 1,000 if not given.</summary>
    public int Limit { get; init; } = 1000;
}
