using System.Data;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cascade.Persistence.Storage;

/// <summary>Runs units of work: each one transaction of one user, repeated after passing faults, its faults turned into the documented
/// exceptions.</summary>
internal sealed class Database(NpgsqlDataSource source, CascadeStoreOptions options, ILogger logger)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    // Partitions that are there beyond a key, or are made: half as many as are made at once.
    private const int LeastAhead = 2;

    private readonly Replicas? _replicas = options.Replicas is { } copies ? new Replicas(copies) : null;
    private long _preparedPart = -1;

    /// <summary>Runs work and commits it. The work may run several times, so it must touch nothing but the database.</summary>
    /// <param name="operation">A name for logs and metrics.</param>
    /// <param name="user">Whose rows it sees; null for none's.</param>
    /// <param name="work">What to do.</param>
    /// <param name="cancellation">Cancels the operation. The transaction is rolled back, or was committed already.</param>
    /// <param name="scope">How its statements belong together.</param>
    public async Task<T> RunAsync<T>(string operation, Guid? user, Func<UnitOfWork, CancellationToken, Task<T>> work,
        CancellationToken cancellation, Scope scope = Scope.Transaction)
    {
        using Activity? activity = Telemetry.Activities.StartActivity(operation, ActivityKind.Client);
        long start = Stopwatch.GetTimestamp();
        string outcome = "error";
        try
        {
            if (_replicas is not null && user is { } reader && scope is Scope.Statement or Scope.Snapshot)
            {
                (bool isRead, T? copied) = await ReadCopyAsync(operation, reader, work, scope, cancellation).ConfigureAwait(false);
                if (isRead)
                {
                    outcome = "ok";
                    return copied!;
                }
            }
            T result = await RepeatAsync(operation, start, user, work, scope, cancellation).ConfigureAwait(false);
            outcome = "ok";
            return result;
        }
        catch (Exception e)
        {
            outcome = e is OperationCanceledException ? "cancelled" : e.GetType().Name;
            activity?.SetStatus(ActivityStatusCode.Error, outcome);
            throw;
        }
        finally
        {
            Telemetry.Duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new("operation", operation), new("outcome", outcome));
        }
    }

    /// <summary>Makes the partitions after a key's unless they are known to be there. A fault is logged: a later save tries
    /// again.</summary>
    public async Task PrepareAfterAsync(long key, CancellationToken cancellation)
    {
        if ((key >> EventCopy.PartitionBits) + LeastAhead <= Volatile.Read(ref _preparedPart))
            return;
        try
        {
            await PreparePartitionsAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException || Fault.IsPassing(e))
        {
            Log.NotAhead(logger, Fault.Name(e));
        }
    }

    private async Task PreparePartitionsAsync(CancellationToken cancellation)
    {
        List<long> last = await TryAsync(source, null, (work, cancellation) =>
            work.ListAsync("select cascade.prepare_note_partitions()", row => row.GetInt64(0), cancellation),
            Scope.Statement, cancellation).ConfigureAwait(false);
        Volatile.Write(ref _preparedPart, last[0]);
    }

    private async Task<T> RepeatAsync<T>(string operation, long start, Guid? user, Func<UnitOfWork, CancellationToken, Task<T>> work,
        Scope scope, CancellationToken cancellation)
    {
        bool lacksPartition = false;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                // Not by the saver's own transaction, for whose end all others would have to wait.
                if (lacksPartition)
                    await PreparePartitionsAsync(cancellation).ConfigureAwait(false);
                lacksPartition = false;
                return await TryAsync(source, user, work, scope, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (IsCancelled(e, cancellation))
            {
                throw e is OperationCanceledException ? e : new OperationCanceledException("The operation was cancelled.", e, cancellation);
            }
            catch (Exception e) when (Fault.IsMissingPartition(e))
            {
                lacksPartition = true;
            }
            catch (Exception e) when (Fault.IsPassing(e))
            {
                TimeSpan delay = DelayBefore(attempt + 1);
                if (Stopwatch.GetElapsedTime(start) + delay >= options.RetryDeadline)
                {
                    Log.GaveUp(logger, operation, attempt, Fault.Name(e));
                    throw Fault.Unavailable(e);
                }
                Log.Retrying(logger, operation, Fault.Name(e), attempt + 1, delay.TotalMilliseconds);
                Telemetry.Retries.Add(1, new KeyValuePair<string, object?>("operation", operation));
                await Task.Delay(delay, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (Fault.IsPoolExhausted(e))
            {
                Log.GaveUp(logger, operation, attempt, Fault.Name(e));
                throw Fault.Unavailable(e);
            }
            catch (NpgsqlException e)
            {
                Log.Refused(logger, operation, Fault.Name(e));
                throw Fault.Final(e);
            }
        }
    }

    /// <summary>Reads a copy of the database; false if there is none that has the user's changes, or what it says is not the last
    /// word.</summary>
    private async Task<(bool IsRead, T? Result)> ReadCopyAsync<T>(string operation, Guid user,
        Func<UnitOfWork, CancellationToken, Task<T>> work, Scope scope, CancellationToken cancellation)
    {
        string outcome = "ok";
        try
        {
            (bool isRead, T? result) = await TryAsync(_replicas!.Source, user, async (copy, cancellation) =>
                await _replicas.HasAsync(user, copy.Connection, cancellation).ConfigureAwait(false)
                    ? (true, await work(copy, cancellation).ConfigureAwait(false))
                    : (false, default(T)), scope, cancellation).ConfigureAwait(false);
            if (!isRead)
                outcome = "behind";
            return (isRead, result);
        }
        catch (Exception e) when (!IsCancelled(e, cancellation) && (e is NpgsqlException or StoreException || Fault.IsPassing(e)))
        {
            // Also what is missing there: it may be new.
            outcome = e is StoreException ? "other" : "failed";
            if (e is not StoreException)
                Log.ReplicaPassedOver(logger, operation, Fault.Name(e));
            return (false, default);
        }
        finally
        {
            Telemetry.ReplicaReads.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    private async Task<T> TryAsync<T>(NpgsqlDataSource source, Guid? user, Func<UnitOfWork, CancellationToken, Task<T>> work, Scope scope,
        CancellationToken cancellation)
    {
        NpgsqlConnection connection = await OpenAsync(source, cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            if (scope is Scope.Statement or Scope.PrimaryStatement)
                return await work(UnitOf(connection, user, scope), cancellation).ConfigureAwait(false);
            NpgsqlTransaction transaction = await connection
                .BeginTransactionAsync(scope == Scope.Snapshot ? IsolationLevel.RepeatableRead : IsolationLevel.ReadCommitted, cancellation)
                .ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                T result = await work(UnitOf(connection, user, scope), cancellation).ConfigureAwait(false);
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
                if (_replicas is not null && scope == Scope.Transaction && user is { } writer)
                    await _replicas.NoteAsync(writer, connection, cancellation).ConfigureAwait(false);
                return result;
            }
        }
    }

    private UnitOfWork UnitOf(NpgsqlConnection connection, Guid? user, Scope scope) =>
        new(connection, user, scope, options.PreparesStatements);

    // An opening that is cancelled half-way can cost the pool a place for good (Npgsql 10.0.0, on a busy machine): it goes on, and its
    // connection is given back.
    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Task<NpgsqlConnection> opening = source.OpenConnectionAsync(CancellationToken.None).AsTask();
        try
        {
            return await opening.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            _ = GiveBackAsync(opening);
            throw;
        }
    }

    private static async Task GiveBackAsync(Task<NpgsqlConnection> opening)
    {
        try
        {
            await (await opening.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException or TimeoutException)
        {
            // Nobody waits for it any more.
        }
    }

    // A cancelled statement may come back as the server's or the driver's fault.
    private static bool IsCancelled(Exception e, CancellationToken cancellation) =>
        cancellation.IsCancellationRequested
            && (e is OperationCanceledException or NpgsqlException { InnerException: OperationCanceledException }
            or PostgresException { SqlState: "57014" } || Fault.IsPassing(e));

    private TimeSpan DelayBefore(int attempt)
    {
        double longest =
            Math.Min(LongestDelay.TotalMilliseconds, options.FirstDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 2, 20)));
#pragma warning disable CA5394 // Spreads the attempts of many clients; no secret.
        return TimeSpan.FromMilliseconds(longest * (0.1 + 0.9 * Random.Shared.NextDouble()));
#pragma warning restore CA5394
    }
}
