using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Cascade.Dsp;
using Cascade.Samples.Web.Services;
using Microsoft.AspNetCore.Builder;

namespace Cascade.Web.Tests;

/// <summary>The file service within the host.</summary>
public sealed class FileTests(RunningHost host) : FileConformance(host), IClassFixture<RunningHost>
{
    [Fact]
    public async Task Two_hundred_and_fifty_six_megabytes_are_the_most_of_one_user()
    {
        using HttpClient guest = await Host.GuestAsync();
        // 16 of them fit, and then little ones.
        byte[] large = Wave((16 << 20) / 4 - 100);
        Assert.InRange(large.Length, (16 << 20) - 400, 16 << 20);
        for (int i = 0; i < 16; i++)
            await SaveAsync(guest, "", large);
        Assert.Equal(HttpStatusCode.BadRequest,
            (await guest.PostAsync("/api/files", new ByteArrayContent(large), Cancellation)).StatusCode);
        string first = (await guest.GetFromJsonAsync<JsonElement>("/api/files", Cancellation))[0].GetProperty("id").GetString()!;
        await guest.DeleteAsync($"/api/files/{first}", Cancellation);
        await SaveAsync(guest, "", large);
    }
}

/// <summary>The file service at a host of its own does the same.</summary>
public sealed class RemoteFileTests(HostOfStoringServices host) : FileConformance(host), IClassFixture<HostOfStoringServices>
{
    [Fact]
    public async Task It_ends_alone_and_is_missed_with_a_reason()
    {
        await using var own = new HostOfStoringServices();
        await own.InitializeAsync();
        own.RequireDatabase();
        using HttpClient guest = await own.GuestAsync();
        await own.Service<ServiceHosts>().EndAsync(ServiceHosts.Files);
        HttpResponseMessage missed = await guest.GetAsync("/api/files", Cancellation);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (missed.StatusCode, missed.Headers.RetryAfter!.ToString()));
        Assert.Equal("[]", await guest.GetStringAsync("/api/played", Cancellation));
        Assert.Equal([("synthesis", true), ("midi", true), ("files", false), ("analysis", true)],
            (await guest.GetFromJsonAsync<JsonElement>("/api/services", Cancellation)).EnumerateArray()
                .Select(s => (s.GetProperty("name").GetString()!, s.GetProperty("isHealthy").GetBoolean())));
        using HttpClient stranger = own.Client();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/api/files", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Started_alone_it_needs_the_database_of_the_host()
    {
        await using WebApplication app =
            ServiceHosts.Build(ServiceHosts.Files, ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"]);
        await app.StartAsync(Cancellation);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        HttpResponseMessage refused = await client.GetAsync($"/users/{Guid.NewGuid()}/files", Cancellation);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "5"), (refused.StatusCode, refused.Headers.RetryAfter!.ToString()));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/users/me/files", Cancellation)).StatusCode);
    }
}

/// <summary>What the file service does: what comes in goes out, byte by byte, and no more than there is room for.</summary>
public abstract class FileConformance
{
    protected FileConformance(RunningHost host)
    {
        Host = host;
        host.RequireDatabase();
    }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Where the files go.</summary>
    protected RunningHost Host { get; }

