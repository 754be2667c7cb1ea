using System.Net.WebSockets;
using System.Text.Json;
using Cascade.Samples.Web.Rooms;
using Microsoft.AspNetCore.DataProtection;

namespace Cascade.Web.Tests;

/// <summary>What a room does over minutes, and at its limits, by a clock that the test moves.</summary>
public sealed class RoomStateTests
{
    private static readonly HandOvers s_handOvers = new(new EphemeralDataProtectionProvider());

    [Fact]
    public void An_empty_room_is_closed_after_five_minutes_and_not_before()
    {
        using var rooms = new RoomSet(s_handOvers);
        string key = RoomKey.Create();
        Room room = rooms.Open(key, null, null)!;
        double now = Samples.Web.Live.LiveClock.Milliseconds;
        var outbox = new Outbox();
        RoomMember member = room.Join(new RoomRequest(), false, outbox, now, out _)!;
        rooms.Sweep(now + 1e7);
        Assert.Equal(1, rooms.Count);
        room.Leave(member, outbox, false, now);
        rooms.Sweep(now + 300_000);
        Assert.Same(room, rooms.Open(key, null, null));
        rooms.Sweep(now + 300_001);
        Assert.Null(rooms.Find(room.Id));
        // Whoever had found it just before is not left alone in it.
        Assert.Null(room.Join(new RoomRequest(), false, new Outbox(), now, out JoinRefusal? refusal));
        Assert.Equal(JoinRefusal.Closed, refusal);
        Assert.NotSame(room, rooms.Open(key, null, null));
    }

    [Fact]
    public void A_seat_is_kept_for_twenty_seconds()
    {
        var room = new Room(RoomKey.Create(), null, null, 0, s_handOvers);
        var outbox = new Outbox();
        RoomMember member = room.Join(new RoomRequest { Name = "Ada" }, false, outbox, 0, out _)!;
        room.Leave(member, outbox, true, 1_000);
        Assert.True(room.Sweep(21_000));
        RoomMember same = room.Join(new RoomRequest { Seat = member.Seat }, false, outbox, 21_000, out _)!;
        Assert.Same(member, same);
        room.Leave(same, outbox, true, 30_000);
        Assert.True(room.Sweep(50_001));
        RoomMember other = room.Join(new RoomRequest { Seat = member.Seat }, false, outbox, 50_001, out _)!;
        Assert.NotSame(member, other);
        Assert.Equal("Guest 1", other.Name);
    }

    [Fact]
    public void A_room_has_32_players_and_200_listeners()
    {
        var room = new Room(RoomKey.Create(), null, null, 0, s_handOvers);
        for (int i = 0; i < 32; i++)
            Assert.Equal(i, room.Join(new RoomRequest { Role = "player" }, false, new Outbox(), 0, out _)!.Id);
        Assert.Null(room.Join(new RoomRequest { Role = "player" }, false, new Outbox(), 0, out JoinRefusal? refusal));
        Assert.Equal(JoinRefusal.Full, refusal);
        // Whoever does not say what to be listens.
        for (int i = 32; i < 232; i++)
            Assert.Equal(i, room.Join(new RoomRequest { Role = i % 2 == 0 ? null : "listener" }, false, new Outbox(), 0, out _)!.Id);
        Assert.Null(room.Join(new RoomRequest(), false, new Outbox(), 0, out refusal));
        Assert.Equal(JoinRefusal.Full, refusal);
        Assert.Equal((32, 200), (room.Summary.Players, room.Summary.Listeners));
    }

    [Fact]
    public void A_host_has_a_thousand_rooms()
    {
        using var rooms = new RoomSet(s_handOvers);
        for (int i = 0; i < RoomSet.MostRooms; i++)
            Assert.NotNull(rooms.Open(RoomKey.Create(), null, null));
        Assert.Null(rooms.Open(RoomKey.Create(), null, null));
        rooms.Sweep(Samples.Web.Live.LiveClock.Milliseconds + 300_001);
        Assert.Equal(0, rooms.Count);
    }

    [Fact]
    public void Only_accounts_play_where_there_are_no_guests()
    {
        string key = RoomKey.Create();
        var room = new Room(key, null, null, 0, s_handOvers);
        RoomMember owner = room.Join(new RoomRequest { OwnerKey = key }, false, new Outbox(), 0, out _)!,
            guest = room.Join(new RoomRequest(), false, new Outbox(), 0, out _)!,
            account = room.Join(new RoomRequest(), true, new Outbox(), 0, out _)!;
        Play(guest, 60);
        room.Do(owner, new RoomRequest { Type = "room", Guests = false }, 0);
        Play(owner, 61);
        Play(guest, 62);
        Play(account, 63);
        Assert.Equal([(owner.Id, 61), (account.Id, 63)], Sounding());

        void Play(RoomMember member, byte pitch) =>
            room.Play(member, new RoomEvent(RoomEventKind.On, member.Id, pitch, 100, 0, 0), 0);

        (byte, int)[] Sounding()
        {
            List<int[]> sounding = [];
            foreach (RoomMember member in (RoomMember[])[owner, guest, account])
                member.AddTo(sounding, [], []);
            return [.. sounding.Select(entry => ((byte)entry[0], entry[1]))];
        }
    }

