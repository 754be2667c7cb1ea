using Npgsql;
using static Cascade.Persistence.Storage.UnitOfWork;

namespace Cascade.Persistence.Storage;

/// <summary>A song with what only the store needs: the key of its events and the hash of its content.</summary>
internal sealed record SongRow(StoredSong Song, long Key, byte[] Hash)
{
    public const string Columns = "id, title, sample_rate, length, event_count, note_count, version, created_at, updated_at, key, content_hash";

    private const string Select = $"select {Columns} from cascade.songs where user_id = $1 and id = $2";

    public static Task<SongRow?> FindAsync(UnitOfWork work, Guid user, Guid id, CancellationToken cancellation) =>
        work.FirstAsync(Select, Read, cancellation, Of(user), Of(id));

    /// <summary>Reads a song that nobody else may change before the end of the transaction.</summary>
    public static Task<SongRow?> LockAsync(UnitOfWork work, Guid user, Guid id, CancellationToken cancellation) =>
        work.FirstAsync(Select + " for no key update", Read, cancellation, Of(user), Of(id));

    public static SongRow Read(NpgsqlDataReader row) => new(
        new StoredSong
        {
            Id = row.GetGuid(0),
            Title = row.GetString(1),
            SampleRate = row.GetInt32(2),
            Length = row.GetInt64(3),
            EventCount = row.GetInt32(4),
            NoteCount = row.GetInt32(5),
            Version = row.GetInt32(6),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(7),
            UpdatedAt = row.GetFieldValue<DateTimeOffset>(8),
        },
        row.GetInt64(9), row.GetFieldValue<byte[]>(10));
}
