using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cascade.Web.Tests;

/// <summary>Traces and metrics, as a collector and Prometheus get them.</summary>
public sealed class TelemetryTests(WatchedHost host) : IClassFixture<WatchedHost>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prometheus_and_a_collector_hear_of_every_request_and_of_each_backend()
    {
        using HttpClient client = host.Client();
        object note = new { notes = new[] { new { key = 60, duration = 0.01 } }, instrument = "sine" };
        for (int i = 0; i < 3; i++)
            (await client.PostAsJsonAsync("/api/backends/pipeline/notes", note, Cancellation)).EnsureSuccessStatusCode();
        string metrics = await UntilAsync(() => client.GetStringAsync("/metrics", Cancellation), text => Count(text) >= 3);
        Assert.Equal(3, Count(metrics));
        Assert.Contains("http_server_request_duration_seconds_count", metrics, StringComparison.Ordinal);
        await UntilAsync(() => Task.FromResult(host.Collector.Heard("/v1/traces")),
            traces => traces.Contains("pipeline play", StringComparison.Ordinal));
        await UntilAsync(() => Task.FromResult(host.Collector.Heard("/v1/metrics")),
            heard => heard.Contains("cascade.backend.request.duration", StringComparison.Ordinal));
    }

    private static int Count(string metrics) => metrics.Split('\n')
        .Where(line => line.StartsWith("cascade_backend_notes_total{", StringComparison.Ordinal)
            && line.Contains("backend=\"pipeline\"", StringComparison.Ordinal))
        .Sum(line => int.Parse(line.Split("} ")[1].Split(' ')[0]));

    private static async Task<string> UntilAsync(Func<Task<string>> ask, Func<string, bool> isRight)
    {
        string text = "";
        for (int i = 0; i < 600 && !isRight(text); i++)
        {
            text = await ask();
            if (!isRight(text))
                await Task.Delay(100, Cancellation);
        }
        Assert.True(isRight(text), text);
        return text;
    }
}

/// <summary>A host that tells Prometheus and a collector.</summary>
public sealed class WatchedHost : RunningHost
{
    public WatchedHost() : this(new Collector())
    {
    }

    private WatchedHost(Collector collector) : base(["--Cascade:Prometheus", "true", "--Cascade:Database:Embedded", "false",
        "--OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address, "--OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
        "--OTEL_METRIC_EXPORT_INTERVAL", "500", "--OTEL_BSP_SCHEDULE_DELAY", "200"]) => Collector = collector;

    internal Collector Collector { get; }
}

/// <summary>Takes what is sent by OTLP over HTTP.</summary>
internal sealed class Collector
{
    private readonly ConcurrentDictionary<string, StringBuilder> _heard = new();

    public Collector()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.MapPost("/{**path}", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            StringBuilder heard = _heard.GetOrAdd(context.Request.Path, _ => new StringBuilder());
            // Protocol buffers carry names as they are.
            lock (heard)
                heard.Append(Encoding.Latin1.GetString(body.ToArray()));
        });
        app.StartAsync().GetAwaiter().GetResult();
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public string Address { get; }

    public string Heard(string path)
    {
        StringBuilder heard = _heard.GetOrAdd(path, _ => new StringBuilder());
        lock (heard)
            return heard.ToString();
    }
}