    [Fact]
    public async Task Midi_and_audio_files_are_kept_as_they_came_by_ids_of_their_own()
    {
        using HttpClient guest = await Host.GuestAsync();
        byte[] midi = new SongBuilder().ToSong().ToArray(), wave = Wave(1_000);
        JsonElement first = await SaveAsync(guest, "?name=a/b%5Cc%0A.mid", midi), second = await SaveAsync(guest, "", wave);
        Assert.Equal(("a_b_c.mid", "audio/midi", midi.Length), NameTypeSize(first));
        Assert.Equal(("sound.wav", "audio/wav", wave.Length), NameTypeSize(second));
        foreach ((JsonElement file, byte[] bytes) in new[] { (first, midi), (second, wave) })
        {
            HttpResponseMessage response = await guest.GetAsync($"/api/files/{file.GetProperty("id").GetString()}", Cancellation);
            Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync(Cancellation));
            Assert.Equal((file.GetProperty("contentType").GetString(), "attachment"),
                (response.Content.Headers.ContentType!.MediaType, response.Content.Headers.ContentDisposition!.DispositionType));
        }
        JsonElement listed = await guest.GetFromJsonAsync<JsonElement>("/api/files", Cancellation);
        Assert.Equal([Id(second), Id(first)], listed.EnumerateArray().Select(Id));
        Assert.Equal(HttpStatusCode.NoContent, (await guest.DeleteAsync($"/api/files/{Id(first)}", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await guest.DeleteAsync($"/api/files/{Id(first)}", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await guest.GetAsync($"/api/files/{Id(first)}", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task A_repeated_save_is_harmless_and_an_id_is_of_its_user_alone()
    {
        using HttpClient guest = await Host.GuestAsync(), other = await Host.GuestAsync();
        string id = Guid.CreateVersion7().ToString();
        byte[] file = Wave(100);
        await SaveAsync(guest, $"?id={id}&name=first.wav", file);
        Assert.Equal("first.wav", (await SaveAsync(guest, $"?id={id}&name=again.wav", Wave(200))).GetProperty("name").GetString());
        Assert.Equal(file, await guest.GetByteArrayAsync($"/api/files/{id}", Cancellation));
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/api/files/{id}", Cancellation)).StatusCode);
        await SaveAsync(other, $"?id={id}&name=theirs.wav", Wave(50));
        Assert.Equal(file, await guest.GetByteArrayAsync($"/api/files/{id}", Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3C 73 76 67 3E")]
    [InlineData("52 49 46 46 04 00 00 00 57 41 56 45")]
    [InlineData("4D 54 68 64")]
    public async Task What_is_neither_is_refused(string bytes)
    {
        using HttpClient guest = await Host.GuestAsync();
        HttpResponseMessage response = await guest.PostAsync("/api/files",
            new ByteArrayContent(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal))), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("body", (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("field").GetString());
        using var page = new StringContent("<svg>", System.Text.Encoding.UTF8, "text/html");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await guest.PostAsync("/api/files", page, Cancellation)).StatusCode);
        Assert.Equal("[]", await guest.GetStringAsync("/api/files", Cancellation));
    }

    [Fact]
    public async Task There_is_room_for_two_hundred_files_also_when_many_come_at_once()
    {
        using HttpClient guest = await Host.GuestAsync();
        byte[] file = new SongBuilder().ToSong().ToArray();
        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 220).Select(async _ =>
            (await guest.PostAsync("/api/files", new ByteArrayContent(file), Cancellation)).StatusCode));
        Assert.Equal((200, 20),
            (answers.Count(code => code == HttpStatusCode.OK), answers.Count(code => code == HttpStatusCode.BadRequest)));
        Assert.Equal(200, (await guest.GetFromJsonAsync<JsonElement>("/api/files", Cancellation)).GetArrayLength());
        // Of another there is room.
        using HttpClient other = await Host.GuestAsync();
        await SaveAsync(other, "", file);
        Assert.Equal(HttpStatusCode.BadRequest,
            (await other.PostAsync("/api/files", new ByteArrayContent(new byte[(16 << 20) + 1]), Cancellation)).StatusCode);
    }

    private static (string?, string?, int) NameTypeSize(JsonElement file) => (file.GetProperty("name").GetString(),
        file.GetProperty("contentType").GetString(), file.GetProperty("size").GetInt32());

    private static string Id(JsonElement file) => file.GetProperty("id").GetString()!;

    protected static byte[] Wave(int frames)
    {
        using var stream = new MemoryStream();
        WaveFile.Write(stream, new float[frames], new float[frames], 48_000);
        return stream.ToArray();
    }

    protected static async Task<JsonElement> SaveAsync(HttpClient client, string query, byte[] content)
    {
        using var body = new ByteArrayContent(content);
        // Which of the two it is said to be counts for nothing.
        body.Headers.ContentType = new MediaTypeHeaderValue("audio/midi");
        HttpResponseMessage response = await client.PostAsync("/api/files" + query, body, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }
}
