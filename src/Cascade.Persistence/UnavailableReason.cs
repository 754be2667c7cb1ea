namespace Cascade.Persistence;

/// <summary>Why the database was not available.</summary>
public enum UnavailableReason
{
    /// <summary>The server does not answer, is starting or stopping, or the connection broke.</summary>
    Unreachable,

    /// <summary>All connections of the pool were in use for longer than the connection string's Timeout. Not retried: waiting longer makes
    /// a crowd larger.</summary>
    PoolExhausted,

    /// <summary>A command took longer than the connection string's Command Timeout.</summary>
    Timeout,

    /// <summary>Deadlocks, serialization failures or missing resources, again and again.</summary>
    Contention,
}
