using System.Runtime.CompilerServices;
using System.Text;
using Cascade.Dsp;
using Cascade.Dsp.Midi;
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

    private const string NoteColumns = "time, duration, number, value, channel, ordinal, port";

    /// <summary>Reads what is known of a song without its events.</summary>
    /// <param name="id">The song.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The song, or null if there is none.</returns>
    public async Task<StoredSong?> FindAsync(Guid id, CancellationToken cancellationToken = default) =>
        (await FindRowAsync("Songs.Find", id, cancellationToken).ConfigureAwait(false))?.Song;

    /// <summary>Reads a song: what was saved as one to the last event, text and tick; of what was saved as a sequence, a song of the events
    /// that MIDI has messages for.</summary>
    /// <param name="id">The song.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="NotFoundException">There is no such song.</exception>
    /// <exception cref="ArgumentException">It was saved as a sequence too long for a MIDI file.</exception>
    public async Task<Song> LoadAsync(Guid id, CancellationToken cancellationToken = default)
    {
        Song? score = await _database.RunAsync("Songs.LoadScore", _user, (work, cancellation) =>
            SongRow.FindScoreAsync(work, _user, id, cancellation), cancellationToken, Scope.Statement).ConfigureAwait(false);
        return score ?? Song.FromSequence(await LoadSequenceAsync(id, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reads the events of a song: of what was saved as a sequence bit by bit as it was, of a song at the rate that it was saved
    /// with.</summary>
    /// <param name="id">The song.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="NotFoundException">There is no such song.</exception>
    public async Task<Sequence> LoadSequenceAsync(Guid id, CancellationToken cancellationToken = default)
    {
        Sequence music = await _database.RunAsync("Songs.Load", _user, async (work, cancellation) =>
        {
            SongRow row = await SongRow.FindAsync(work.OfSong(id), _user, id, cancellation).ConfigureAwait(false) ?? throw Missing();
            var events = new EngineEvent[row.Song.EventCount];
            int count = await EventCopy.ReadAsync(work.Connection, row.Key, events, cancellation).ConfigureAwait(false);
            return count == events.Length ? new Sequence(events, row.Song.SampleRate, row.Song.Length) : throw EventCopy.Damaged();
        }, cancellationToken, Scope.Snapshot).ConfigureAwait(false);
        Telemetry.EventsRead.Add(music.Count);
        return music;
    }

    /// <summary>Reads all notes of a song in the order of their onsets, a page at a time. No connection is held while the caller works on a
    /// page.</summary>
    /// <param name="id">The song.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="NotFoundException">There is no such song.</exception>
    /// <exception cref="ConflictException">The song got other music, or was deleted, while it was read.</exception>
    public async IAsyncEnumerable<StoredNote> StreamNotesAsync(
        Guid id, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        SongRow row = await FindRowAsync("Songs.StreamNotes", id, cancellationToken,
            Scope.PrimaryStatement).ConfigureAwait(false) ?? throw Missing();
        long time = -1;
        int index = -1, count = 0;
        while (true)
        {
            (long afterTime, int afterIndex) = (time, index);
            List<StoredNote> page = await _database.RunAsync(
                "Songs.StreamNotes", _user, (work, cancellation) => work.OfSong(id).ListAsync($"""
                select {NoteColumns} from cascade.note_events
                where song_key = $1 and (time, ordinal) > ($2, $3) and duration is not null order by time, ordinal limit $4
                """, ReadNote, cancellation, Of(row.Key), Of(afterTime), Of(afterIndex), Of(StreamPage)), cancellationToken,
                Scope.PrimaryStatement).ConfigureAwait(false);
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
    /// <param name="id">The song.</param>
    /// <param name="range">Which notes.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The notes; none if there is no such song.</returns>
    /// <exception cref="InvalidFieldException">A property of the range is out of range.</exception>
    public async Task<IReadOnlyList<StoredNote>> FindNotesAsync(Guid id, NoteRange range, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(range);
        if (range.From < 0)
            throw new InvalidFieldException(nameof(range.From), $"The time must not be negative, but is {range.From}.");
        if (range.Before < range.From)
            throw new InvalidFieldException(nameof(range.Before),
                $"The end of the time must not lie before its start, {range.From}, but is {range.Before}.");
        Fields.Range(range.LowestKey, nameof(range.LowestKey), 0, 127);
        Fields.Range(range.HighestKey, nameof(range.HighestKey), range.LowestKey, 127);
        Fields.Range(range.Limit, nameof(range.Limit), 1, MostNotes);
        return await _database.RunAsync("Songs.FindNotes", _user, (work, cancellation) =>
            work.ListAsync("select * from cascade.find_notes($1, $2, $3, $4, $5, $6)",
            ReadNote, cancellation, Of(id), Of(range.From), Of(range.Before), Of((short)range.LowestKey), Of((short)range.HighestKey),
            Of(range.Limit)),
            cancellationToken, Scope.Statement).ConfigureAwait(false);
    }

    /// <summary>Lists songs, the newest first.</summary>
    /// <param name="query">Which and how many; the first 50 if null.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidFieldException">A property of the query is out of range.</exception>
    public Task<SongPage> ListAsync(SongQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new SongQuery();
        int limit = Fields.Range(query.Limit, nameof(query.Limit), 1, LargestPage);
        List<NpgsqlParameter> parameters = [Of(_user), Of(limit + 1)];
        string where = "";
        if (!string.IsNullOrEmpty(query.Search))
        {
            parameters.Add(Of(Fields.Text(query.Search, nameof(query.Search), LongestTitle)));
            where += $" and strpos(title_folded, cascade.folded(${parameters.Count})) > 0";
        }
        if (query.After is { } after)
        {
            (DateTimeOffset createdAt, Guid id) = PageCursor.Read(after, nameof(query.After));
            parameters.AddRange([Of(createdAt), Of(id)]);
            where += $" and (created_at, id) < (${parameters.Count - 1}, ${parameters.Count})";
        }
        string sql = $"select {SongRow.Columns} from cascade.songs where user_id = $1{where} order by created_at desc, id desc limit $2";
        return _database.RunAsync("Songs.List", _user, async (work, cancellation) =>
        {
            // A parameter belongs to one command; a repeated attempt needs its own.
            NpgsqlParameter[] fresh = [.. parameters.Select(parameter => parameter.Clone())];
            List<SongRow> rows = await work.ListAsync(sql, SongRow.Read, cancellation, fresh).ConfigureAwait(false);
            StoredSong[] songs = [.. rows.Take(limit).Select(row => row.Song)];
            return new SongPage(songs, rows.Count > limit ? PageCursor.Of(songs[^1].CreatedAt, songs[^1].Id) : null);
        }, cancellationToken, Scope.Statement);
    }

    /// <summary>Writes a song as a MIDI file; as <see cref="LoadAsync"/>.</summary>
    /// <param name="id">The song.</param>
    /// <param name="destination">Where to; stays open.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="NotFoundException">There is no such song.</exception>
    /// <exception cref="ArgumentException">It was saved as a sequence too long for a MIDI file.</exception>
    /// <exception cref="IOException">The destination cannot be written.</exception>
    public async Task ExportMidiAsync(Guid id, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        Song song = await LoadAsync(id, cancellationToken).ConfigureAwait(false);
        await destination.WriteAsync(song.ToArray(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Saves a MIDI file as a new song; as <see cref="SaveAsync(Guid, string, Song, int, CancellationToken)"/>.</summary>
    /// <param name="id">A new id, made by the caller.</param>
    /// <param name="title">1 to 200 characters.</param>
    /// <param name="source">The file, from the stream's position to its end: at most <see cref="LongestImport"/> bytes. Stays open.</param>
    /// <param name="sampleRate">The unit of the times of the stored notes, 8,000 to 192,000 samples per second.</param>
    /// <param name="textEncoding">The encoding of texts that are not UTF-8 and have no language tag; Latin-1 if null.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidFieldException">An argument is out of range.</exception>
    /// <exception cref="MidiFormatException">It is no MIDI file.</exception>
    /// <exception cref="ConflictException">The id belongs to another song.</exception>
    /// <exception cref="NotFoundException">There is no such user.</exception>
    /// <exception cref="IOException">The source cannot be read.</exception>
    public async Task<StoredSong> ImportMidiAsync(
        Guid id, string title, Stream source, int sampleRate, Encoding? textEncoding = null, CancellationToken cancellationToken = default)
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
        var song = Song.Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), null, textEncoding);
        return await SaveAsync(id, title, song, sampleRate, cancellationToken).ConfigureAwait(false);
    }

    private Task<SongRow?> FindRowAsync(
        string operation, Guid id, CancellationToken cancellationToken, Scope scope = Scope.Statement) =>
        _database.RunAsync(operation, _user, (work, cancellation) =>
        SongRow.FindAsync(work, _user, id, cancellation), cancellationToken, scope);

    private static StoredNote ReadNote(NpgsqlDataReader row) => new()
    {
        Onset = row.GetInt64(0),
        Duration = row.GetInt64(1),
        Key = row.GetInt16(2),
        Velocity = row.GetFloat(3),
        Channel = row.GetInt16(4),
        Index = row.GetInt32(5),
        Port = row.GetInt16(6),
    };
}
