using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Cascade.Dsp;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace Cascade.Web.Tests;

/// <summary>Who reaches what: every route and socket of the host, for a stranger, its owner and somebody else.</summary>
public sealed class AuthorizationTests : IClassFixture<RunningHost>
{
    private static readonly string[] s_open =
    [
        "* /ws/play", "* /ws/room/{id}", "GET /api/backends/", "GET /api/backends/service/events",
        "GET /api/backends/{name}", "GET /api/backends/{name}/config",
        "GET /api/backends/{name}/health", "GET /api/backends/{name}/metrics", "GET /api/engine/tables", "GET /api/live",
        "GET /api/midi/notes/{key:int}", "GET /api/presets", "GET /api/presets/{name}", "GET /api/rooms/{id}", "GET /api/services",
        "GET /health/live",
        "GET /health/ready", "PATCH /api/backends/{name}/config", "POST /api/backends/{name}/notes", "POST /api/backends/{name}/played",
        "POST /api/compare", "POST /api/continue", "POST /api/midi/analyze", "POST /api/midi/parse", "POST /api/midi/render",
        "POST /api/predict", "POST /api/rooms/", "POST /api/users/guest", "POST /api/users/register", "POST /api/users/sign-in",
        "POST /api/users/sign-out",
    ];

    private static readonly string[] s_own =
    [
        "DELETE /api/files/{id:guid}", "DELETE /api/played/{id:guid}", "DELETE /api/practice/{id:guid}",
        "DELETE /api/songs/{id:guid}", "GET /api/files/", "GET /api/files/{id:guid}", "GET /api/played/",
        "GET /api/played/{id:guid}", "GET /api/practice/", "GET /api/preferences/", "GET /api/songs/", "GET /api/songs/{id:guid}",
        "GET /api/songs/{id:guid}.mid", "GET /api/songs/{id:guid}.wav", "GET /api/songs/{id:guid}/analysis",
        "GET /api/songs/{id:guid}/notes", "GET /api/users/me", "PATCH /api/songs/{id:guid}", "POST /api/files/", "POST /api/practice/",
        "POST /api/socket-ticket", "POST /api/songs/", "POST /api/songs/midi", "PUT /api/preferences/", "PUT /api/songs/{id:guid}.mid",
    ];

    private readonly RunningHost _host;

