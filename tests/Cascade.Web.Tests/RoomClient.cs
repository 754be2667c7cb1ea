using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Cascade.Web.Tests;

/// <summary>Somebody in a room, as a page would be: keeps what is heard and said, and what sounds of whom.</summary>
internal sealed class RoomClient : IAsyncDisposable
{
    // What takes so long does not come at all.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly ClientWebSocket _socket = new();
    private readonly Channel<JsonElement> _texts = Channel.CreateUnbounded<JsonElement>();
    private readonly Channel<byte[]> _pongs = Channel.CreateUnbounded<byte[]>();
    private readonly Lock _gate = new();
    private readonly List<Heard> _heard = [];
    private readonly HashSet<(int Player, int Key)> _sounding = [];
    private Task _reading = Task.CompletedTask;
    private bool _isWelcome;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? CloseReason => _socket.CloseStatusDescription;

    /// <summary>The welcome.</summary>
    public JsonElement Welcome { get; private set; }

    /// <summary>The notes from before the welcome.</summary>
    public List<Heard> Past { get; } = [];

    public int Id => Welcome.GetProperty("you").GetInt32();

    public string Seat => Welcome.GetProperty("seat").GetString()!;

    /// <summary>Everything heard since.</summary>
    public Heard[] Events
    {
        get
        {
            lock (_gate)
                return [.. _heard];
        }
    }

    /// <summary>What sounds of the others, by all that was told.</summary>
    public (int Player, int Key)[] Sounding
    {
        get
        {
            lock (_gate)
                return [.. _sounding.Order()];
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Uri AddressOf(RunningHost host, string room, string query = "") =>
        new UriBuilder(host.Address) { Scheme = "ws", Path = $"/ws/room/{room}", Query = query }.Uri;

    /// <summary>Opens a room.</summary>
    public static async Task<(string Id, string Key)> OpenRoomAsync(RunningHost host, object? opening = null)
    {
        using HttpClient client = host.Client();
        HttpResponseMessage response = await client.PostAsJsonAsync("/api/rooms", opening ?? new { }, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonElement opened = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return (opened.GetProperty("id").GetString()!, opened.GetProperty("ownerKey").GetString()!);
    }

    /// <summary>Connects, and says nothing yet.</summary>
    public static async Task<RoomClient> ConnectAsync(RunningHost host, string room, string query = "", string? cookie = null,
        bool reads = true)
    {
        var client = new RoomClient();
        if (cookie is not null)
            client._socket.Options.SetRequestHeader("Cookie", cookie);
        await client._socket.ConnectAsync(AddressOf(host, room, query), Cancellation);
        if (reads)
            client._reading = client.ReadAsync();
        return client;
    }

    /// <summary>Connects and joins.</summary>
    public static async Task<RoomClient> JoinAsync(RunningHost host, string room, object? who = null, string query = "",
        string? cookie = null)
    {
        RoomClient client = await ConnectAsync(host, room, query, cookie);
        await client.SayAsync("join", who);
        client.Welcome = await client.NextAsync("welcome");
        return client;
    }

    /// <summary>Joins as a listener again and again, until whoever comes is told that so much sounds and no more.</summary>
    public static async Task JoinUntilAsync(RunningHost host, string room, string sounding)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(s_patience);
        while (true)
        {
            await using RoomClient late = await JoinAsync(host, room, new { role = "listener" });
            if (late.Welcome.GetProperty("sounding").GetRawText() == sounding)
                return;
            await late.CloseAsync();
            await Task.Delay(20, patience.Token);
        }
    }

    public Task SayAsync(string type, object? rest = null)
    {
        var fields = JsonSerializer.SerializeToNode(rest ?? new { }, JsonSerializerOptions.Web)!.AsObject();
        fields["type"] = type;
        return SendAsync(Encoding.UTF8.GetBytes(fields.ToJsonString()), WebSocketMessageType.Text);
    }

    public Task PlayAsync(byte kind, int key, int value, uint? time = null)
    {
        byte[] note = [kind, (byte)key, (byte)value, time is null ? (byte)0 : (byte)0x80, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(note.AsSpan(4), time ?? 0);
        return SendAsync(note, WebSocketMessageType.Binary);
    }

    public Task SendAsync(byte[] message, WebSocketMessageType type) => _socket.SendAsync(message, type, true, Cancellation);

    /// <summary>The next text of a type; those of other types before it are passed over.</summary>
    public async Task<JsonElement> NextAsync(string type)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(s_patience);
        await foreach (JsonElement text in _texts.Reader.ReadAllAsync(patience.Token))
            if (text.GetProperty("type").GetString() == type)
                return text;
        throw new InvalidOperationException($"The connection ended before '{type}': {CloseStatus} {CloseReason}");
    }

    /// <summary>The server's answer to a ping: whatever was sent before it has been dealt with.</summary>
    public async Task<byte[]> PingAsync()
    {
        await SendAsync([0x50, 1, 0, 0, .. BitConverter.GetBytes(1.5)], WebSocketMessageType.Binary);
        return await _pongs.Reader.ReadAsync(Cancellation);
    }

    /// <summary>Waits until something is so.</summary>
    public async Task UntilAsync(Func<RoomClient, bool> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(s_patience);
        while (!isSo(this))
            await Task.Delay(5, patience.Token);
    }

    /// <summary>Waits until the connection has ended.</summary>
    public Task EndedAsync() => _reading.WaitAsync(s_patience, Cancellation);

    public async Task CloseAsync()
    {
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", Cancellation);
        await EndedAsync();
    }

    public void Abort() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 19];
        try
        {
            while (true)
            {
                int length = 0;
                ValueWebSocketReceiveResult result;
                do
                {
                    result = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += result.Count;
                }
                while (!result.EndOfMessage);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    if (_socket.State == WebSocketState.CloseReceived)
                        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", CancellationToken.None);
                    return;
                }
                Take(result.MessageType, buffer.AsSpan(0, length));
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // Cut off, by either side; who says goodbye to a connection that is gone already is told that it was cancelled.
        }
        finally
        {
            _texts.Writer.TryComplete();
            _pongs.Writer.TryComplete();
        }
    }

