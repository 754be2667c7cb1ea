using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using Cascade.Samples.Backends;

namespace Cascade.Samples.Console.Compare;

/// <summary>The same requests over HTTP, to hosts that are started for it: each backend at a fresh one, so that its memory is its
/// own.</summary>
/// <param name="program">The host's program.</param>
/// <param name="requests">What is played, and the samples that must come of it.</param>
/// <param name="rounds">How often each is timed.</param>
internal sealed class HostedComparison(
    string program, IReadOnlyList<(string Name, SoundRequest Request, short[] Samples)> requests, int rounds)
{
    // So many requests under way are what hosts can share.
    private const int Shared = 4;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public List<ComparedRow> Rows { get; } = [];

    /// <summary>Megabytes idle, after the note and after the ten notes, by backend.</summary>
    public List<(string Backend, double Idle, double One, double Ten)> Memory { get; } = [];

    /// <summary>Measures backends, each alone at a host; the actors by several requests at once too.</summary>
    public async Task RunAsync(IEnumerable<string> backends, CancellationToken cancellationToken)
    {
        foreach (string backend in backends)
        {
            await using StartedHost host = await StartedHost.StartAsync(program, [], cancellationToken).ConfigureAwait(false);
            double idle = host.Megabytes;
            var after = new List<double>();
            foreach ((string name, SoundRequest request, short[] samples) in requests)
            {
                // As the first sketch's table counts: of one request, before any load.
                await AskAsync(host.Client, backend, request, samples, cancellationToken).ConfigureAwait(false);
                after.Add(host.Megabytes);
                await MeasureAsync(host.Client, backend, ComparedRow.Http, name, request, samples, 1, cancellationToken)
                    .ConfigureAwait(false);
            }
            Memory.Add((backend, idle, after[0], after[^1]));
            if (backend == "actors")
                await MeasureActorsAsync(host, ComparedRow.OneActorHost, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Measures the service backend with its services at hosts of their own.</summary>
    public async Task RunServicesAsync(CancellationToken cancellationToken)
    {
        await using StartedHost host = await StartedHost.StartAsync(program, ["--services", "http"], cancellationToken)
            .ConfigureAwait(false);
        foreach ((string name, SoundRequest request, short[] samples) in requests)
            await MeasureAsync(host.Client, "service", ComparedRow.Services, name, request, samples, 1, cancellationToken)
                .ConfigureAwait(false);
    }

    /// <summary>Measures the actors at two hosts that share the work.</summary>
    public async Task RunActorHostsAsync(CancellationToken cancellationToken)
    {
        string port = StartedHost.FreePort().ToString(CultureInfo.InvariantCulture);
        string[] seeds = ["--Cascade:Cluster:Seeds:0", "127.0.0.1:" + port];
        await using StartedHost first =
            await StartedHost.StartAsync(program, [.. seeds, "--Cascade:Cluster:Port", port], cancellationToken).ConfigureAwait(false);
        await using StartedHost second = await StartedHost.StartAsync(program, seeds, cancellationToken).ConfigureAwait(false);
        await first.UntilAsync(async () => (await first.Client.GetStringAsync("/api/backends/actors", cancellationToken)
            .ConfigureAwait(false)).Contains("; 2 hosts", StringComparison.Ordinal), cancellationToken).ConfigureAwait(false);
        await MeasureActorsAsync(first, ComparedRow.TwoActorHosts, cancellationToken).ConfigureAwait(false);
    }

    private async Task MeasureActorsAsync(StartedHost host, string way, CancellationToken cancellationToken)
    {
        foreach ((string name, SoundRequest request, short[] samples) in requests)
            await MeasureAsync(host.Client, "actors", way, name, request, samples, Shared, cancellationToken).ConfigureAwait(false);
    }

    private async Task MeasureAsync(HttpClient client, string backend, string way, string name, SoundRequest request, short[] samples,
        int atOnce, CancellationToken cancellationToken)
    {
        // Compiled code and open connections are what a running host has.
        for (int i = 0; i < Math.Max(1, rounds / 2); i += atOnce)
            await Task.WhenAll(Enumerable.Range(0, atOnce)
                .Select(_ => AskAsync(client, backend, request, samples, cancellationToken))).ConfigureAwait(false);
        var times = new StageTimes[rounds];
        bool isSame = true;
        int next = -1;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(async _ =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < rounds;)
            {
                (times[i], bool same) = await AskAsync(client, backend, request, samples, cancellationToken).ConfigureAwait(false);
                if (!same)
                    Volatile.Write(ref isSame, false);
            }
        })).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Rows.Add(new ComparedRow(name, backend, way, atOnce, rounds, rounds * request.Notes.Count / seconds,
            new StageTimes(Quantile(t => t.Parse, 0.5), Quantile(t => t.Waiting, 0.5), Quantile(t => t.Synthesis, 0.5),
                Quantile(t => t.Response, 0.5), Quantile(t => t.Total, 0.5)), Quantile(t => t.Total, 0.99), isSame, null));

        double Quantile(Func<StageTimes, double> stage, double share) =>
            times.Select(stage).Order().ElementAt(Math.Min(rounds - 1, (int)(share * rounds)));
    }

    private static async Task<(StageTimes Times, bool IsSame)> AskAsync(
        HttpClient client, string backend, SoundRequest request, short[] samples, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, $"/api/backends/{backend}/notes")
        {
            Content = JsonContent.Create(request with { Fresh = true }, options: s_json),
            Headers = { Accept = { new MediaTypeWithQualityHeaderValue("audio/wav") } },
        };
        long start = Stopwatch.GetTimestamp();
        using HttpResponseMessage response = await client.SendAsync(message, cancellationToken).ConfigureAwait(false);
        double total = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        response.EnsureSuccessStatusCode();
        byte[] file = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<string, double> stages = response.Headers.GetValues("Server-Timing").Single().Split(", ")
            .Select(stage => stage.Split(";dur=")).ToDictionary(s => s[0], s => double.Parse(s[1], CultureInfo.InvariantCulture));
        // What the backend does beside waiting and synthesis, mixing and keeping, is on the answer's way.
        double answer = Math.Max(0, total - stages["parse"] - stages["queue"] - stages["synthesis"]);
        return (new StageTimes(stages["parse"], stages["queue"], stages["synthesis"], answer, total),
            file.AsSpan().EndsWith(MemoryMarshal.AsBytes<short>(samples)));
    }
}
