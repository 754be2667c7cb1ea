namespace Cascade.Persistence;

/// <summary>The database could not do what was asked. The classes derived from this one say why; the class itself means a fault that is
/// none of theirs.</summary>
/// <remarks>Nothing was changed: every operation is one transaction. Messages name no secrets and no other user's data.</remarks>
public class StoreException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong, in one sentence.</param>
    /// <param name="cause">What the database or the network said.</param>
    public StoreException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
