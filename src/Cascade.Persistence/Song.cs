namespace Cascade.Persistence;

/// <summary>What is known of a stored song without its events.</summary>
/// <param name="Id">The id that its maker gave.</param>
/// <param name="Title">The title.</param>
/// <param name="SampleRate">The unit of its times, in samples per second.</param>
/// <param name="Length">Its length in samples.</param>
/// <param name="EventCount">Events of every kind.</param>
/// <param name="NoteCount">Note-ons with a velocity above 0.</param>
/// <param name="Version">1 at first, one more with each change; for the methods that change it.</param>
/// <param name="CreatedAt">When it was saved first.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record Song(
    Guid Id, string Title, int SampleRate, long Length, int EventCount, int NoteCount, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Its length in time.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Length / SampleRate);
}
