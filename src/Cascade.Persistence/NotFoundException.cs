namespace Cascade.Persistence;

/// <summary>There is no such user, song or session; or it is another user's, which looks the same.</summary>
public sealed class NotFoundException : StoreException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is missing, in one sentence.</param>
    /// <param name="cause">What the database said.</param>
    public NotFoundException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
