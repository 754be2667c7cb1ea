using Cascade.Samples.EmbeddedPostgres;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>Logical replication follows over the edges of partitions, and what it has made can be written to when it is promoted.</summary>
public sealed class LogicalCopyTests
{
    [Theory]
    [MemberData(nameof(Installation.All), MemberType = typeof(Installation))]
    public async Task A_copy_follows_over_edges_and_saves_when_it_is_promoted(string binaries)
    {
        Installation.Require(binaries.Length > 0);
        await using PostgresServer server = await PostgresServer.StartAsync(PostgresServerOptions.Throwaway with
        {
            BinariesFolder = binaries,
            Settings = new Dictionary<string, string>
            {
                ["wal_level"] = "logical",
                ["max_wal_senders"] = "8",
                ["max_replication_slots"] = "8",
                ["wal_retrieve_retry_interval"] = "200ms"
            },
        });
        var sources = new List<NpgsqlDataSource>();
        TestDatabase primary = await CreateAsync("first"), copy = await CreateAsync("second");
        Guid user = await primary.CreateUserAsync();
        var saved = new Dictionary<Guid, int>();
        // Before the copy begins, as it goes on, and far ahead of what was prepared.
        await SaveAsync(0);
        await primary.ExecuteAsync("select setval('cascade.songs_key', 4 * 65536 - 2)");
        await SaveAsync(1);
        await primary.ExecuteAsync("""
            create publication songs for table cascade.users, cascade.user_preferences, cascade.songs, cascade.note_events,
                cascade.analytics_cache,
                cascade.practice_sessions with (publish_via_partition_root = true);
            """);
        await primary.ExecuteAsync("select pg_create_logical_replication_slot('songs', 'pgoutput')");
        await copy.ExecuteAsync($"""
            create subscription songs connection 'host={server.SocketFolder} port={server.Port} user=postgres dbname=first'
                publication songs with (create_slot = false, slot_name = 'songs')
            """);
        await SaveAsync(2);
        await primary.ExecuteAsync("select setval('cascade.songs_key', 9 * 65536 - 2)");
        await SaveAsync(3);
        StoredSong changed = await primary.Store.For(user).Songs.ReplaceAsync(saved.First().Key, Songs.Of(20, 99));
        saved[changed.Id] = 99;
        Guid deleted = saved.Last().Key;
        await primary.Store.For(user).Songs.DeleteAsync(deleted);
        saved.Remove(deleted);

        const string State = "select string_agg(s.id || ' ' || s.key || ' ' || (select count(*) from cascade.note_events where "
            + "song_key = s.key), ',' order by s.id) from cascade.songs s";
        string expected = await primary.ScalarAsync<string>(State);
        // Every table is copied by a worker of its own: all have caught up, not the songs alone.
        while (await copy.ScalarAsync<long>("select count(*) from pg_subscription_rel where srsubstate <> 'r'") > 0
            || await copy.ScalarAsync<object>(State) is not string state || state != expected)
            await Task.Delay(50);
        await copy.ExecuteAsync("alter subscription songs disable");
        await copy.ExecuteAsync("alter subscription songs set (slot_name = none)");
        await copy.ExecuteAsync("drop subscription songs");

        SongStore promoted = copy.Store.For(user).Songs;
        foreach ((Guid id, int seed) in saved)
            Songs.AssertSame(Songs.Of(20, seed), await promoted.LoadSequenceAsync(id));
        StoredSong later = await promoted.SaveAsync(Guid.CreateVersion7(), "later", Songs.Of(20, 5));
        Songs.AssertSame(Songs.Of(20, 5), await promoted.LoadSequenceAsync(later.Id));
        await copy.CheckWholeAsync(40);
        await primary.ExecuteAsync("select pg_drop_replication_slot('songs')");
        foreach (NpgsqlDataSource source in sources)
            await source.DisposeAsync();

        async Task SaveAsync(int batch)
        {
            for (int i = 10 * batch; i < 10 * batch + 5; i++)
                saved[(await primary.Store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), $"song {i}", Songs.Of(20, i))).Id] = i;
        }

        async Task<TestDatabase> CreateAsync(string name)
        {
            var database = new TestDatabase(await server.CreateDatabaseAsync(name), text =>
            {
                sources.Add(NpgsqlDataSource.Create(text));
                return sources[^1];
            });
            await CascadeSchema.MigrateAsync(database.Owner);
            return database;
        }
    }
}