    private void Take(WebSocketMessageType type, ReadOnlySpan<byte> message)
    {
        if (type == WebSocketMessageType.Text)
        {
            JsonElement text = JsonElement.Parse(message);
            if (text.GetProperty("type").GetString() == "welcome")
                lock (_gate)
                {
                    _isWelcome = true;
                    foreach (JsonElement entry in text.GetProperty("sounding").EnumerateArray())
                        _sounding.Add((entry[0].GetInt32(), entry[1].GetInt32()));
                }
            _texts.Writer.TryWrite(text);
        }
        else if (message[0] == 0x50)
        {
            _pongs.Writer.TryWrite(message.ToArray());
        }
        else
        {
            Assert.Equal(0, message.Length % 16);
            lock (_gate)
                for (int i = 0; i < message.Length; i += 16)
                    Keep(Heard.Of(message[i..]));
        }
    }

    private void Keep(Heard e)
    {
        // The past comes before the welcome.
        if (!_isWelcome)
        {
            Past.Add(e);
            return;
        }
        Assert.True(_heard.Count == 0 || e.Number > _heard[^1].Number, "An event came out of order.");
        _heard.Add(e);
        if (e.Kind == 1)
            _sounding.Add((e.Player, e.Key));
        else if (e.Kind == 2)
            _sounding.Remove((e.Player, e.Key));
    }
}

/// <summary>Something heard in a room.</summary>
internal sealed record Heard(int Kind, int Player, int Key, int Value, uint Number, double Time)
{
    public static Heard Of(ReadOnlySpan<byte> bytes) => new(bytes[0], bytes[1], bytes[2], bytes[3],
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]), BinaryPrimitives.ReadDoubleLittleEndian(bytes[8..]));
}
