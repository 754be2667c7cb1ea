using System.Buffers.Binary;
using System.Globalization;
using System.Net.WebSockets;

namespace Cascade.Web.Figures;

/// <summary>H2: pianos rendered by the server, each streamed over a socket of its own.</summary>
/// <param name="Count">How many.</param>
/// <param name="Blocks">Blocks of 5 ms that came.</param>
/// <param name="Gaps">Those that are missing between them.</param>
/// <param name="Late">Blocks that the host says were late.</param>
internal sealed record Streams(int Count, long Blocks, long Gaps, long Late)
{
    // Four notes a second, each held for one: as much as a hand plays.
    private const int StepMilliseconds = 250, HeldSteps = 4, LowestKey = 36, Keys = 48;
    private const byte Audio = 0x41;

    /// <summary>Runs it.</summary>
    public static async Task<Streams> RunAsync(MeasuredHost host, int count, double seconds, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sockets = new List<ClientWebSocket>();
        var reading = new List<Task<(long Blocks, long Gaps)>>();
        try
        {
            for (int i = 0; i < count; i++)
            {
                var socket = new ClientWebSocket();
                sockets.Add(socket);
                await socket.ConnectAsync(new UriBuilder(host.Address) { Scheme = "ws", Path = "/ws/play", Query = "instrument=piano" }.Uri,
                    cancellationToken).ConfigureAwait(false);
                reading.Add(ReadAsync(socket, over.Token));
            }
            // The first strokes make what is made once.
            await PlayAsync(sockets, 1, cancellationToken).ConfigureAwait(false);
            long before = await host.LateBlocksAsync(cancellationToken).ConfigureAwait(false);
            await PlayAsync(sockets, seconds, cancellationToken).ConfigureAwait(false);
            long late = await host.LateBlocksAsync(cancellationToken).ConfigureAwait(false) - before;
            await over.CancelAsync().ConfigureAwait(false);
            (long Blocks, long Gaps)[] told = await Task.WhenAll(reading).ConfigureAwait(false);
            return new Streams(count, told.Sum(t => t.Blocks), told.Sum(t => t.Gaps), late);
        }
        finally
        {
            foreach (ClientWebSocket socket in sockets)
            {
                socket.Abort();
                socket.Dispose();
            }
        }
    }

    public string Tell() => string.Create(CultureInfo.InvariantCulture,
        $"{Count} piano streams: {Blocks} blocks of 5 ms, {Gaps} missing, {Late} late (goal 0)");

    private static async Task PlayAsync(List<ClientWebSocket> sockets, double seconds, CancellationToken cancellationToken)
    {
        double start = Clock.Milliseconds;
        int steps = (int)(1_000 * seconds / StepMilliseconds);
        for (int step = 0; step < steps + HeldSteps; step++)
        {
            await Clock.UntilAsync(start + step * StepMilliseconds, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < sockets.Count; i++)
            {
                if (step < steps)
                    await SendAsync(sockets[i], 1, KeyOf(i, step)).ConfigureAwait(false);
                if (step >= HeldSteps)
                    await SendAsync(sockets[i], 2, KeyOf(i, step - HeldSteps)).ConfigureAwait(false);
            }
        }

        ValueTask SendAsync(ClientWebSocket socket, byte kind, byte key) => socket.SendAsync(
            new byte[] { kind, key, 90, 0, 0, 0, 0, 0 }.AsMemory(), WebSocketMessageType.Binary, true, cancellationToken);

        static byte KeyOf(int stream, int step) => (byte)(LowestKey + (7 * step + 5 * stream) % Keys);
    }

    private static async Task<(long Blocks, long Gaps)> ReadAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[4_096];
        long blocks = 0, gaps = 0;
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
                if (result.MessageType == WebSocketMessageType.Close)
                    break;
                if (!result.EndOfMessage || buffer[0] != Audio)
                    continue;
                uint number = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(4));
                gaps += number - blocks - gaps;
                blocks++;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // All was played, or the host has ended it, which the blocks tell.
        }
        return (blocks, gaps);
    }
}
