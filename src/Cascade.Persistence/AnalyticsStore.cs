using System.Text.Json;
using Cascade.Persistence.Storage;
using static Cascade.Persistence.Storage.UnitOfWork;

namespace Cascade.Persistence;

/// <summary>Results of analysis, kept until their song changes: reached by <see cref="UserData.Analytics"/>.</summary>
public sealed class AnalyticsStore
{
    /// <summary>The longest kind, in characters.</summary>
    public const int LongestKind = 100;

    private readonly Database _database;
    private readonly Guid _user;

    internal AnalyticsStore(Database database, Guid user) => (_database, _user) = (database, user);

    /// <summary>Reads a result.</summary>
    /// <param name="song">The song.</param>
    /// <param name="kind">What was computed, for instance <c>key</c>: 1 to 100 characters.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The result, or null if none is stored or the song has changed since.</returns>
    /// <exception cref="InvalidFieldException">The kind is out of range.</exception>
    public async Task<JsonElement?> FindAsync(Guid song, string kind, CancellationToken cancellationToken = default)
    {
        Fields.Text(kind, nameof(kind), LongestKind);
        List<JsonElement> found = await _database.RunAsync("Analytics.Find", _user, (work, cancellation) =>
            work.ListAsync("select result from cascade.analytics_cache where user_id = $1 and song_id = $2 and kind = $3", row =>
            JsonOf(row, 0), cancellation,
                Of(_user), Of(song), Of(kind)), cancellationToken, Scope.Statement).ConfigureAwait(false);
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>Stores a result in place of the one before.</summary>
    /// <param name="song">The song as it was analysed. If it has changed since, the result is refused.</param>
    /// <param name="kind">What was computed: 1 to 100 characters.</param>
    /// <param name="result">The result, at most 1,048,576 characters of JSON: see <see cref="PreferenceStore.SetAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidFieldException">An argument is out of range.</exception>
    /// <exception cref="ConflictException">The song has changed.</exception>
    /// <exception cref="NotFoundException">There is no such song.</exception>
    public Task SetAsync(StoredSong song, string kind, JsonElement result, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(song);
        Fields.Text(kind, nameof(kind), LongestKind);
        string text = JsonField.Text(result, nameof(result));
        return _database.RunAsync("Analytics.Set", _user, async (work, cancellation) =>
        {
            SongRow row = await SongRow.LockAsync(work, _user, song.Id, cancellation).ConfigureAwait(false) ?? throw SongStore.Missing();
            if (row.Song.Version != song.Version)
                throw new ConflictException("The song has changed meanwhile.", row.Song.Version);
            return await work.AnyAsync("""
                insert into cascade.analytics_cache (user_id, song_id, kind, result) values ($1, $2, $3, $4)
                on conflict (user_id, song_id, kind) do update set result = excluded.result returning true
                """, cancellation, Of(_user), Of(song.Id), Of(kind), Json(text)).ConfigureAwait(false);
        }, cancellationToken);
    }
}
