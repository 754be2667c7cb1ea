using Cascade.Persistence.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cascade.Persistence;

/// <summary>The tables: made and brought up to date by numbered migrations, each applied once.</summary>
public static class CascadeSchema
{
    /// <summary>The group role that may read and write rows but define nothing. Applications connect as a member of it, never as the
    /// owner.</summary>
    /// <remarks>The first migration makes it. Give it to a login: <c>create role web login password '...' in role
    /// cascade_app</c>.</remarks>
    public const string ApplicationRole = "cascade_app";

    // "casc" and "ade1" in ASCII: any number that other programs are unlikely to lock.
    private const long Lock = 0x6361_7363_6164_6531;

    /// <summary>The number of the newest migration this version of Cascade knows.</summary>
    public static int NewestVersion => Migration.All[^1].Number;

    /// <summary>Applies the migrations that are still missing, each in a transaction of its own. Hosts that start together wait for each
    /// other.</summary>
    /// <param name="owner">Connects as the role that owns, or is to own, the tables. It needs CREATE on the database, and CREATEROLE unless
    /// <see cref="ApplicationRole"/> exists.</param>
    /// <param name="logger">Where applied migrations are logged; nowhere if null.</param>
    /// <param name="cancellationToken">Stops between or in migrations; what is applied stays.</param>
    /// <returns>How many were applied.</returns>
    /// <exception cref="SchemaException">The database is of a newer version, an applied migration is not the one known by that number, or
    /// one failed; or the schema belongs to another role; or the database's encoding is not UTF8.</exception>
    /// <exception cref="StoreUnavailableException">The server cannot be reached.</exception>
    /// <exception cref="StoreException">The server refuses the connection: there is no such user or database, or the password is
    /// wrong.</exception>
    public static async Task<int> MigrateAsync(NpgsqlDataSource owner, ILogger? logger = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        try
        {
            NpgsqlConnection connection = await owner.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                await ExecuteAsync(connection, $"select pg_advisory_lock({Lock})", cancellationToken).ConfigureAwait(false);
                try
                {
                    return await ApplyMissingAsync(connection, logger ?? NullLogger.Instance, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    await ExecuteAsync(connection, $"select pg_advisory_unlock({Lock})", CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (Fault.IsPassing(e) || Fault.IsPoolExhausted(e))
        {
            throw Fault.Unavailable(e);
        }
        catch (NpgsqlException e) when (e is not PostgresException { InvariantSeverity: "ERROR" })
        {
            throw Fault.Final(e);
        }
        catch (PostgresException e)
        {
            throw new SchemaException($"The tables could not be brought up to date (SQLSTATE {e.SqlState}): {e.MessageText}.", e);
        }
    }

    /// <summary>Checks that the tables are those this version works with, and that row-level security holds for the connection's
    /// role.</summary>
    /// <param name="application">What a <see cref="CascadeStore"/> is to be made of.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="SchemaException">Migrations are missing, changed or newer; or the role is missing, a superuser, the owner, or has
    /// no rights.</exception>
    /// <exception cref="StoreUnavailableException">The server cannot be reached.</exception>
    /// <exception cref="StoreException">The server refuses the connection: there is no such user or database, or the password is
    /// wrong.</exception>
    public static async Task VerifyAsync(NpgsqlDataSource application, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(application);
        try
        {
            NpgsqlConnection connection = await application.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                int applied = await CheckAppliedAsync(connection, cancellationToken).ConfigureAwait(false);
                if (applied < NewestVersion)
                    throw new SchemaException(
                        $"The database is at migration {applied} of {NewestVersion}; run CascadeSchema.MigrateAsync.");
                using var command = new NpgsqlCommand("select row_security_active('cascade.songs')", connection);
                if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true)
                    throw new SchemaException($"Row-level security does not hold for the connection's role; connect as a member of "
                        + $"{ApplicationRole} that owns nothing.");
            }
        }
        catch (Exception e) when (Fault.IsPassing(e) || Fault.IsPoolExhausted(e))
        {
            throw Fault.Unavailable(e);
        }
        catch (NpgsqlException e)
        {
            // Nobody gave a value here that could be at fault.
            throw Fault.Final(e) as StoreException ?? new SchemaException($"The database cannot be checked: {Fault.Name(e)}.", e);
        }
    }

    private static async Task<int> ApplyMissingAsync(NpgsqlConnection connection, ILogger logger, CancellationToken cancellation)
    {
        const string Setup = """
            create schema if not exists cascade;
            create table if not exists cascade.schema_migrations (
                number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now());
            """;
        await CheckPlaceAsync(connection, cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, Setup, cancellation).ConfigureAwait(false);
        int applied = await CheckAppliedAsync(connection, cancellation).ConfigureAwait(false);
        foreach (Migration migration in Migration.All.Skip(applied))
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                await ExecuteAsync(connection, migration.Sql, cancellation).ConfigureAwait(false);
                using var record =
                    new NpgsqlCommand("insert into cascade.schema_migrations (number, name, checksum) values ($1, $2, $3)", connection);
                foreach (NpgsqlParameter parameter in new[]
                {
                    UnitOfWork.Of(migration.Number), UnitOfWork.Of(migration.Name), UnitOfWork.Of(migration.Checksum)
                })
                    record.Parameters.Add(parameter);
                await record.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            }
            Log.MigrationApplied(logger, migration.Number, migration.Name);
        }
        return NewestVersion - applied;
    }

    // Whoever owns the schema, or something in it, may drop or replace what is stored there.
    private static async Task CheckPlaceAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        const string Others = """
            select owner.rolname, current_setting('server_encoding'), me.rolname
            from pg_roles me
            left join (select nspowner as id from pg_namespace where nspname = 'cascade'
                union select relowner from pg_class where relnamespace = to_regnamespace('cascade')
                union select proowner from pg_proc where pronamespace = to_regnamespace('cascade')) place
                on place.id <> me.oid and (me.rolsuper or not pg_has_role(place.id, 'member'))
            left join pg_roles owner on owner.oid = place.id and not owner.rolsuper
            where me.rolname = current_user
            order by owner.rolname limit 1
            """;
        using var command = new NpgsqlCommand(Others, connection);
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.ReadAsync(cancellation).ConfigureAwait(false);
            if (reader.GetString(1) != "UTF8")
                throw new SchemaException($"The database's encoding is {reader.GetString(1)}; create it with that of UTF8.");
            if (!await reader.IsDBNullAsync(0, cancellation).ConfigureAwait(false))
                throw new SchemaException($"The schema cascade, or something in it, belongs to {reader.GetString(0)} and not to "
                    + $"{reader.GetString(2)}: connect as {reader.GetString(0)} if it is the owner of the tables, else drop the schema.");
        }
    }

    private static async Task<int> CheckAppliedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        using var command = new NpgsqlCommand("select number, name, checksum from cascade.schema_migrations order by number", connection);
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            int applied = 0;
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
            {
                int number = reader.GetInt32(0);
                if (number > NewestVersion)
                    throw new SchemaException($"The database is at migration {number}, but this version of Cascade knows {NewestVersion}: "
                        + "it is too old for this database.");
                if (number != ++applied || reader.GetString(2) != Migration.All[applied - 1].Checksum)
                    throw new SchemaException(
                        $"Migration {number} ({reader.GetString(1)}) was applied with another content than this version of Cascade has.");
            }
            return applied;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
