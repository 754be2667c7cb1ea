using Cascade.Dsp;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>Savers that meet: at the edge of a partition, at one user's sums, at a song that is deleted meanwhile.</summary>
public sealed class EdgeTests(TestServer server)
{
    // Of a partition; the next one used to be made 4,096 keys before its end.
    private const int Keys = 65_536, Ahead = 4096;

    // Long enough that who waits for a slow one is told apart from who is slow.
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(4);

    [Theory]
    [InlineData(Keys - Ahead - 15)]
    [InlineData(Keys - 15)]
    [InlineData(5 * Keys - 15)]
    public async Task Savers_that_cross_an_edge_together_are_all_stored(long lastKey)
    {
        TestDatabase database = await server.CreateAsync();
        Guid[] users = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => database.CreateUserAsync()));
        await database.ExecuteAsync($"select setval('cascade.songs_key', {lastKey})");
        await Task.WhenAll(users.Select(user => Task.Run(async () =>
        {
            for (int i = 0; i < 10; i++)
                await database.Store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "edge", Songs.Of(50, i));
        })));
        Assert.Equal(80L, await database.ScalarAsync<long>("select count(*) from cascade.songs"));
        await database.CheckWholeAsync(100);
    }

    [Theory]
    [InlineData(Keys - Ahead - 15, false)]
    [InlineData(Keys - 15, false)]
    [InlineData(5 * Keys - 15, false)]
    [InlineData(5 * Keys - 15, true)]
    public async Task Statements_that_cross_an_edge_together_are_all_stored(long lastKey, bool isRepeatableRead)
    {
        TestDatabase database = await server.CreateAsync();
        // Of users of their own: to change one user's sums together is what repeatable read refuses.
        Guid[] users = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => database.CreateUserAsync()));
        await database.ExecuteAsync($"select setval('cascade.songs_key', {lastKey})");
        await Task.WhenAll(users.Select(user => Task.Run(async () =>
        {
            for (int i = 0; i < 10; i++)
                await (await BeginAsync(database, user, 0, isRepeatableRead)).CommitAsync();
        })));
        Assert.Equal(80m, await database.ScalarAsync<decimal>("select sum(song_count) from cascade.users"));
    }

    [Theory]
    [InlineData(Keys - Ahead)]
    [InlineData(Keys)]
    [InlineData(4 * Keys)]
    public async Task A_slow_saver_at_an_edge_stops_nobody(long key)
    {
        TestDatabase database = await server.CreateAsync();
        Guid slow = await database.CreateUserAsync(), other = await database.CreateUserAsync();
        await database.ExecuteAsync($"select setval('cascade.songs_key', {key - 1})");
        await using UnfinishedSave unfinished = await BeginAsync(database, slow, 0, false);
        Task<StoredSong> save = database.Store.For(other).Songs.SaveAsync(Guid.CreateVersion7(), "quick", Songs.Of(10));
        Assert.Same(save, await Task.WhenAny(save, Task.Delay(Stall)));
        await save;
        await unfinished.CommitAsync();
        await database.CheckWholeAsync(0, 20);
    }

    [Fact]
    public async Task A_large_save_at_an_edge_stops_nobody()
    {
        TestDatabase database = await server.CreateAsync();
        Guid large = await database.CreateUserAsync(), other = await database.CreateUserAsync();
        await database.ExecuteAsync($"select setval('cascade.songs_key', {9L * Keys - 1})");
        Sequence music = Songs.Of(200_000);
        Task<StoredSong> save = database.Store.For(large).Songs.SaveAsync(Guid.CreateVersion7(), "large", music);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            database.Store.For(other).Songs.SaveAsync(Guid.CreateVersion7(), "quick", Songs.Of(10, i))));
        await save;
        await database.CheckWholeAsync(400_000, 20);
    }

    [Fact]
    public async Task While_a_song_is_being_saved_its_user_goes_on_writing()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        UserData data = database.Store.For(user);
        StoredSong song = await data.Songs.SaveAsync(Guid.CreateVersion7(), "first", Songs.Of(5));
        await using UnfinishedSave unfinished = await BeginAsync(database, user, 1, false);
        var writes = Task.WhenAll(
            data.Songs.SaveAsync(Guid.CreateVersion7(), "second", Songs.Of(10)),
            data.Songs.RenameAsync(song.Id, "renamed"),
            data.Songs.ReplaceAsync(song.Id, Songs.Of(6)),
            database.Store.Users.RenameAsync(user, "renamed"),
            database.Store.Users.SetPasswordHashAsync(user, "hash"),
            data.Practice.RecordAsync(new PracticeSession
            {
                Id = Guid.NewGuid(),
                StartedAt = DateTimeOffset.UtcNow,
                Duration = TimeSpan.Zero
            }));
        Assert.Same(writes, await Task.WhenAny(writes, Task.Delay(Stall)));
        await writes;
        await data.Songs.DeleteAsync(song.Id);
        await unfinished.RollbackAsync();
        UserStatistics statistics = (await database.Store.Users.FindAsync(user))!.Statistics;
        Assert.Equal((1, 10, 1), (statistics.Songs, statistics.Notes, statistics.PracticeSessions));
        await database.CheckWholeAsync(20);
    }

    [Fact]
    public async Task A_song_that_is_saved_and_deleted_by_many_is_no_conflict()
    {
        TestDatabase database = await server.CreateAsync();
        SongStore songs = database.Store.For(await database.CreateUserAsync()).Songs;
        var id = Guid.CreateVersion7();
        Sequence music = Songs.Of(3);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            for (int round = 0; round < 40; round++)
                if (i % 2 == 0)
                    await songs.SaveAsync(id, "now and then", music);
                else
                    await songs.DeleteAsync(id);
        })));
        await database.CheckWholeAsync(6);
    }

    [Fact]
    public async Task An_account_that_is_made_and_deleted_by_many_is_no_conflict()
    {
        TestDatabase database = await server.CreateAsync();
        var id = Guid.CreateVersion7();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            for (int round = 0; round < 40; round++)
                if (i % 2 == 0)
                    await database.Store.Users.CreateAsync(id, "now and then");
                else
                    await database.Store.Users.DeleteAsync(id);
        })));
    }

    private static async Task<UnfinishedSave> BeginAsync(TestDatabase database, Guid user, int events, bool isRepeatableRead)
    {
        NpgsqlConnection connection = await database.Store.Source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"""
            begin isolation level {(isRepeatableRead ? "repeatable read" : "read committed")};
            select set_config('cascade.user_id', '{user}', true);
            insert into cascade.songs (user_id, id, title, sample_rate, length, content_hash, event_count)
            values ('{user}', gen_random_uuid(), 'x', 48000, 0, sha256(''), {events})
            """, connection);
        await command.ExecuteNonQueryAsync();
        return new UnfinishedSave(connection);
    }

    /// <summary>A transaction of the application's that has begun a song.</summary>
    private sealed class UnfinishedSave(NpgsqlConnection connection) : IAsyncDisposable
    {
        public Task CommitAsync() => EndAsync("commit");

        public Task RollbackAsync() => EndAsync("rollback");

        public ValueTask DisposeAsync() => connection.DisposeAsync();

        private async Task EndAsync(string how)
        {
            await using (var command = new NpgsqlCommand(how, connection))
                await command.ExecuteNonQueryAsync();
            await connection.DisposeAsync();
        }
    }
}
