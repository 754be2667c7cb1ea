using System.Globalization;
using System.Net.WebSockets;
using System.Text;

namespace Cascade.Web.Figures;

/// <summary>H4: one who reads 1 KB a second is cut off, and the others notice nothing.</summary>
/// <param name="IsCut">Whether it was.</param>
/// <param name="Seconds">After how long.</param>
/// <param name="P99Before">Of the others, without it, ms.</param>
/// <param name="P99Beside">And with it.</param>
/// <param name="Lost">Events that others missed.</param>
internal sealed record SlowReader(bool IsCut, double Seconds, double P99Before, double P99Beside, long Lost)
{
    private const int ReadsOf = 1_024, LongestSeconds = 60;

    /// <summary>Runs it.</summary>
    public static async Task<SlowReader> RunAsync(
        MeasuredHost host, int players, double perSecond, double seconds, CancellationToken cancellationToken)
    {
        await using RoomLoad load = await RoomLoad.FillAsync(host, 1, players, 0, cancellationToken).ConfigureAwait(false);
        await load.PlayAsync(perSecond, Math.Min(2, seconds), cancellationToken).ConfigureAwait(false);
        double before = await P99Async().ConfigureAwait(false);
        // The others are told when its connection is lost.
        var lost = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
        int id = -1;
        load[0][0].OnText = text =>
        {
            string? type = text.GetProperty("type").GetString();
            if (type == "joined")
                Volatile.Write(ref id, text.GetProperty("member").GetProperty("id").GetInt32());
            else if ((type == "left" && text.GetProperty("player").GetInt32() == Volatile.Read(ref id)) || (type == "member"
                && text.GetProperty("member").GetProperty("id").GetInt32() == Volatile.Read(ref id)
                && text.GetProperty("member").GetProperty("away").GetBoolean()))
                lost.TrySetResult(Clock.Milliseconds);
        };
        using var slow = new ClientWebSocket();
        await slow.ConnectAsync(new UriBuilder(host.Address) { Scheme = "ws", Path = $"/ws/room/{load.Rooms[0]}" }.Uri, cancellationToken)
            .ConfigureAwait(false);
        byte[] join = Encoding.UTF8.GetBytes("{\"type\":\"join\",\"role\":\"listener\"}");
        await slow.SendAsync(join.AsMemory(), WebSocketMessageType.Text, true, cancellationToken).ConfigureAwait(false);
        double start = Clock.Milliseconds;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task reading = ReadAsync(slow, over.Token);
        double beside = await P99Async().ConfigureAwait(false);
        while (!lost.Task.IsCompleted && Clock.Milliseconds < start + LongestSeconds * 1_000)
            await load.PlayAsync(perSecond, 1, cancellationToken).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        bool isCut = lost.Task.IsCompleted;
        return new SlowReader(isCut, isCut ? (await lost.Task.ConfigureAwait(false) - start) / 1_000 : 0, before, beside,
            load.Members.Sum(m => m.Lost));

        async Task<double> P99Async()
        {
            int[] warm = [.. load.Members.Select(m => m.DelaysHeard.Count)];
            await load.PlayAsync(perSecond, seconds, cancellationToken).ConfigureAwait(false);
            var delays = new Delays();
            foreach ((RoomPlayer member, int skip) in load.Members.Zip(warm))
                delays.AddAll(member.DelaysHeard.Skip(skip));
            return delays.Quantile(0.99);
        }
    }

    public string Tell() => string.Create(CultureInfo.InvariantCulture,
        $"a reader of 1 KB/s: {(IsCut ? $"cut after {Seconds:F1} s" : "not cut")} (goal 5); "
        + $"the others' p99 {P99Before:F2} ms without it, {P99Beside:F2} ms beside it "
        + $"(goal: less than 1 more), {Lost} lost");

    private static async Task ReadAsync(ClientWebSocket slow, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[ReadsOf];
        try
        {
            for (int read = 0; slow.State == WebSocketState.Open; read %= ReadsOf)
            {
                while (read < ReadsOf)
                    read += 2 + (await slow.ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false)).Count;
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // It was cut off, or it is over.
        }
    }
}
