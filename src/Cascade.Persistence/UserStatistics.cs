namespace Cascade.Persistence;

/// <summary>What a user has done; kept by triggers in the same transactions.</summary>
/// <param name="Songs">Songs stored now.</param>
/// <param name="Notes">Notes in them.</param>
/// <param name="SongSeconds">The length of them together, in seconds.</param>
/// <param name="PracticeSessions">Practice sessions recorded.</param>
/// <param name="PracticeSeconds">The length of them together, in seconds.</param>
/// <param name="PracticeStreak">Days in a row (UTC) with practice up to <paramref name="LastPractice"/>. It still goes on if that is today or yesterday.</param>
/// <param name="LongestStreak">The most days in a row.</param>
/// <param name="LastPractice">The last day (UTC) with practice, or null.</param>
public sealed record UserStatistics(
    long Songs, long Notes, decimal SongSeconds, long PracticeSessions, decimal PracticeSeconds, int PracticeStreak, int LongestStreak, DateOnly? LastPractice);
