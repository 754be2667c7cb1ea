using System.Net.Sockets;
using Npgsql;

namespace Cascade.Persistence.Storage;

/// <summary>What an exception of the driver means.</summary>
internal static class Fault
{
    /// <summary>True if the key that a song drew is in a partition that nobody has made yet.</summary>
    public static bool IsMissingPartition(Exception e) => e is PostgresException { SqlState: "CA001" };

    /// <summary>A short name for logs: the SQLSTATE or the type; never a message, which may quote data.</summary>
    public static string Name(Exception e) => e switch
    {
        PostgresException postgres => "SQLSTATE " + postgres.SqlState,
        { InnerException: { } inner } => $"{e.GetType().Name} ({inner.GetType().Name})",
        _ => e.GetType().Name,
    };

    public static bool IsPoolExhausted(Exception e) =>
        e is NpgsqlException { InnerException: TimeoutException }
        && e.Message.Contains("pool has been exhausted", StringComparison.Ordinal);

    /// <summary>True if the same attempt may succeed a moment later.</summary>
    public static bool IsPassing(Exception e) => !IsPoolExhausted(e) && e switch
    {
        PostgresException postgres =>
            postgres.IsTransient || postgres.SqlState is "57P01" or "57P02" or "57P03" or "25P03" or "40001" or "40P01" or "55P03",
        NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is IOException or SocketException or TimeoutException,
        IOException or SocketException or TimeoutException => true,
        // What Npgsql says of a connection that broke under another statement.
        InvalidOperationException or ObjectDisposedException => e.Source == nameof(Npgsql),
        _ => false,
    };

    public static StoreException Unavailable(Exception e) => e switch
    {
        _ when IsPoolExhausted(e) =>
            new StoreUnavailableException(UnavailableReason.PoolExhausted, "All connections of the pool are in use.", e),
        PostgresException { SqlState: "40001" or "40P01" or "55P03" or ['5', '3', ..] } =>
            new StoreUnavailableException(UnavailableReason.Contention, "The database is too busy.", e),
        { InnerException: TimeoutException } =>
        new StoreUnavailableException(UnavailableReason.Timeout, "The database took too long to answer.", e),
        _ => new StoreUnavailableException(UnavailableReason.Unreachable, "The database cannot be reached.", e),
    };

    /// <summary>The documented exception for one that no retry can help.</summary>
    public static Exception Final(Exception e) => e switch
    {
        // Only the start of a connection is refused fatally: the fault is the installation's or the connection string's, never a value's.
        PostgresException { InvariantSeverity: "FATAL" or "PANIC" } postgres => Refused(postgres),
        PostgresException { SqlState: "23505", ConstraintName: "users_name_alike" } =>
        new ConflictException("The name is taken.", cause: e),
        PostgresException { SqlState: "23505", ConstraintName: "songs_key_key" } => new StoreException(
            "The sequence of song keys is behind the songs, as in a copy without its sequences: select setval('cascade.songs_key', "
                + "max(key)) from cascade.songs.", e),
        PostgresException { SqlState: "23505" } => new ConflictException("The id belongs to something else.", cause: e),
        PostgresException { SqlState: "23503", ConstraintName: { } name } when name.Contains("song_id", StringComparison.Ordinal) =>
        new NotFoundException("There is no such song.", e),
        PostgresException { SqlState: "23503" } => new NotFoundException("There is no such user.", e),
        PostgresException { SqlState: "23514", ConstraintName: "users_name_visible" } =>
        new InvalidFieldException("name", "The name has no character that can be seen.", e),
        PostgresException { SqlState: "23514", ConstraintName: { } name } =>
        new InvalidFieldException(name, "The value is out of range.", e),
        PostgresException { SqlState: ['2', '2', ..] } => new InvalidFieldException("value", "PostgreSQL cannot represent the value.", e),
        PostgresException { SqlState: "42501" } => new SchemaException($"The connection's role lacks a right; {Membership}.", e),
        PostgresException { SqlState: "42P01" or "3F000" or "42703" or "42883" } =>
        new SchemaException("The database lacks Cascade's tables; run CascadeSchema.MigrateAsync.", e),
        PostgresException { SqlState: "42P05" or "26000" } => new StoreException(
            "A pooler stands between that gives each transaction another session; set "
                + $"{nameof(CascadeStoreOptions.PreparesStatements)} to false.", e),
        PostgresException { SqlState: ['4', '2', ..] } postgres => new SchemaException(
            $"The database's tables are not those of this version of Cascade (SQLSTATE {postgres.SqlState}); run "
            + "CascadeSchema.MigrateAsync.", e),
        PostgresException { SqlState: "25006" } => new StoreException("The database is read-only; connect to the primary server.", e),
        PostgresException postgres => new StoreException($"The database refused the operation (SQLSTATE {postgres.SqlState}).", e),
        NpgsqlException => new StoreException("The connection to the database failed; check the connection string.", e),
        _ => e,
    };

    private const string Membership = $"grant it membership in {CascadeSchema.ApplicationRole}";

    private static StoreException Refused(PostgresException e) => e.SqlState switch
    {
        "42501" => new SchemaException($"The connection's role may not connect to the database; grant it CONNECT, and {Membership}.", e),
        // The role that the connection asks for, too, is a setting.
        ['2', '2', ..] or ['4', '2', ..] => new SchemaException(
            $"The server refuses a setting of the connection string ({e.MessageText}); if it is the role, run CascadeSchema.MigrateAsync, "
            + $"which makes {CascadeSchema.ApplicationRole}.", e),
        "3D000" => new StoreException("The database does not exist; create it, or check the database name.", e),
        ['2', '8', ..] => new StoreException("The server refuses the user; check the user name, the password and pg_hba.conf.", e),
        _ => new StoreException(
            $"The server refuses the connection (SQLSTATE {e.SqlState}); check the connection string and the server's log.", e),
    };
}
