using System.Runtime.CompilerServices;
using Cascade.Dsp.Events;
using Cascade.Dsp.Midi;
using Cascade.Dsp.Songs;
using Cascade.Persistence.Storage;
using Npgsql;
using static Cascade.Persistence.Storage.UnitOfWork;

namespace Cascade.Persistence;

public sealed partial class SongStore
{
    /// <summary>The most songs that one page lists.</summary>
    public const int LargestPage = 200;

    /// <summary>The most notes that one call of <see cref="FindNotesAsync"/> gives.</summary>
    public const int MostNotes = 100_000;

    /// <summary>The longest MIDI file that is imported, in bytes.</summary>
    public const int LongestImport = 64 << 20;

    private const int StreamPage = 4096;

    private const string NoteColumns = "time, duration, number, value, channel, ordinal";

    /// <summary>Reads what is known of a song without its events.</summary>
    /// <param name="user">The user.</param>
    /// <param name="id">The song.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The song, or null if there is none.</returns>
    public async Task<StoredSong?> FindAsync(Guid user, Guid id, CancellationToken cancellationToken = default) =>
        (await _database.RunAsync("Songs.Find", user, (work, cancellation) => SongRow.FindAsync(work, user, id, cancellation), cancellationToken, Scope.Statement).ConfigureAwait(false))?.Song;

    /// <summary>Reads a song as it was saved, bit by bit.</summary>
    /// <param name="user">The user.</param>
    /// <param name="id">The song.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="NotFoundException">There is no such song.</exception>
    public async Task<Sequence> LoadAsync(Guid user, Guid id, CancellationToken cancellationToken = default)
    {
        Sequence music = await _database.RunAsync("Songs.Load", user, async (work, cancellation) =>
        {
            SongRow row = await SongRow.FindAsync(work.OfSong(id), user, id, cancellation).ConfigureAwait(false) ?? throw Missing();
            var events = new EngineEvent[row.Song.EventCount];
            int count = await EventCopy.ReadAsync(work.Connection, row.Key, events, cancellation).ConfigureAwait(false);
            return count == events.Length ? new Sequence(events, row.Song.SampleRate, row.Song.Length) : throw EventCopy.Damaged();
        }, cancellationToken, Scope.Snapshot).ConfigureAwait(false);
        Telemetry.EventsRead.Add(music.Count);
        return music;
    }

    /// <summary>Reads all notes of a song in the order of their onsets, a page at a time. No connection is held while the caller works on a page.</summary>
    /// <param name="user">The user.</param>
    /// <param name="id">The song.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="NotFoundException">There is no such song.</exception>
    /// <exception cref="ConflictException">The song got other music, or was deleted, while it was read.</exception>
    public async IAsyncEnumerable<StoredNote> StreamNotesAsync(Guid user, Guid id, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        SongRow row = await _database.RunAsync("Songs.StreamNotes", user, (work, cancellation) => SongRow.FindAsync(work, user, id, cancellation), cancellationToken, Scope.Statement)
            .ConfigureAwait(false) ?? throw Missing();
        long time = -1;
        int index = -1, count = 0;
        while (true)
        {
            (long afterTime, int afterIndex) = (time, index);
            List<StoredNote> page = await _database.RunAsync("Songs.StreamNotes", user, (work, cancellation) => work.OfSong(id).ListAsync($"""
                select {NoteColumns} from cascade.note_events
                where song_key = $1 and (time, ordinal) > ($2, $3) and duration is not null order by time, ordinal limit $4
                """, ReadNote, cancellation, Of(row.Key), Of(afterTime), Of(afterIndex), Of(StreamPage)), cancellationToken, Scope.Statement).ConfigureAwait(false);
            foreach (StoredNote note in page)
                yield return note;
            count += page.Count;
            if (page.Count < StreamPage)
                break;
            (time, index) = (page[^1].Onset, page[^1].Index);
        }
        if (count != row.Song.NoteCount)
            throw new ConflictException("The song has changed while it was read.");
    }