    [Fact]
    public void Whose_owner_is_gone_for_twenty_seconds_is_ruled_by_who_came_first_until_the_key_comes_back()
    {
        string key = RoomKey.Create();
        var room = new Room(key, null, null, 0, s_handOvers);
        RoomMember early = Join(new RoomRequest { Role = "listener" }, 0), ada = Join(new RoomRequest { OwnerKey = key }, 0),
            bob = Join(new RoomRequest(), 0), eve = Join(new RoomRequest(), 0);
        Leave(ada, 1_000);
        room.Sweep(2_000);
        // Bob's place is free now: who takes it came last all the same.
        Leave(bob, 2_500);
        RoomMember cleo = Join(new RoomRequest(), 2_600);
        room.Do(eve, new RoomRequest { Type = "room", Locked = true }, 21_000);
        room.Sweep(21_999);
        Assert.False(eve.IsOwner);
        room.Sweep(22_000);
        Assert.True(eve.IsOwner);
        Assert.False(early.IsOwner || cleo.IsOwner || room.Summary.Locked);
        room.Do(eve, new RoomRequest { Type = "room", Locked = true }, 22_100);
        Assert.True(room.Summary.Locked);
        // Without the key it is handed on only till the key comes back, which no lock keeps out.
        room.Do(eve, new RoomRequest { Type = "handOver", Player = cleo.Id }, 22_200);
        Assert.True(cleo.IsOwner && !eve.IsOwner);
        RoomMember again = Join(new RoomRequest { OwnerKey = key }, 23_000);
        Assert.True(again.IsOwner && !cleo.IsOwner && !eve.IsOwner);

        RoomMember Join(RoomRequest request, double now) => room.Join(request, false, new Outbox(), now, out _)!;

        void Leave(RoomMember member, double now) => room.Leave(member, member.Outbox!, false, now);
    }

    [Fact]
    public void Whoever_a_room_was_handed_to_last_rules_it_after_the_host_was_started_anew_too()
    {
        string first = RoomKey.Create(), id = RoomKey.IdOf(first), second = s_handOvers.Next(first), third = s_handOvers.Next(second);
        Assert.All([second, third], key => Assert.True(RoomKey.IsOne(key) && RoomKey.IdOf(key) == id));
        // One that has given it away opens it before the others come.
        var room = new Room(first, null, null, 0, s_handOvers);
        RoomMember ada = Join(first), window = Join(first), bob = Join(second);
        Assert.True(bob.IsOwner && !ada.IsOwner && !window.IsOwner);
        RoomMember cleo = Join(third);
        Assert.True(cleo.IsOwner && !bob.IsOwner);
        // Nobody takes it back, not by a key of another room, nor by one that is made up or changed.
        string other = s_handOvers.Next(RoomKey.Create());
        foreach (string wrong in (string[])[first, second, other, RoomKey.Behind(first, RoomKey.SealOf(other)!),
            RoomKey.Behind(first, "00"), third[..^2] + (third[^2] == '0' ? "1" : "0") + third[^1]])
            Assert.False(Join(wrong).IsOwner);
        Assert.True(cleo.IsOwner);
        // A host that has lost what it seals by opens it as before, for whoever comes first.
        var others = new HandOvers(new EphemeralDataProtectionProvider());
        room = new Room(second, null, null, 0, others);
        Assert.True(Join(second).IsOwner);
        Assert.False(Join(third).IsOwner || Join(first).IsOwner);

        RoomMember Join(string key) => room.Join(new RoomRequest { OwnerKey = key }, false, new Outbox(), 0, out _)!;
    }

    [Fact]
    public void Nobody_rules_a_room_that_never_had_an_owner()
    {
        var room = new Room(RoomKey.Create(), null, null, 0, s_handOvers);
        RoomMember ada = room.Join(new RoomRequest(), false, new Outbox(), 0, out _)!;
        room.Sweep(1e6);
        Assert.False(ada.IsOwner);
    }

