using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Cascade.Web.Tests;

/// <summary>Analysis, prediction, continuation, practice and preferences over HTTP.</summary>
public sealed class AnalysisApiTests(RunningHost host) : IClassFixture<RunningHost>
{
    private static readonly int[] s_scale = [60, 62, 64, 65, 67, 69, 71, 72];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_note_of_a_scale_is_likely_and_all_keys_have_their_share()
    {
        using HttpClient client = host.Client();
        JsonElement up = await AskAsync(client, "/api/predict", new { notes = Notes(s_scale[..4]), key = "C major" });
        float[] probabilities = [.. up.GetProperty("probabilities").EnumerateArray().Select(p => p.GetSingle())];
        Assert.Equal((128, 1), (probabilities.Length, Math.Round(probabilities.Sum(), 3)));
        int[] likeliest = [.. up.GetProperty("likeliest").EnumerateArray().Select(k => k.GetProperty("key").GetInt32())];
        Assert.Contains(67, likeliest[..3]);
        Assert.Equal(likeliest[0], Array.IndexOf(probabilities, probabilities.Max()));
        // In another key it is another note.
        JsonElement sharp = await AskAsync(client, "/api/predict", new { notes = Notes([66, 68, 70, 71]), key = "F# major" });
        Assert.Contains(73, sharp.GetProperty("likeliest").EnumerateArray().Take(3).Select(k => k.GetProperty("key").GetInt32()));
    }

    [Fact]
    public async Task It_goes_on_for_as_many_bars_and_the_same_seed_gives_the_same()
    {
        using HttpClient client = host.Client();
        object played = new { notes = Notes([.. s_scale, .. s_scale.Reverse()]), bars = 4, seed = 7 };
        string first = (await AskAsync(client, "/api/continue", played)).GetRawText();
        Assert.Equal(first, (await AskAsync(client, "/api/continue", played)).GetRawText());
        object other = new { notes = Notes([.. s_scale, .. s_scale.Reverse()]), bars = 4, seed = 8 };
        Assert.NotEqual(first, (await AskAsync(client, "/api/continue", other)).GetRawText());
        JsonElement[] notes = [.. JsonElement.Parse(first).GetProperty("notes").EnumerateArray()];
        Assert.InRange(notes.Max(n => n.GetProperty("start").GetDouble() + n.GetProperty("duration").GetDouble()), 4, 9);
    }