    public AuthorizationTests(RunningHost host)
    {
        _host = host;
        host.RequireDatabase();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_route_is_open_or_ones_own_and_is_named_here()
    {
        Assert.Equal(s_open, NamesOf(route => route.Metadata.GetMetadata<IAuthorizeData>() is null));
        Assert.Equal(s_own, NamesOf(route => route.Metadata.GetMetadata<IAuthorizeData>() is not null));

        IEnumerable<string> NamesOf(Func<RouteEndpoint, bool> isOf) => _host.Routes.Where(isOf)
            .Where(route => route.RoutePattern.RawText!.Split('/')[1] is "api" or "ws" or "health")
            .SelectMany(route => (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"])
                .Select(method => $"{method} {route.RoutePattern.RawText}"))
            .Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_stranger_reaches_nothing_of_anybody_and_a_forged_cookie_or_token_is_a_stranger()
    {
        using HttpClient stranger = _host.Client(), cookie = _host.Client(), token = _host.Client();
        cookie.DefaultRequestHeaders.Add("Cookie", "cascade=" + Convert.ToBase64String(new byte[200]));
        token.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Convert.ToBase64String(new byte[200]));
        foreach (string route in s_own)
            foreach (HttpClient client in (HttpClient[])[stranger, cookie, token])
                Assert.Equal((route, HttpStatusCode.Unauthorized), (route, await AskAsync(client, route, Guid.NewGuid().ToString())));
    }

    [Fact]
    public async Task Somebody_else_reaches_nothing_by_its_id_and_the_owner_all_of_it()
    {
        using HttpClient owner = await _host.GuestAsync(), other = await _host.GuestAsync();
        var tune = new { title = "Mine", notes = new[] { new { key = 60 } } };
        string song = (await JsonAsync(await owner.PostAsJsonAsync("/api/songs", tune, Cancellation))).GetProperty("song")
            .GetProperty("id").GetString()!;
        string sitting = (await JsonAsync(await owner.PostAsJsonAsync("/api/practice", new { songId = song, tune.notes }, Cancellation)))
            .GetProperty("id").GetString()!;
        string file = (await JsonAsync(await owner.PostAsync(
            "/api/files", new ByteArrayContent(new SongBuilder().ToSong().ToArray()), Cancellation))).GetProperty("id").GetString()!;
        string session = Guid.NewGuid().ToString();
        await owner.PostAsJsonAsync("/api/backends/service/played", new { session, tune.notes }, Cancellation);
        while (await AskAsync(owner, "GET /api/played/{id:guid}", session) != HttpStatusCode.OK)
            await Task.Delay(10, Cancellation);
        string[] withId = [.. s_own.Where(route => route.Contains("{id:guid}", StringComparison.Ordinal))];
        foreach (string route in withId)
            Assert.Equal((route, HttpStatusCode.NotFound), (route, await AskAsync(other, route, IdOf(route))));
        // Another's song is not practised, and its id is free for one's own.
        Assert.Equal(HttpStatusCode.NotFound,
            (await other.PostAsJsonAsync("/api/practice", new { songId = song, tune.notes }, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK,
            (await other.PostAsJsonAsync("/api/songs", new { id = song, title = "Theirs", tune.notes }, Cancellation)).StatusCode);
        Assert.Equal("Mine", (await JsonAsync(await owner.GetAsync($"/api/songs/{song}", Cancellation))).GetProperty("title").GetString());
        foreach (string list in (string[])["/api/practice", "/api/played"])
            Assert.DoesNotContain(session, await other.GetStringAsync(list, Cancellation), StringComparison.Ordinal);
        // Deleting comes last.
        foreach (string route in withId.OrderBy(route => route.StartsWith("DELETE", StringComparison.Ordinal)))
            Assert.InRange((int)await AskAsync(owner, route, IdOf(route)), 200, 204);

        string IdOf(string route) => route.Contains("practice", StringComparison.Ordinal) ? sitting
            : route.Contains("played", StringComparison.Ordinal) ? session
            : route.Contains("files", StringComparison.Ordinal) ? file : song;
    }

    [Fact]
    public async Task A_rooms_link_opens_it_and_its_key_alone_rules_it()
    {
        using HttpClient client = _host.Client();
        JsonElement opened = await JsonAsync(await client.PostAsJsonAsync("/api/rooms", new { }, Cancellation));
        string room = opened.GetProperty("id").GetString()!, key = opened.GetProperty("ownerKey").GetString()!;
        JsonElement second = await JsonAsync(await client.PostAsJsonAsync("/api/rooms", new { }, Cancellation));
        foreach ((object who, bool rules) in new (object, bool)[]
        {
            (new { }, false), (new { ownerKey = room }, false), (new { ownerKey = second.GetProperty("ownerKey").GetString() }, false),
            (new { ownerKey = key }, true),
        })
        {
            await using RoomClient member = await RoomClient.JoinAsync(_host, room, who);
            Assert.Equal(rules, member.Welcome.GetProperty("members").EnumerateArray()
                .Single(m => m.GetProperty("id").GetInt32() == member.Id).GetProperty("isOwner").GetBoolean());
            foreach ((string type, object what) in new (string, object)[]
            {
                ("room", new { locked = false }), ("mute", new { player = 40 }), ("kick", new { player = 40 }),
                ("handOver", new { player = 40 }),
            })
            {
                await member.SayAsync(type, what);
                if (type == "room" && rules)
                    await member.NextAsync("room");
                else if (type == "room")
                    Assert.Equal("notOwner", (await member.NextAsync("error")).GetProperty("code").GetString());
            }
            await member.CloseAsync();
        }
        // A seat is of its room alone.
        await using RoomClient ada = await RoomClient.JoinAsync(_host, room);
        await using RoomClient elsewhere =
            await RoomClient.JoinAsync(_host, second.GetProperty("id").GetString()!, new { seat = ada.Seat });
        Assert.NotEqual(ada.Seat, elsewhere.Seat);
        // And nobody is told another's.
        await using RoomClient bob = await RoomClient.JoinAsync(_host, room);
        Assert.DoesNotContain(ada.Seat, bob.Welcome.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(key, bob.Welcome.GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, string route, string id)
    {
        string[] parts = route.Split(' ');
        using var request = new HttpRequestMessage(new HttpMethod(parts[0]), parts[1].Replace("{id:guid}", id, StringComparison.Ordinal));
        if (parts[0] == "PATCH")
            request.Content = JsonContent.Create(new { title = "Mine" });
        else if (parts[0] == "PUT" && parts[1].EndsWith(".mid", StringComparison.Ordinal))
            request.Content = new ByteArrayContent(new SongBuilder().ToSong().ToArray());
        return (await client.SendAsync(request, Cancellation)).StatusCode;
    }
}
