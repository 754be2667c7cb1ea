namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>There is no PostgreSQL on this machine that could be started; the message is one sentence that says what to do.</summary>
public sealed class PostgresNotFoundException : PostgresServerException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">What was looked for and what to do.</param>
    public PostgresNotFoundException(string message)
        : base(message)
    {
    }
}
