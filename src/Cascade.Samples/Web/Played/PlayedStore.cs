using Cascade.Samples.Web.Storage;

namespace Cascade.Samples.Web.Played;

/// <summary>The notes that a user has played, session by session.</summary>
internal sealed class PlayedStore(StoreAccess access)
{
    private const int MostSessions = 200, MostNotes = 10_000;

    /// <summary>The sessions, the latest first.</summary>
    public Task<List<PlayedSessionModel>> ListAsync(Guid user, CancellationToken cancellationToken) => HostData.ListAsync(
        access.Source, user,
        """
        select session, min(played_at), max(played_at), sum(cardinality(keys)) from cascade_web.played where user_id = $1
        group by session order by max(played_at) desc limit $2
        """,
        row => new PlayedSessionModel(row.GetGuid(0), row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(2),
            row.GetInt64(3)), cancellationToken, user, MostSessions);

    /// <summary>The notes of a session in the order they were played; the first ten thousand.</summary>
    public Task<List<PlayedNote>> NotesAsync(Guid user, Guid session, CancellationToken cancellationToken) =>
        HostData.ListAsync(access.Source, user, """
            select key, velocity, time
            from cascade_web.played, unnest(keys, velocities, times) with ordinality as note (key, velocity, time, place)
            where user_id = $1 and session = $2 order by ordinal, place limit $3
            """, row => new PlayedNote(row.GetInt16(0), row.GetFloat(1), row.GetDouble(2)), cancellationToken, user, session, MostNotes);

    /// <summary>Forgets a session.</summary>
    /// <returns>False if there is none.</returns>
    public async Task<bool> DeleteAsync(Guid user, Guid session, CancellationToken cancellationToken) =>
        (await HostData.ListAsync(access.Source, user,
            "delete from cascade_web.played where user_id = $1 and session = $2 returning 1", row => row.GetInt32(0),
            cancellationToken, user, session)).Count > 0;
}

/// <summary>A session of playing.</summary>
internal sealed record PlayedSessionModel(Guid Id, DateTimeOffset StartedAt, DateTimeOffset EndedAt, long NoteCount);
