using Cascade.Dsp.Events;
using Cascade.Persistence.Storage;
using Npgsql;
using static Cascade.Persistence.Storage.UnitOfWork;

namespace Cascade.Persistence;

/// <summary>Songs and their notes: reached by <see cref="CascadeStore.Songs"/>.</summary>
/// <remarks>A song reads back bit by bit as it was saved, every kind of event included. It is stored whole or not at all.
/// <para>Methods that change a song take the version that the change is meant for, and refuse when another was there first; null changes whatever is there.</para></remarks>
public sealed partial class SongStore
{
    /// <summary>The most events a song may have.</summary>
    public const int MaximumEvents = 20_000_000;

    /// <summary>The longest title, in characters.</summary>
    public const int LongestTitle = 200;

    private readonly Database _database;

    internal SongStore(Database database) => _database = database;

    /// <summary>Saves a new song. Repeating it with the same id and music gives the song that is stored, whatever its title is by now.</summary>
    /// <param name="user">Whose song it is.</param>
    /// <param name="id">A new id, made by the caller: <see cref="Guid.CreateVersion7()"/>.</param>
    /// <param name="title">1 to 200 characters.</param>
    /// <param name="music">The song, of at most <see cref="MaximumEvents"/> events: channels 0-15, numbers 0-127, values 0 to 1 (bends -1 to 1); parameters any
    /// channel and number and any finite value.</param>
    /// <param name="cancellationToken">Ends it; nothing of the song is stored then, or all of it.</param>
    /// <exception cref="InvalidFieldException">An argument is out of range.</exception>
    /// <exception cref="ConflictException">The id belongs to a song with other music.</exception>
    /// <exception cref="NotFoundException">There is no such user.</exception>
    public async Task<StoredSong> SaveAsync(Guid user, Guid id, string title, Sequence music, CancellationToken cancellationToken = default)
    {
        Fields.Id(id, nameof(id));
        Fields.Text(title, nameof(title), LongestTitle);
        Fields.Music(music, nameof(music));
        byte[] hash = SongContent.Hash(music);
        StoredSong song = await _database.RunAsync("Songs.Save", user, async (work, cancellation) =>
        {
            SongRow? row = await work.FirstAsync($"""
                insert into cascade.songs (user_id, id, sample_rate, length, content_hash, event_count, note_count, title) values ($1, $2, $3, $4, $5, $6, $7, $8)
                on conflict (user_id, id) do nothing returning {SongRow.Columns}
                """, SongRow.Read, cancellation, [Of(user), Of(id), .. Content(music, hash), Of(title)]).ConfigureAwait(false);
            if (row is not null)
                return await WriteEventsAsync(work, row, music, cancellation).ConfigureAwait(false);
            row = await SongRow.FindAsync(work, user, id, cancellation).ConfigureAwait(false);
            return row is not null && row.Hash.AsSpan().SequenceEqual(hash) ? row.Song : throw new ConflictException("The id belongs to a song with other music.", row?.Song.Version);
        }, cancellationToken).ConfigureAwait(false);
        Telemetry.EventsWritten.Add(music.Count);
        return song;
    }

