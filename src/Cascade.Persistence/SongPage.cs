namespace Cascade.Persistence;

/// <summary>Some songs, the newest first.</summary>
/// <param name="Songs">The songs.</param>
/// <param name="Next">For <see cref="SongQuery.After"/> of the next page; null if this is the last.</param>
public sealed record SongPage(IReadOnlyList<StoredSong> Songs, string? Next);
