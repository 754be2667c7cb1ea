using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Dsp.Tests.Architecture;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace Cascade.Web.Tests;

public sealed class SongApiTests : IClassFixture<RunningHost>
{
    private static readonly object s_tune = new
    {
        title = "Tune",
        notes = new[] { new { key = 60, velocity = 0.5, start = 0, duration = 0.5 },
            new { key = 64, velocity = 0.75, start = 1, duration = 0.25 } },
    };

    private readonly RunningHost _host;

    public SongApiTests(RunningHost host)
    {
        _host = host;
        host.RequireDatabase();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_played_is_kept_found_heard_and_deleted()
    {
        using HttpClient guest = await _host.GuestAsync();
        JsonElement saved = await (await guest.PostAsJsonAsync("/api/songs", s_tune, Cancellation)).Content.ReadFromJsonAsync<JsonElement>(
            Cancellation);
        Guid id = saved.GetProperty("song").GetProperty("id").GetGuid();
        JsonElement audio = saved.GetProperty("audio");
        Assert.InRange(audio.GetProperty("loudness").GetDouble(), -60, -10);
        Assert.InRange(audio.GetProperty("truePeak").GetDouble(), -60, 0);

        Assert.Equal(id, (await guest.GetFromJsonAsync<JsonElement>("/api/songs?search=tun", Cancellation)).GetProperty("songs")[0]
            .GetProperty("id").GetGuid());
        var song = Song.Read(await guest.GetByteArrayAsync($"/api/songs/{id}.mid", Cancellation));
        Assert.Equal(("Tune", 2), (song.Title, song.NoteCount));
        Assert.Equal([(0, 60, 64), (48_000, 64, 95)], song.ToSequence(48_000).Events.ToArray().Where(e => e.Kind == EventKind.NoteOn)
            .Select(e => ((int)e.Time, (int)e.Number, (int)Math.Round(e.Value * 127))));
        WaveSound wave = WaveFile.Read(
            new MemoryStream(await guest.GetByteArrayAsync($"/api/songs/{id}.wav?instrument=organ", Cancellation)));
        Assert.True(wave[0].ToArray().Max() > 0.02);
        JsonElement notes = await guest.GetFromJsonAsync<JsonElement>($"/api/songs/{id}/notes?lowestKey=62", Cancellation);
        Assert.Equal(64, notes.EnumerateArray().Single().GetProperty("key").GetInt32());

        JsonElement renamed = await (
            await guest.PatchAsJsonAsync(
            $"/api/songs/{id}", new { title = "Other", expectedVersion = 1 }, Cancellation)).Content.ReadFromJsonAsync<JsonElement>(
                Cancellation);
        Assert.Equal(("Other", 2), (renamed.GetProperty("title").GetString(), renamed.GetProperty("version").GetInt32()));
        Assert.Equal(HttpStatusCode.Conflict,
            (await guest.PatchAsJsonAsync($"/api/songs/{id}", new { title = "Late", expectedVersion = 1 }, Cancellation)).StatusCode);
        JsonElement me = await guest.GetFromJsonAsync<JsonElement>("/api/users/me", Cancellation);
        Assert.Equal((1, 2), (
            me.GetProperty("statistics").GetProperty("songs").GetInt32(), me.GetProperty("statistics").GetProperty("notes").GetInt32()));
        Assert.Equal(HttpStatusCode.NoContent, (await guest.DeleteAsync($"/api/songs/{id}", Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await guest.GetAsync($"/api/songs/{id}", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task A_midi_file_keeps_all_it_says_and_a_repeated_save_is_harmless()
    {
        using HttpClient guest = await _host.GuestAsync();
        var score = new SongBuilder { Title = "Score" };
        score.AddNote(score.AddTrack("Left hand", 3, 48), 0, 480, 50);
        byte[] file = score.ToSong().ToArray();
        var id = Guid.CreateVersion7();
        for (int i = 0; i < 2; i++)
        {
            HttpResponseMessage response = await guest.PostAsync($"/api/songs/midi?id={id}", Midi(file), Cancellation);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        Assert.Equal(file, await guest.GetByteArrayAsync($"/api/songs/{id}.mid", Cancellation));
        Assert.Single((await guest.GetFromJsonAsync<JsonElement>("/api/songs", Cancellation)).GetProperty("songs").EnumerateArray());
        HttpResponseMessage wrong = await guest.PostAsync("/api/songs/midi", Midi([1, 2, 3]), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        HttpResponseMessage large = await guest.PostAsync("/api/songs/midi", Midi(new byte[(4 << 20) + 1]), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, large.StatusCode);
        JsonElement parsed = await (
            await guest.PostAsync("/api/midi/parse", Midi(file), Cancellation)).Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(("Score", 1), (parsed.GetProperty("title").GetString(), parsed.GetProperty("noteCount").GetInt32()));
    }

    [Fact]
    public async Task What_is_too_long_to_be_played_is_kept_all_the_same()
    {
        using HttpClient guest = await _host.GuestAsync();
        var score = new SongBuilder { Title = "Long" };
        score.AddNote(score.AddTrack(), 0, 4_000 * 960, 60);
        HttpResponseMessage response = await guest.PostAsync("/api/songs/midi", Midi(score.ToSong().ToArray()), Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonElement audio = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("audio");
        Assert.Equal((4_000, JsonValueKind.Null), (audio.GetProperty("seconds").GetDouble(), audio.GetProperty("loudness").ValueKind));
    }

    [Fact]
    public async Task A_song_is_sent_while_it_is_rendered_with_the_samples_of_a_file()
    {
        using HttpClient client = _host.Client();
        var score = new SongBuilder();
        int track = score.AddTrack();
        for (int i = 0; i < 60; i++)
            score.AddNote(track, 480 * i, 480, 40 + i % 40);
        Song song = score.ToSong();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/midi/render") { Content = Midi(song.ToArray()) };
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        // Nobody knows yet how long it will be.
        Assert.Null(response.Content.Headers.ContentLength);
        float[] streamed = WaveFile.Read(new MemoryStream(await response.Content.ReadAsByteArrayAsync(Cancellation)))[0].ToArray();
        using var file = new MemoryStream();
        using (var writer = new WaveWriter(file, 48_000, leaveOpen: true))
        {
            OfflineRenderer.Render(
                new VoiceEngine(new PianoInstrument(), null, new Reverb(), new Limiter()), song.ToSequence(48_000), writer,
                cancellationToken: Cancellation);
            writer.Complete();
        }
        file.Position = 0;
        Assert.Equal(WaveFile.Read(file)[0].ToArray(), streamed);
    }

    [Fact]
    public async Task Accounts_open_by_their_password_alone_with_a_cookie_or_a_token()
    {
        string name = "clara " + Guid.NewGuid().ToString("N");
        using HttpClient first = _host.Client();
        Assert.Equal(HttpStatusCode.BadRequest,
            (await first.PostAsJsonAsync("/api/users/register", new { name, password = "short" }, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.OK,
            (await first.PostAsJsonAsync("/api/users/register", new { name, password = "long enough" }, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict,
            (await first.PostAsJsonAsync("/api/users/register", new { name, password = "long enough" }, Cancellation)).StatusCode);
        using HttpClient second = _host.Client();
        foreach ((string who, string word) in new[] { (name, "wrong word"), ("nobody", "long enough") })
            Assert.Equal(HttpStatusCode.Unauthorized,
                (await second.PostAsJsonAsync("/api/users/sign-in", new { name = who, password = word }, Cancellation)).StatusCode);
        HttpResponseMessage signedIn =
            await second.PostAsJsonAsync("/api/users/sign-in?token=true", new { name, password = "long enough" }, Cancellation);
        string token = (await signedIn.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("accessToken").GetString()!;
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.GetAsync("/api/users/me", Cancellation)).StatusCode);
        second.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Assert.Equal(name, (await second.GetFromJsonAsync<JsonElement>("/api/users/me", Cancellation)).GetProperty("name").GetString());
        await first.PostAsync("/api/users/sign-out", null, Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, (await first.GetAsync("/api/users/me", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Nobody_reaches_what_is_anothers_and_nothing_without_signing_in()
    {
        using HttpClient owner = await _host.GuestAsync(), other = await _host.GuestAsync(), stranger = _host.Client();
        JsonElement saved = await (await owner.PostAsJsonAsync("/api/songs", s_tune, Cancellation)).Content.ReadFromJsonAsync<JsonElement>(
            Cancellation);
        string id = saved.GetProperty("song").GetProperty("id").GetString()!;
        RouteEndpoint[] closed = [.. _host.Routes.Where(route => route.Metadata.GetMetadata<IAuthorizeData>() is not null)];
        Assert.True(closed.Length >= 9);
        foreach (RouteEndpoint route in closed)
        {
            string path = route.RoutePattern.RawText!.Replace("{id:guid}", id, StringComparison.Ordinal);
            var method = new HttpMethod(route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]);
            Assert.Equal(HttpStatusCode.Unauthorized, await Ask(stranger, method, path));
            if (path.Contains(id, StringComparison.Ordinal))
                Assert.Equal(HttpStatusCode.NotFound, await Ask(other, method, path));
        }
        Assert.Equal(HttpStatusCode.OK, await Ask(owner, HttpMethod.Get, $"/api/songs/{id}"));
        // Whatever is not open to all asks who one is: what is, is named here.
        Assert.Equal(["/api/backends", "/api/compare", "/api/continue", "/api/engine", "/api/live", "/api/midi", "/api/predict",
            "/api/presets", "/api/rooms", "/api/services", "/api/users"],
            _host.Routes.Except(closed).Select(route => string.Join('/', route.RoutePattern.RawText!.Split('/').Take(3)))
                .Where(path => path.StartsWith("/api", StringComparison.Ordinal)).Distinct().Order());

        async Task<HttpStatusCode> Ask(HttpClient client, HttpMethod method, string path)
        {
            using var request = new HttpRequestMessage(method, path);
            if (method == HttpMethod.Patch)
                request.Content = JsonContent.Create(new { title = "Mine" });
            if (method == HttpMethod.Put)
                request.Content = new ByteArrayContent(new SongBuilder().ToSong().ToArray());
            return (await client.SendAsync(request, Cancellation)).StatusCode;
        }
    }

    // What docs/web.md says to type, typed.
    [Fact]
    public async Task The_document_says_what_works()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The document's commands are for a POSIX shell.");
        string folder = Directory.CreateTempSubdirectory("cascade-web-doc").FullName;
        try
        {
            var score = new SongBuilder();
            score.AddNote(score.AddTrack(), 0, 480, 60);
            score.ToSong().Write(Path.Combine(folder, "song.mid"));
            string commands = (await File.ReadAllTextAsync(SourceTree.PathOf("docs", "web.md"), Cancellation)).Split("```sh")[1]
                .Split("```")[0]
                .Replace("http://localhost:5127", _host.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(folder, "try.sh"), "set -euo pipefail\n" + commands, Cancellation);
            using System.Diagnostics.Process shell = System.Diagnostics.Process.Start(
                new System.Diagnostics.ProcessStartInfo("bash", ["try.sh"]) { WorkingDirectory = folder, RedirectStandardOutput = true })!
                .Watched();
            string output = await shell.StandardOutput.ReadToEndAsync(Cancellation);
            await shell.WaitForExitAsync(Cancellation);
            Assert.Equal(0, shell.ExitCode);
            Assert.Equal(4, output.Split("\"sameSamples\":true").Length - 1);
            Assert.Equal(2, Song.Read(Path.Combine(folder, "kept.mid")).NoteCount);
            foreach (string wave in (string[])["note.wav", "song.wav", "kept.wav"])
                Assert.True(WaveFile.Read(Path.Combine(folder, wave))[0].ToArray().Max() > 0.01f, wave);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ByteArrayContent Midi(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("audio/midi");
        return content;
    }
}
