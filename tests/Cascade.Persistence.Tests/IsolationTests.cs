using System.Text.Json;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>A user can neither read, change, count nor guess another's rows: through the API, and through any SQL as the application
/// role.</summary>
public sealed class IsolationTests(TestServer server)
{
    // For every table a statement of each verb that would touch B's rows if it could. {0} is B, {1} B's song, {2} the key of B's song.
    private static readonly Dictionary<string, string[]> Attacks = new()
    {
        ["users"] =
        [
            "select count(*) from cascade.users where id <> cascade.current_user_id()",
                "select count(*) from cascade.users where name like '%'  and id = '{0}'",
            "update cascade.users set name = 'mine' where id = '{0}'", "delete from cascade.users where id = '{0}'",
            "insert into cascade.users (id, name) values ('{0}', 'mine')",
            "insert into cascade.users (id, name) values (gen_random_uuid(), 'new')",
            "update cascade.users set song_count = 5",
        ],
        ["user_preferences"] =
        [
            "select count(*) from cascade.user_preferences", "update cascade.user_preferences set document = '{{}}'",
                "delete from cascade.user_preferences",
            "insert into cascade.user_preferences (user_id, document) values ('{0}', '{{}}')",
            "insert into cascade.user_preferences (user_id, document) values ('{0}', '{{}}') on conflict (user_id) do update set document "
            + "= '{{}}'",
            "update cascade.user_preferences set user_id = '{0}'",
        ],
        ["songs"] =
        [
            "select count(*) from cascade.songs where id = '{1}'", "select count(*) from cascade.songs where key = {2}",
                "select count(*) from cascade.songs where user_id = '{0}'",
            "update cascade.songs set title = 'mine' where id = '{1}'", "delete from cascade.songs where id = '{1}'",
            "insert into cascade.songs (user_id, id, title, sample_rate, length, content_hash) values ('{0}', gen_random_uuid(), 'x', "
            + "48000, 0, sha256(''))",
            "insert into cascade.songs (user_id, id, key, title, sample_rate, length, content_hash) values (cascade.current_user_id(), "
            + "gen_random_uuid(), {2}, 'x', 48000, 0, sha256(''))",
            "update cascade.songs set key = {2}", "update cascade.songs set user_id = '{0}'",
        ],
        ["note_events"] =
        [
            "select count(*) from cascade.note_events", "select count(*) from cascade.note_events where song_key = {2}",
                "select count(*) from cascade.note_events_000000",
            "select count(*) from cascade.find_notes('{1}', 0, 1000000, 0::smallint, 127::smallint, 100)",
            "select count(*) from (select set_config('cascade.song_id', '{1}', true) offset 0) named cross join cascade.note_events",
            "update cascade.note_events set value = 0", "delete from cascade.note_events", "delete from cascade.note_events_000000",
            "insert into cascade.note_events (song_key, time, ordinal, value, kind, channel, number) values ({2}, 0, 9999, 0, 1, 0, 0)",
            "insert into cascade.note_events_000000 (song_key, time, ordinal, value, kind, channel, number) values ({2}, 0, 9999, 0, 1, 0, "
            + "0)",
            "insert into cascade.note_events_000000 (song_key, time, ordinal, value, kind, channel, number) select {2}, 0, 9999, 0, 1, 0, "
            + "0 from nextval('cascade.songs_key')",
            "insert into cascade.note_events_000000 (song_key, time, ordinal, value, kind, channel, number) select k, 0, 9999, 0, 1, 0, 0 "
            + "from nextval('cascade.songs_key') k",
            "update cascade.note_events_000000 set value = 0",
            "set session_replication_role = replica",
        ],
        ["analytics_cache"] =
        [
            "select count(*) from cascade.analytics_cache", "update cascade.analytics_cache set result = '1'",
                "delete from cascade.analytics_cache",
            "insert into cascade.analytics_cache (user_id, song_id, kind, result) values ('{0}', '{1}', 'other', '1')",
            "insert into cascade.analytics_cache (user_id, song_id, kind, result) values (cascade.current_user_id(), '{1}', 'other', '1')",
        ],
        ["practice_sessions"] =
        [
            "select count(*) from cascade.practice_sessions", "update cascade.practice_sessions set note_count = 0",
                "delete from cascade.practice_sessions",
            "insert into cascade.practice_sessions (user_id, id, started_at, seconds, note_count) values ('{0}', gen_random_uuid(), now(), "
            + "1, 1)",
            "insert into cascade.practice_sessions (user_id, id, song_id, started_at, seconds, note_count) values "
            + "(cascade.current_user_id(), gen_random_uuid(), '{1}', now(), 1, 1)",
        ],
    };

