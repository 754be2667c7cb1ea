using System.Data;
using Cascade.Dsp;
using Npgsql;
using static Cascade.Persistence.Storage.UnitOfWork;

namespace Cascade.Persistence.Storage;

/// <summary>A song with what only the store needs: the key of its events and the hash of its content.</summary>
internal sealed record SongRow(StoredSong Song, long Key, byte[] Hash)
{
    public const string Columns =
        "id, title, sample_rate, length, event_count, note_count, version, created_at, updated_at, key, content_hash, "
        + "score is not null as has_score";

    private const string Select = $"select {Columns} from cascade.songs where user_id = $1 and id = $2";

    public static Task<SongRow?> FindAsync(UnitOfWork work, Guid user, Guid id, CancellationToken cancellation) =>
        work.FirstAsync(Select, Read, cancellation, Of(user), Of(id));

    /// <summary>Reads a song that nobody else may change before the end of the transaction.</summary>
    public static Task<SongRow?> LockAsync(UnitOfWork work, Guid user, Guid id, CancellationToken cancellation) =>
        work.FirstAsync(Select + " for no key update", Read, cancellation, Of(user), Of(id));

    /// <summary>Reads the score of a song, if it has one.</summary>
    public static Task<Song?> FindScoreAsync(UnitOfWork work, Guid user, Guid id, CancellationToken cancellation) =>
        work.FirstAsync("select score, text_encoding from cascade.songs where user_id = $1 and id = $2 and score is not null",
            ReadScore, cancellation, Of(user), Of(id));

    private static Song ReadScore(NpgsqlDataReader row) =>
        SongContent.ReadScore(row.GetFieldValue<byte[]>("score"), row.IsDBNull("text_encoding") ? null : row.GetString("text_encoding"));

    public static SongRow Read(NpgsqlDataReader row) => new(
        new StoredSong
        {
            Id = row.GetGuid("id"),
            Title = row.GetString("title"),
            HasScore = row.GetBoolean("has_score"),
            SampleRate = row.GetInt32("sample_rate"),
            Length = row.GetInt64("length"),
            EventCount = row.GetInt32("event_count"),
            NoteCount = row.GetInt32("note_count"),
            Version = row.GetInt32("version"),
            CreatedAt = row.GetFieldValue<DateTimeOffset>("created_at"),
            UpdatedAt = row.GetFieldValue<DateTimeOffset>("updated_at"),
        },
        row.GetInt64("key"), row.GetFieldValue<byte[]>("content_hash"));
}
