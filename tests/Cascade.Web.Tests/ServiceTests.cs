using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Cascade.Backends.Tests;
using Cascade.Dsp;
using Cascade.Samples.Backends;
using Cascade.Samples.Backends.Services;
using Cascade.Samples.Web.Services;
using Microsoft.AspNetCore.Builder;

namespace Cascade.Web.Tests;

/// <summary>The service backend, with its synthesis at a host of its own, does what all backends do.</summary>
public sealed class RemoteServiceConformance() : BackendConformance(() => new ServiceBackend(() => s_address.Value))
{
    private static readonly Lazy<Uri> s_address = new(() =>
    {
        WebApplication app =
            ServiceHosts.Build(ServiceHosts.Synthesis, ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"]);
        app.StartAsync().GetAwaiter().GetResult();
        return new Uri(app.Urls.First());
    });
}

/// <summary>The services as hosts of their own, behind the host.</summary>
public sealed class ServiceTests(HostOfServices host) : IClassFixture<HostOfServices>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_comes_by_HTTP_is_what_comes_in_process()
    {
        await using var near = new HostWithoutDatabase();
        await near.InitializeAsync();
        using HttpClient far = host.Client(), close = near.Client();
        var score = new SongBuilder { Title = "Score" };
        int track = score.AddTrack();
        for (int i = 0; i < 16; i++)
            score.AddNote(track, 240 * i, 240, 60 + i % 8);
        byte[] file = score.ToSong().ToArray();
        object notes = new { notes = new[] { new { key = 60 }, new { key = 62 } } };
        foreach ((string path, Func<HttpContent> body) in new (string, Func<HttpContent>)[]
        {
            ("/api/midi/parse", () => new ByteArrayContent(file)), ("/api/midi/render?instrument=organ", () => new ByteArrayContent(file)),
            ("/api/midi/analyze", () => new ByteArrayContent(file)), ("/api/midi/parse", () => new ByteArrayContent([1, 2, 3])),
            ("/api/predict", () => JsonContent.Create(notes)), ("/api/continue", () => JsonContent.Create(notes)),
            ("/api/predict", () => JsonContent.Create(new { notes = new[] { new { key = 128 } } })),
            ("/api/backends/service/notes", () => JsonContent.Create(notes)),
        })
        {
            HttpResponseMessage one = await far.PostAsync(path, body(), Cancellation),
                other = await close.PostAsync(path, body(), Cancellation);
            Assert.Equal((path, other.StatusCode, other.Content.Headers.ContentType),
                (path, one.StatusCode, one.Content.Headers.ContentType));
            // Each request has a trace of its own, which problems tell.
            if (one.IsSuccessStatusCode)
                Assert.Equal(await other.Content.ReadAsByteArrayAsync(Cancellation), await one.Content.ReadAsByteArrayAsync(Cancellation));
        }
        Assert.Equal(HttpStatusCode.BadRequest, (await far.GetAsync("/api/midi/notes/128", Cancellation)).StatusCode);
        const string note = "/api/midi/notes/60";
        Assert.Equal(await close.GetStringAsync(note, Cancellation), await far.GetStringAsync(note, Cancellation));
        JsonElement[] rows = [.. (await (await far.PostAsJsonAsync("/api/compare?rounds=2", notes, Cancellation)).Content
            .ReadFromJsonAsync<JsonElement>(Cancellation)).EnumerateArray()];
        Assert.All(rows, row => Assert.True(row.GetProperty("sameSamples").GetBoolean()));
    }

    [Fact]
    public async Task A_service_that_ends_takes_no_other_with_it()
    {
        await using var own = new HostOfServices();
        await own.InitializeAsync();
        using HttpClient client = own.Client();
        object notes = new { notes = new[] { new { key = 60, duration = 0.1 } }, instrument = "sine" };
        await own.Service<ServiceHosts>().EndAsync(ServiceHosts.Synthesis);
        HttpResponseMessage refused = await client.PostAsJsonAsync("/api/backends/service/notes", notes, Cancellation);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (refused.StatusCode, refused.Headers.RetryAfter!.ToString()));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/midi/notes/60", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/api/backends/pipeline/notes", notes, Cancellation)).StatusCode);
        HttpResponseMessage health = await client.GetAsync("/api/backends/service/health", Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal("pipeline",
            (await health.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("instead").GetString());
        JsonElement services = await client.GetFromJsonAsync<JsonElement>("/api/services", Cancellation);
        Assert.Equal([("synthesis", false), ("midi", true), ("files", true), ("analysis", true)], services.EnumerateArray()
            .Select(s => (s.GetProperty("name").GetString()!, s.GetProperty("isHealthy").GetBoolean())));

        await own.Service<ServiceHosts>().EndAsync(ServiceHosts.Midi);
        HttpResponseMessage gone = await client.GetAsync("/api/midi/notes/60", Cancellation);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (gone.StatusCode, gone.Headers.RetryAfter!.ToString()));
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/api/predict", new { notes = new[] { new { key = 60 } } },
            Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Wrong_calls_of_a_service_are_refused_with_the_field()
    {
        await using WebApplication app =
            ServiceHosts.Build(ServiceHosts.Synthesis, ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"]);
        await app.StartAsync(Cancellation);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var sine = new SoundRequest { Instrument = "sine", Notes = [new NoteRequest(60)] };
        foreach ((string step, byte[] body, string field) in new[]
        {
            ("synthesize-note", [], "body"), ("synthesize-note", [255, 255, 255, 127], "body"),
            ("synthesize-note", [1, 0, 0, 0, 0x7B], "body"), ("synthesize-note", [2, 0, 0, 0, 0x7B, 0x7D], "body"),
            ("synthesize-note", Call(sine with { Notes = [] }), "notes"),
            ("generate-waveform", Call(sine with { Instrument = "piano" }), "instrument"), ("play-sound", Call(sine), "instrument"),
            ("apply-adsr-envelope", Call(sine), "wave"),
        })
        {
            HttpResponseMessage response = await client.PostAsync(step, new ByteArrayContent(body), Cancellation);
            Assert.Equal((step, HttpStatusCode.BadRequest), (step, response.StatusCode));
            Assert.Equal(field, (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("field").GetString());
        }

        static byte[] Call(SoundRequest request)
        {
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(new { configuration = new BackendConfiguration(), request },
                JsonSerializerOptions.Web);
            return [.. BitConverter.GetBytes(json.Length), .. json];
        }
    }

    [Theory]
    [InlineData("midi", "midi")]
    [InlineData(null, null)]
    public void A_service_is_named_by_the_command_line(string? name, string? expected) =>
        Assert.Equal(expected, ServiceHosts.NameIn(name is null ? ["--urls", "x"] : ["--urls", "x", "--service", name]));

    [Fact]
    public void A_service_that_there_is_not_is_refused() =>
        Assert.Contains("synthesis", Assert.Throws<ArgumentException>(() => ServiceHosts.NameIn(["--service", "fax"])).Message,
            StringComparison.Ordinal);
}

/// <summary>A host whose services are hosts of their own.</summary>
public sealed class HostOfServices() : RunningHost(["--Cascade:Database:Embedded", "false", "--services", "http"]);

/// <summary>A host whose services are hosts of their own, with a database.</summary>
public sealed class HostOfStoringServices() : RunningHost(["--services", "http"]);
