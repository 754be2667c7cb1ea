using System.Globalization;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>What SQL of the application cannot make of a song: another rate, another length, other counts under the hash of its
/// content.</summary>
public sealed class WholeSongTests(TestServer server)
{
    [Theory]
    [InlineData("sample_rate = 8000")]
    [InlineData("length = 99999999999")]
    [InlineData("sample_rate = 8000, length = 99999999999, title = 'other'")]
    public async Task Rate_and_length_change_with_the_content_only(string change)
    {
        (TestDatabase database, Guid user, StoredSong song) = await PrepareAsync();
        User before = (await database.Store.Users.FindAsync(user))!;
        Assert.Equal("23514", (await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(database, user, change))).SqlState);
        Assert.Equal(song, await database.Store.For(user).Songs.FindAsync(song.Id));
        Assert.Equal(before, await database.Store.Users.FindAsync(user));
    }

    [Theory]
    [InlineData("event_count = 0")]
    [InlineData("note_count = 0, title = 'other'")]
    public async Task Counts_stay_under_the_same_content(string change)
    {
        (TestDatabase database, Guid user, StoredSong song) = await PrepareAsync();
        await ExecuteAsync(database, user, change);
        StoredSong after = (await database.Store.For(user).Songs.FindAsync(song.Id))!;
        Assert.Equal((song.EventCount, song.NoteCount), (after.EventCount, after.NoteCount));
        Assert.Equal(10, (await database.Store.Users.FindAsync(user))!.Statistics.Notes);
    }

    [Theory]
    [InlineData("content_hash = sha256('other'), event_count = 10")]
    [InlineData("content_hash = sha256('other')")]
    public async Task Another_content_needs_its_events(string change)
    {
        (TestDatabase database, Guid user, StoredSong song) = await PrepareAsync();
        Assert.Equal("23514", (await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(database, user, change))).SqlState);
        Songs.AssertSame(Songs.Of(10), await database.Store.For(user).Songs.LoadSequenceAsync(song.Id));
    }

    [Fact]
    public async Task Events_that_are_counted_but_stand_in_one_place_are_not_read_as_a_song()
    {
        (TestDatabase database, Guid user, _) = await PrepareAsync();
        await using NpgsqlConnection connection = await database.Store.Source.OpenConnectionAsync();
        var id = Guid.CreateVersion7();
        await using var command = new NpgsqlCommand($"""
            begin;
            select set_config('cascade.user_id', '{user}', true);
            insert into cascade.songs (user_id, id, title, sample_rate, length, content_hash, event_count) values ('{user}', '{id}',
                'x', 48000, 0, sha256(''), 3);
            insert into cascade.note_events_000000 (song_key, time, ordinal, value, kind, channel, number)
                select currval('cascade.songs_key'), t, o, 1, 0, 0, 60 from unnest(array[0, 1, 2], array[0, 2, 2]) as e (t, o);
            commit
            """, connection);
        await command.ExecuteNonQueryAsync();
        StoreException e = await Assert.ThrowsAsync<StoreException>(() => database.Store.For(user).Songs.LoadSequenceAsync(id));
        Assert.Contains("damaged", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partition_of_seven_digits_has_the_name_that_events_are_sent_to_and_read_from()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        foreach (long part in new[] { 999_999L, 1_000_000, 1_000_001, 10_000_000 })
        {
            await database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"select setval('cascade.songs_key', "
                + $"{(part << 16) + 5})"));
            StoredSong song = await database.Store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "far", Songs.Of(4));
            Songs.AssertSame(Songs.Of(4), await database.Store.For(user).Songs.LoadSequenceAsync(song.Id));
            Assert.Equal(song.NoteCount, (await database.Store.For(user).Songs.FindNotesAsync(song.Id, new NoteRange())).Count);
        }
    }

    [Fact]
    public async Task Among_hundreds_of_partitions_a_song_is_read_and_deleted_with_the_locks_of_one()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        await database.ExecuteAsync("select cascade.ensure_note_partition(part << 16) from generate_series(0, 60) as part");
        SongStore songs = database.Store.For(user).Songs;
        StoredSong song = await songs.SaveAsync(Guid.CreateVersion7(), "any", Songs.Of(10));
        long key = await database.ScalarAsync<long>("select key from cascade.songs");
        await using NpgsqlConnection connection = await database.Store.Source.OpenConnectionAsync();
        // Often enough that a plan for all songs would be tried.
        for (int i = 0; i < 12; i++)
        {
            string range = await LocksAsync($"select count(*) from cascade.find_notes('{song.Id}', 0, 100000, 0::smallint, "
                + "127::smallint, 10)");
            string page = await LocksAsync("", $"select count(*) from cascade.note_events where song_key = $1 and (time, ordinal) "
                + "> (0, 0)", key);
            Assert.Equal(("note_events_000000", "note_events_000000"), (range, page));
        }
        Assert.Equal("note_events_000000", await LocksAsync($"delete from cascade.songs where id = '{song.Id}'"));

        async Task<string> LocksAsync(string sql, string? prepared = null, long parameter = 0)
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await using (var name = new NpgsqlCommand(
                $"select set_config('cascade.user_id', '{user}', true), set_config('cascade.song_id', '{song.Id}', true), "
                    + $"set_config('plan_cache_mode', 'force_custom_plan', true); {sql}", connection))
                await name.ExecuteNonQueryAsync();
            if (prepared is not null)
            {
                await using var page = new NpgsqlCommand(prepared, connection);
                page.Parameters.Add(new NpgsqlParameter<long> { TypedValue = parameter });
                await page.PrepareAsync();
                await page.ExecuteNonQueryAsync();
            }
            string locked = await database.ScalarAsync<string>($"""
                select coalesce(string_agg(distinct relname, ' '), '') from pg_locks join pg_class on oid = relation
                where pid = {connection.ProcessID} and relname like 'note_events_0%' and relkind = 'r'
                """);
            await transaction.RollbackAsync();
            return locked;
        }
    }

    [Fact]
    public async Task A_sequence_that_fell_behind_is_told_apart_from_a_conflict()
    {
        (TestDatabase database, Guid user, _) = await PrepareAsync();
        await database.ExecuteAsync("select setval('cascade.songs_key', 1, false)");
        StoreException e = await Assert.ThrowsAsync<StoreException>(() =>
            database.Store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "behind", Songs.Of(3)));
        Assert.Contains("setval", e.Message, StringComparison.Ordinal);
    }

    private async Task<(TestDatabase, Guid, StoredSong)> PrepareAsync()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        return (database, user, await database.Store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "any", Songs.Of(10)));
    }

    private static async Task ExecuteAsync(TestDatabase database, Guid user, string change)
    {
        await using NpgsqlConnection connection = await database.Store.Source.OpenConnectionAsync();
        await using var command =
            new NpgsqlCommand($"select set_config('cascade.user_id', '{user}', false); update cascade.songs set {change}", connection);
        await command.ExecuteNonQueryAsync();
    }
}
