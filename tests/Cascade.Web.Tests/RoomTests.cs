using System.Net.WebSockets;
using System.Text.Json;

namespace Cascade.Web.Tests;

/// <summary>Rooms over real sockets, by clients as pages would be.</summary>
public sealed class RoomTests(HostWithoutDatabase host) : IClassFixture<HostWithoutDatabase>
{
    private const byte On = 1, Off = 2, Controller = 3, Bend = 4, Sustain = 64;

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

    private Task<(string Id, string Key)> OpenAsync(object? opening = null) => RoomClient.OpenRoomAsync(host, opening);
}