    [Fact]
    public async Task No_sql_of_the_application_role_reaches_another_users_rows()
    {
        TestDatabase database = await server.CreateAsync();
        Guid a = await database.CreateUserAsync();
        (Guid b, StoredSong song, long key) = await FillAsync(database);
        string before = await FingerprintAsync(database);
        foreach ((string table, string[] attacks) in Attacks)
            foreach (string attack in attacks)
            {
                string sql = string.Format(System.Globalization.CultureInfo.InvariantCulture, attack, b, song.Id, key);
                foreach (Guid? user in new Guid?[] { a, null })
                    Assert.True(await IsHarmlessAsync(database, user, sql), $"{table}: {sql}");
            }
        Assert.Equal(before, await FingerprintAsync(database));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_session_that_has_begun_another_users_song_adds_nothing_to_it(bool isSaved, bool beginsOwn)
    {
        TestDatabase database = await server.CreateAsync();
        Guid a = await database.CreateUserAsync(), b = await database.CreateUserAsync();
        await using NpgsqlConnection connection = await database.Store.Source.OpenConnectionAsync();
        string BeginSong(Guid user, int events) => $"""
            insert into cascade.songs (user_id, id, title, sample_rate, length, content_hash, event_count)
            values ('{user}', gen_random_uuid(), 'song', 48000, 0, sha256(''), {events}) returning key
            """;
        await using var save =
            new NpgsqlCommand($"begin; select set_config('cascade.user_id', '{b}', false); {BeginSong(b, isSaved ? 0 : 1)}", connection);
        long key;
        await using (NpgsqlDataReader reader = await save.ExecuteReaderAsync())
        {
            await reader.NextResultAsync();
            await reader.ReadAsync();
            key = reader.GetInt64(0);
        }
        await using (var become =
            new NpgsqlCommand($"{(isSaved ? "commit; begin;" : "")} select set_config('cascade.user_id', '{a}', false)", connection))
            await become.ExecuteNonQueryAsync();
        string own = beginsOwn ? $"with own as ({BeginSong(a, 1)})" : "";
        await using var attack = new NpgsqlCommand($"{own} insert into cascade.note_events_000000 (song_key, time, ordinal, value, kind, "
            + $"channel, number) values ({key}, 0, 0, 1, 0, 0, 60)", connection);
        Assert.Equal("23514", (await Assert.ThrowsAsync<PostgresException>(attack.ExecuteNonQueryAsync)).SqlState);
    }

    [Fact]
    public async Task A_user_reads_the_own_events_whether_the_song_is_named_or_not()
    {
        TestDatabase database = await server.CreateAsync();
        (Guid user, StoredSong song, long key) = await FillAsync(database);
        foreach (string name in new[] { "", $"{song.Id}", $"{Guid.NewGuid()}" })
        {
            await using NpgsqlConnection connection = await database.Store.Source.OpenConnectionAsync();
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            await using (var set =
                new NpgsqlCommand($"select set_config('cascade.user_id', '{user}', true), set_config('cascade.song_id', '{name}', true)",
                connection))
                await set.ExecuteNonQueryAsync();
            await using var command = new NpgsqlCommand($"select count(*) from cascade.note_events where song_key = {key}", connection);
            Assert.Equal((long)song.EventCount, await command.ExecuteScalarAsync());
        }
    }

    [Fact]
    public async Task Set_up_as_documented_the_database_is_its_own_logins_alone()
    {
        TestDatabase database = await server.CreateAsync();
        string web = database.Name + "_web", other = database.Name + "_other";
        await database.ExecuteAsync($"""
            revoke all on database {database.Name} from public;
            create role {web} login in role {CascadeSchema.ApplicationRole};
            create role {other} login in role {CascadeSchema.ApplicationRole};
            grant connect on database {database.Name} to {web}
            """);
        try
        {
            NpgsqlDataSource As(string login) => database.Open(
                new NpgsqlConnectionStringBuilder(database.OwnerConnectionString) { Username = login, Pooling = false }.ConnectionString);
            await CascadeSchema.VerifyAsync(As(web));
            await using NpgsqlCommand temporary = As(web).CreateCommand("create temporary table t (x integer)");
            Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => temporary.ExecuteNonQueryAsync())).SqlState);
            SchemaException e = await Assert.ThrowsAsync<SchemaException>(() => CascadeSchema.VerifyAsync(As(other)));
            Assert.Contains("CONNECT", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            await database.ExecuteAsync($"drop owned by {web}, {other}; drop role {web}, {other}");
        }
    }

    [Fact]
    public async Task The_matrix_knows_every_table_and_each_has_a_policy()
    {
        TestDatabase database = await server.CreateAsync();
        string tables = await database.ScalarAsync<string>("""
            select string_agg(relname || ' ' || relrowsecurity, ',' order by relname) from pg_class
            where relnamespace = 'cascade'::regnamespace and relkind in ('r', 'p') and not relispartition and relname <> 'schema_migrations'
            """);
        Assert.Equal(string.Join(',', Attacks.Keys.Order(StringComparer.Ordinal).Select(name => name + " true")), tables);
    }

    [Fact]
    public async Task The_api_shows_another_users_things_as_missing()
    {
        TestDatabase database = await server.CreateAsync();
        CascadeStore store = database.Store;
        Guid a = await database.CreateUserAsync();
        (_, StoredSong song, _) = await FillAsync(database);
        string before = await FingerprintAsync(database);
        Assert.Null(await store.For(a).Songs.FindAsync(song.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => store.For(a).Songs.LoadSequenceAsync(song.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => store.For(a).Songs.RenameAsync(song.Id, "mine"));
        await Assert.ThrowsAsync<NotFoundException>(() => store.For(a).Songs.ReplaceAsync(song.Id, Songs.Of(1)));
        await Assert.ThrowsAsync<NotFoundException>(async () => await store.For(a).Songs.StreamNotesAsync(song.Id).ToArrayAsync());
        await Assert.ThrowsAsync<NotFoundException>(() => store.For(a).Analytics.SetAsync(song, "key", JsonElement.Parse("1")));
        await Assert.ThrowsAsync<NotFoundException>(
            () => store.For(a).Practice.RecordAsync(
            new PracticeSession { Id = Guid.NewGuid(), StartedAt = DateTimeOffset.UtcNow, Duration = TimeSpan.Zero, SongId = song.Id }));
        Assert.False(await store.For(a).Songs.DeleteAsync(song.Id));
        Assert.Empty(await store.For(a).Songs.FindNotesAsync(song.Id, new NoteRange()));
        Assert.Empty((await store.For(a).Songs.ListAsync()).Songs);
        Assert.Empty((await store.For(a).Practice.ListAsync()).Sessions);
        Assert.Null(await store.For(a).Preferences.FindAsync());
        Assert.Null(await store.For(a).Analytics.FindAsync(song.Id, "key"));
        Assert.Equal(before, await FingerprintAsync(database));
    }

    [Fact]
    public async Task An_id_tells_nothing_of_another_users_song()
    {
        TestDatabase database = await server.CreateAsync();
        Guid a = await database.CreateUserAsync();
        (Guid b, StoredSong song, _) = await FillAsync(database);
        StoredSong mine = await database.Store.For(a).Songs.SaveAsync(song.Id, "the same id", Songs.Of(3));
        Songs.AssertSame(Songs.Of(3), await database.Store.For(a).Songs.LoadSequenceAsync(mine.Id));
        Songs.AssertSame(Songs.Of(40), await database.Store.For(b).Songs.LoadSequenceAsync(song.Id));
    }

    private static async Task<(Guid User, StoredSong Song, long Key)> FillAsync(TestDatabase database)
    {
        Guid user = await database.CreateUserAsync();
        StoredSong song = await database.Store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "secret", Songs.Of(40));
        await database.Store.For(user).Preferences.SetAsync(JsonElement.Parse("""{"theme":"dark"}"""));
        await database.Store.For(user).Analytics.SetAsync(song, "key", JsonElement.Parse("\"C\""));
        await database.Store.For(user).Practice.RecordAsync(
            new PracticeSession
            {
                Id = Guid.CreateVersion7(),
                StartedAt = DateTimeOffset.UtcNow,
                Duration = TimeSpan.FromMinutes(5),
                SongId = song.Id
            });
        return (user, song, await database.ScalarAsync<long>($"select key from cascade.songs where id = '{song.Id}'"));
    }

    // Refused for want of rights or by a policy, or it found nothing. What it did is committed, so that the fingerprint sees it.
    private static async Task<bool> IsHarmlessAsync(TestDatabase database, Guid? user, string sql)
    {
        await using NpgsqlConnection connection = await database.Store.Source.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using (var set = new NpgsqlCommand($"select set_config('cascade.user_id', '{user}', true)", connection))
            await set.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        try
        {
            bool harmless;
            if (sql.StartsWith("select", StringComparison.Ordinal))
                harmless = await command.ExecuteScalarAsync() is 0L;
            else
                harmless = await command.ExecuteNonQueryAsync() == 0;
            await transaction.CommitAsync();
            return harmless;
        }
        catch (PostgresException e)
        {
            // Not 23505: a violated key would tell that there is such a row. 55000: no song was begun in this session; 23514: it is another
            // one.
            return e.SqlState is "42501" or "23503" or "55000" or "23514";
        }
    }

    private static async Task<string> FingerprintAsync(TestDatabase database)
    {
        var parts = new List<string>();
        foreach (string table in Attacks.Keys)
            parts.Add(await database.ScalarAsync<string>(
                $"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from cascade.{table} t"));
        return string.Join(' ', parts);
    }
}
