namespace Cascade.Persistence;

/// <summary>The database could not be reached in time, or gave up for a passing reason, until the deadline for retries was over. Asking
/// again later may help.</summary>
public sealed class StoreUnavailableException : StoreException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="message">What went wrong, in one sentence.</param>
    /// <param name="cause">What the database or the network said.</param>
    public StoreUnavailableException(UnavailableReason reason, string message, Exception? cause = null)
        : base(message, cause) => Reason = reason;

    /// <summary>Why the database was not available.</summary>
    public UnavailableReason Reason { get; }
}
