using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace Cascade.Persistence.Storage;

/// <summary>Copies of the database, and how far each must have come for a user to find the own changes there.</summary>
/// <remarks>Source: PostgreSQL documentation, "System Administration Functions": a copy that has replayed the log as far as it was written
/// when a transaction had been committed has that transaction.</remarks>
internal sealed class Replicas(NpgsqlDataSource source)
{
    private const int MostUsers = 100_000;

    private readonly ConcurrentDictionary<Guid, ulong> _written = new();
    private ulong _floor;

    public NpgsqlDataSource Source => source;

    /// <summary>Remembers that a user has changed something, on the connection that has just committed it.</summary>
    public async Task NoteAsync(Guid user, NpgsqlConnection connection, CancellationToken cancellation)
    {
        // No copy has come that far: if the question fails, the user goes on reading the database itself.
        _written[user] = ulong.MaxValue;
        try
        {
            using var command = new NpgsqlCommand("select pg_current_wal_insert_lsn()", connection);
            if (await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is NpgsqlLogSequenceNumber written)
                _written[user] = (ulong)written;
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException || Fault.IsPassing(e))
        {
            // It is committed; nobody has to hear of this.
        }
        Forget();
    }

    /// <summary>Whether the copy that a connection leads to has what a user has changed.</summary>
    public async Task<bool> HasAsync(Guid user, NpgsqlConnection connection, CancellationToken cancellation)
    {
        ulong wanted = Math.Max(_written.GetValueOrDefault(user), Volatile.Read(ref _floor));
        if (wanted == 0)
            return true;
        using var command = new NpgsqlCommand("select pg_last_wal_replay_lsn()", connection);
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is NpgsqlLogSequenceNumber replayed
            && (ulong)replayed >= wanted;
    }

    // Of too many users, what the latest of them needs is asked for all.
    private void Forget()
    {
        if (_written.Count <= MostUsers)
            return;
        foreach ((Guid user, ulong written) in _written)
            if (written != ulong.MaxValue && _written.TryRemove(new(user, written)))
                InterlockedMax(ref _floor, written);
    }

    private static void InterlockedMax(ref ulong place, ulong value)
    {
        for (ulong seen = Volatile.Read(ref place); seen < value;)
            seen = Interlocked.CompareExchange(ref place, value, seen) is var before && before == seen ? value : before;
    }
}
