namespace Cascade.Persistence;

/// <summary>Some practice sessions, the newest first.</summary>
/// <param name="Sessions">The sessions.</param>
/// <param name="Next">For <see cref="PracticeQuery.After"/> of the next page; null if this is the last.</param>
public sealed record PracticePage(IReadOnlyList<PracticeSession> Sessions, string? Next);
