using Cascade.Persistence;
using Npgsql;

namespace Cascade.Samples.Web.Storage;

/// <summary>Statements on the host's own tables, each as one user: the database itself keeps users apart.</summary>
internal static class HostData
{
    private const string SetUser = "select set_config('cascade.user_id', $1, true)";

    /// <summary>Runs a statement as a user, and reads its rows.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public static async Task<List<T>> ListAsync<T>(NpgsqlDataSource source, Guid user, string sql, Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken, params object[] parameters)
    {
        try
        {
            await using NpgsqlBatch batch = source.CreateBatch();
            Add(batch, user, sql, parameters);
            await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(read(reader));
            return rows;
        }
        catch (NpgsqlException e) when (IsAway(e))
        {
            throw new StoreUnavailableException(UnavailableReason.Unreachable, "The database does not answer.", e);
        }
    }

    /// <summary>Puts a statement as a user into a batch.</summary>
    public static void Add(NpgsqlBatch batch, Guid user, string sql, params object[] parameters)
    {
        var who = new NpgsqlBatchCommand(SetUser);
        who.Parameters.Add(new NpgsqlParameter<string> { TypedValue = user.ToString() });
        batch.BatchCommands.Add(who);
        var command = new NpgsqlBatchCommand(sql);
        foreach (object parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        batch.BatchCommands.Add(command);
    }

    /// <summary>Whether the same statement may succeed later: the connection failed, or the server is stopped, full or too busy.</summary>
    public static bool IsAway(NpgsqlException e) =>
        e is not PostgresException { SqlState: not (['5', '7' or '3', ..] or ['0', '8', ..] or ['4', '0', ..]) };
}