    [Fact]
    public async Task What_waits_for_whoever_does_not_read_is_bounded_and_ends_the_connection()
    {
        var outbox = new Outbox();
        using var socket = new RecordingSocket();
        for (int i = 0; i < Outbox.MostWaiting; i++)
            outbox.Add(new RoomEvent(RoomEventKind.On, 0, 60, 1, (uint)i, 0));
        outbox.Add([1], FrameKind.Text);
        outbox.Add([1], FrameKind.Text);
        await outbox.SendAllAsync(socket, TestContext.Current.CancellationToken);
        Assert.Equal(((WebSocketCloseStatus)1013, 0), (socket.CloseStatus, socket.Sent.Count));

        var other = new Outbox();
        using var patient = new RecordingSocket();
        for (int i = 0; i < Outbox.MostWaiting - 1; i++)
            other.Add(new RoomEvent(RoomEventKind.On, 0, 60, 1, (uint)i, 0));
        other.Add([1, 2, 3], FrameKind.Text);
        other.End(WebSocketCloseStatus.NormalClosure, "");
        await other.SendAllAsync(patient, TestContext.Current.CancellationToken);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, patient.CloseStatus);
        Assert.Equal([16 * (Outbox.MostWaiting - 1), 3], patient.Sent.Select(message => message.Length));
        Assert.Equal(Enumerable.Range(0, Outbox.MostWaiting - 1),
            Enumerable.Range(0, Outbox.MostWaiting - 1).Select(i => (int)Heard.Of(patient.Sent[0].AsSpan(16 * i)).Number));
    }

    [Fact]
    public void The_last_five_minutes_are_kept_and_no_more_than_fit()
    {
        var history = new RoomHistory();
        Assert.Empty(history.ToBytes(0));
        for (uint i = 0; i < 20_000; i++)
            history.Add(new RoomEvent(i % 3 == 2 ? RoomEventKind.Controller : RoomEventKind.On, 1, 60, 1, i, i));
        byte[] all = history.ToBytes(20_000);
        Assert.Equal(13_334 * 16, all.Length);
        for (uint i = 20_000; i < 40_000; i++)
            history.Add(new RoomEvent(RoomEventKind.Off, 1, 60, 1, i, i));
        all = history.ToBytes(40_000);
        Assert.Equal((16_384 * 16, 39_999u), (all.Length, Heard.Of(all.AsSpan(all.Length - 16)).Number));
        Assert.Equal(40_000u - 16_384, Heard.Of(all).Number);
        Assert.Equal(16, history.ToBytes(300_000 + 39_999).Length);
        Assert.Empty(history.ToBytes(300_000 + 40_000));
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData(" \u0000\u202E\u200B ", "")]
    [InlineData("Ada", "Ada")]
    [InlineData("👩‍👩‍👧", "👩👩👧")]
    [InlineData("12345678", "12345")]
    public void Names_are_plain(string? text, string expected) => Assert.Equal(expected, PlainText.Of(text, 5));

    [Fact]
    public void Halves_of_characters_are_replaced() => Assert.Equal("\ufffdAda\ufffd", PlainText.Of("\ud800Ada\udc00", 5));

    [Fact]
    public void Marks_without_end_are_cut() => Assert.Equal(20, PlainText.Of("a" + new string('\u0301', 1_000), 5).Length);

    [Theory]
    [InlineData(0, 1_000)]
    [InlineData(-100, 900)]
    [InlineData(50, 1_000)]
    [InlineData(-2_500, -1_000)]
    public void A_strokes_time_is_within_two_seconds_before_its_arrival(double offset, double expected)
    {
        // Also where the 32 bits begin anew: 8 units a millisecond.
        foreach (double turn in (double[])[0, 0x1_0000_0000 / 8.0 - 1_000, 5.0 * 0x1_0000_0000 / 8.0 - 1_050])
        {
            var message = new byte[] { 1, 60, 100, 0x83, 0, 0, 0, 0 };
            BitConverter.TryWriteBytes(message.AsSpan(4), unchecked((uint)(long)(8 * (turn + 1_000 + offset))));
            Assert.True(RoomEvent.TryRead(message, 7, turn + 1_000, out RoomEvent e));
            Assert.Equal((RoomEventKind.On, 7, 60, 100), (e.Kind, e.Player, e.Key, e.Value));
            Assert.Equal(turn + expected, e.Time, 1e-6);
        }
    }

    [Fact]
    public void Keys_are_unlike_and_rule_one_room_each()
    {
        string[] keys = [.. Enumerable.Range(0, 1_000).Select(_ => RoomKey.Create())];
        Assert.Equal(1_000, keys.Distinct().Count());
        Assert.All(keys, key => Assert.True(RoomKey.IsOne(key) && RoomKey.IsOne(RoomKey.IdOf(key))));
        Assert.Equal(1_000, keys.Select(RoomKey.IdOf).Concat(keys).Distinct().Count() - 1_000);
    }

    [Fact]
    public void Texts_are_read_as_documented()
    {
        Assert.Equal(90.5, RoomJson.Read("{\"type\":\"room\",\"tempo\":90.5}"u8)!.Tempo);
        Assert.Null(RoomJson.Read("{\"type\":\"room\",\"tempo\":\"90\"}"u8));
        JsonElement welcome = JsonElement.Parse(RoomJson.Write(new ErrorText("code", "message")));
        Assert.Equal("error", welcome.GetProperty("type").GetString());
    }

    private sealed class RecordingSocket : WebSocket
    {
        private WebSocketCloseStatus? _status;

        public List<byte[]> Sent { get; } = [];

        public override WebSocketCloseStatus? CloseStatus => _status;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => WebSocketState.Open;

        public override string? SubProtocol => null;

        public override void Abort()
        {
        }

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

        public override Task CloseOutputAsync(
            WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
        {
            _status = closeStatus;
            return Task.CompletedTask;
        }

        public override void Dispose()
        {
        }

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override Task SendAsync(
            ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
        {
            Sent.Add([.. buffer]);
            return Task.CompletedTask;
        }
    }
}
