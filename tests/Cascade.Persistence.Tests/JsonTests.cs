using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Xunit;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>JSON that is small when it comes in and large or unreadable when it comes out is refused, by every method that takes
/// some.</summary>
public sealed class JsonTests(TestServer server)
{
    private TestDatabase? _database;
    private Guid? _user;

    /// <summary>Documents that must not be stored.</summary>
    public static TheoryData<string> Hostile =>
    [
        "[1e131071]", "[1e-131071]", "[1e-16383]", "[1E+401]", "[1e-401]", "[1e9999999999999999999]", "[-1e-9999999999999999999]",
        "[0e131071]", $"[{new string('9', 401)}]", $"[0.{new string('3', 401)}]", $"[{new string('1', 400)}e400]",
        // Each number is small enough, all of them are not.
        $"[{string.Join(',', Enumerable.Repeat("1e300", 10_000))}]",
        Nested(65, "1"), Nested(65, ""), Nested(30_000, "1"), NestedObjects(65),
    ];

    /// <summary>Documents that must be stored.</summary>
    public static TheoryData<string> Harmless =>
    [
        $"[{double.MaxValue:R}, {double.Epsilon:R}, {double.MinValue:R}, 1e-5, 0.1, -0.0, 0, 12345678901234567890]",
        $"[{new string('9', 400)}]", $"[0.{new string('3', 399)}]", $"[{string.Join(',', Enumerable.Repeat("1e300", 3000))}]",
        Nested(64, ""), Nested(64, "1"), NestedObjects(64), $"[{string.Join(',', Enumerable.Repeat("1", 400_000))}]",
        $"[\"{new string('中', 1_000_000)}\"]", $"[\"{string.Concat(Enumerable.Repeat("\\u0001", 170_000))}\"]",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Hostile_documents_are_refused_by_their_field(string text)
    {
        (CascadeStore store, Guid user, StoredSong song) = await PrepareAsync();
        using JsonDocument json = Parse(text);
        JsonElement inObject = Parse($"{{\"a\":{text}}}").RootElement;
        Assert.Equal("content", (await RefusedAsync(() => store.For(user).Preferences.SetAsync(inObject))).Field);
        Assert.Equal("result", (await RefusedAsync(() => store.For(user).Analytics.SetAsync(song, "kind", json.RootElement))).Field);
        Assert.Equal("Details", (await RefusedAsync(() => store.For(user).Practice.RecordAsync(Session(json.RootElement)))).Field);
        Assert.Empty((await store.For(user).Practice.ListAsync()).Sessions);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task Harmless_documents_come_back(string text)
    {
        (CascadeStore store, Guid user, StoredSong song) = await PrepareAsync();
        JsonElement json = Parse(text).RootElement;
        await store.For(user).Analytics.SetAsync(song, "kind", json);
        await store.For(user).Practice.RecordAsync(Session(json));
        Assert.True(JsonElement.DeepEquals(json, (await store.For(user).Analytics.FindAsync(song.Id, "kind"))!.Value));
        Assert.True(JsonElement.DeepEquals(json, (await store.For(user).Practice.ListAsync()).Sessions[0].Details!.Value));
    }

    [Property(MaxTest = 300)]
    public async Task What_is_stored_is_no_larger_than_what_was_allowed(PositiveInt digits, int exponent, bool isFraction)
    {
        (CascadeStore store, Guid user, _) = await PrepareAsync();
        string mantissa = new('7', digits.Get % 500 + 1);
        string text = $"{{\"a\":{(isFraction ? "0." : "")}{mantissa}e{exponent * 7}}}";
        try
        {
            PreferenceDocument stored = await store.For(user).Preferences.SetAsync(JsonElement.Parse(text));
            Assert.InRange(stored.Content.GetRawText().Length, 1, 410);
            Assert.True(JsonElement.DeepEquals(JsonElement.Parse(text), stored.Content));
        }
        catch (InvalidFieldException e)
        {
            Assert.Equal("content", e.Field);
        }
    }

    [Theory]
    [InlineData("user_preferences", "update cascade.user_preferences set document = ('{\"a\":' || repeat('[1e100000,', 60) || '1' "
        + "|| repeat(']', 60) || '}')::jsonb")]
    [InlineData("user_preferences", "update cascade.user_preferences set document = ('{\"a\":' || repeat('[', 64) || repeat(']', "
        + "64) || '}')::jsonb")]
    [InlineData("analytics_cache", "update cascade.analytics_cache set result = (repeat('[', 65) || repeat(']', 65))::jsonb")]
    [InlineData("practice_sessions", "insert into cascade.practice_sessions (user_id, id, started_at, seconds, note_count, "
        + "details) values (cascade.current_user_id(), gen_random_uuid(), now(), 1, 1, (repeat('[', 65) || repeat(']', 65))::jsonb)")]
    public async Task The_tables_themselves_refuse_them(string table, string sql)
    {
        (CascadeStore store, Guid user, StoredSong song) = await PrepareAsync();
        await store.For(user).Preferences.SetAsync(JsonElement.Parse("{}"));
        await store.For(user).Analytics.SetAsync(song, "kind", JsonElement.Parse("1"));
        await using NpgsqlConnection connection = await store.Source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"select set_config('cascade.user_id', '{user}', false); {sql}", connection);
        PostgresException e = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(("23514", table), (e.SqlState, e.TableName));
    }

    [Fact]
    public async Task A_document_that_an_earlier_version_let_in_is_a_documented_error()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        await database.Store.For(user).Preferences.SetAsync(JsonElement.Parse("{}"));
        await database.ExecuteAsync("""
            alter table cascade.user_preferences drop constraint user_preferences_fits;
            update cascade.user_preferences set document = ('{"a":' || repeat('[', 70) || repeat(']', 70) || '}')::jsonb
            """);
        StoreException e = await Assert.ThrowsAsync<StoreException>(() => database.Store.For(user).Preferences.FindAsync());
        Assert.IsAssignableFrom<JsonException>(e.InnerException);
        await database.Store.For(user).Preferences.SetAsync(JsonElement.Parse("""{"b":1}"""));
        Assert.Equal(1, (await database.Store.For(user).Preferences.FindAsync())!.Content.GetProperty("b").GetInt32());
    }

    private async Task<(CascadeStore Store, Guid User, StoredSong Song)> PrepareAsync()
    {
        _database ??= await server.CreateAsync();
        _user ??= await _database.CreateUserAsync();
        StoredSong song = await _database.Store.For(_user.Value).Songs.SaveAsync(Guid.CreateVersion7(), "any", Songs.Of(2));
        return (_database.Store, _user.Value, song);
    }

    private static Task<InvalidFieldException> RefusedAsync(Func<Task> store) => Assert.ThrowsAsync<InvalidFieldException>(store);

    private static PracticeSession Session(JsonElement details) =>
        new() { Id = Guid.CreateVersion7(), StartedAt = DateTimeOffset.UtcNow, Duration = TimeSpan.FromMinutes(1), Details = details };

    // As a host may parse it that wants to be generous.
    private static JsonDocument Parse(string text) => JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 200_000 });

    private static string Nested(int depth, string inner) => new StringBuilder().Append('[', depth).Append(inner).Append(']',
        depth).ToString();

    private static string NestedObjects(int depth) =>
        string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1);
}
