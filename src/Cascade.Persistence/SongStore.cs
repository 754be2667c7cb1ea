using Cascade.Dsp;
using Cascade.Persistence.Storage;
using static Cascade.Persistence.Storage.UnitOfWork;

namespace Cascade.Persistence;

/// <summary>Songs and their notes: reached by <see cref="UserData.Songs"/>.</summary>
/// <remarks>A song reads back as it was saved, to the last event, text and tick; a sequence bit by bit, every kind of event included. It is
/// stored whole or not at all.
/// <para>Methods that change a song take the version that the change is meant for, and refuse when another was there first; null changes
/// whatever is there.</para></remarks>
public sealed partial class SongStore
{
    /// <summary>The most events a song may have.</summary>
    public const int MaximumEvents = 20_000_000;

    /// <summary>The longest MIDI file of a song, in bytes.</summary>
    public const int LongestScore = 256 << 20;

    /// <summary>The longest title, in characters.</summary>
    public const int LongestTitle = 200;

    private readonly Database _database;
    private readonly Guid _user;

    internal SongStore(Database database, Guid user) => (_database, _user) = (database, user);

    /// <summary>Saves a new song. Repeating it with the same id and song gives what is stored, whatever its title is by now.</summary>
    /// <param name="id">A new id, made by the caller: <see cref="Guid.CreateVersion7()"/>.</param>
    /// <param name="title">1 to 200 characters.</param>
    /// <param name="song">The song: at most <see cref="MaximumEvents"/> messages, and <see cref="LongestScore"/> bytes as a MIDI
    /// file.</param>
    /// <param name="sampleRate">The unit of the times of the stored notes, for <see cref="FindNotesAsync"/> and the like: 8,000 to 192,000
    /// samples per second. The song itself keeps its ticks.</param>
    /// <param name="cancellationToken">Cancels the operation; nothing of the song is stored then, or all of it.</param>
    /// <exception cref="InvalidFieldException">An argument is out of range.</exception>
    /// <exception cref="ConflictException">The id belongs to another song.</exception>
    /// <exception cref="NotFoundException">There is no such user.</exception>
    public Task<StoredSong> SaveAsync(Guid id, string title, Song song, int sampleRate, CancellationToken cancellationToken = default) =>
        SaveAsync(id, title, SongContent.Of(song, sampleRate, nameof(song)), cancellationToken);

    /// <summary>Saves events as a new song: what an engine played, every kind of event included. Repeating it with the same id and music
    /// gives what is stored.</summary>
    /// <param name="id">A new id, made by the caller: <see cref="Guid.CreateVersion7()"/>.</param>
    /// <param name="title">1 to 200 characters.</param>
    /// <param name="music">The events, at most <see cref="MaximumEvents"/>: channels 0-15, numbers 0-127, values in the range of their
    /// <see cref="EventKind"/>; parameters channel 0, numbers up to 32,767 and any finite value.</param>
    /// <param name="cancellationToken">Cancels the operation; nothing of the song is stored then, or all of it.</param>
    /// <exception cref="InvalidFieldException">An argument is out of range.</exception>
    /// <exception cref="ConflictException">The id belongs to a song with other music.</exception>
    /// <exception cref="NotFoundException">There is no such user.</exception>
    public Task<StoredSong> SaveAsync(Guid id, string title, Sequence music, CancellationToken cancellationToken = default) =>
        SaveAsync(id, title, SongContent.Of(music, nameof(music)), cancellationToken);

    /// <summary>Puts another song in the place of one. The results of its analysis are forgotten; its title stays.</summary>
    /// <param name="id">The song.</param>
    /// <param name="song">The new song, in the ranges of <see cref="SaveAsync(Guid, string, Song, int, CancellationToken)"/>. The same song
    /// changes nothing.</param>
    /// <param name="sampleRate">The unit of the times of the stored notes, 8,000 to 192,000 samples per second.</param>
    /// <param name="expectedVersion">The version it is meant for, or null.</param>
    /// <param name="cancellationToken">Cancels the operation; the song is the old or the new one then.</param>
    /// <exception cref="InvalidFieldException">The song is out of range.</exception>
    /// <exception cref="ConflictException">Another version is stored.</exception>
    /// <exception cref="NotFoundException">There is no such song.</exception>
    public Task<StoredSong> ReplaceAsync(
        Guid id, Song song, int sampleRate, int? expectedVersion = null, CancellationToken cancellationToken = default) =>
        ReplaceAsync(id, SongContent.Of(song, sampleRate, nameof(song)), expectedVersion, cancellationToken);

    /// <summary>Puts other events in the place of a song. The results of its analysis are forgotten; its title stays.</summary>
    /// <param name="id">The song.</param>
    /// <param name="music">The events, in the ranges of <see cref="SaveAsync(Guid, string, Sequence, CancellationToken)"/>. The same music
    /// changes nothing.</param>
    /// <param name="expectedVersion">The version it is meant for, or null.</param>
    /// <param name="cancellationToken">Cancels the operation; the song is the old or the new one then.</param>
    /// <exception cref="InvalidFieldException">The music is out of range.</exception>
    /// <exception cref="ConflictException">Another version is stored.</exception>
    /// <exception cref="NotFoundException">There is no such song.</exception>
    public Task<StoredSong> ReplaceAsync(
        Guid id, Sequence music, int? expectedVersion = null, CancellationToken cancellationToken = default) =>
        ReplaceAsync(id, SongContent.Of(music, nameof(music)), expectedVersion, cancellationToken);

