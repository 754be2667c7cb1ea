using System.Threading.Channels;
using Cascade.Samples.Web.Storage;
using Npgsql;

namespace Cascade.Samples.Web.Played;

/// <summary>Keeps played notes in groups: what comes within a moment is committed together, of all users.</summary>
/// <remarks>While the database is away up to <see cref="MostWaiting"/> notes wait for it; at the host's end what waits is written
/// first.</remarks>
internal sealed partial class NoteLog(StoreAccess access, ILogger<NoteLog> log) : BackgroundService
{
    public const int MostWaiting = 100_000, LargestGroup = 10_000;

    private const string Insert = """
        insert into cascade_web.played (user_id, session, keys, velocities, times, played_at)
        select $1, session, array_agg(key order by place), array_agg(velocity order by place), array_agg(time order by place),
            max(played_at)
        from unnest($2, $3, $4, $5, $6) with ordinality as note (session, key, velocity, time, played_at, place)
        where exists (select from cascade.users where id = $1)
        group by session
        """;

    private const string Forget =
        "delete from cascade_web.played where user_id = $1 and played_at < now() - interval '30 days'";

    // Half of what a commit may wait: the other half is the commit's own.
    private static readonly TimeSpan s_together = TimeSpan.FromMilliseconds(25), s_patience = TimeSpan.FromSeconds(1);

    private readonly Channel<Entry> _waiting = Channel.CreateBounded<Entry>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly HashSet<Guid> _seen = [];
    private long _groups, _kept;

    /// <summary>Notes that were committed, and by how many commits.</summary>
    public (long Notes, long Groups) Kept => (Interlocked.Read(ref _kept), Interlocked.Read(ref _groups));

    /// <summary>Takes notes to be kept.</summary>
    /// <param name="user">Whose they are; null for somebody who is not signed in.</param>
    /// <param name="session">The session they are of.</param>
    /// <param name="notes">Right ones.</param>
    public Keeping Keep(Guid? user, Guid session, IReadOnlyList<PlayedNote> notes)
    {
        if (user is not { } owner || !access.IsThere)
            return Keeping.No;
        if (_waiting.Reader.Count + notes.Count > MostWaiting)
            return Keeping.Full;
        DateTime now = DateTime.UtcNow;
        foreach (PlayedNote note in notes)
            if (!_waiting.Writer.TryWrite(new Entry(owner, session, note, now)))
                return Keeping.Full;
        return Keeping.Accepted;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // What was accepted is written before the end, unless the host has no more time for it.
        _waiting.Writer.TryComplete();
        if (ExecuteTask is { } writing)
            await Task.WhenAny(writing, Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken));
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var group = new List<Entry>();
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
            {
                if (!_waiting.Reader.Completion.IsCompleted)
                    await Task.Delay(s_together, CancellationToken.None);
                while (group.Count < LargestGroup && _waiting.Reader.TryRead(out Entry? entry))
                    group.Add(entry);
                while (!await TryCommitAsync(group, stoppingToken))
                    await Task.Delay(s_patience, stoppingToken);
                group.Clear();
            }
        }
        catch (OperationCanceledException)
        {
            Lost(log, group.Count + _waiting.Reader.Count);
        }
    }

    private async Task<bool> TryCommitAsync(List<Entry> group, CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlConnection connection = await access.Source.OpenConnectionAsync(cancellationToken);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var batch = new NpgsqlBatch(connection, transaction);
            foreach (IGrouping<Guid, Entry> notes in group.GroupBy(entry => entry.User))
            {
                HostData.Add(batch, notes.Key, Insert, notes.Key, notes.Select(n => n.Session).ToArray(),
                    notes.Select(n => (short)n.Note.Key).ToArray(), notes.Select(n => n.Note.Velocity).ToArray(),
                    notes.Select(n => n.Note.Time).ToArray(), notes.Select(n => n.At).ToArray());
                if (!_seen.Contains(notes.Key))
                    HostData.Add(batch, notes.Key, Forget, notes.Key);
            }
            await batch.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            _seen.UnionWith(group.Select(entry => entry.User));
            Interlocked.Add(ref _kept, group.Count);
            Interlocked.Increment(ref _groups);
            return true;
        }
        catch (NpgsqlException e)
        {
            Failed(log, group.Count, e);
            // What the database refuses it will refuse again: the next group must not wait behind it.
            return !HostData.IsAway(e);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} played notes could not be kept yet, or at all.")]
    private static partial void Failed(ILogger logger, int count, Exception cause);

    [LoggerMessage(LogLevel.Error, "{Count} played notes were lost at the host's end.")]
    private static partial void Lost(ILogger logger, int count);

    private sealed record Entry(Guid User, Guid Session, PlayedNote Note, DateTime At);
}
