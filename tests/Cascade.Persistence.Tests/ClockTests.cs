namespace Cascade.Persistence.Tests;

/// <summary>A clock that was wrong once, a user's or the server's, decides nothing for ever.</summary>
public sealed class ClockTests(TestServer server)
{
    private static readonly DateTimeOffset Today = new(DateTime.UtcNow.Date.AddHours(12), TimeSpan.Zero);

    [Theory]
    [InlineData("9998-06-01")]
    [InlineData("2400-01-01")]
    public async Task A_session_that_is_still_to_come_does_not_stop_streaks(string when)
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        PracticeStore practice = database.Store.For(user).Practice;
        await practice.RecordAsync(At(Today.AddDays(-2)));
        await practice.RecordAsync(At(DateTimeOffset.Parse(when, null, System.Globalization.DateTimeStyles.AssumeUniversal)));
        await practice.RecordAsync(At(Today.AddDays(-1)));
        await practice.RecordAsync(At(Today));
        UserStatistics statistics = (await database.Store.Users.FindAsync(user))!.Statistics;
        Assert.Equal((4, 3, 3, DateOnly.FromDateTime(Today.Date)),
            (statistics.PracticeSessions, statistics.PracticeStreak, statistics.LongestStreak, statistics.LastPractice!.Value));
    }

    [Fact]
    public async Task What_was_still_to_come_counts_when_it_has_come()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        PracticeStore practice = database.Store.For(user).Practice;
        await practice.RecordAsync(At(Today.AddDays(-3)));
        // As if it had been recorded four days ago.
        await database.ExecuteAsync("alter table cascade.practice_sessions disable trigger practice_sessions_after");
        await practice.RecordAsync(At(Today.AddDays(-2)));
        await practice.RecordAsync(At(Today.AddDays(-1)));
        await database.ExecuteAsync("alter table cascade.practice_sessions enable trigger practice_sessions_after");
        await practice.RecordAsync(At(Today));
        Assert.Equal(4, (await database.Store.Users.FindAsync(user))!.Statistics.PracticeStreak);
    }

    [Fact]
    public async Task A_change_is_later_than_the_one_before_it_also_when_the_clock_was_put_back()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        UserData data = database.Store.For(user);
        StoredSong song = await data.Songs.SaveAsync(Guid.CreateVersion7(), "one", Songs.Of(1));
        await data.Preferences.SetAsync(System.Text.Json.JsonElement.Parse("{}"));
        await database.ExecuteAsync("""
            set session_replication_role = replica;
            update cascade.songs set updated_at = now() + interval '1 day';
            update cascade.users set updated_at = now() + interval '1 day';
            update cascade.user_preferences set updated_at = now() + interval '1 day';
            """);
        DateTimeOffset before = (await data.Songs.FindAsync(song.Id))!.UpdatedAt;
        Assert.True((await data.Songs.RenameAsync(song.Id, "two")).UpdatedAt > before);
        Assert.True((await database.Store.Users.RenameAsync(user, "two")).UpdatedAt > before);
        Assert.True((await data.Preferences.SetAsync(System.Text.Json.JsonElement.Parse("{}"))).UpdatedAt > before);
    }

    private static PracticeSession At(DateTimeOffset start) =>
        new() { Id = Guid.CreateVersion7(), StartedAt = start, Duration = TimeSpan.FromMinutes(1) };
}
