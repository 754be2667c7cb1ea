using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Cascade.Dsp;

namespace Cascade.Web.Tests;

public sealed class BackendApiTests(HostWithoutDatabase host) : IClassFixture<HostWithoutDatabase>
{
    private readonly HttpClient _client = host.Client();

    public static TheoryData<string> Backends => ["service", "pipeline", "actors", "realtime"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Notes_come_back_as_a_wave_file_and_as_json(string backend)
    {
        var body = new { instrument = "sine", notes = new[] { new { key = 69, velocity = 1, start = 0.5, duration = 1 } } };
        HttpResponseMessage wave = await _client.PostAsJsonAsync($"/api/backends/{backend}/notes", body, Cancellation);
        Assert.Equal(("audio/wav", HttpStatusCode.OK), (wave.Content.Headers.ContentType!.MediaType, wave.StatusCode));
        Assert.Contains("synthesis;dur=", wave.Headers.GetValues("Server-Timing").Single(), StringComparison.Ordinal);
        float[] left = WaveFile.Read(new MemoryStream(await wave.Content.ReadAsByteArrayAsync(Cancellation)))[0].ToArray();
        Assert.InRange(left.Length, 86_000, 87_000);
        Assert.All(left[..24_000], sample => Assert.Equal(0, sample, 1e-4));
        // 0.7 of full scale, less 6 dB.
        Assert.Equal(0.7 * 0.5012, left[48_000..60_000].Max(), 1e-3);

        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/backends/{backend}/notes")
        {
            Content = JsonContent.Create(body),
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        JsonElement json = await (await _client.SendAsync(request, Cancellation)).Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal((backend, left.Length), (json.GetProperty("backend").GetString(), json.GetProperty("frames").GetInt32()));
        byte[] samples = json.GetProperty("samples").GetBytesFromBase64();
        Assert.Equal(4 * left.Length, samples.Length);
        Assert.Equal(left[50_000], BitConverter.ToInt16(samples, 200_000) / 32_768f, 1e-4);
        Assert.True(json.GetProperty("milliseconds").GetProperty("total").GetDouble() > 0);
        JsonElement metrics = await _client.GetFromJsonAsync<JsonElement>($"/api/backends/{backend}/metrics", Cancellation);
        Assert.True(metrics.GetProperty("requests").GetInt32() >= 2);
    }

    [Theory]
    [InlineData("{\"notes\":[{\"key\":128}]}", "notes[0].key", "0 to 127")]
    [InlineData("{\"notes\":[]}", "notes", "1 to 10000 notes")]
    [InlineData("{\"notes\":[{\"key\":60}],\"instrument\":\"kazoo\"}", "instrument", null)]
    [InlineData("{\"notes\":[{\"key\":60,\"volume\":1}]}", null, null)]
    [InlineData("{\"notes\":[{\"key\":\"C4\"}]}", null, null)]
    [InlineData("{\"notes\":", null, null)]
    [InlineData("", null, null)]
    public async Task What_is_wrong_is_a_problem_with_its_field(string body, string? field, string? allowed)
    {
        HttpResponseMessage response =
            await _client.PostAsync(
            "/api/backends/service/notes", new StringContent(body, Encoding.UTF8, "application/json"), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.True(problem.GetProperty("detail").GetString()!.Length > 10);
        if (field is not null)
            Assert.Equal(field, problem.GetProperty("field").GetString());
        if (allowed is not null)
            Assert.Equal(allowed, problem.GetProperty("allowed").GetString());
    }

    [Fact]
    public async Task Unknown_names_are_not_found_and_other_methods_not_allowed()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync("/api/backends/mainframe", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync("/api/presets/kazoo", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync("/nowhere", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _client.DeleteAsync("/api/backends", Cancellation)).StatusCode);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_configuration_changes_as_a_whole(string backend)
    {
        string path = $"/api/backends/{backend}/config";
        JsonElement before = await _client.GetFromJsonAsync<JsonElement>(path, Cancellation);
        HttpResponseMessage refused = await _client.PatchAsJsonAsync(path, new { volume = -20, sampleRate = 1 }, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(before.ToString(), (await _client.GetFromJsonAsync<JsonElement>(path, Cancellation)).ToString());
        JsonElement after = await (
            await _client.PatchAsJsonAsync(path, new { volume = -20 }, Cancellation)).Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal((-20, 48_000), (after.GetProperty("volume").GetInt32(), after.GetProperty("sampleRate").GetInt32()));
        await _client.PatchAsJsonAsync(path, new { volume = -6 }, Cancellation);
    }

    [Fact]
    public async Task All_backends_are_compared_by_the_same_notes()
    {
        HttpResponseMessage response =
            await _client.PostAsJsonAsync(
            "/api/compare?rounds=3", new { instrument = "square", notes = new[] { new { key = 60 } } }, Cancellation);
        JsonElement[] rows = [.. (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).EnumerateArray()];
        Assert.Equal(["service", "pipeline", "actors", "realtime"], rows.Select(row => row.GetProperty("backend").GetString()));
        Assert.All(rows, row => Assert.True(
            row.GetProperty("sameSamples").GetBoolean() && row.GetProperty("notesPerSecond").GetDouble() > 0));
        Assert.Equal(HttpStatusCode.BadRequest,
            (await _client.PostAsJsonAsync(
            "/api/compare?rounds=101", new { notes = new[] { new { key = 60 } } }, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task It_plays_without_a_database_and_says_what_it_cannot_do()
    {
        JsonElement ready = await _client.GetFromJsonAsync<JsonElement>("/health/ready", Cancellation);
        Assert.Equal("This host has no database.", ready.GetProperty("database").GetString());
        HttpResponseMessage guest = await _client.PostAsync("/api/users/guest", null, Cancellation);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (guest.StatusCode, guest.Headers.RetryAfter!.ToString()));
        Assert.Contains("no database", await guest.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sounds_are_listed_and_told_in_full()
    {
        JsonElement presets = await _client.GetFromJsonAsync<JsonElement>("/api/presets", Cancellation);
        Assert.Contains("piano and strings",
            presets.GetProperty("sounds").EnumerateArray().Select(sound => sound.GetProperty("name").GetString()));
        string json = await _client.GetStringAsync("/api/presets/piano%20and%20strings", Cancellation);
        Assert.Equal(Dsp.PresetLibrary.Sound("piano and strings").ToJson(), json);
        JsonElement document = await _client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Cancellation);
        // Every route is described in words.
        Assert.All(document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()),
            operation => Assert.True(operation.Value.GetProperty("summary").GetString()!.Length > 5));
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/docs/", Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("own", HttpStatusCode.OK)]
    public async Task Pages_of_other_sites_change_nothing(string? origin, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/api/backends/service/config")
        {
            Content = JsonContent.Create(new { volume = -6 }),
        };
        if (origin is not null)
            request.Headers.Add("Origin", origin == "own" ? host.Address.GetLeftPart(UriPartial.Authority) : origin);
        HttpResponseMessage response = await _client.SendAsync(request, Cancellation);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }
}