    [Theory]
    [InlineData("/api/predict", """{"notes":[]}""", "notes")]
    [InlineData("/api/predict", """{"notes":[{"key":60}],"key":"H flat"}""", "key")]
    [InlineData("/api/predict", """{"notes":[{"key":60}],"tempo":0}""", "tempo")]
    [InlineData("/api/continue", """{"notes":[{"key":60}],"bars":65}""", "bars")]
    [InlineData("/api/continue", """{"notes":[{"key":128}]}""", "notes[0].key")]
    public async Task What_is_out_of_range_is_named(string path, string body, string field)
    {
        using HttpClient client = host.Client();
        HttpResponseMessage answer = await client.PostAsync(
            path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Cancellation);
        JsonElement problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal((HttpStatusCode.BadRequest, field), (answer.StatusCode, problem.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task A_song_tells_its_key_and_remembers_it_until_it_changes()
    {
        using HttpClient guest = await SignedInAsync();
        string id = await SaveAsync(guest, Notes([.. s_scale, .. s_scale.Reverse()]));
        JsonElement report = await guest.GetFromJsonAsync<JsonElement>($"/api/songs/{id}/analysis", Cancellation);
        Assert.Equal("C major", report.GetProperty("key").GetProperty("main").GetString());
        JsonElement again = await guest.GetFromJsonAsync<JsonElement>($"/api/songs/{id}/analysis", Cancellation);
        Assert.True(JsonElement.DeepEquals(report, again));
        // The same of the file itself, which is not kept.
        using HttpClient stranger = host.Client();
        var file = new ByteArrayContent(await guest.GetByteArrayAsync($"/api/songs/{id}.mid", Cancellation));
        HttpResponseMessage answer = await stranger.PostAsync("/api/midi/analyze", file, Cancellation);
        Assert.True(JsonElement.DeepEquals(report, await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)));
    }

    [Fact]
    public async Task Practice_is_compared_scored_kept_and_deleted()
    {
        using HttpClient guest = await SignedInAsync();
        string song = await SaveAsync(guest, Notes(s_scale));
        JsonElement right = await AskAsync(guest, "/api/practice", new { songId = song, notes = Notes(s_scale) });
        Assert.InRange(right.GetProperty("score").GetDouble(), 99, 100);
        Assert.Equal(8, right.GetProperty("matched").GetInt32());
        var id = Guid.CreateVersion7();
        object wrong = new { id, songId = song, notes = Notes([60, 62, 64, 66, 67, 69, 71]) };
        JsonElement missed = await AskAsync(guest, "/api/practice", wrong);
        Assert.Equal((6, 1, 1), (missed.GetProperty("matched").GetInt32(), missed.GetProperty("wrong").GetInt32(),
            missed.GetProperty("missing").GetInt32()));
        Assert.True(missed.GetProperty("score").GetDouble() < right.GetProperty("score").GetDouble() - 5);
        Assert.Equal(2, missed.GetProperty("nextBars").GetArrayLength());
        // Told twice, it is one sitting.
        await AskAsync(guest, "/api/practice", wrong);
        JsonElement[] sittings = await SittingsAsync();
        Assert.Equal(2, sittings.Length);
        Assert.Equal(0.75, sittings.Single(s => s.GetProperty("id").GetGuid() == id).GetProperty("accuracy").GetDouble(), 1e-9);
        Assert.Equal(HttpStatusCode.NoContent, (await guest.DeleteAsync($"/api/practice/{id}", Cancellation)).StatusCode);
        Assert.Single(await SittingsAsync());

        async Task<JsonElement[]> SittingsAsync() => [.. (await guest.GetFromJsonAsync<JsonElement>(
            $"/api/practice?songId={song}", Cancellation)).GetProperty("sessions").EnumerateArray()];
    }

    [Fact]
    public async Task Preferences_are_kept_and_nobody_overwrites_what_he_has_not_seen()
    {
        using HttpClient guest = await SignedInAsync();
        Assert.Equal(0, (await guest.GetFromJsonAsync<JsonElement>("/api/preferences", Cancellation)).GetProperty("version").GetInt32());
        object mine = new { theme = "dark", volume = 0.5 };
        HttpResponseMessage kept = await guest.PutAsJsonAsync("/api/preferences?expectedVersion=0", mine, Cancellation);
        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
        HttpResponseMessage late = await guest.PutAsJsonAsync("/api/preferences?expectedVersion=0", new { theme = "light" }, Cancellation);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        JsonElement content = (await guest.GetFromJsonAsync<JsonElement>("/api/preferences", Cancellation)).GetProperty("content");
        Assert.Equal("dark", content.GetProperty("theme").GetString());
    }

    private static object[] Notes(int[] keys) =>
        [.. keys.Select((key, i) => new { key, velocity = 0.6, start = 0.5 * i, duration = 0.45 })];

    private static async Task<JsonElement> AskAsync(HttpClient client, string path, object body)
    {
        HttpResponseMessage answer = await client.PostAsJsonAsync(path, body, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    private static async Task<string> SaveAsync(HttpClient client, object[] notes)
    {
        JsonElement saved = await AskAsync(client, "/api/songs", new { title = "Scale", notes });
        return saved.GetProperty("song").GetProperty("id").GetString()!;
    }

    private async Task<HttpClient> SignedInAsync()
    {
        host.RequireDatabase();
        return await host.GuestAsync();
    }
}
