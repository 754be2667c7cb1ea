using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Cascade.Web.Tests;

/// <summary>Many come, play and go, in every way, <c>CASCADE_WEB_CONNECTS</c> of them or for <c>CASCADE_WEB_SOAK</c> minutes: nothing of
/// them is left.</summary>
public sealed class ComeAndGoTests
{
    private const string Connects = "CASCADE_WEB_CONNECTS", Soak = "CASCADE_WEB_SOAK";
    private const int AtOnce = 8;

    private static readonly string[] s_backends = ["service", "pipeline", "actors", "realtime"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_comes_and_goes_leaves_nothing_behind()
    {
        await using HostProcess host = await HostProcess.StartAsync("--Cascade:Database:Embedded", "false");
        JsonElement opened = await (await host.Client.PostAsJsonAsync("/api/rooms", new { }, Cancellation)).Content
            .ReadFromJsonAsync<JsonElement>(Cancellation);
        string room = opened.GetProperty("id").GetString()!;
        int minutes = HostProcess.Many(Soak, 0), connects = HostProcess.Many(Connects, 160);
        bool isWhole = minutes > 0 || Environment.GetEnvironmentVariable(Connects) is not null;
        // What is made once is made before it is counted; of a soak that is what two minutes of it make of heap and code.
        await RunAsync(host, room, isWhole ? 1_000 : 60, TimeSpan.FromMinutes(Math.Min(2, minutes)));
        (int Threads, int Handles, double Megabytes) before = await SettledAsync(host, room);
        var clock = Stopwatch.StartNew();
        int done = await RunAsync(host, room, connects, TimeSpan.FromMinutes(minutes));
        (int Threads, int Handles, double Megabytes) after = await SettledAsync(host, room);
        string figures = $"{done} connects in {clock.Elapsed.TotalSeconds:F0} s: threads {before.Threads} -> {after.Threads}, "
            + $"handles {before.Handles} -> {after.Handles}, memory {before.Megabytes:F0} -> {after.Megabytes:F0} MB.";
        TestContext.Current.TestOutputHelper!.WriteLine(figures);
        // The runtime keeps some threads and their handles for a while; one for every tenth that came would be a leak.
        Assert.True(after.Threads <= before.Threads + 16 && after.Handles <= before.Handles + 40, figures);
        if (isWhole)
            Assert.True(after.Megabytes <= before.Megabytes + 30, figures);
    }

    private static async Task<int> RunAsync(HostProcess host, string room, int connects, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        int next = 0, refused = 0;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (true)
            {
                int i = Interlocked.Increment(ref next);
                if (time > TimeSpan.Zero ? clock.Elapsed > time : i > connects)
                    return;
                try
                {
                    await ComeAndGoAsync(host, room, i);
                }
                catch (WebSocketException)
                {
                    // There was no seat or no stream left for it at the moment: it has come and gone all the same.
                    Interlocked.Increment(ref refused);
                }
            }
        }));
        int done = next - AtOnce;
        Assert.True(refused <= done / 2, $"{refused} of {done} were refused.");
        return done;
    }

    private static async Task ComeAndGoAsync(HostProcess host, string room, int i)
    {
        bool plays = i % 2 == 0;
        using ClientWebSocket socket = await host.ConnectAsync(plays ? "/ws/play?instrument=organ" : $"/ws/room/{room}");
        if (!plays)
            await socket.SendAsync(Encoding.UTF8.GetBytes("{\"type\":\"join\"}"), WebSocketMessageType.Text, true, Cancellation);
        await socket.SendAsync(new byte[] { 1, (byte)(i % 128), 90, 0, 0, 0, 0, 0 }, WebSocketMessageType.Binary, true, Cancellation);
        await socket.ReceiveAsync(new byte[1 << 16], Cancellation);
        // Of the room few are lost: each keeps its seat for a while.
        if (plays ? i % 4 == 0 : i % 512 != 257)
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Cancellation);
        else if (i % 5 > 0)
            socket.Abort();
        if (i % 16 == 0)
            (await host.Client.PostAsJsonAsync($"/api/backends/{s_backends[i / 16 % 4]}/notes",
                new { instrument = "sine", notes = new[] { new { key = 60, duration = 0.01 } } }, Cancellation)).EnsureSuccessStatusCode();
    }

    // Once all sessions are gone, the seats that were kept too, and no key sounds.
    private static async Task<(int Threads, int Handles, double Megabytes)> SettledAsync(HostProcess host, string room)
    {
        await host.UntilAsync(async () => await host.LiveAsync("streams") == 0);
        await host.UntilAsync(async () => (await host.Client.GetFromJsonAsync<JsonElement>($"/api/rooms/{room}", Cancellation))
            .GetProperty("players").GetInt32() == 0);
        using ClientWebSocket late = await host.ConnectAsync($"/ws/room/{room}");
        byte[] join = Encoding.UTF8.GetBytes("{\"type\":\"join\",\"role\":\"listener\"}");
        await late.SendAsync(join, WebSocketMessageType.Text, true, Cancellation);
        var text = new StringBuilder();
        var buffer = new byte[1 << 16];
        while (!text.ToString().Contains("\"sounding\":[]", StringComparison.Ordinal))
        {
            WebSocketReceiveResult result = await late.ReceiveAsync(buffer, Cancellation);
            if (result.MessageType == WebSocketMessageType.Text)
                text.Append(Encoding.UTF8.GetString(buffer, 0, result.Count));
            Assert.True(!result.EndOfMessage || result.MessageType == WebSocketMessageType.Binary
                || text.ToString().Contains("\"sounding\":[]", StringComparison.Ordinal), "A key hangs.");
        }
        await late.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Cancellation);
        return host.Usage;
    }
}
