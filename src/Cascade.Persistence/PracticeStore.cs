using Cascade.Persistence.Storage;
using Npgsql;
using NpgsqlTypes;
using static Cascade.Persistence.Storage.UnitOfWork;

namespace Cascade.Persistence;

/// <summary>Practice sessions: reached by <see cref="CascadeStore.Practice"/>. The sums and streaks are in <see cref="User.Statistics"/>.</summary>
public sealed class PracticeStore
{
    /// <summary>The most sessions that one call lists.</summary>
    public const int LargestPage = 200;

    private readonly Database _database;

    internal PracticeStore(Database database) => _database = database;

    /// <summary>Stores a session.</summary>
    /// <param name="user">The user.</param>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False if one of this id is stored already; it stays as it is.</returns>
    /// <exception cref="InvalidFieldException">A property is out of range.</exception>
    /// <exception cref="NotFoundException">There is no such user or song.</exception>
    public Task<bool> RecordAsync(Guid user, PracticeSession session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        Check(session);
        string? details = session.Details is { } given ? Fields.Json(given, nameof(session.Details)) : null;
        return _database.RunAsync("Practice.Record", user, (work, cancellation) => work.AnyAsync("""
            insert into cascade.practice_sessions (user_id, id, song_id, started_at, seconds, note_count, accuracy, details)
            values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (user_id, id) do nothing returning true
            """, cancellation, Of(user), Of(session.Id), Optional(session.SongId, NpgsqlDbType.Uuid), Of(session.StartedAt.ToUniversalTime()),
            Of(session.Duration.Ticks / 10 / 1_000_000m), Of(session.NoteCount), Optional(session.Accuracy, NpgsqlDbType.Double), Json(details)), cancellationToken);
    }

    /// <summary>Lists sessions, the newest first.</summary>
    /// <param name="user">The user.</param>
    /// <param name="song">Those of this song only; all if null.</param>
    /// <param name="before">Those that began before; all if null. For the next page give the <see cref="PracticeSession.StartedAt"/> of the last one.</param>
    /// <param name="limit">How many at most, 1 to 200.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidFieldException">The limit is out of range.</exception>
    public async Task<IReadOnlyList<PracticeSession>> ListAsync(
        Guid user, Guid? song = null, DateTimeOffset? before = null, int limit = 50, CancellationToken cancellationToken = default)
    {
        Fields.Range(limit, nameof(limit), 1, LargestPage);
        string ofSong = song is null ? "" : "and song_id = $4";
        NpgsqlParameter[] parameters = [Of(user), Of((before ?? DateTimeOffset.MaxValue).ToUniversalTime()), Of(limit)];
        if (song is { } one)
            parameters = [.. parameters, Of(one)];
        return await _database.RunAsync("Practice.List", user, (work, cancellation) => work.ListAsync($"""
            select id, started_at, seconds, song_id, note_count, accuracy, details from cascade.practice_sessions
            where user_id = $1 and started_at < $2 {ofSong} order by started_at desc, id desc limit $3
            """, Read, cancellation, [.. parameters.Select(parameter => parameter.Clone())]), cancellationToken, Scope.Statement).ConfigureAwait(false);
    }

    /// <summary>Deletes a session.</summary>
    /// <param name="user">The user.</param>
    /// <param name="id">The session.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False if there is no such session.</returns>
    public Task<bool> DeleteAsync(Guid user, Guid id, CancellationToken cancellationToken = default) =>
        _database.RunAsync("Practice.Delete", user, (work, cancellation) =>
            work.AnyAsync("delete from cascade.practice_sessions where user_id = $1 and id = $2 returning true", cancellation, Of(user), Of(id)), cancellationToken);

    private static void Check(PracticeSession session)
    {
        Fields.Id(session.Id, nameof(session.Id));
        if (session.StartedAt.UtcDateTime.Year > 9998)
            throw new InvalidFieldException(nameof(session.StartedAt), "The year must lie within 1 to 9998.");
        if (session.Duration < TimeSpan.Zero || session.Duration > TimeSpan.FromDays(7))
            throw new InvalidFieldException(nameof(session.Duration), $"The duration must lie within 0 to 7 days, not {session.Duration}.");
        Fields.Range(session.NoteCount, nameof(session.NoteCount), 0, int.MaxValue);
        if (session.Accuracy is not (null or (>= 0 and <= 1)))
            throw new InvalidFieldException(nameof(session.Accuracy), $"The accuracy must lie within 0 to 1, not {session.Accuracy}.");
    }

    private static PracticeSession Read(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), TimeSpan.FromMicroseconds((long)(row.GetDecimal(2) * 1_000_000)))
        {
            SongId = row.IsDBNull(3) ? null : row.GetGuid(3),
            NoteCount = row.GetInt32(4),
            Accuracy = row.IsDBNull(5) ? null : row.GetDouble(5),
            Details = row.IsDBNull(6) ? null : JsonOf(row, 6),
        };
}