    /// <summary>Gives a song another title.</summary>
    /// <param name="id">The song.</param>
    /// <param name="title">1 to 200 characters. The same title changes nothing.</param>
    /// <param name="expectedVersion">The version it is meant for, or null.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidFieldException">The title is out of range.</exception>
    /// <exception cref="ConflictException">Another version is stored.</exception>
    /// <exception cref="NotFoundException">There is no such song.</exception>
    public Task<StoredSong> RenameAsync(Guid id, string title, int? expectedVersion = null, CancellationToken cancellationToken = default)
    {
        Fields.Text(title, nameof(title), LongestTitle);
        return _database.RunAsync("Songs.Rename", _user, async (work, cancellation) =>
        {
            SongRow old = await SongRow.LockAsync(work, _user, id, cancellation).ConfigureAwait(false) ?? throw Missing();
            if (old.Song.Title == title)
                return old.Song;
            CheckVersion(old.Song, expectedVersion);
            SongRow row =
                await work.FirstAsync($"update cascade.songs set title = $3 where user_id = $1 and id = $2 returning {SongRow.Columns}",
                SongRow.Read, cancellation, Of(_user), Of(id), Of(title)).ConfigureAwait(false) ?? throw Missing();
            return row.Song;
        }, cancellationToken);
    }

    /// <summary>Deletes a song with its notes and analytics. Practice sessions stay, without the song.</summary>
    /// <param name="id">The song.</param>
    /// <param name="expectedVersion">The version that is meant, or null.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>False if there is no such song.</returns>
    /// <exception cref="ConflictException">Another version is stored.</exception>
    public Task<bool> DeleteAsync(Guid id, int? expectedVersion = null, CancellationToken cancellationToken = default) =>
        _database.RunAsync("Songs.Delete", _user, async (work, cancellation) =>
        {
            if (expectedVersion is not null)
            {
                SongRow? row = await SongRow.LockAsync(work, _user, id, cancellation).ConfigureAwait(false);
                if (row is not null)
                    CheckVersion(row.Song, expectedVersion);
            }
            return await work.AnyAsync("delete from cascade.songs where user_id = $1 and id = $2 returning true", cancellation, Of(_user),
                Of(id)).ConfigureAwait(false);
        }, cancellationToken);

    internal static NotFoundException Missing() => new("There is no such song.");

    private async Task<StoredSong> SaveAsync(Guid id, string title, SongContent content, CancellationToken cancellationToken)
    {
        Fields.Id(id, nameof(id));
        Fields.Text(title, nameof(title), LongestTitle);
        SongRow song = await _database.RunAsync("Songs.Save", _user, async (work, cancellation) =>
        {
            while (true)
            {
                SongRow? row = await work.FirstAsync($"""
                    insert into cascade.songs
                        (user_id, id, title, sample_rate, length, content_hash, event_count, note_count, score, text_encoding)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (user_id, id) do nothing returning {SongRow.Columns}
                    """, SongRow.Read, cancellation, [Of(_user), Of(id), Of(title), .. content.Parameters()]).ConfigureAwait(false);
                if (row is not null)
                    return await WriteEventsAsync(work, row, content, cancellation).ConfigureAwait(false);
                row = await SongRow.FindAsync(work, _user, id, cancellation).ConfigureAwait(false);
                if (row is null)
                    continue;   // Deleted between the two.
                return row.Hash.AsSpan().SequenceEqual(content.Hash)
                    ? row
                    : throw new ConflictException("The id belongs to a song with other music.", row.Song.Version);
            }
        }, cancellationToken).ConfigureAwait(false);
        return await WrittenAsync(song, content, cancellationToken).ConfigureAwait(false);
    }

    private async Task<StoredSong> ReplaceAsync(Guid id, SongContent content, int? expectedVersion, CancellationToken cancellationToken)
    {
        SongRow song = await _database.RunAsync("Songs.Replace", _user, async (work, cancellation) =>
        {
            SongRow old = await SongRow.LockAsync(work, _user, id, cancellation).ConfigureAwait(false) ?? throw Missing();
            // Also when versions differ: a repetition of a change whose success got lost on the way is no conflict.
            if (old.Hash.AsSpan().SequenceEqual(content.Hash))
                return old;
            CheckVersion(old.Song, expectedVersion);
            SongRow row = await work.FirstAsync($"""
                update cascade.songs set sample_rate = $3, length = $4, content_hash = $5, event_count = $6, note_count = $7,
                    score = $8, text_encoding = $9
                where user_id = $1 and id = $2 returning {SongRow.Columns}
                """, SongRow.Read, cancellation, [Of(_user), Of(id), .. content.Parameters()]).ConfigureAwait(false) ?? throw Missing();
            return await WriteEventsAsync(work, row, content, cancellation).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return await WrittenAsync(song, content, cancellationToken).ConfigureAwait(false);
    }

    private async Task<StoredSong> WrittenAsync(SongRow row, SongContent content, CancellationToken cancellation)
    {
        Telemetry.EventsWritten.Add(content.Music.Count);
        await _database.PrepareAfterAsync(row.Key, cancellation).ConfigureAwait(false);
        return row.Song;
    }

    private static async Task<SongRow> WriteEventsAsync(
        UnitOfWork work, SongRow row, SongContent content, CancellationToken cancellation)
    {
        await EventCopy.WriteAsync(work.Connection, row.Key, content.Music, cancellation).ConfigureAwait(false);
        return row;
    }

    private static void CheckVersion(StoredSong song, int? expected)
    {
        if (expected is { } version && version != song.Version)
            throw new ConflictException("The song has changed meanwhile.", song.Version);
    }
}
