using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.RateLimiting;
using Cascade.Dsp;
using Cascade.Samples.Backends;

namespace Cascade.Samples.Web.Live;

/// <summary>One socket of <c>/ws/play</c>: reads what is played, sends what sounds.</summary>
internal sealed class PlaySession(WebSocket socket, LiveStream stream, RenderingThread rendering) : IDisposable
{
    private const int LongestMessage = 4_096;

    // Notes a second that a person, or a file played by hand, does not reach.
    private const int NotesPerSecond = 2_000;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private readonly SemaphoreSlim _sending = new(1);

    /// <summary>Plays until the socket closes.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task sending = SendBlocksAsync(over.Token);
        try
        {
            await ReadAsync(over.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The other side is gone, or the host stops: there is nobody to tell.
        }
        finally
        {
            await over.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sending.Dispose();

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        using var limiter = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = NotesPerSecond,
            TokensPerPeriod = NotesPerSecond / 10,
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
        });
        var buffer = new byte[LongestMessage];
        while (socket.State == WebSocketState.Open)
        {
            ValueWebSocketReceiveResult received = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            double now = LiveClock.Milliseconds;
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await CloseAsync(WebSocketCloseStatus.NormalClosure, "");
                return;
            }
            string? fault = !received.EndOfMessage ? $"A message must have at most {LongestMessage} bytes."
                : received.MessageType == WebSocketMessageType.Text ? Control(buffer.AsSpan(0, received.Count))
                : PlayMessage.IsPing(buffer.AsSpan(0, received.Count)) ? null
                : !limiter.AttemptAcquire().IsAcquired ? "That is too much to play."
                : Play(buffer.AsSpan(0, received.Count));
            if (fault is not null)
            {
                await CloseAsync(WebSocketCloseStatus.PolicyViolation, fault);
                return;
            }
            if (received.MessageType == WebSocketMessageType.Binary && PlayMessage.IsPing(buffer.AsSpan(0, received.Count)))
                await SendAsync(
                    PlayMessage.PongTo(buffer.AsSpan(0, PlayMessage.PingLength), now, LiveClock.Milliseconds), cancellationToken);
        }
    }

    private string? Play(ReadOnlySpan<byte> message)
    {
        if (!PlayMessage.TryRead(message, stream.Engine.Position, out EngineEvent e))
            return "A message must be a note, a controller, a bend or a ping.";
        stream.Play(e);
        rendering.Wake();
        return null;
    }

    // {"instrument": "organ"}: exchanged while it plays. {"hall": 0.3}: turned.
    private string? Control(ReadOnlySpan<byte> text)
    {
        try
        {
            ControlMessage? message = JsonSerializer.Deserialize<ControlMessage>(text, s_json);
            if (message is { Hall: { } hall, Instrument: null })
            {
                if (hall is not (>= 0 and <= 1))
                    return "A hall is 0 to 1.";
                stream.SetHall(hall);
                return null;
            }
            string name = message?.Instrument ?? "";
            if (BackendConfiguration.FindSound(name) is not { } sound)
                return "There is no such instrument.";
            if (!stream.Engine.IsExchanging)
                stream.Engine.Exchange(stream.Engine.Instrument, sound.CreateInstrument());
            return null;
        }
        catch (JsonException)
        {
            return "A text must be JSON with the name of an instrument, or with a hall.";
        }
    }

    private async Task SendBlocksAsync(CancellationToken cancellationToken)
    {
        await foreach (byte[] block in stream.ReadAllAsync(cancellationToken))
            await SendAsync(block, cancellationToken);
    }

    private async Task SendAsync(byte[] message, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task CloseAsync(WebSocketCloseStatus status, string reason)
    {
        await _sending.WaitAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await socket.CloseOutputAsync(status, reason, patience.Token);
    }

    private sealed record ControlMessage(string? Instrument, double? Hall);
}
