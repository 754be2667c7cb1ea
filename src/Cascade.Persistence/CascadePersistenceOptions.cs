namespace Cascade.Persistence;

/// <summary>What <c>AddCascadePersistence</c> needs to know.</summary>
public sealed class CascadePersistenceOptions
{
    /// <summary>How the application connects, in Npgsql's form, as a member of <see cref="CascadeSchema.ApplicationRole"/>.
    /// Required.</summary>
    /// <remarks>Over a network add <c>SSL Mode=VerifyFull;Root Certificate=...</c>. Never logged.</remarks>
    public string ConnectionString { get; set; } = "";

    /// <summary>How the owner of the tables connects: if given, missing migrations are applied when the host starts. Null only checks that
    /// none is missing.</summary>
    public string? OwnerConnectionString { get; set; }

    /// <summary>How copies of the database are reached that are read instead of it, in Npgsql's form, several hosts apart by commas; null
    /// for none. See <see cref="CascadeStoreOptions.Replicas"/>.</summary>
    public string? ReplicaConnectionString { get; set; }

    /// <summary>Whether statements are prepared; see <see cref="CascadeStoreOptions.PreparesStatements"/>. True if not given.</summary>
    public bool PreparesStatements { get; set; } = true;

    /// <summary>How long an operation waits for a connection, when the connection string has no Timeout of its own: 1 to 300 s; 3 s if not
    /// given.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long after its start an operation that failed for a passing reason is still tried again: 0 to 10 minutes; 10 s if not
    /// given.</summary>
    public TimeSpan RetryDeadline { get; set; } = TimeSpan.FromSeconds(10);
}
