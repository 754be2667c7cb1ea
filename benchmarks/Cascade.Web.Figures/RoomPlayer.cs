using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Cascade.Web.Figures;

/// <summary>Somebody in a room who plays by numbers: each of their events tells its place, so that whoever hears it knows what is
/// missing.</summary>
internal sealed class RoomPlayer : IAsyncDisposable
{
    private const int LowestKey = 21, Keys = 88, Cycle = 2 * Keys, EventLength = 16, NoteLength = 8;
    private const byte On = 1, Off = 2, Ping = 0x50, HasTime = 0x80;

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly TaskCompletionSource<JsonElement> _welcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<byte, int> _next = [];
    private readonly List<double> _delays = [];
    private Task _reading = Task.CompletedTask;
    private uint _number;
    private int _sent;
    private double _bestTrip = double.PositiveInfinity;

    /// <summary>The whole state of the room as it was told.</summary>
    public JsonElement Welcome => _welcome.Task.Result;

    public byte Id => Welcome.GetProperty("you").GetByte();

    /// <summary>Events heard, those that were missed, and those that came too late.</summary>
    public long Heard { get; private set; }

    public long Lost { get; private set; }

    public long OutOfOrder { get; private set; }

    /// <summary>How many were sent.</summary>
    public int Sent => _sent;

    /// <summary>From the server's having received each event to its being read here, in ms.</summary>
    public IReadOnlyList<double> DelaysHeard => _delays;

    /// <summary>What to do with each event besides counting it: its player, the server's time of it, and the moment it was read.</summary>
    public Action<byte, double, double>? OnEvent { get; set; }

    /// <summary>What to do with each text.</summary>
    public Action<JsonElement>? OnText { get; set; }

    /// <summary>What is sent waits for so long on its way, in ms; null for no longer than it takes.</summary>
    public Func<double>? Lag { get; set; }

    /// <summary>What the server's clock is before this one's, by the ping with the shortest way.</summary>
    public double Offset { get; private set; }

    /// <summary>Whether it was ended, and not by itself.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Connects, and joins.</summary>
    /// <param name="host">The host's address.</param>
    /// <param name="room">The room's id.</param>
    /// <param name="role">"player" or "listener".</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<RoomPlayer> JoinAsync(Uri host, string room, string role, CancellationToken cancellationToken)
    {
        var player = new RoomPlayer();
        try
        {
            await player._socket.ConnectAsync(new UriBuilder(host) { Scheme = "ws", Path = $"/ws/room/{room}" }.Uri, cancellationToken)
                .ConfigureAwait(false);
            player._reading = player.ReadAsync();
            await player.SayAsync(new { type = "join", role }, cancellationToken).ConfigureAwait(false);
            await player._welcome.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return player;
        }
        catch
        {
            await player.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Says something.</summary>
    public Task SayAsync(object text, CancellationToken cancellationToken) =>
        SendAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(text)), WebSocketMessageType.Text, cancellationToken);

    /// <summary>Plays the next of its events: a key goes down, or up again.</summary>
    /// <param name="serverTime">When it was struck, by the server's clock; null for its arrival.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task PlayAsync(double? serverTime, CancellationToken cancellationToken)
    {
        int n = _sent++ % Cycle;
        byte[] note = [n % 2 == 0 ? On : Off, (byte)(LowestKey + n / 2), 100, serverTime is null ? (byte)0 : HasTime, 0, 0, 0, 0];
        if (serverTime is { } time)
            BinaryPrimitives.WriteUInt32LittleEndian(note.AsSpan(4), unchecked((uint)(long)(time * 8)));
        return SendAsync(note, WebSocketMessageType.Binary, cancellationToken);
    }

    /// <summary>Asks for the server's clock.</summary>
    public Task PingAsync(CancellationToken cancellationToken) => SendAsync(
        [Ping, 0, 0, 0, .. BitConverter.GetBytes(Clock.Milliseconds)], WebSocketMessageType.Binary, cancellationToken);

    /// <summary>Goes, with a word or without.</summary>
    public async Task LeaveAsync(bool says, CancellationToken cancellationToken)
    {
        if (says)
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", cancellationToken).ConfigureAwait(false);
            await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        await DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
    }

    private async Task SendAsync(byte[] message, WebSocketMessageType type, CancellationToken cancellationToken)
    {
        // Nothing overtakes on its way, as on any connection.
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Lag?.Invoke() is { } lag and > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(lag), cancellationToken).ConfigureAwait(false);
            await _socket.SendAsync(message.AsMemory(), type, true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[1 << 14];
        try
        {
            while (true)
            {
                int length = 0;
                ValueWebSocketReceiveResult result;
                do
                {
                    if (length == buffer.Length)
                        Array.Resize(ref buffer, 4 * length);
                    result = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None).ConfigureAwait(false);
                    length += result.Count;
                }
                while (!result.EndOfMessage);
                if (result.MessageType == WebSocketMessageType.Close)
                    return;
                Take(result.MessageType, buffer.AsSpan(0, length), Clock.Milliseconds);
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException)
        {
            // Cut off, by either side.
        }
        finally
        {
            _welcome.TrySetException(new WebSocketException($"Ended before it was welcome: {_socket.CloseStatusDescription}"));
            _ended.TrySetResult();
        }
    }

    private void Take(WebSocketMessageType type, ReadOnlySpan<byte> message, double now)
    {
        if (type == WebSocketMessageType.Text)
        {
            JsonElement text = JsonElement.Parse(message);
            if (text.GetProperty("type").GetString() == "welcome")
                _welcome.TrySetResult(text);
            OnText?.Invoke(text);
        }
        else if (message[0] == Ping)
        {
            double sent = BitConverter.ToDouble(message[4..]), trip = now - sent;
            if (trip >= _bestTrip)
                return;
            _bestTrip = trip;
            Offset = (BitConverter.ToDouble(message[12..]) + BitConverter.ToDouble(message[20..]) - sent - now) / 2;
        }
        else if (_welcome.Task.IsCompleted)
        {
            for (int i = 0; i < message.Length; i += EventLength)
                Hear(message.Slice(i, EventLength), now);
        }
    }

    private void Hear(ReadOnlySpan<byte> e, double now)
    {
        uint number = BinaryPrimitives.ReadUInt32LittleEndian(e[4..]);
        double time = BinaryPrimitives.ReadDoubleLittleEndian(e[8..]);
        if (number <= _number)
            OutOfOrder++;
        _number = number;
        byte player = e[1];
        int place = 2 * (e[2] - LowestKey) + (e[0] == On ? 0 : 1), missed = (place - _next.GetValueOrDefault(player) + Cycle) % Cycle;
        if (missed > Keys)
            OutOfOrder++;
        else
            Lost += missed;
        _next[player] = (place + 1) % Cycle;
        Heard++;
        _delays.Add(now - time);
        OnEvent?.Invoke(player, time, now);
    }
}
