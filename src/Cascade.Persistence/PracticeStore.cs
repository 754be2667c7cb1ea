using Cascade.Persistence.Storage;
using Npgsql;
using NpgsqlTypes;
using static Cascade.Persistence.Storage.UnitOfWork;

namespace Cascade.Persistence;

/// <summary>Practice sessions: reached by <see cref="UserData.Practice"/>. The sums and streaks are in
/// <see cref="User.Statistics"/>.</summary>
public sealed class PracticeStore
{
    /// <summary>The most sessions that one call lists.</summary>
    public const int LargestPage = 200;

    private readonly Database _database;
    private readonly Guid _user;

    internal PracticeStore(Database database, Guid user) => (_database, _user) = (database, user);

    /// <summary>Stores a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>False if one of this id is stored already; it stays as it is.</returns>
    /// <exception cref="InvalidFieldException">A property is out of range.</exception>
    /// <exception cref="NotFoundException">There is no such user or song.</exception>
    public Task<bool> RecordAsync(PracticeSession session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        Check(session);
        string? details = session.Details is { } given ? JsonField.Text(given, nameof(session.Details)) : null;
        return _database.RunAsync("Practice.Record", _user, (work, cancellation) => work.AnyAsync("""
            insert into cascade.practice_sessions (user_id, id, song_id, started_at, seconds, note_count, accuracy, details)
            values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (user_id, id) do nothing returning true
            """, cancellation, Of(_user), Of(session.Id), Optional(session.SongId, NpgsqlDbType.Uuid),
            Of(session.StartedAt.ToUniversalTime()), Of(session.Duration.Ticks / 10 / 1_000_000m), Of(session.NoteCount),
            Optional(session.Accuracy, NpgsqlDbType.Double), Json(details)), cancellationToken);
    }

    /// <summary>Lists sessions, the newest first.</summary>
    /// <param name="query">Which and how many; the first 50 if null.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidFieldException">A property of the query is out of range.</exception>
    public Task<PracticePage> ListAsync(PracticeQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new PracticeQuery();
        int limit = Fields.Range(query.Limit, nameof(query.Limit), 1, LargestPage);
        List<NpgsqlParameter> parameters = [Of(_user), Of(limit + 1)];
        string where = "";
        if (query.SongId is { } song)
        {
            parameters.Add(Of(song));
            where += $" and song_id = ${parameters.Count}";
        }
        if (query.After is { } after)
        {
            (DateTimeOffset startedAt, Guid id) = PageCursor.Read(after, nameof(query.After));
            parameters.AddRange([Of(startedAt), Of(id)]);
            where += $" and (started_at, id) < (${parameters.Count - 1}, ${parameters.Count})";
        }
        return _database.RunAsync("Practice.List", _user, async (work, cancellation) =>
        {
            List<PracticeSession> sessions = await work.ListAsync($"""
                select id, started_at, seconds, song_id, note_count, accuracy, details from cascade.practice_sessions
                where user_id = $1{where} order by started_at desc, id desc limit $2
                """, Read, cancellation, [.. parameters.Select(parameter => parameter.Clone())]).ConfigureAwait(false);
            if (sessions.Count <= limit)
                return new PracticePage(sessions, null);
            sessions.RemoveAt(limit);
            return new PracticePage(sessions, PageCursor.Of(sessions[^1].StartedAt, sessions[^1].Id));
        }, cancellationToken, Scope.Statement);
    }

    /// <summary>Deletes a session.</summary>
    /// <param name="id">The session.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>False if there is no such session.</returns>
    public Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken = default) =>
        _database.RunAsync("Practice.Delete", _user, (work, cancellation) =>
            work.AnyAsync("delete from cascade.practice_sessions where user_id = $1 and id = $2 returning true", cancellation, Of(_user),
            Of(id)), cancellationToken);

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

    private static PracticeSession Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        StartedAt = row.GetFieldValue<DateTimeOffset>(1),
        Duration = TimeSpan.FromMicroseconds((long)(row.GetDecimal(2) * 1_000_000)),
        SongId = row.IsDBNull(3) ? null : row.GetGuid(3),
        NoteCount = row.GetInt32(4),
        Accuracy = row.IsDBNull(5) ? null : row.GetDouble(5),
        Details = row.IsDBNull(6) ? null : JsonOf(row, 6),
    };
}
