using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Cascade.Dsp;
using Microsoft.AspNetCore.Routing;

namespace Cascade.Web.Tests;

/// <summary>Requests and frames at random. <c>CASCADE_WEB_FUZZ</c> says how many of each; seeds are fixed.</summary>
public sealed class FuzzTests : IClassFixture<RunningHost>
{
    private const string Variable = "CASCADE_WEB_FUZZ";

    private static readonly string[] s_values =
    [
        "0", "-1", "127", "128", "1e308", "-0", "null", "true", "\"\"", "\"piano\"", "\"C major\"", "[]", "{}", "[[[[]]]]", "\"\\ud800\"",
        "\"\\u0000\"", "\"0198a6f0-0000-7000-8000-000000000001\"", "99999999999999999999", "0.0000001", "[{\"key\":60}]",
        "[{\"key\":60,\"start\":1},{\"key\":64}]", "[null]", "\"square\"", "2", "1",
    ];

    private static readonly string[] s_fields =
    [
        "notes", "instrument", "key", "velocity", "start", "duration", "title", "id", "songId", "name", "password", "session", "time",
        "tempo", "bars", "seed", "volume", "envelope", "effects", "sampleRate", "expectedVersion", "ownerKey", "passphrase", "x",
    ];

    private static readonly string[] s_queries =
    [
        "limit", "after", "search", "instrument", "rounds", "rate", "patch", "from", "before", "expectedVersion", "token", "lowestKey",
    ];

    private readonly RunningHost _host;

    public FuzzTests(RunningHost host)
    {
        _host = host;
        host.RequireDatabase();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable(Variable), out int rounds) ? rounds : 2_000;

