using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Cascade.Web.Tests;

/// <summary>Rooms over real sockets, by clients as pages would be.</summary>
public sealed class RoomTests(HostWithoutDatabase host) : IClassFixture<HostWithoutDatabase>
{
    private const byte On = 1, Off = 2, Controller = 3, Bend = 4, Sustain = 64;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_players_hear_each_other_in_one_order_and_not_themselves()
    {
        (string room, _) = await OpenAsync();
        await using RoomClient ada = await RoomClient.JoinAsync(host, room, new { name = "Ada", instrument = "organ" });
        await using RoomClient bob = await RoomClient.JoinAsync(host, room, new { name = "Bob" });
        await using RoomClient listener = await RoomClient.JoinAsync(host, room, new { role = "listener" });
        JsonElement joined = (await ada.NextAsync("joined")).GetProperty("member");
        Assert.Equal(("Bob", "#D9541E", "B", "piano", "player"), (joined.GetProperty("name").GetString(),
            joined.GetProperty("colour").GetString(), joined.GetProperty("letter").GetString(),
            joined.GetProperty("instrument").GetString(), joined.GetProperty("role").GetString()));
        Assert.Equal((0, 1, 32), (ada.Id, bob.Id, listener.Id));
        await Task.WhenAll(PlayAsync(ada, 40), PlayAsync(bob, 70));
        await listener.UntilAsync(l => l.Events.Length == 60);
        await ada.UntilAsync(a => a.Events.Length == 30);
        await bob.UntilAsync(b => b.Events.Length == 30);
        Assert.All(ada.Events, e => Assert.Equal(bob.Id, e.Player));
        Assert.All(bob.Events, e => Assert.Equal(ada.Id, e.Player));
        // What each hears is what the listener hears of the other, by number, time and all; and each in the order it was played in.
        Assert.Equal(listener.Events.Where(e => e.Player == bob.Id), ada.Events);
        Assert.Equal(listener.Events.Where(e => e.Player == ada.Id), bob.Events);
        Assert.Equal([.. Expected(40)], bob.Events.Select(e => (e.Kind, e.Key, e.Value)));
        Assert.All(listener.Events.Zip(listener.Events.Skip(1)), pair => Assert.Equal(pair.First.Number + 1, pair.Second.Number));
        await listener.PlayAsync(On, 1, 1);
        Assert.Equal("notAllowed", (await listener.NextAsync("error")).GetProperty("code").GetString());

        static async Task PlayAsync(RoomClient who, int lowest)
        {
            foreach ((int kind, int key, int value) in Expected(lowest))
                await who.PlayAsync((byte)kind, key, value);
        }

        static IEnumerable<(int Kind, int Key, int Value)> Expected(int lowest)
        {
            for (int i = 0; i < 10; i++)
            {
                yield return (On, lowest + i, 100);
                yield return (Controller, Sustain, i + 1);
                yield return (Off, lowest + i, 64);
            }
        }
    }

    [Fact]
    public async Task A_stroke_has_its_time_on_the_servers_clock()
    {
        (string room, _) = await OpenAsync();
        await using RoomClient ada = await RoomClient.JoinAsync(host, room);
        await using RoomClient bob = await RoomClient.JoinAsync(host, room);
        double now = BitConverter.ToDouble(await ada.PingAsync(), 12);
        await ada.PlayAsync(On, 60, 1, unchecked((uint)(long)(8 * (now - 100))));
        await ada.PlayAsync(On, 61, 1);
        await ada.PlayAsync(On, 62, 1, unchecked((uint)(long)(8 * (now - 200))));
        await ada.PlayAsync(On, 63, 1, unchecked((uint)(long)(8 * (now + 60_000))));
        double after = BitConverter.ToDouble(await ada.PingAsync(), 12);
        await bob.UntilAsync(b => b.Events.Length == 4);
        double[] times = [.. bob.Events.Select(e => e.Time)];
        Assert.Equal(now - 100, times[0], 0.126);
        Assert.InRange(times[1], now, after);
        // Never back, never ahead.
        Assert.Equal(times[1], times[2]);
        Assert.InRange(times[3], times[2], after);
    }