    /// <summary>Reads the notes of a song within a time and two keys, the earliest first.</summary>
    /// <param name="user">The user.</param>
    /// <param name="id">The song.</param>
    /// <param name="range">Which notes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The notes; none if there is no such song.</returns>
    /// <exception cref="InvalidFieldException">A property of the range is out of range.</exception>
    public async Task<IReadOnlyList<StoredNote>> FindNotesAsync(Guid user, Guid id, NoteRange range, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(range);
        if (range.From < 0)
            throw new InvalidFieldException(nameof(range.From), $"The time must not be negative, but is {range.From}.");
        if (range.Before < range.From)
            throw new InvalidFieldException(nameof(range.Before), $"The end of the time must not lie before its start, {range.From}, but is {range.Before}.");
        Fields.Range(range.LowestKey, nameof(range.LowestKey), 0, 127);
        Fields.Range(range.HighestKey, nameof(range.HighestKey), range.LowestKey, 127);
        Fields.Range(range.Limit, nameof(range.Limit), 1, MostNotes);
        return await _database.RunAsync("Songs.FindNotes", user, (work, cancellation) => work.OfSong(id).ListAsync($"""
            select {NoteColumns} from cascade.note_events
            where song_key = (select key from cascade.songs where user_id = $1 and id = $2)
                and time >= $3 and time < $4 and number between $5 and $6 and duration is not null
            order by time, ordinal limit $7
            """, ReadNote, cancellation, Of(user), Of(id), Of(range.From), Of(range.Before), Of((short)range.LowestKey), Of((short)range.HighestKey), Of(range.Limit)),
            cancellationToken, Scope.Statement).ConfigureAwait(false);
    }

    /// <summary>Lists songs, the newest first.</summary>
    /// <param name="user">The user.</param>
    /// <param name="query">Which and how many; the first 50 if null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidFieldException">A property of the query is out of range.</exception>
    public Task<SongPage> ListAsync(Guid user, SongQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new SongQuery();
        int limit = Fields.Range(query.Limit, nameof(query.Limit), 1, LargestPage);
        List<NpgsqlParameter> parameters = [Of(user), Of(limit + 1)];
        string where = "";
        if (!string.IsNullOrEmpty(query.Search))
        {
            parameters.Add(Of(PatternOf(Fields.Text(query.Search, nameof(query.Search), LongestTitle))));
            where += $" and title ilike ${parameters.Count}";
        }
        if (query.After is { } after)
        {
            (DateTimeOffset createdAt, Guid id) = PageCursor.Read(after, nameof(query.After));
            parameters.AddRange([Of(createdAt), Of(id)]);
            where += $" and (created_at, id) < (${parameters.Count - 1}, ${parameters.Count})";
        }
        string sql = $"select {SongRow.Columns} from cascade.songs where user_id = $1{where} order by created_at desc, id desc limit $2";
        return _database.RunAsync("Songs.List", user, async (work, cancellation) =>
        {
            // A parameter belongs to one command; a repeated attempt needs its own.
            NpgsqlParameter[] fresh = [.. parameters.Select(parameter => parameter.Clone())];
            List<SongRow> rows = await work.ListAsync(sql, SongRow.Read, cancellation, fresh).ConfigureAwait(false);
            StoredSong[] songs = [.. rows.Take(limit).Select(row => row.Song)];
            return new SongPage(songs, rows.Count > limit ? PageCursor.Of(songs[^1].CreatedAt, songs[^1].Id) : null);
        }, cancellationToken, Scope.Statement);
    }

    /// <summary>Writes a song as a MIDI file. Events that MIDI has no message for, such as parameters, are left out.</summary>
    /// <param name="user">The user.</param>
    /// <param name="id">The song.</param>
    /// <param name="destination">Where to; stays open.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="NotFoundException">There is no such song.</exception>
    /// <exception cref="ArgumentException">The song is too long for a MIDI file.</exception>
    /// <exception cref="IOException">The destination cannot be written.</exception>
    public async Task ExportMidiAsync(Guid user, Guid id, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        Sequence music = await LoadAsync(user, id, cancellationToken).ConfigureAwait(false);
        await destination.WriteAsync(Song.FromSequence(music).ToArray(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Saves a MIDI file as a new song; as <see cref="SaveAsync"/>.</summary>
    /// <param name="user">Whose song it is.</param>
    /// <param name="id">A new id, made by the caller.</param>
    /// <param name="title">1 to 200 characters.</param>
    /// <param name="source">The file, from the stream's position to its end: at most <see cref="LongestImport"/> bytes. Stays open.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidFieldException">An argument is out of range.</exception>
    /// <exception cref="MidiFormatException">It is no MIDI file.</exception>
    /// <exception cref="ConflictException">The id belongs to a song with other music.</exception>
    /// <exception cref="NotFoundException">There is no such user.</exception>
    /// <exception cref="IOException">The source cannot be read.</exception>
    public async Task<StoredSong> ImportMidiAsync(Guid user, Guid id, string title, Stream source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            if (bytes.Length + read > LongestImport)
                throw new InvalidFieldException(nameof(source), $"The file must have at most {LongestImport} bytes.");
            bytes.Write(buffer, 0, read);
        }
        Sequence music = Song.Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).ToSequence(48_000);
        return await SaveAsync(user, id, title, music, cancellationToken).ConfigureAwait(false);
    }

    private static StoredNote ReadNote(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), row.GetInt16(2), row.GetFloat(3), row.GetInt16(4), row.GetInt32(5));

    // What ILIKE takes to find the text itself anywhere.
    private static string PatternOf(string text) =>
        $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