    /// <summary>Gives a song other music. The results of its analysis are forgotten.</summary>
    /// <param name="user">The user.</param>
    /// <param name="id">The song.</param>
    /// <param name="music">The music, in the ranges of <see cref="SaveAsync"/>. The same music changes nothing.</param>
    /// <param name="expectedVersion">The version it is meant for, or null.</param>
    /// <param name="cancellationToken">Ends it; the song is the old or the new one then.</param>
    /// <exception cref="InvalidFieldException">The music is out of range.</exception>
    /// <exception cref="ConflictException">Another version is stored.</exception>
    /// <exception cref="NotFoundException">There is no such song.</exception>
    public async Task<StoredSong> ReplaceAsync(Guid user, Guid id, Sequence music, int? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        Fields.Music(music, nameof(music));
        byte[] hash = SongContent.Hash(music);
        StoredSong song = await _database.RunAsync("Songs.Replace", user, async (work, cancellation) =>
        {
            SongRow old = await SongRow.LockAsync(work, user, id, cancellation).ConfigureAwait(false) ?? throw Missing();
            // Also when versions differ: a repetition of a change whose success got lost on the way is no conflict.
            if (old.Hash.AsSpan().SequenceEqual(hash))
                return old.Song;
            CheckVersion(old.Song, expectedVersion);
            SongRow row = await work.FirstAsync(
                $"update cascade.songs set sample_rate = $3, length = $4, content_hash = $5, event_count = $6, note_count = $7 where user_id = $1 and id = $2 returning {SongRow.Columns}",
                SongRow.Read, cancellation, [Of(user), Of(id), .. Content(music, hash)]).ConfigureAwait(false) ?? throw Missing();
            return await WriteEventsAsync(work, row, music, cancellation).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        Telemetry.EventsWritten.Add(music.Count);
        return song;
    }

    /// <summary>Gives a song another title.</summary>
    /// <param name="user">The user.</param>
    /// <param name="id">The song.</param>
    /// <param name="title">1 to 200 characters. The same title changes nothing.</param>
    /// <param name="expectedVersion">The version it is meant for, or null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidFieldException">The title is out of range.</exception>
    /// <exception cref="ConflictException">Another version is stored.</exception>
    /// <exception cref="NotFoundException">There is no such song.</exception>
    public Task<StoredSong> RenameAsync(Guid user, Guid id, string title, int? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        Fields.Text(title, nameof(title), LongestTitle);
        return _database.RunAsync("Songs.Rename", user, async (work, cancellation) =>
        {
            SongRow old = await SongRow.LockAsync(work, user, id, cancellation).ConfigureAwait(false) ?? throw Missing();
            if (old.Song.Title == title)
                return old.Song;
            CheckVersion(old.Song, expectedVersion);
            SongRow row = await work.FirstAsync($"update cascade.songs set title = $3 where user_id = $1 and id = $2 returning {SongRow.Columns}",
                SongRow.Read, cancellation, Of(user), Of(id), Of(title)).ConfigureAwait(false) ?? throw Missing();
            return row.Song;
        }, cancellationToken);
    }

    /// <summary>Deletes a song with its notes and analytics. Practice sessions stay, without the song.</summary>
    /// <param name="user">The user.</param>
    /// <param name="id">The song.</param>
    /// <param name="expectedVersion">The version that is meant, or null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False if there is no such song.</returns>
    /// <exception cref="ConflictException">Another version is stored.</exception>
    public Task<bool> DeleteAsync(Guid user, Guid id, int? expectedVersion = null, CancellationToken cancellationToken = default) =>
        _database.RunAsync("Songs.Delete", user, async (work, cancellation) =>
        {
            if (expectedVersion is not null)
            {
                SongRow? row = await SongRow.LockAsync(work, user, id, cancellation).ConfigureAwait(false);
                if (row is not null)
                    CheckVersion(row.Song, expectedVersion);
            }
            return await work.AnyAsync("delete from cascade.songs where user_id = $1 and id = $2 returning true", cancellation, Of(user), Of(id)).ConfigureAwait(false);
        }, cancellationToken);

    internal static NotFoundException Missing() => new("There is no such song.");

    private static NpgsqlParameter[] Content(Sequence music, byte[] hash) => [Of(music.SampleRate), Of(music.Length), Of(hash), Of(music.Count), Of(music.NoteCount)];

    private static async Task<StoredSong> WriteEventsAsync(UnitOfWork work, SongRow row, Sequence music, CancellationToken cancellation)
    {
        await EventCopy.WriteAsync(work.Connection, row.Key, music, cancellation).ConfigureAwait(false);
        return row.Song;
    }

    private static void CheckVersion(StoredSong song, int? expected)
    {
        if (expected is { } version && version != song.Version)
            throw new ConflictException("The song has changed meanwhile.", song.Version);
    }
}
