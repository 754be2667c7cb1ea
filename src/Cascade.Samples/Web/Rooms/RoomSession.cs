using System.Net.WebSockets;
using Cascade.Samples.Web.Live;

namespace Cascade.Samples.Web.Rooms;

/// <summary>One socket of a room: reads what its member plays and says, sends what the others do.</summary>
internal sealed class RoomSession(WebSocket socket, Room room, bool hasAccount)
{
    /// <summary>The other side may try again later (RFC 6455's registry).</summary>
    public const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    private const int LongestMessage = 4_096, MessagesPerSecond = 2_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2), s_join = TimeSpan.FromSeconds(10),
        s_wrongGuess = TimeSpan.FromSeconds(1);

    private readonly Outbox _outbox = new();
    private readonly Budget _messages = new(MessagesPerSecond, MessagesPerSecond);
    private RoomMember? _member;
    private bool _keepsSeat = true;

    /// <summary>Plays until the socket closes.</summary>
    /// <param name="cancellationToken">The connection is lost.</param>
    /// <param name="stopping">The host stops.</param>
    public async Task RunAsync(CancellationToken cancellationToken, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using CancellationTokenRegistration stops =
            stopping.Register(() => _outbox.End(WebSocketCloseStatus.EndpointUnavailable, "The host stops."));
        await using var late = new Timer(
            _ => _outbox.End(WebSocketCloseStatus.PolicyViolation, "Nobody joined."), null, s_join, Timeout.InfiniteTimeSpan);
        Task sending = _outbox.SendAllAsync(socket, over.Token), reading = ReadAsync(late, over.Token);
        await Task.WhenAny(sending, reading);
        if (_member is not null)
            room.Leave(_member, _outbox, _keepsSeat, LiveClock.Milliseconds);
        // Both sides say goodbye; whoever does not is cut off.
        _outbox.End(WebSocketCloseStatus.NormalClosure, "");
        over.CancelAfter(s_patience);
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // It may have joined at the very moment its connection ended.
        if (_member is not null)
            room.Leave(_member, _outbox, _keepsSeat, LiveClock.Milliseconds);
    }

    private async Task ReadAsync(Timer late, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestMessage];
        bool isOver = false;
        while (true)
        {
            ValueWebSocketReceiveResult received = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                _keepsSeat &= socket.CloseStatus is not (WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.EndpointUnavailable);
                return;
            }
            // After a fault what still comes is read, so that the other side can read the reason.
            if (isOver)
                continue;
            string? fault = !received.EndOfMessage ? $"A message must have at most {LongestMessage} bytes."
                : !_messages.TryTake(LiveClock.Milliseconds) ? "Those are too many messages."
                : await TakeAsync(received, buffer, late, cancellationToken).ConfigureAwait(false);
            if (fault is null)
                continue;
            isOver = true;
            _keepsSeat = false;
            _outbox.End(WebSocketCloseStatus.PolicyViolation, fault);
        }
    }

    private async ValueTask<string?> TakeAsync(
        ValueWebSocketReceiveResult received, byte[] buffer, Timer late, CancellationToken cancellationToken)
    {
        double now = LiveClock.Milliseconds;
        ReadOnlyMemory<byte> message = buffer.AsMemory(0, received.Count);
        if (received.MessageType == WebSocketMessageType.Text)
            return RoomJson.Read(message.Span) is not { } request ? "A text must be JSON of the forms in the documents."
                : _member is null ? await JoinAsync(request, late, now, cancellationToken).ConfigureAwait(false)
                : room.Do(_member, request, now) ? null : "There is no such text.";
        if (PlayMessage.IsPing(message.Span))
        {
            _outbox.Add(PlayMessage.PongTo(message.Span, now, now), FrameKind.Pong);
            _outbox.Flush();
            return null;
        }
        if (_member is null)
            return "The first message must join.";
        if (!RoomEvent.TryRead(message.Span, _member.Id, now, out RoomEvent e))
            return "A message must be a note, a controller, a bend or a ping.";
        room.Play(_member, e, now);
        return null;
    }

    private async Task<string?> JoinAsync(RoomRequest request, Timer late, double now, CancellationToken cancellationToken)
    {
        if (request.Type != "join")
            return "The first message must join.";
        late.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _member = room.Join(request, hasAccount, _outbox, now, out JoinRefusal? refusal);
        if (refusal == JoinRefusal.WrongPassphrase)
            await Task.Delay(s_wrongGuess, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
            _outbox.End(refusal);
        return null;
    }
}
