namespace Cascade.Persistence;

/// <summary>The database's tables are not the ones this version of Cascade works with, or the connection's role may do too much or too
/// little.</summary>
public sealed class SchemaException : StoreException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong and what to do, in one or two sentences.</param>
    /// <param name="cause">What the database said.</param>
    public SchemaException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
