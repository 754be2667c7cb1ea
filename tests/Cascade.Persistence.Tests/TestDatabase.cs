using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>A database of the test server, with the two ways into it.</summary>
public sealed class TestDatabase(string owner, Func<string, NpgsqlDataSource> open)
{
    private readonly Lazy<NpgsqlDataSource> _owner = new(() => open(owner));
    private readonly Lazy<CascadeStore> _store = new(() => new CascadeStore(open(ApplicationOf(owner))));

    public string OwnerConnectionString => owner;

    public string Name => new NpgsqlConnectionStringBuilder(owner).Database!;

    /// <summary>Connects as a superuser and becomes the application role, as a login of that role would be.</summary>
    public string ApplicationConnectionString => ApplicationOf(owner);

    public NpgsqlDataSource Owner => _owner.Value;

    public CascadeStore Store => _store.Value;

    public static string ApplicationOf(string owner) =>
        new NpgsqlConnectionStringBuilder(owner) { Options = $"-c role={CascadeSchema.ApplicationRole}", Timeout = 60 }.ConnectionString;

    public NpgsqlDataSource Open(string connectionString) => open(connectionString);

    public NpgsqlDataSource OpenApplication(Action<NpgsqlConnectionStringBuilder> configure)
    {
        var builder = new NpgsqlConnectionStringBuilder(ApplicationConnectionString);
        configure(builder);
        return open(builder.ConnectionString);
    }

    public async Task<Guid> CreateUserAsync()
    {
        var id = Guid.CreateVersion7();
        await Store.Users.CreateAsync(id, id.ToString());
        return id;
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using NpgsqlCommand command = Owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Fails if the database holds half a song: events without one, or fewer than were saved with it.</summary>
    public async Task CheckWholeAsync(params int[] sizes)
    {
        Assert.Equal(0L,
            await ScalarAsync<long>("select count(*) from cascade.note_events where song_key not in (select key from cascade.songs)"));
        Assert.Equal(0L, await ScalarAsync<long>("""
            select count(*) from cascade.songs s
            where event_count <> (select count(*) from cascade.note_events e where e.song_key = s.key)
            """));
        Assert.Equal(0L,
            await ScalarAsync<long>($"select count(*) from cascade.songs where event_count not in ({string.Join(',', sizes)})"));
        Assert.Equal(0L, await ScalarAsync<long>("""
            select count(*) from cascade.users u
            cross join lateral (select count(*) songs, coalesce(sum(s.note_count), 0) notes, coalesce(sum(s.seconds), 0) seconds
                from cascade.songs s where s.user_id = u.id) s
            where (u.song_count, u.note_count, u.song_seconds) is distinct from (s.songs, s.notes::bigint, s.seconds)
            """));
    }
}
