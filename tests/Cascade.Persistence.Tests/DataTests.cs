using System.Text;
using System.Text.Json;
using Cascade.Dsp;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>What goes in comes out as it was; what cannot be stored is refused by the name of its field.</summary>
public sealed class DataTests(TestServer server)
{
    private static readonly string[] Nasty =
    [
        "'; drop table cascade.songs; --", "\\'; select 1", "$1", "%s%n", "{0}", "\u202Eevil", "\uFFFF", "\u0001", "a\tb\r\nc", "\"", "\\",
            "\\u0000", "NULL", "𝄞♯♭", "é", "e\u0301",
        "\uFEFF", " ", "<script>", "${jndi:ldap://x}", "../../etc/passwd", "\U0010FFFF", "\u007F\u0080\u009F",
    ];

    [Fact]
    public async Task Hostile_strings_come_back_as_they_went_in()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        StoredSong song = await database.Store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "first", Songs.Of(1));
        string[] texts = [.. HostileTexts(10_000)];
        for (int i = 0; i < texts.Length; i += 500)
        {
            string[] some = texts[i..(i + 500)];
            JsonElement json = JsonSerializer.SerializeToElement(some.Distinct().ToDictionary(text => text, text => new[] { text }));
            PreferenceDocument stored = await database.Store.For(user).Preferences.SetAsync(json);
            Assert.True(JsonElement.DeepEquals(json, stored.Content));
            Assert.True(JsonElement.DeepEquals(json, (await database.Store.For(user).Preferences.FindAsync())!.Content));
        }
        foreach (string text in texts)
            Assert.Equal(text, (await database.Store.For(user).Songs.RenameAsync(song.Id, text)).Title);
        foreach (string text in Nasty)
            Assert.Contains((await database.Store.For(user).Songs.RenameAsync(song.Id, "x" + text)).Id,
                (await database.Store.For(user).Songs.ListAsync(new SongQuery { Search = text })).Songs.Select(found => found.Id));
    }

    [Fact]
    public async Task Text_that_postgres_cannot_hold_is_refused()
    {
        TestDatabase database = await server.CreateAsync();
        foreach (string? title in new[] { "a\0b", "\uD800", "a\uDC00b", "", null, new string('x', 201) })
            await RefusedAsync(database, title);
    }

    private static async Task RefusedAsync(TestDatabase database, string? title)
    {
        Assert.Equal("title",
            await FieldAsync(() => database.Store.For(Guid.NewGuid()).Songs.SaveAsync(Guid.NewGuid(), title!, Songs.Of(1))));
        Assert.Equal("name", await FieldAsync(() => database.Store.Users.CreateAsync(Guid.NewGuid(), title!)));

        static async Task<string?> FieldAsync(Func<Task> action) => await Assert.ThrowsAnyAsync<Exception>(action) switch
        {
            ArgumentNullException e => e.ParamName,
            InvalidFieldException e => e.Field,
            Exception e => e.Message,
        };
    }

    [Theory]
    [InlineData("""{"a":"\u0000"}""")]
    [InlineData("""{"a":["\ud800"]}""")]
    [InlineData("""{"\udc00":1}""")]
    [InlineData("[]")]
    public async Task Json_that_postgres_cannot_hold_is_refused(string json)
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        Assert.Equal("content",
            (await Assert.ThrowsAsync<InvalidFieldException>(() =>
            database.Store.For(user).Preferences.SetAsync(JsonElement.Parse(json)))).Field);
        Assert.Null(await database.Store.For(user).Preferences.FindAsync());
    }

    [Fact]
    public async Task Events_out_of_range_are_refused_by_their_place()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        (EngineEvent Event, string Member)[] wrong =
        [
            (new(0, EventKind.NoteOn, 0, 128, 1), "Number"), (new(0, EventKind.NoteOn, 16, 60, 1), "Channel"),
                (new(0, EventKind.NoteOn, 0, 60, float.NaN), "Value"),
            (new(0, EventKind.NoteOn, 0, 60, 1.0001f), "Value"), (new(0, EventKind.NoteOff, 0, 60, -0.1f), "Value"),
                (new(0, EventKind.PitchBend, 0, 0, -1.01f), "Value"),
            (new(0, EventKind.Parameter, 0, 200, float.PositiveInfinity), "Value"), (new(0, (EventKind)18, 0, 0, 0), "Kind"),
            (new(0, EventKind.Parameter, 1, 0, 0), "Channel"), (new(0, EventKind.Parameter, 0, 40_000, 0), "Number"),
                (new(0, EventKind.NoteBend, 0, 0, 97), "Value"),
            (new(0, EventKind.KeyTuning, 0, 60, 129), "Value"), (EngineEvent.NoteOn(0, 60, 1) with { Note = -1 }, "Note"),
                (new(0, EventKind.Program, 0, 200, 0), "Number"),
        ];
        foreach ((EngineEvent e, string member) in wrong)
        {
            var music = new Sequence([EngineEvent.NoteOn(0, 60, 1), e], 48_000);
            Assert.Equal($"music.Events[1].{member}",
                (await Assert.ThrowsAsync<InvalidFieldException>(() =>
                database.Store.For(user).Songs.SaveAsync(Guid.NewGuid(), "x", music))).Field);
        }
        Assert.Equal("id",
            (await Assert.ThrowsAsync<InvalidFieldException>(() =>
            database.Store.For(user).Songs.SaveAsync(Guid.Empty, "x", Songs.Of(1)))).Field);
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from cascade.songs"));
    }

    [Fact]
    public async Task The_tables_themselves_refuse_what_is_out_of_range()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        string[] rows =
            ["-1, null, 0, 1, 0, 0, 0", "0, -1, 0, 1, 0, 0, 0", "0, null, 0, 'NaN', 0, 0, 0", "0, null, 0, 1, 18, 0, 0",
            "0, null, 0, 1, 0, 16, 0", "0, null, 0, 1, 0, 0, 128",
            "0, null, 0, 'infinity', 7, 0, 0", "0, null, 0, 1, -1, 0, 0", "0, null, -1, 1, 0, 0, 0", "0, 5, 0, 1, 1, 0, 0",
            "0, 5, 0, 0, 0, 0, 0", "0, null, 0, -0.1, 0, 0, 0", "0, null, 0, -1.1, 3, 0, 0",
            "0, null, 0, 0, 3, 16, 0", "0, null, 0, 5, 7, 256, 0", "0, null, 0, 97, 10, 0, 0", "0, null, 0, 65, 15, 0, 0",
            "0, null, 0, 129, 17, 0, 0", "0, null, 0, 1, 0, 0, -1", "0, null, 0, 1, 0, -1, 0"];
        foreach (string row in rows)
        {
            PostgresException e = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync($"""
                insert into cascade.songs (user_id, id, title, sample_rate, length, content_hash, event_count)
                    values ('{user}', gen_random_uuid(), 'x', 48000, 0, sha256(''), 1);
                select set_config('cascade.user_id', '{user}', false);
                insert into cascade.note_events (song_key, time, duration, ordinal, value, kind, channel, number)
                    values (currval('cascade.songs_key'), {row})
                """));
            Assert.Equal("23514", e.SqlState);
            Assert.Equal("note_events_range", e.ConstraintName);
        }
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(2, "0, 1")]
    [InlineData(2, "1")]
    [InlineData(10, "9")]
    [InlineData(10, "0, 9")]
    [InlineData(3, "0, 1, 2")]
    [InlineData(2, "0, 2")]
    [InlineData(2, "")]
    [InlineData(2, "0")]
    [InlineData(2, "0, 1, 2")]
    [InlineData(0, "0")]
    [InlineData(2, "0; 1")]
    [InlineData(2, "0, 1; 2")]
    [InlineData(2, "0, 1; commit; 2")]
    [InlineData(0, "commit; 0")]
    public async Task The_tables_themselves_refuse_half_songs_and_later_events(int counted, string ordinals)
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        IEnumerable<string> statements = ordinals.Split("; ", StringSplitOptions.RemoveEmptyEntries)
            .Select(statement => statement == "commit"
            ? "commit; begin"
            : $"insert into cascade.note_events_000000 (song_key, time, ordinal, value, kind, channel, number) select "
                + $"currval('cascade.songs_key'), i, i, 1, 0, 0, 60 from unnest(array[{statement}]) i");
        string script = $"""
            begin;
            select set_config('cascade.user_id', '{user}', false);
            insert into cascade.songs (user_id, id, title, sample_rate, length, content_hash, event_count)
                    values ('{user}', gen_random_uuid(), 'x', 48000, 0, sha256(''), {counted});
            {string.Join(";\n", statements)};
            commit
            """;
        await using NpgsqlConnection connection = await database.Store.Source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(script, connection);
        if (ordinals == string.Join(", ", Enumerable.Range(0, counted)))
            await command.ExecuteNonQueryAsync();
        else
            Assert.Equal("23514", (await Assert.ThrowsAsync<PostgresException>(command.ExecuteNonQueryAsync)).SqlState);
        long songs = await database.ScalarAsync<long>("select count(*) from cascade.songs"),
            events = await database.ScalarAsync<long>("select count(*) from cascade.note_events");
        Assert.True(events == songs * counted, $"{songs} songs, {events} events");
    }

    [Fact]
    public async Task Five_gigabytes_are_refused_before_they_are_read()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        using var endless = new EndlessStream(5L << 30);
        InvalidFieldException e =
            await Assert.ThrowsAsync<InvalidFieldException>(() =>
            database.Store.For(user).Songs.ImportMidiAsync(Guid.NewGuid(), "x", endless, 48_000));
        Assert.Equal("source", e.Field);
        Assert.InRange(endless.Position, 0, 2L * SongStore.LongestImport);
    }

    [Fact]
    public async Task Preferences_have_versions()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        JsonElement one = JsonElement.Parse("""{"volume":1}"""), two = JsonElement.Parse("""{"volume":2}""");
        Assert.Equal(1, (await database.Store.For(user).Preferences.SetAsync(one, 0)).Version);
        await Assert.ThrowsAsync<ConflictException>(() => database.Store.For(user).Preferences.SetAsync(two, 0));
        Assert.Equal(2, (await database.Store.For(user).Preferences.SetAsync(two, 1)).Version);
        Assert.Equal(2, (await database.Store.For(user).Preferences.SetAsync(two, 1)).Version);   // a repetition
        await Assert.ThrowsAsync<NotFoundException>(() => database.Store.For(Guid.NewGuid()).Preferences.SetAsync(one));
    }

    [Fact]
    public async Task Analytics_are_forgotten_when_their_song_changes()
    {
        TestDatabase database = await server.CreateAsync();
        CascadeStore store = database.Store;
        Guid user = await database.CreateUserAsync();
        StoredSong song = await store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "x", Songs.Of(5));
        await store.For(user).Analytics.SetAsync(song, "key", JsonElement.Parse("\"C\""));
        await store.For(user).Analytics.SetAsync(song, "key", JsonElement.Parse("\"D\""));
        Assert.Equal("D", (await store.For(user).Analytics.FindAsync(song.Id, "key"))!.Value.GetString());
        await store.For(user).Songs.ReplaceAsync(song.Id, Songs.Of(6));
        Assert.Null(await store.For(user).Analytics.FindAsync(song.Id, "key"));
        await Assert.ThrowsAsync<ConflictException>(() => store.For(user).Analytics.SetAsync(song, "key", JsonElement.Parse("\"C\"")));
    }

    [Fact]
    public async Task Practice_counts_days_in_a_row_in_whatever_order_they_come()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        PracticeStore practice = database.Store.For(user).Practice;
        var start = new DateTimeOffset(2026, 3, 1, 23, 30, 0, TimeSpan.Zero);
        var ids = new Dictionary<int, Guid>();
        foreach (int day in new[] { 0, 1, 2, 5, 6, 6, 3 })
        {
            var session = new PracticeSession
            {
                Id = ids[day] = Guid.CreateVersion7(),
                StartedAt = start.AddDays(day),
                Duration = TimeSpan.FromSeconds(1.5),
                NoteCount = 7,
                Accuracy = 0.5,
                Details = JsonElement.Parse("[1]"),
            };
            Assert.True(await practice.RecordAsync(session));
            Assert.False(await practice.RecordAsync(session));
        }
        await CheckAsync(7, 10.5, 2, 4);
        await practice.RecordAsync(
            new PracticeSession { Id = ids[4] = Guid.CreateVersion7(), StartedAt = start.AddDays(4), Duration = TimeSpan.Zero });
        await CheckAsync(8, 10.5, 7, 7);
        Assert.True(await practice.DeleteAsync(ids[5]));
        await CheckAsync(7, 9, 1, 5);
        PracticeSession newest = (await practice.ListAsync(new PracticeQuery { Limit = 1 })).Sessions[0];
        Assert.Equal((start.AddDays(6), 7, 0.5, "[1]"),
            (newest.StartedAt, newest.NoteCount, newest.Accuracy!.Value, newest.Details!.Value.GetRawText()));
        Assert.Equal("Accuracy", (await Assert.ThrowsAsync<InvalidFieldException>(() =>
            practice.RecordAsync(
                new PracticeSession { Id = Guid.NewGuid(), StartedAt = start, Duration = TimeSpan.Zero, Accuracy = double.NaN }))).Field);

        async Task CheckAsync(long sessions, double seconds, int streak, int longest)
        {
            UserStatistics s = (await database.Store.Users.FindAsync(user))!.Statistics;
            Assert.Equal((sessions, TimeSpan.FromSeconds(seconds), streak, longest, new DateOnly(2026, 3, 7)),
                (s.PracticeSessions, s.PracticeTime, s.PracticeStreak, s.LongestStreak, s.LastPractice!.Value));
        }
    }

    [Fact]
    public async Task Lists_page_through_all_practice_once_also_where_sessions_began_together()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        PracticeStore practice = database.Store.For(user).Practice;
        StoredSong song = await database.Store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "x", Songs.Of(5));
        var start = new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
        for (int i = 0; i < 25; i++)
            await practice.RecordAsync(
                new PracticeSession
                {
                    Id = Guid.NewGuid(),
                    StartedAt = start.AddHours(i / 9),
                    Duration = TimeSpan.FromMinutes(i),
                    SongId = i % 5 == 0 ? song.Id : null
                });
        foreach ((Guid? of, int count) in new (Guid?, int)[] { (null, 25), (song.Id, 5), (Guid.NewGuid(), 0) })
        {
            var seen = new List<PracticeSession>();
            for (string? after = null; ;)
            {
                PracticePage page = await practice.ListAsync(new PracticeQuery { SongId = of, Limit = 4, After = after });
                Assert.InRange(page.Sessions.Count, 0, 4);
                seen.AddRange(page.Sessions);
                if ((after = page.Next) is null)
                    break;
            }
            Assert.Equal((count, count), (seen.Count, seen.DistinctBy(session => session.Id).Count()));
            Assert.Equal(seen.OrderByDescending(session => session.StartedAt).Select(session => session.StartedAt),
                seen.Select(session => session.StartedAt));
        }
        Assert.Equal("After",
            (await Assert.ThrowsAsync<InvalidFieldException>(() => practice.ListAsync(new PracticeQuery { After = "AAAA" }))).Field);
        Assert.Equal("Limit",
            (await Assert.ThrowsAsync<InvalidFieldException>(() => practice.ListAsync(new PracticeQuery { Limit = 201 }))).Field);
    }

    [Fact]
    public async Task Accounts_are_made_found_renamed_and_deleted_with_everything()
    {
        TestDatabase database = await server.CreateAsync();
        CascadeStore store = database.Store;
        var id = Guid.CreateVersion7();
        User user = await store.Users.CreateAsync(id, "Clara", "hash");
        Assert.Equal(user, await store.Users.CreateAsync(id, "Clara", "hash"));
        await Assert.ThrowsAsync<ConflictException>(() => store.Users.CreateAsync(Guid.CreateVersion7(), "Clara"));
        Assert.Equal(new UserCredentials(id, "hash"), await store.Users.FindCredentialsAsync("Clara"));
        Assert.DoesNotContain("hash", (await store.Users.FindCredentialsAsync("Clara"))!.ToString(), StringComparison.Ordinal);
        Assert.Equal(id, (await store.Users.FindCredentialsAsync("clara"))!.UserId);
        await store.Users.SetPasswordHashAsync(id, "other");
        Assert.Equal("Robert", (await store.Users.RenameAsync(id, "Robert")).Name);
        Assert.Equal("other", (await store.Users.FindCredentialsAsync("Robert"))!.PasswordHash);
        await store.For(id).Songs.SaveAsync(Guid.CreateVersion7(), "x", Songs.Of(5));
        await store.For(id).Preferences.SetAsync(JsonElement.Parse("{}"));
        Assert.True(await store.Users.DeleteAsync(id));
        Assert.False(await store.Users.DeleteAsync(id));
        Assert.Equal(0L, await database.ScalarAsync<long>("select (select count(*) from cascade.songs) + (select count(*) from "
            + "cascade.note_events) + (select count(*) from cascade.user_preferences)"));
    }

    private static IEnumerable<string> HostileTexts(int count)
    {
        var random = new Random(1);
        for (int i = 0; i < count; i++)
        {
            if (i < Nasty.Length)
            {
                yield return Nasty[i];
                continue;
            }
            var text = new StringBuilder();
            int length = random.Next(1, 40);
            while (text.Length < length)
            {
                if (random.Next(4) == 0)
                    text.Append(Nasty[random.Next(Nasty.Length)]);
                else if (Rune.TryCreate(random.Next(1, random.Next(2) == 0 ? 0x100 : 0x110000), out Rune rune))
                    text.Append(rune.ToString());
            }
            yield return text.ToString();
        }
    }

    /// <summary>As many zeros as it says.</summary>
    private sealed class EndlessStream(long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            count = (int)Math.Min(count, length - Position);
            Array.Clear(buffer, offset, count);
            Position += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