    [Fact]
    public async Task Whoever_comes_late_has_the_whole_state_and_the_notes_before()
    {
        (string room, _) = await OpenAsync();
        await using RoomClient ada = await RoomClient.JoinAsync(host, room);
        await ada.PlayAsync(On, 60, 100);
        await ada.PlayAsync(On, 64, 90);
        await ada.PlayAsync(Off, 60, 0);
        // MIDI's other way to release, of a key that is not held.
        await ada.PlayAsync(On, 61, 0);
        await ada.PlayAsync(Controller, Sustain, 127);
        await ada.PlayAsync(Controller, Sustain, 127);
        await ada.PlayAsync(Bend, 1, 70);
        await ada.PingAsync();
        await using RoomClient bob = await RoomClient.JoinAsync(host, room);
        Assert.Equal("[[0,64,90]]", bob.Welcome.GetProperty("sounding").GetRawText());
        Assert.Equal("[[0,64,127]]", bob.Welcome.GetProperty("controllers").GetRawText());
        Assert.Equal("[[0,1,70]]", bob.Welcome.GetProperty("bends").GetRawText());
        Assert.Equal(5u, bob.Welcome.GetProperty("number").GetUInt32());
        Assert.Equal([(On, 60, 1), (On, 64, 2), (Off, 60, 3)], bob.Past.Select(e => ((byte)e.Kind, e.Key, (int)e.Number)));
        Assert.Equal([0, 1], bob.Welcome.GetProperty("members").EnumerateArray().Select(m => m.GetProperty("id").GetInt32()));
        await ada.PlayAsync(Off, 64, 0);
        await bob.UntilAsync(b => b.Events.Length == 1);
        Assert.Equal((6u, Off), (bob.Events[0].Number, (byte)bob.Events[0].Kind));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_keys_and_pedals_of_whoever_leaves_are_released(bool saysGoodbye)
    {
        (string room, _) = await OpenAsync();
        await using RoomClient ada = await RoomClient.JoinAsync(host, room);
        await using RoomClient bob = await RoomClient.JoinAsync(host, room);
        await ada.PlayAsync(On, 60, 100);
        await ada.PlayAsync(On, 64, 100);
        await ada.PlayAsync(Controller, Sustain, 127);
        await ada.PlayAsync(Bend, 0, 127);
        await bob.UntilAsync(b => b.Events.Length == 4);
        if (saysGoodbye)
            await ada.CloseAsync();
        else
            ada.Abort();
        JsonElement told = await bob.NextAsync(saysGoodbye ? "left" : "member");
        if (saysGoodbye)
            Assert.Equal(0, told.GetProperty("player").GetInt32());
        else
            Assert.True(told.GetProperty("member").GetProperty("away").GetBoolean());
        // The releases came before.
        Assert.Equal([(Off, 60, 0), (Off, 64, 0), (Controller, Sustain, 0), (Bend, 0, 64)],
            bob.Events.Skip(4).Select(e => ((byte)e.Kind, e.Key, e.Value)));
        Assert.Empty(bob.Sounding);
        if (saysGoodbye)
            return;
        // Within 20 s one has the seat again, and by it whoever one was.
        await using RoomClient again = await RoomClient.JoinAsync(host, room, new { seat = ada.Seat });
        Assert.Equal((0, ada.Seat), (again.Id, again.Seat));
        Assert.False((await bob.NextAsync("member")).GetProperty("member").GetProperty("away").GetBoolean());
        // A connection that only seems alive loses the seat to the next.
        await again.PlayAsync(On, 70, 1);
        await bob.UntilAsync(b => b.Sounding.Length == 1);
        await using RoomClient third = await RoomClient.JoinAsync(host, room, new { seat = ada.Seat });
        await again.EndedAsync();
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, again.CloseStatus);
        await bob.UntilAsync(b => b.Sounding.Length == 0);
        await third.PlayAsync(On, 71, 1);
        await bob.UntilAsync(b => b.Sounding.SequenceEqual([(0, 71)]));
    }

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
    public async Task A_flood_of_notes_is_cut_down_and_leaves_no_key_hanging()
    {
        (string room, _) = await OpenAsync();
        await using RoomClient ada = await RoomClient.JoinAsync(host, room);
        await using RoomClient bob = await RoomClient.JoinAsync(host, room);
        double start = BitConverter.ToDouble(await ada.PingAsync(), 12);
        for (int i = 0; i < 900; i++)
        {
            await ada.PlayAsync(On, i % 128, 100);
            await ada.PlayAsync(Off, i % 128, 0);
            if (i % 100 == 0)
                await Task.Delay(120, Cancellation);
        }
        double seconds = (BitConverter.ToDouble(await ada.PingAsync(), 12) - start) / 1_000;
        Assert.Equal("tooManyNotes", (await ada.NextAsync("error")).GetProperty("code").GetString());
        await ada.PlayAsync(Controller, 1, 1);
        await bob.UntilAsync(b => b.Events.Any(e => e.Kind == Controller));
        int heard = bob.Events.Count(e => e.Kind == On);
        Assert.InRange(heard, 400, Math.Min(899, 401 + 60 * seconds));
        Assert.Equal(heard, bob.Events.Count(e => e.Kind == Off));
        Assert.Empty(bob.Sounding);
    }

