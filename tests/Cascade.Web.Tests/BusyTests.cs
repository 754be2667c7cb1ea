using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Cascade.Dsp;

namespace Cascade.Web.Tests;

/// <summary>A host that renders as much as it can.</summary>
public sealed class BusyTests
{
    private const int Inside = 64, Notes = 8;

    // What is rendered on these few keeps everybody else waiting until it is done, which here it never is.
    private static readonly (string, string)[] s_fewThreads = [("DOTNET_ThreadPool_ForceMaxWorkerThreads", "4")];

    private static readonly byte[] s_song = Song();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_plays_live_waits_for_nothing_that_is_rendered_and_more_is_told_to_come_again()
    {
        await using HostProcess host = await HostProcess.StartAsync(s_fewThreads, ["--Cascade:Database:Embedded", "false"]);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        string[] backends = ["service", "pipeline", "actors"];
        Task[] renders =
        [
            .. Enumerable.Range(0, Notes)
                .Select(i => AgainAsync(() => PlayAsync(host, backends[i % backends.Length], over.Token), over.Token)),
            .. Enumerable.Range(0, Inside).Select(_ => AgainAsync(() => RenderAsync(host, over.Token), over.Token)),
        ];
        await host.UntilAsync(async () =>
        {
            using HttpResponseMessage response = await ShortNoteAsync(host);
            if (response.StatusCode == HttpStatusCode.OK)
                return false;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
            JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            Assert.Equal("hostFull", problem.GetProperty("code").GetString());
            return true;
        });
        await HearRoomAsync(host, 100);
        await HearStreamAsync(host, 200);
        await over.CancelAsync();
        await Task.WhenAll(renders);
        await host.UntilAsync(async () =>
        {
            using HttpResponseMessage response = await ShortNoteAsync(host);
            return response.StatusCode == HttpStatusCode.OK;
        });
    }

    private static Task<HttpResponseMessage> ShortNoteAsync(HostProcess host) => host.Client.PostAsJsonAsync(
        "/api/backends/realtime/notes", new { notes = new[] { new { key = 60, duration = 0.01 } }, instrument = "sine" }, Cancellation);

    // What is refused, or ends, comes again: the host stays full.
    private static async Task AgainAsync(Func<Task> ask, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
            try
            {
                await ask();
                await Task.Delay(200, over);
            }
            catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
            {
                // As was asked for at the end; before it, it comes again.
            }
    }

    // Minutes of the piano, which nobody waits for to the end.
    private static async Task PlayAsync(HostProcess host, string backend, CancellationToken over)
    {
        var notes = Enumerable.Range(0, 5_000).Select(i => new { key = 30 + i % 60, start = i / 9.0, duration = 1 });
        using HttpResponseMessage response =
            await host.Client.PostAsJsonAsync($"/api/backends/{backend}/notes", new { notes, instrument = "piano", fresh = true }, over);
    }

    // An hour, of which a little is taken now and then.
    private static async Task RenderAsync(HostProcess host, CancellationToken over)
    {
        using var body = new ByteArrayContent(s_song);
        body.Headers.ContentType = new MediaTypeHeaderValue("audio/midi");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/midi/render") { Content = body };
        using HttpResponseMessage response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, over);
        await using Stream sound = await response.Content.ReadAsStreamAsync(over);
        var buffer = new byte[1 << 16];
        while (await sound.ReadAsync(buffer, over) > 0)
            await Task.Delay(100, over);
    }

    private static byte[] Song()
    {
        var score = new SongBuilder();
        int track = score.AddTrack();
        for (int i = 0; i < 3_000; i++)
            score.AddNote(track, i * 960, 480, 30 + i % 60);
        return score.ToSong().ToArray();
    }

    private static async Task HearRoomAsync(HostProcess host, int answers)
    {
        HttpResponseMessage opened = await host.Client.PostAsJsonAsync("/api/rooms", new { }, Cancellation);
        string room = (await opened.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("id").GetString()!;
        using ClientWebSocket socket = await host.ConnectAsync("/ws/room/" + room);
        await socket.SendAsync("{\"type\":\"join\"}"u8.ToArray(), WebSocketMessageType.Text, true, Cancellation);
        var buffer = new byte[1 << 16];
        for (int i = 0; i < answers; i++)
        {
            byte[] ping = [0x50, (byte)i, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            await socket.SendAsync(ping, WebSocketMessageType.Binary, true, Cancellation);
            WebSocketReceiveResult received;
            do
            {
                received = await socket.ReceiveAsync(buffer, Cancellation);
                Assert.NotEqual(WebSocketMessageType.Close, received.MessageType);
            }
            while (received.MessageType != WebSocketMessageType.Binary || buffer[0] != 0x50);
            Assert.Equal((byte)i, buffer[1]);
        }
    }

    private static async Task HearStreamAsync(HostProcess host, int blocks)
    {
        using ClientWebSocket socket = await host.ConnectAsync("/ws/play?instrument=piano");
        await socket.SendAsync(new byte[] { 1, 60, 100, 0, 0, 0, 0, 0 }, WebSocketMessageType.Binary, true, Cancellation);
        var buffer = new byte[1 << 16];
        for (int i = 0; i < blocks; i++)
            Assert.Equal(WebSocketMessageType.Binary, (await socket.ReceiveAsync(buffer, Cancellation)).MessageType);
    }
}
