using Cascade.Persistence.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cascade.Persistence;

/// <summary>Songs, notes, users, practice and analytics in PostgreSQL. Start here.</summary>
/// <remarks>
/// Every method is one transaction: it happens whole or not at all. What has returned is durable (as far as the server's
/// <c>synchronous_commit</c> says).
/// What <see cref="For"/> gives sees and changes its user's rows only, by row-level security in the database. Safe for any number of
/// threads.
/// <para>Passing faults - a broken connection, a restarting server, a deadlock - are repeated within
/// <see cref="CascadeStoreOptions.RetryDeadline"/>. Saving and
/// recording are idempotent by an id that the caller makes, so neither such a repetition nor the caller's own ever stores a thing
/// twice.</para>
/// <para>Besides those named at a method, every method may throw <see cref="StoreUnavailableException"/>, <see cref="SchemaException"/>,
/// another
/// <see cref="StoreException"/> when the database refuses, and <see cref="OperationCanceledException"/>. An operation cancelled while it
/// commits may have happened.</para>
/// <para>The tables are made by <see cref="CascadeSchema.MigrateAsync"/>.</para>
/// </remarks>
/// <example><code>
/// var store = new CascadeStore(NpgsqlDataSource.Create(connectionString));
/// User user = await store.Users.CreateAsync(Guid.CreateVersion7(), "clara", passwordHash);
/// SongStore songs = store.For(user.Id).Songs;
/// StoredSong saved = await songs.SaveAsync(Guid.CreateVersion7(), "Arabeske", Song.Read("arabeske.mid"), sampleRate: 48_000);
/// Song song = await songs.LoadAsync(saved.Id);
/// </code></example>
public sealed class CascadeStore
{
    /// <summary>The name of the package's ActivitySource, Meter and log category.</summary>
    public const string TelemetryName = "Cascade.Persistence";

    private readonly Database _database;

    /// <summary>Makes a store over a data source.</summary>
    /// <param name="source">Connects as a member of <see cref="CascadeSchema.ApplicationRole"/>. Stays the caller's to dispose. Its pool's
    /// size and its Timeout say how many operations run at once and how long one waits for its turn.</param>
    /// <param name="options">How patient it is; the defaults if null.</param>
    /// <param name="logger">Where retries and refusals are logged; nowhere if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public CascadeStore(NpgsqlDataSource source, CascadeStoreOptions? options = null, ILogger<CascadeStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var database = new Database(source, (options ?? new()).Checked(), (ILogger?)logger ?? NullLogger.Instance);
        Source = source;
        Users = new UserStore(database);
        _database = database;
    }

    /// <summary>Accounts and their statistics.</summary>
    public UserStore Users { get; }

    internal NpgsqlDataSource Source { get; }

    /// <summary>All that belongs to one user. Costs nothing; asks nothing of the database.</summary>
    /// <param name="user">The user's id. What is not this user's looks as if it were not there.</param>
    public UserData For(Guid user) => new(_database, user);
}