    [Fact]
    public async Task No_request_makes_the_host_fail()
    {
        using HttpClient guest = await _host.GuestAsync(), stranger = _host.Client();
        string song = (await (await guest.PostAsJsonAsync("/api/songs", new { title = "A", notes = new[] { new { key = 60 } } },
            Cancellation)).Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("song").GetProperty("id").GetString()!;
        RouteEndpoint[] routes = [.. _host.Routes.Where(route => route.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal))];
        var options = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation };
        await Parallel.ForEachAsync(Enumerable.Range(0, Rounds), options, async (seed, cancellation) =>
        {
            var random = new Random(seed);
            using HttpRequestMessage request = RequestOf(random, routes[random.Next(routes.Length)], song);
            string what = $"seed {seed}: {request.Method} {request.RequestUri}";
            // Nobody listens to the end of a long piece; a status is told before it.
            using HttpResponseMessage response = await (random.Next(4) == 0 ? stranger : guest)
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            Assert.True((int)response.StatusCode < 500,
                $"{what}: {response.StatusCode} {await response.Content.ReadAsStringAsync(cancellation)}");
        });
        JsonElement ready = await stranger.GetFromJsonAsync<JsonElement>("/health/ready", Cancellation);
        Assert.Equal("ready", ready.GetProperty("database").GetString());
        Assert.All(ready.GetProperty("backends").EnumerateObject(), backend => Assert.True(backend.Value.GetBoolean()));
    }

    [Fact]
    public async Task No_frame_makes_a_room_fail_or_a_key_hang()
    {
        // Lost connections keep their seats for a while: in one room there would soon be none.
        const int most = 2_000;
        for (int first = 0; first < Rounds; first += most)
            await FuzzRoomAsync(first, Math.Min(most, Rounds - first));
    }

    private async Task FuzzRoomAsync(int first, int frames)
    {
        using HttpClient client = _host.Client();
        JsonElement opened = await (await client.PostAsJsonAsync("/api/rooms", new { }, Cancellation)).Content
            .ReadFromJsonAsync<JsonElement>(Cancellation);
        string room = opened.GetProperty("id").GetString()!;
        await using RoomClient witness = await RoomClient.JoinAsync(_host, room, new { role = "listener" });
        int connection = 0;
        for (int seed = first; seed < first + frames; connection++)
        {
            await using RoomClient player = await RoomClient.ConnectAsync(_host, room);
            try
            {
                if (connection % 8 != 0)
                    await player.SayAsync("join");
                for (int i = 0; i < 40 && seed < first + frames && player.CloseStatus is null; i++)
                    await SendAsync(player, new Random(seed++));
            }
            catch (WebSocketException)
            {
                // It was ended: with a reason, as other tests hold.
            }
            if (connection % 2 == 0)
                player.Abort();
        }
        await RoomClient.JoinUntilAsync(_host, room, "[]");
        await witness.UntilAsync(w => w.Sounding.Length == 0);
        Assert.True(witness.Events.Length > frames / 100, "Hardly anything was played.");
    }

    private static async Task SendAsync(RoomClient player, Random random)
    {
        switch (random.Next(12))
        {
            case 0: await player.SendAsync(Bytes(random, random.Next(64)), WebSocketMessageType.Binary); break;
            case 1: await player.SendAsync(Encoding.UTF8.GetBytes(Json(random)), WebSocketMessageType.Text); break;
            case 2: await player.SendAsync([0x50, .. Bytes(random, 11)], WebSocketMessageType.Binary); break;
            case 3: await player.SayAsync(random.Next(2) == 0 ? "me" : "chat", new { name = "x", text = (string?)null }); break;
            default:
                await player.PlayAsync((byte)random.Next(1, 5), random.Next(128), random.Next(128),
                    random.Next(2) == 0 ? null : (uint)random.NextInt64(1L << 32));
                break;
        }
    }

    private static HttpRequestMessage RequestOf(Random random, RouteEndpoint route, string song)
    {
        string path = route.RoutePattern.RawText!
            .Replace("{id:guid}", random.Next(2) == 0 ? song : Guid.NewGuid().ToString(), StringComparison.Ordinal)
            .Replace("{id}", Uri.EscapeDataString(Word(random)), StringComparison.Ordinal)
            .Replace("{name}", random.Next(4) == 0 ? Uri.EscapeDataString(Word(random)) : "service", StringComparison.Ordinal)
            .Replace("{key:int}", random.Next(-9, 200).ToString(), StringComparison.Ordinal);
        if (random.Next(3) == 0)
            path += "?" + string.Join('&', Enumerable.Range(0, random.Next(4)).Select(_ => s_queries[random.Next(s_queries.Length)] + "="
                + (random.Next(2) == 0 ? Uri.EscapeDataString(Word(random)) : random.Next(-2, 9).ToString())));
        IReadOnlyList<string>? methods = route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods;
        var method = new HttpMethod(random.Next(8) == 0 || methods is null ? "PUT" : methods[0]);
        // Nothing that signs out or deletes: there must be something left to ask for.
        if (method == HttpMethod.Delete || path.Contains("sign-out", StringComparison.Ordinal))
            method = HttpMethod.Get;
        var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Get)
            return request;
        request.Content = random.Next(6) switch
        {
            0 => new ByteArrayContent(Bytes(random, random.Next(400))),
            1 => new ByteArrayContent(Midi(random)),
            _ => new StringContent(Json(random), Encoding.UTF8, "application/json"),
        };
        if (random.Next(10) == 0)
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(random.Next(2) == 0 ? "text/plain" : "audio/midi");
        return request;
    }

    // A right file with a few wrong bytes gets further than noise.
    private static byte[] Midi(Random random)
    {
        var score = new SongBuilder();
        int track = score.AddTrack();
        for (int i = 0; i < 20; i++)
            score.AddNote(track, 120 * i, 240, 40 + random.Next(40));
        byte[] file = score.ToSong().ToArray();
        for (int i = random.Next(4); i > 0; i--)
            file[random.Next(file.Length)] = (byte)random.Next(256);
        return random.Next(4) == 0 ? file[..random.Next(file.Length)] : file;
    }

    private static string Json(Random random)
    {
        var text = new StringBuilder("{");
        for (int i = random.Next(5); i >= 0; i--)
            text.Append('"').Append(s_fields[random.Next(s_fields.Length)]).Append("\":").Append(s_values[random.Next(s_values.Length)])
                .Append(i > 0 ? "," : "");
        text.Append('}');
        string whole = text.ToString();
        return random.Next(10) == 0 ? whole[..random.Next(whole.Length)] : whole;
    }

    private static string Word(Random random) => random.Next(5) switch
    {
        0 => new string('x', random.Next(300)),
        1 => "../..",
        2 => "\u0000\ud83c\udfb9'\"<>",
        3 => "%",
        _ => Guid.NewGuid().ToString(),
    };

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
