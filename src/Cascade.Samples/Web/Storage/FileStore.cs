using Cascade.Persistence;
using Cascade.Samples.Backends;
using Npgsql;

namespace Cascade.Samples.Web.Storage;

/// <summary>A user's files: MIDI and audio, as they came, by their ids; so many, and so many bytes together.</summary>
internal sealed class FileStore(StoreAccess access)
{
    public const int MostFiles = 200, LargestFile = 16 << 20, LongestName = 100;

    public const long MostBytes = 256L << 20;

    private const string Columns = "id, name, content_type, size, created_at";

    /// <summary>Keeps a file; one of this id that is there already stays as it is.</summary>
    /// <exception cref="InvalidRequestException">There is no more room.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public async Task<FileModel> SaveAsync(
        Guid user, Guid id, string name, string contentType, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlBatch batch = access.Source.CreateBatch();
            // One after another for each user: else two at once would both find room for the last.
            HostData.Add(batch, user, "select pg_advisory_xact_lock(hashtextextended($1::text, 7))", user);
            HostData.Add(batch, user, $"""
                insert into cascade_web.files (user_id, id, name, content_type, size, content)
                select $1, $2, $3, $4, $5, $6
                where (select count(*) < $7 and coalesce(sum(size), 0) + $5 <= $8 from cascade_web.files where user_id = $1)
                on conflict (user_id, id) do nothing
                """, user, id, name, contentType, content.Length, content, MostFiles, MostBytes);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            throw new NotFoundException("The account is gone.", e);
        }
        catch (NpgsqlException e) when (HostData.IsAway(e))
        {
            throw new StoreUnavailableException(UnavailableReason.Unreachable, "The database does not answer.", e);
        }
        return await FindAsync(user, id, cancellationToken)
            ?? throw new InvalidRequestException(
                "body", $"{content.Length} bytes more", $"at most {MostFiles} files of {MostBytes >> 20} MB together");
    }

    /// <summary>All files of a user, the newest first, without their content.</summary>
    public Task<List<FileModel>> ListAsync(Guid user, CancellationToken cancellationToken) => HostData.ListAsync(access.Source, user,
        $"select {Columns} from cascade_web.files where user_id = $1 order by created_at desc, id desc", Read, cancellationToken, user);

    /// <summary>A file without its content, or null.</summary>
    public async Task<FileModel?> FindAsync(Guid user, Guid id, CancellationToken cancellationToken) =>
        (await HostData.ListAsync(access.Source, user, $"select {Columns} from cascade_web.files where user_id = $1 and id = $2", Read,
            cancellationToken, user, id)).FirstOrDefault();

    /// <summary>What is in a file, or null.</summary>
    public async Task<byte[]?> ContentAsync(Guid user, Guid id, CancellationToken cancellationToken) =>
        (await HostData.ListAsync(access.Source, user, "select content from cascade_web.files where user_id = $1 and id = $2",
            row => row.GetFieldValue<byte[]>(0), cancellationToken, user, id)).FirstOrDefault();

    /// <summary>Deletes a file.</summary>
    /// <returns>False if there is none.</returns>
    public async Task<bool> DeleteAsync(Guid user, Guid id, CancellationToken cancellationToken) =>
        (await HostData.ListAsync(access.Source, user, "delete from cascade_web.files where user_id = $1 and id = $2 returning 1",
            row => row.GetInt32(0), cancellationToken, user, id)).Count > 0;

    private static FileModel Read(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetFieldValue<DateTimeOffset>(4));
}

/// <summary>A file that is kept.</summary>
internal sealed record FileModel(Guid Id, string Name, string ContentType, int Size, DateTimeOffset CreatedAt);
