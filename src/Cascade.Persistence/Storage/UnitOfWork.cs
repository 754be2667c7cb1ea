using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Cascade.Persistence.Storage;

/// <summary>The statements of one transaction, run as one user. The user is told to the server together with the first of them.</summary>
internal sealed class UnitOfWork(NpgsqlConnection connection, Guid? user, Scope scope, bool prepares)
{
    // A plan for one song looks at one partition; one for all songs at every partition there is.
    private const string SetUser = """
        select set_config('cascade.user_id', $1, true), set_config('cascade.song_id', $2, true),
            set_config('cascade.prepares', 'yes', true),
            set_config('plan_cache_mode', case $2 when '' then 'auto' else 'force_custom_plan' end, true)
        """;

    private bool _userIsSet;
    private Guid? _song;

    /// <summary>The connection, for COPY.</summary>
    public NpgsqlConnection Connection => connection;

    /// <summary>Names the song whose events are about to be read, before the first statement: row-level security then asks once for the
    /// song, not for each event.</summary>
    public UnitOfWork OfSong(Guid id)
    {
        _song = id;
        return this;
    }

    /// <summary>Runs a statement and reads all its rows.</summary>
    public async Task<List<T>> ListAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation,
        params NpgsqlParameter[] parameters)
    {
        NpgsqlBatch batch = Prepare(sql, parameters);
        await using (batch.ConfigureAwait(false))
        {
            if (prepares)
                await batch.PrepareAsync(cancellation).ConfigureAwait(false);
            NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                if (batch.BatchCommands.Count == 2)
                    await reader.NextResultAsync(cancellation).ConfigureAwait(false);
                _userIsSet = scope is not (Scope.Statement or Scope.PrimaryStatement);
                var rows = new List<T>();
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                    rows.Add(read(reader));
                return rows;
            }
        }
    }

    /// <summary>Runs a statement and reads its first row, if there is one.</summary>
    public async Task<T?> FirstAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation,
        params NpgsqlParameter[] parameters)
        where T : class
    {
        List<T> rows = await ListAsync(sql, read, cancellation, parameters).ConfigureAwait(false);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <summary>Runs a statement that ends with RETURNING and says whether it returned a row.</summary>
    public async Task<bool> AnyAsync(string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters) =>
        (await ListAsync(sql, _ => true, cancellation, parameters).ConfigureAwait(false)).Count > 0;

    public static NpgsqlParameter Of<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    /// <summary>Text that may be null.</summary>
    public static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    /// <summary>JSON that may be null.</summary>
    public static NpgsqlParameter Json(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb };

    /// <summary>A value of a type that may be null.</summary>
    public static NpgsqlParameter Optional<T>(T? value, NpgsqlDbType type)
        where T : struct => new() { Value = value is { } given ? given : DBNull.Value, NpgsqlDbType = type };

    /// <summary>The JSON of a column.</summary>
    /// <exception cref="StoreException">An earlier version let in what cannot be read.</exception>
    public static JsonElement JsonOf(NpgsqlDataReader row, int column)
    {
        try
        {
            return JsonElement.Parse(row.GetString(column));
        }
        catch (JsonException e)
        {
            throw new StoreException("The stored JSON cannot be read; store it anew, or delete it.", e);
        }
    }

    private NpgsqlBatch Prepare(string sql, NpgsqlParameter[] parameters)
    {
        var batch = new NpgsqlBatch(connection);
        if (!_userIsSet && user is { } id)
        {
            var first = new NpgsqlBatchCommand(SetUser);
            first.Parameters.Add(Of(id.ToString("D")));
            first.Parameters.Add(Of(_song?.ToString("D") ?? ""));
            batch.BatchCommands.Add(first);
        }
        var command = new NpgsqlBatchCommand(sql);
        foreach (NpgsqlParameter parameter in parameters)
            command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
        return batch;
    }
}