    [Theory]
    [InlineData("FF", WebSocketMessageType.Binary)]
    [InlineData("01 80 40 00 00 00 00 00", WebSocketMessageType.Binary)]
    [InlineData("01 40 40 20 00 00 00 00", WebSocketMessageType.Binary)]
    [InlineData("05 40 40 00 00 00 00 00", WebSocketMessageType.Binary)]
    [InlineData("", WebSocketMessageType.Binary)]
    [InlineData("7B", WebSocketMessageType.Text)]
    [InlineData("7B 7D", WebSocketMessageType.Text)]
    [InlineData("6E 75 6C 6C", WebSocketMessageType.Text)]
    [InlineData("FF FE", WebSocketMessageType.Text)]
    [InlineData("long", WebSocketMessageType.Binary)]
    [InlineData("long", WebSocketMessageType.Text)]
    [InlineData("flood", WebSocketMessageType.Binary)]
    [InlineData("{\"type\":\"join\"}", WebSocketMessageType.Text)]
    [InlineData("{\"type\":\"me\",\"who\":1}", WebSocketMessageType.Text)]
    [InlineData("{\"type\":\"me\",\"name\":\"\\ud800\"}", WebSocketMessageType.Text)]
    [InlineData("[[[[[[[[]]]]]]]]", WebSocketMessageType.Text)]
    public async Task Nonsense_ends_the_connection_with_a_reason_and_leaves_the_others_be(string bytes, WebSocketMessageType type)
    {
        (string room, string key) = await OpenAsync();
        await using RoomClient ada = await RoomClient.JoinAsync(host, room, new { ownerKey = key });
        await using RoomClient bob = await RoomClient.JoinAsync(host, room);
        await ada.PlayAsync(On, 60, 100);
        byte[] message = bytes switch
        {
            "long" => new byte[5_000],
            "flood" => [3, 1, 1, 0, 0, 0, 0, 0],
            ['{' or '[', ..] => Encoding.UTF8.GetBytes(bytes),
            _ => Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)),
        };
        try
        {
            for (int i = 0; i < (bytes == "flood" ? 100_000 : 1) && ada.CloseStatus is null; i++)
                await ada.SendAsync(message, type);
        }
        catch (WebSocketException)
        {
            // It was ended while it still sent.
        }
        await ada.EndedAsync();
        // What is no UTF-8 the framework itself refuses, by its number alone.
        Assert.True(ada.CloseStatus == WebSocketCloseStatus.InvalidPayloadData
            || (ada.CloseStatus == WebSocketCloseStatus.PolicyViolation && ada.CloseReason!.Length > 10), $"{ada.CloseStatus}");
        await bob.UntilAsync(b => b.Events.Any(e => e.Kind == Off));
        Assert.Empty(bob.Sounding);
        await bob.PingAsync();
    }

    [Theory]
    [InlineData("{\"type\":\"chat\",\"text\":\"hello\"}", WebSocketMessageType.Text)]
    [InlineData("{\"type\":\"join\",\"role\":\"king\"}", WebSocketMessageType.Text)]
    [InlineData("{\"type\":\"join\",\"instrument\":\"kazoo\"}", WebSocketMessageType.Text)]
    [InlineData("01 40 40 00 00 00 00 00", WebSocketMessageType.Binary)]
    public async Task Whoever_does_not_join_first_or_wrongly_is_told_why(string bytes, WebSocketMessageType type)
    {
        (string room, _) = await OpenAsync();
        await using RoomClient client = await RoomClient.ConnectAsync(host, room);
        await client.PingAsync();
        await client.SendAsync(type == WebSocketMessageType.Text ? Encoding.UTF8.GetBytes(bytes)
            : Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)), type);
        await client.EndedAsync();
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.CloseStatus);
        Assert.True(client.CloseReason!.Length > 10);
    }

    [Fact]
    public async Task Whoever_does_not_read_is_cut_off_and_keeps_nobody_waiting()
    {
        (string room, _) = await OpenAsync();
        await using RoomClient ada = await RoomClient.JoinAsync(host, room);
        await using RoomClient bob = await RoomClient.JoinAsync(host, room);
        await using RoomClient deaf = await RoomClient.ConnectAsync(host, room, reads: false);
        await deaf.SayAsync("join");
        await ada.NextAsync("joined");
        JsonElement joined = await ada.NextAsync("joined");
        Task<JsonElement> cut = ada.NextAsync("member");
        int played = 0;
        for (; !cut.IsCompleted; played++)
        {
            await bob.PlayAsync(On, played % 128, 100);
            await bob.PlayAsync(Off, played % 128, 100);
            await Task.Delay(20, Cancellation);
        }
        JsonElement member = (await cut).GetProperty("member");
        Assert.Equal((joined.GetProperty("member").GetProperty("id").GetInt32(), true),
            (member.GetProperty("id").GetInt32(), member.GetProperty("away").GetBoolean()));
        await ada.UntilAsync(a => a.Events.Length == 2 * played);
    }

    [Fact]
    public async Task After_many_have_come_played_and_gone_all_have_the_same_picture_and_nothing_hangs()
    {
        (string room, _) = await OpenAsync();
        await using RoomClient witness = await RoomClient.JoinAsync(host, room, new { role = "listener" });
        await using RoomClient stays = await RoomClient.JoinAsync(host, room);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async seed =>
        {
            var random = new Random(seed);
            for (int round = 0; round < 25; round++)
            {
                await using RoomClient client = await RoomClient.JoinAsync(host, room);
                for (int i = random.Next(10); i > 0; i--)
                    await client.PlayAsync((byte)(1 + random.Next(3)), 60 + random.Next(8), random.Next(128));
                if (random.Next(3) == 0)
                    await client.CloseAsync();
                else if (random.Next(3) != 0)
                    await client.PingAsync();
            }
        }));
        await stays.PlayAsync(On, 100, 100);
        await witness.UntilAsync(w => w.Sounding.SequenceEqual([(stays.Id, 100)]));
        // What was on its way as its player was cut off may sound for a moment yet.
        await RoomClient.JoinUntilAsync(host, room, $"[[{stays.Id},100,100]]");
        await witness.UntilAsync(w => w.Sounding.SequenceEqual([(stays.Id, 100)]));
        // Lost connections keep their seats for a while, and the room's numbers go on without a gap.
        Assert.All(witness.Events.Zip(witness.Events.Skip(1)), pair => Assert.Equal(pair.First.Number + 1, pair.Second.Number));
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

    private async Task<(string Id, string Key)> OpenAsync(object? opening = null)
    {
        using HttpClient client = host.Client();
        HttpResponseMessage response = await client.PostAsJsonAsync("/api/rooms", opening ?? new { }, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonElement opened = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return (opened.GetProperty("id").GetString()!, opened.GetProperty("ownerKey").GetString()!);
    }

    private async Task<string?> RefusalAsync(string room, object who)
    {
        await using RoomClient client = await RoomClient.ConnectAsync(host, room);
        await client.SayAsync("join", who);
        await client.EndedAsync();
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.CloseStatus);
        return client.CloseReason;
    }
}
