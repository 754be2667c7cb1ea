using Npgsql;

namespace Cascade.Persistence;

/// <summary>How patient a <see cref="CascadeStore"/> is, and what stands between it and the database.</summary>
public sealed record CascadeStoreOptions
{
    /// <summary>How long after its start an operation that failed for a passing reason is still tried again: 0 to 10 minutes; 10 s if not
    /// given. 0 tries once.</summary>
    /// <remarks>Passing reasons are a broken connection, a restarting server, a deadlock, a serialization failure. An attempt under way is
    /// not cut off by this; that is what the connection string's Timeout (connecting) and Command Timeout are for.</remarks>
    public TimeSpan RetryDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait before the second attempt; doubled for each one after it, up to 1 s: 1 ms to 1 s; 25 ms if not given. The
    /// waits are drawn at random up to that.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Whether statements are prepared once a connection; true if not given. False is for a pooler that gives each transaction
    /// another session of the server - PgBouncer in transaction mode - where prepared statements are not found again.</summary>
    public bool PreparesStatements { get; init; } = true;

    /// <summary>Where copies of the database are read (hot standbys by streaming replication), or null to read where it is written.
    /// Connects as the store's own source does; stays the caller's to dispose.</summary>
    /// <remarks>A user whose changes went through this store reads a copy only when it has them, else the database itself; what other hosts
    /// change is seen when the copy has it. A copy that is missing, behind or at fault is passed over. Accounts are signed in to, and notes
    /// streamed, from the database itself.</remarks>
    public NpgsqlDataSource? Replicas { get; init; }

    /// <summary>Returns the options, or throws if one is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the parameter is its name.</exception>
    public CascadeStoreOptions Checked()
    {
        if (RetryDeadline < TimeSpan.Zero || RetryDeadline > TimeSpan.FromMinutes(10))
            throw new ArgumentOutOfRangeException(nameof(RetryDeadline), RetryDeadline,
                "The deadline for retries must lie within 0 to 10 minutes.");
        if (FirstDelay < TimeSpan.FromMilliseconds(1) || FirstDelay > TimeSpan.FromSeconds(1))
            throw new ArgumentOutOfRangeException(nameof(FirstDelay), FirstDelay, "The first delay must lie within 1 ms to 1 s.");
        return this;
    }
}
