namespace Cascade.Persistence;

/// <summary>What a user has done; kept by triggers in the same transactions.</summary>
public sealed record UserStatistics
{
    /// <summary>Songs stored now.</summary>
    public long Songs { get; init; }

    /// <summary>Notes in them.</summary>
    public long Notes { get; init; }

    /// <summary>The length of them together, in whole microseconds; the longest time span if it is longer.</summary>
    public TimeSpan SongTime { get; init; }

    /// <summary>Practice sessions recorded.</summary>
    public long PracticeSessions { get; init; }

    /// <summary>The length of them together.</summary>
    public TimeSpan PracticeTime { get; init; }

    /// <summary>Days in a row (UTC) with practice up to <see cref="LastPractice"/>. It still goes on if that is today or
    /// yesterday.</summary>
    public int PracticeStreak { get; init; }

    /// <summary>The most days in a row.</summary>
    public int LongestStreak { get; init; }

    /// <summary>The last day (UTC) with practice, or null. Days that are still to come everywhere on earth, as a wrong clock gives them,
    /// are not among them.</summary>
    public DateOnly? LastPractice { get; init; }
}
