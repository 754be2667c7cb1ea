using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Cascade.Samples.Backends;
using Cascade.Samples.Backends.Services;

namespace Cascade.Web.Tests;

/// <summary>Two hosts whose actors share their work, each a process of its own.</summary>
public sealed class ClusterTests
{
    private const int Requests = 200, Clients = 8;

    private static readonly string[] s_instruments = ["sine", "square", "sawtooth", "piano"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_killed_under_load_loses_no_request_and_every_answer_is_right()
    {
        string port = HostProcess.FreePort().ToString(CultureInfo.InvariantCulture);
        string[] settings = ["--Cascade:Database:Embedded", "false", "--Cascade:Cluster:Seeds:0", "127.0.0.1:" + port];
        await using HostProcess first = await HostProcess.StartAsync([.. settings, "--Cascade:Cluster:Port", port]);
        await using HostProcess second = await HostProcess.StartAsync(settings);
        foreach (HostProcess host in (HostProcess[])[first, second])
            await host.UntilAsync(async () => await CountAsync(host, "hosts") == 2);
        SoundRequest[] requests = [.. s_instruments.Select((name, i) => new SoundRequest
        {
            Instrument = name,
            Notes = [.. Enumerable.Range(0, 4).Select(n => new NoteRequest(48 + i + 4 * n, 0.5f, 0.1 * n, 0.5))],
        })];
        await using var reference = new ServiceBackend();
        byte[][] expected = [.. await Task.WhenAll(requests.Select(async request =>
            System.Runtime.InteropServices.MemoryMarshal.AsBytes<short>(
                (await reference.PlayAsync(request, Cancellation)).Samples).ToArray()))];
        int answered = 0, turned = 0;
        long shared = 0;
        // Whoever asked the host that is gone asks the other, as a balancer does; whoever asked the other notices nothing.
        await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = Clients },
            async (i, _) =>
        {
            byte[]? sound = null;
            if (i % 2 == 1 && !second.HasExited)
                try
                {
                    sound = await PlayAsync(second, requests[i % requests.Length]);
                }
                catch (HttpRequestException)
                {
                    Interlocked.Increment(ref turned);
                }
            sound ??= await PlayAsync(first, requests[i % requests.Length]);
            Assert.Equal(expected[i % requests.Length], sound);
            if (Interlocked.Increment(ref answered) == Requests / 3)
            {
                shared = await CountAsync(second, "played for others");
                second.Kill();
            }
        });
        Assert.True(second.HasExited && shared > 0, $"The second host played {shared} for the first.");
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{shared} notes shared before; {turned} asked the first host instead; it asked again for {await CountAsync(first, "asked")}.");
        await first.UntilAsync(async () => await CountAsync(first, "hosts") == 1);
    }

    private static async Task<byte[]> PlayAsync(HostProcess host, SoundRequest request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/backends/actors/notes")
        {
            Content = JsonContent.Create(new { request.Instrument, request.Notes }),
            Headers = { { "Accept", "application/json" } },
        };
        HttpResponseMessage response = await host.Client.SendAsync(message, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("samples").GetBytesFromBase64();
    }

    private static async Task<long> CountAsync(HostProcess host, string what)
    {
        JsonElement backend = await host.Client.GetFromJsonAsync<JsonElement>("/api/backends/actors", Cancellation);
        return long.Parse(Regex.Match(backend.GetProperty("description").GetString()!, $@"(\d+) {what}").Groups[1].Value,
            CultureInfo.InvariantCulture);
    }
}
