namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>The private PostgreSQL could not be made, started or asked; the message says why and, where something can be done about it,
/// what.</summary>
public class PostgresServerException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">What went wrong, for the person in front of the program.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public PostgresServerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
