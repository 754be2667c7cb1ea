using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Cascade.Web.Tests;

/// <summary>Who may come into a room, and what they may do there.</summary>
public sealed class RoomRuleTests(HostWithoutDatabase host) : IClassFixture<HostWithoutDatabase>
{
    private const byte On = 1;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_owner_rules_and_nobody_else()
    {
        (string room, string key) = await OpenAsync();
        await using RoomClient owner = await RoomClient.JoinAsync(host, room, new { ownerKey = key });
        await using RoomClient bob = await RoomClient.JoinAsync(host, room, new { ownerKey = "nonsense" });
        await bob.SayAsync("room", new { tempo = 90 });
        Assert.Equal("notOwner", (await bob.NextAsync("error")).GetProperty("code").GetString());
        await bob.PlayAsync(On, 60, 100);
        await owner.UntilAsync(o => o.Sounding.Length == 1);

        // Muting releases what sounds, and nothing more is heard.
        await owner.SayAsync("mute", new { player = bob.Id, muted = true });
        Assert.True((await bob.NextAsync("member")).GetProperty("member").GetProperty("muted").GetBoolean());
        await owner.UntilAsync(o => o.Sounding.Length == 0);
        await bob.PlayAsync(On, 61, 100);
        await bob.PingAsync();
        await owner.SayAsync("mute", new { player = bob.Id, muted = false });
        await bob.NextAsync("member");
        await bob.PlayAsync(On, 62, 100);
        await owner.UntilAsync(o => o.Sounding.SequenceEqual([(bob.Id, 62)]));

        await owner.SayAsync("room", new { tempo = 90.5, beats = 3, timing = "faithful", delay = 120, ownerOnly = true, name = "Waltz" });
        JsonElement told = (await bob.NextAsync("room")).GetProperty("room");
        Assert.Equal((90.5, 3, "faithful", 120, true, "Waltz"), (told.GetProperty("tempo").GetDouble(),
            told.GetProperty("beats").GetInt32(), told.GetProperty("timing").GetString(), told.GetProperty("delay").GetInt32(),
            told.GetProperty("ownerOnly").GetBoolean(), told.GetProperty("name").GetString()));
        await bob.PlayAsync(On, 63, 100);
        await bob.PingAsync();
        await owner.UntilAsync(o => o.Sounding.Length == 0);
        await owner.PlayAsync(On, 64, 100);
        await bob.UntilAsync(b => b.Sounding.SequenceEqual([(owner.Id, 64)]));
        foreach (object wrong in (object[])[new { tempo = 19 }, new { beats = 17 }, new { delay = -1 }, new { timing = "late" }])
            await owner.SayAsync("room", wrong);
        await owner.SendAsync(Encoding.UTF8.GetBytes("{\"type\":\"room\",\"start\":1e999}"), WebSocketMessageType.Text);
        Assert.Equal("invalid", (await owner.NextAsync("error")).GetProperty("code").GetString());
        await owner.SayAsync("room", new { locked = true });
        Assert.Equal(90.5, (await bob.NextAsync("room")).GetProperty("room").GetProperty("tempo").GetDouble());
        Assert.Equal("The room is locked.", await RefusalAsync(room, new { }));
        await using (RoomClient secondScreen = await RoomClient.JoinAsync(host, room, new { ownerKey = key }))
            Assert.Equal(2, secondScreen.Id);

        await owner.SayAsync("kick", new { player = bob.Id });
        Assert.Equal("removed", (await bob.NextAsync("error")).GetProperty("code").GetString());
        await bob.EndedAsync();
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, "The owner asks you to leave."), (bob.CloseStatus, bob.CloseReason));
        Assert.Equal(bob.Id, (await owner.NextAsync("left")).GetProperty("player").GetInt32());
        await owner.SayAsync("room", new { locked = false });
        await owner.NextAsync("room");
        // The seat is gone with it: whoever comes again is somebody new.
        await using RoomClient again = await RoomClient.JoinAsync(host, room, new { seat = bob.Seat });
        Assert.NotEqual(bob.Seat, again.Seat);
    }

    [Fact]
    public async Task A_room_is_handed_over_with_a_key_of_its_own()
    {
        (string room, string key) = await OpenAsync();
        await using RoomClient ada = await RoomClient.JoinAsync(host, room, new { ownerKey = key }),
            window = await RoomClient.JoinAsync(host, room, new { ownerKey = key }), bob = await RoomClient.JoinAsync(host, room),
            listener = await RoomClient.JoinAsync(host, room, new { role = "listener" });
        // Nobody takes it, and it does not go to whoever only listens or is not there.
        await bob.SayAsync("handOver", new { player = bob.Id });
        Assert.Equal("notOwner", (await bob.NextAsync("error")).GetProperty("code").GetString());
        await ada.SayAsync("handOver", new { player = listener.Id });
        Assert.Equal("invalid", (await ada.NextAsync("error")).GetProperty("code").GetString());
        await ada.SayAsync("mute", new { player = bob.Id });
        await ada.SayAsync("handOver", new { player = bob.Id });
        string next = (await bob.NextAsync("key")).GetProperty("ownerKey").GetString()!;
        Assert.NotEqual(key, next);
        JsonElement member;
        do
            member = (await listener.NextAsync("member")).GetProperty("member");
        while (member.GetProperty("id").GetInt32() != bob.Id || !member.GetProperty("isOwner").GetBoolean());
        Assert.False(member.GetProperty("muted").GetBoolean());
        // Both windows of the one who gave it away are done with ruling, and the key that was before rules nothing.
        await ada.PingAsync();
        await Task.Delay(1_200, Cancellation);
        foreach (RoomClient before in (RoomClient[])[ada, window])
        {
            await before.SayAsync("room", new { locked = true });
            Assert.Equal("notOwner", (await before.NextAsync("error")).GetProperty("code").GetString());
        }
        await using RoomClient again = await RoomClient.JoinAsync(host, room, new { ownerKey = key });
        Assert.False(IsOwner(again));
        await bob.SayAsync("room", new { locked = true });
        await bob.NextAsync("room");
        await bob.CloseAsync();
        await using RoomClient back = await RoomClient.JoinAsync(host, room, new { ownerKey = next });
        Assert.True(IsOwner(back));
        Assert.DoesNotContain(next, again.Welcome.GetRawText(), StringComparison.Ordinal);
        // And it opens the same room where it was closed, as before.
        Assert.Equal((room, next), await OpenAsync(new { ownerKey = next }));

        static bool IsOwner(RoomClient client) => client.Welcome.GetProperty("members").EnumerateArray()
            .Single(m => m.GetProperty("id").GetInt32() == client.Id).GetProperty("isOwner").GetBoolean();
    }

    [Fact]
    public async Task A_passphrase_keeps_out_whoever_does_not_know_it()
    {
        (string room, string key) = await OpenAsync(new { name = "Secret\u202E", passphrase = "open sesame" });
        Assert.Equal("The passphrase is wrong.", await RefusalAsync(room, new { passphrase = "open barley" }));
        Assert.Equal("The passphrase is wrong.", await RefusalAsync(room, new { }));
        await using RoomClient knows = await RoomClient.JoinAsync(host, room, new { passphrase = "open sesame" });
        await using RoomClient owner = await RoomClient.JoinAsync(host, room, new { ownerKey = key });
        using HttpClient client = host.Client();
        JsonElement summary = await client.GetFromJsonAsync<JsonElement>($"/api/rooms/{room}", Cancellation);
        Assert.Equal(("Secret", 2, true), (summary.GetProperty("name").GetString(), summary.GetProperty("players").GetInt32(),
            summary.GetProperty("hasPassphrase").GetBoolean()));
        Assert.DoesNotContain("sesame", owner.Welcome.GetRawText() + summary.GetRawText(), StringComparison.Ordinal);
        await owner.SayAsync("room", new { passphrase = "" });
        await knows.NextAsync("room");
        await using RoomClient third = await RoomClient.JoinAsync(host, room);
    }

    [Fact]
    public async Task People_talk_in_plain_text_and_not_too_much()
    {
        (string room, _) = await OpenAsync();
        await using RoomClient ada = await RoomClient.JoinAsync(host, room, new { name = "  A\u0000d\u202Ea\n" });
        await using RoomClient bob = await RoomClient.JoinAsync(host, room, new { name = new string('x', 100) });
        Assert.Equal(["Ada", new string('x', 24)],
            bob.Welcome.GetProperty("members").EnumerateArray().Select(m => m.GetProperty("name").GetString()!));
        await ada.SayAsync("chat", new { text = "<b>Hello</b>\u0007 you" });
        JsonElement chat = await bob.NextAsync("chat");
        Assert.Equal((0, "<b>Hello</b> you"), (chat.GetProperty("player").GetInt32(), chat.GetProperty("text").GetString()));
        await ada.SayAsync("chat", new { text = "And again" });
        Assert.Equal("tooFast", (await ada.NextAsync("error")).GetProperty("code").GetString());
        await bob.SayAsync("me", new { instrument = "kazoo" });
        Assert.Equal("unknownInstrument", (await bob.NextAsync("error")).GetProperty("code").GetString());
        await bob.SayAsync("me", new { instrument = "organ", name = "Bob" });
        JsonElement changed = (await ada.NextAsync("member")).GetProperty("member");
        Assert.Equal(("organ", "Bob"), (changed.GetProperty("instrument").GetString(), changed.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Rooms_are_opened_found_and_opened_again_by_their_key_alone()
    {
        using HttpClient client = host.Client();
        (string room, string key) = await OpenAsync();
        Assert.Equal((22, 22), (room.Length, key.Length));
        Assert.NotEqual(room, (await OpenAsync()).Id);
        Assert.Equal((room, key), await OpenAsync(new { ownerKey = key }));
        foreach (string wrong in (string[])["", "1", new string('0', 22), new string('1', 23)])
            Assert.Equal(HttpStatusCode.BadRequest,
                (await client.PostAsJsonAsync("/api/rooms", new { ownerKey = wrong }, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest,
            (await client.PostAsJsonAsync("/api/rooms", new { passphrase = new string('x', 101) }, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/api/rooms/{key}", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.UpgradeRequired, (await client.GetAsync($"/ws/room/{room}", Cancellation)).StatusCode);
        JsonElement live = await client.GetFromJsonAsync<JsonElement>("/api/live", Cancellation);
        Assert.True(live.GetProperty("rooms").GetInt32() >= 2);
    }

    [Theory]
    [InlineData(null, "", null, HttpStatusCode.NotFound)]
    [InlineData("own", "ticket=1111111111111111111111", null, HttpStatusCode.Unauthorized)]
    [InlineData("own", "", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("own", "", "null", HttpStatusCode.Forbidden)]
    [InlineData("own", "", "own", HttpStatusCode.SwitchingProtocols)]
    public async Task Before_there_is_a_socket_unknown_rooms_tickets_and_sites_are_refused(
        string? room, string query, string? origin, HttpStatusCode expected)
    {
        string id = room is null ? "1111111111111111111111" : (await OpenAsync()).Id;
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin == "own" ? host.Address.GetLeftPart(UriPartial.Authority) : origin);
        await Record.ExceptionAsync(() => socket.ConnectAsync(RoomClient.AddressOf(host, id, query), Cancellation));
        Assert.Equal(expected, socket.HttpStatusCode);
    }

    private Task<(string Id, string Key)> OpenAsync(object? opening = null) => RoomClient.OpenRoomAsync(host, opening);

    // The reason for people; the code before it is checked on the way.
    private async Task<string?> RefusalAsync(string room, object who)
    {
        await using RoomClient client = await RoomClient.ConnectAsync(host, room);
        await client.SayAsync("join", who);
        JsonElement error = await client.NextAsync("error");
        await client.EndedAsync();
        Assert.Equal(client.CloseReason, error.GetProperty("message").GetString());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.CloseStatus);
        Assert.Equal(client.CloseReason == "The room is locked." ? "locked" : "wrongPassphrase", error.GetProperty("code").GetString());
        return client.CloseReason;
    }
}
