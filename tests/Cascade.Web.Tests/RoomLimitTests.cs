using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Cascade.Web.Tests;

/// <summary>What is too much for a room, or nothing it knows, ends there.</summary>
public sealed class RoomLimitTests(HostWithoutDatabase host) : IClassFixture<HostWithoutDatabase>
{
    private const byte On = 1, Off = 2, Controller = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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

    private Task<(string Id, string Key)> OpenAsync(object? opening = null) => RoomClient.OpenRoomAsync(host, opening);
}
