using System.Text.Json;
using Cascade.Persistence.Storage;
using Npgsql;
using static Cascade.Persistence.Storage.UnitOfWork;

namespace Cascade.Persistence;

/// <summary>One JSON document of settings for each user: reached by <see cref="UserData.Preferences"/>.</summary>
public sealed class PreferenceStore
{
    private readonly Database _database;
    private readonly Guid _user;

    internal PreferenceStore(Database database, Guid user) => (_database, _user) = (database, user);

    /// <summary>Reads a user's settings.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The document, or null if none was stored.</returns>
    public Task<PreferenceDocument?> FindAsync(CancellationToken cancellationToken = default) =>
        _database.RunAsync("Preferences.Find", _user, (work, cancellation) =>
            work.FirstAsync("select document, version, updated_at from cascade.user_preferences where user_id = $1", Read, cancellation,
            Of(_user)), cancellationToken, Scope.Statement);

    /// <summary>Stores a user's settings in place of those before.</summary>
    /// <param name="content">A JSON object of at most 1,048,576 characters, with its numbers written out too, nested at most 64 deep. A
    /// number has at most 400 digits when it is written out, as all of a double have.</param>
    /// <param name="expectedVersion">The version that is to be replaced, 0 for none; null replaces whatever is there.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidFieldException">It is no object, too long, too deep, or holds a number or a character that PostgreSQL cannot
    /// (U+0000, a lone surrogate).</exception>
    /// <exception cref="ConflictException">Another version is stored.</exception>
    /// <exception cref="NotFoundException">There is no such user.</exception>
    public Task<PreferenceDocument> SetAsync(JsonElement content, int? expectedVersion = null,
        CancellationToken cancellationToken = default)
    {
        if (content.ValueKind != JsonValueKind.Object)
            throw new InvalidFieldException(nameof(content), $"The preferences must be a JSON object, not {content.ValueKind}.");
        string text = JsonField.Text(content, nameof(content));
        return _database.RunAsync("Preferences.Set", _user, async (work, cancellation) =>
        {
            if (expectedVersion is { } expected)
            {
                PreferenceDocument? present =
                    await work.FirstAsync("select document, version, updated_at from cascade.user_preferences where user_id = $1 for "
                        + "update",
                    Read, cancellation, Of(_user)).ConfigureAwait(false);
                if ((present?.Version ?? 0) != expected)
                    // A repetition of a change whose success got lost on the way is no conflict.
                    return present?.Version == expected + 1 && JsonElement.DeepEquals(present.Content, content) ? present
                        : throw Conflict(present?.Version);
            }
            return await WriteAsync(work, text, expectedVersion, cancellation).ConfigureAwait(false);
        }, cancellationToken);
    }

    private async Task<PreferenceDocument> WriteAsync(UnitOfWork work, string text, int? expectedVersion, CancellationToken cancellation)
    {
        string otherwise = expectedVersion == 0 ? "nothing" : "update set document = excluded.document";
        return await work.FirstAsync(
            $"insert into cascade.user_preferences (user_id, document) values ($1, $2) on conflict (user_id) do {otherwise} returning "
            + "document, version, updated_at",
            Read, cancellation, Of(_user), Json(text)).ConfigureAwait(false) ?? throw Conflict(null);
    }

    private static ConflictException Conflict(int? version) => new("The preferences have changed meanwhile.", version);

    private static PreferenceDocument Read(NpgsqlDataReader row) =>
        new(JsonOf(row, 0), row.GetInt32(1), row.GetFieldValue<DateTimeOffset>(2));
}
