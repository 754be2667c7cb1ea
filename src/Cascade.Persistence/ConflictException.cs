namespace Cascade.Persistence;

/// <summary>Somebody else was first: the version is no longer the expected one, the name is taken, or the id belongs to something
/// different.</summary>
/// <remarks>Read again, decide, and repeat with the present version.</remarks>
public sealed class ConflictException : StoreException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is in conflict, in one sentence.</param>
    /// <param name="currentVersion">The version that is stored, if versions are in conflict.</param>
    /// <param name="cause">What the database said.</param>
    public ConflictException(string message, int? currentVersion = null, Exception? cause = null)
        : base(message, cause) => CurrentVersion = currentVersion;

    /// <summary>The version that is stored, or null if the conflict is not one of versions.</summary>
    public int? CurrentVersion { get; }
}
