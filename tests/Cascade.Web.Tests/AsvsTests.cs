using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Cascade.Dsp;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace Cascade.Web.Tests;

/// <summary>The points of OWASP's ASVS 5.0 that concern this host, each by its number, on a host by HTTPS behind a known proxy.</summary>
public sealed class AsvsTests : IClassFixture<ProxiedHost>
{
    private readonly ProxiedHost _host;

    public AsvsTests(ProxiedHost host)
    {
        _host = host;
        host.RequireDatabase();
    }

    // A page, data, a problem, a file, a description: every kind of answer there is.
    public static TheoryData<string> Answers =>
    [
        "/api/backends", "/api/backends/nobody", "/api/presets/organ", "/api/engine/tables", "/api/songs", "/nowhere", "/ws/play", "/docs/",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("' or 1=1 --")]
    [InlineData("%' ; drop table cascade.songs; --")]
    [InlineData("\\")]
    [InlineData("%")]
    [InlineData("_")]
    public async Task V1_2_4_What_is_searched_for_is_data_and_no_statement(string search)
    {
        using HttpClient guest = await GuestAsync();
        await SaveAsync(guest, "Tune");
        JsonElement found = await guest.GetFromJsonAsync<JsonElement>($"/api/songs?search={Uri.EscapeDataString(search)}", Cancellation);
        Assert.Empty(found.GetProperty("songs").EnumerateArray());
        Assert.Single((await guest.GetFromJsonAsync<JsonElement>("/api/songs?search=Tune", Cancellation)).GetProperty("songs")
            .EnumerateArray());
    }

    [Theory]
    [InlineData("POST", "/api/backends/service/notes", "{\"notes\":[{\"key\":-1}]}")]
    [InlineData("POST", "/api/backends/service/played", "{\"session\":\"1\"}")]
    [InlineData("PATCH", "/api/backends/service/config", "{\"volume\":1e9}")]
    [InlineData("POST", "/api/users/register", "{\"name\":\"a\",\"password\":\"short\"}")]
    [InlineData("POST", "/api/rooms", "{\"ownerKey\":\"../../etc\"}")]
    [InlineData("POST", "/api/continue", "{\"notes\":[{\"key\":60}],\"bars\":1000000}")]
    [InlineData("GET", "/api/engine/tables?rate=1", null)]
    public async Task V2_2_1_What_is_out_of_range_is_refused_by_the_host(string method, string path, string? body)
    {
        using HttpClient client = _host.SecureClient();
        using HttpRequestMessage request = Request(method, path, body);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.SendAsync(request, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task V3_2_1_What_users_have_stored_is_handed_over_as_a_file_and_never_shown()
    {
        using HttpClient guest = await GuestAsync();
        string id = await SaveAsync(guest, "<script>alert(1)</script>");
        foreach (string kind in (string[])["mid", "wav"])
        {
            HttpResponseMessage file = await guest.GetAsync($"/api/songs/{id}.{kind}", Cancellation);
            Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
            Assert.StartsWith("audio/", file.Content.Headers.ContentType!.MediaType, StringComparison.Ordinal);
            Assert.Contains("sandbox", file.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task V3_3_1_to_V3_3_4_The_cookie_is_of_this_host_and_HTTPS_alone_and_no_script_or_other_site_has_it()
    {
        using HttpClient client = _host.SecureClient(withCookies: false);
        HttpResponseMessage response = await client.PostAsync("/api/users/guest", null, Cancellation);
        string[] cookie = response.Headers.GetValues("Set-Cookie").Single().Split("; ");
        Assert.StartsWith("__Host-cascade=", cookie[0], StringComparison.Ordinal);
        Assert.Superset(new HashSet<string> { "secure", "httponly", "samesite=strict", "path=/" }, cookie.ToHashSet());
        Assert.DoesNotContain(cookie, part => part.StartsWith("domain", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task V3_4_1_Browsers_keep_to_HTTPS_for_a_year(string path)
    {
        string header = (await AnswerAsync(path)).Headers.GetValues("Strict-Transport-Security").Single();
        Assert.True(int.Parse(header.Split("max-age=")[1].Split(';')[0]) >= 31_536_000, header);
    }

    [Theory]
    [InlineData("https://friend.example", true)]
    [InlineData("https://friend.example.evil.example", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    [InlineData("http://friend.example", false)]
    public async Task V3_4_2_Other_origins_read_only_if_they_are_on_the_list(string origin, bool isAllowed)
    {
        using HttpClient client = _host.SecureClient();
        using HttpRequestMessage request = Request("GET", "/api/backends");
        request.Headers.Add("Origin", origin);
        HttpResponseMessage response = await client.SendAsync(request, Cancellation);
        Assert.Equal(isAllowed ? [origin] : [],
            response.Headers.TryGetValues("Access-Control-Allow-Origin", out IEnumerable<string>? allowed) ? allowed : []);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task V3_4_3_to_V3_4_6_Answers_run_nothing_are_taken_for_nothing_else_and_are_framed_by_nobody(string path)
    {
        HttpResponseMessage answer = await AnswerAsync(path);
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("base-uri 'none'", policy, StringComparison.Ordinal);
        if (!path.StartsWith("/docs", StringComparison.Ordinal))
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task V3_4_8_No_other_page_shares_the_window(string path) =>
        Assert.Equal("same-origin", (await AnswerAsync(path)).Headers.GetValues("Cross-Origin-Opener-Policy").Single());

    [Theory]
    [InlineData("Origin", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://piano.example", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "https://piano.example", HttpStatusCode.OK)]
    [InlineData("Origin", "https://friend.example", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("Sec-Fetch-Site", "none", HttpStatusCode.OK)]
    public async Task V3_5_1_and_V3_5_8_Pages_of_other_sites_change_nothing(string header, string value, HttpStatusCode expected)
    {
        using HttpClient client = _host.SecureClient();
        using HttpRequestMessage request = Request("POST", "/api/users/guest");
        request.Headers.Add(header, value);
        HttpResponseMessage response = await client.SendAsync(request, Cancellation);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK, response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task V3_5_3_Nothing_changes_by_a_question()
    {
        using HttpClient guest = await GuestAsync();
        string id = await SaveAsync(guest, "Stays");
        string before = await StateAsync();
        foreach (RouteEndpoint route in _host.Routes)
            if (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true
                && route.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal))
                await guest.GetAsync(Fill(route, id), Cancellation);
        Assert.Equal(before, await StateAsync());

        async Task<string> StateAsync() => string.Join('\n', await guest.GetStringAsync("/api/songs", Cancellation),
            await guest.GetStringAsync("/api/preferences", Cancellation), await guest.GetStringAsync("/api/practice", Cancellation),
            await guest.GetStringAsync("/api/played", Cancellation),
            (await guest.GetFromJsonAsync<JsonElement>("/api/users/me", Cancellation)).GetProperty("statistics").GetRawText());
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/api/backends", "application/json")]
    [InlineData("/health/live", "text/plain")]
    [InlineData("/docs/", "text/html")]
    public async Task V4_1_1_Text_says_how_it_is_written(string path, string type)
    {
        if (path == "/" && !File.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot", "index.html")))
            Assert.Skip("The page was not built.");
        HttpResponseMessage answer = await AnswerAsync(path);
        Assert.Equal((type, "utf-8"), (answer.Content.Headers.ContentType!.MediaType,
            answer.Content.Headers.ContentType.CharSet?.ToLowerInvariant()));
    }

    [Theory]
    [InlineData("GET", "/api/backends")]
    [InlineData("GET", "/")]
    [InlineData("POST", "/api/users/guest")]
    [InlineData("GET", "/ws/play")]
    public async Task V4_4_1_and_V12_2_1_Nothing_is_said_by_a_plain_connection(string method, string path)
    {
        using HttpClient client = _host.Client();
        using HttpRequestMessage request = Request(method, path);
        HttpResponseMessage response = await client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://piano.example", HttpStatusCode.Forbidden)]
    [InlineData("https://piano.example", HttpStatusCode.SwitchingProtocols)]
    [InlineData("https://friend.example", HttpStatusCode.SwitchingProtocols)]
    public async Task V4_4_2_A_socket_is_for_pages_on_the_list(string origin, HttpStatusCode expected)
    {
        using HttpClient client = _host.SecureClient();
        JsonElement room = await (await client.PostAsJsonAsync("/api/rooms", new { }, Cancellation)).Content
            .ReadFromJsonAsync<JsonElement>(Cancellation);
        foreach (string path in (string[])["/ws/play", $"/ws/room/{room.GetProperty("id").GetString()}"])
            Assert.Equal(expected, await HandshakeAsync(path, origin));
    }

    [Theory]
    [InlineData("ticket=", HttpStatusCode.Unauthorized)]
    [InlineData("ticket=guessed", HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.SwitchingProtocols)]
    public async Task V4_4_3_and_V4_4_4_Whoever_has_a_ticket_got_it_while_signed_in(string query, HttpStatusCode expected)
    {
        using HttpClient client = _host.SecureClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync("/api/socket-ticket", null, Cancellation)).StatusCode);
        JsonElement room = await (await client.PostAsJsonAsync("/api/rooms", new { }, Cancellation)).Content
            .ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(expected, await HandshakeAsync($"/ws/room/{room.GetProperty("id").GetString()}?{query}", null));
    }

    [Fact]
    public async Task V5_2_1_What_is_sent_is_bounded()
    {
        using HttpClient guest = await GuestAsync();
        foreach (string path in (string[])["/api/midi/parse", "/api/midi/render", "/api/midi/analyze", "/api/songs/midi"])
            Assert.Equal(HttpStatusCode.BadRequest,
                (await guest.PostAsync(path, new ByteArrayContent(new byte[(4 << 20) + 1]), Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("1234567", HttpStatusCode.BadRequest)]
    [InlineData("12345678", HttpStatusCode.OK)]
    [InlineData("pass word ÄÖ 🎹", HttpStatusCode.OK)]
    [InlineData("128", HttpStatusCode.OK)]
    [InlineData("129", HttpStatusCode.BadRequest)]
    public async Task V6_2_1_Passwords_have_8_characters_or_more_of_any_kind(string password, HttpStatusCode expected)
    {
        string word = password.Length == 3 ? new string('x', int.Parse(password)) : password, name = Guid.NewGuid().ToString("N");
        using HttpClient client = _host.SecureClient();
        var who = new { name, password = word };
        Assert.Equal(expected, (await client.PostAsJsonAsync("/api/users/register", who, Cancellation)).StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? HttpStatusCode.OK : HttpStatusCode.Unauthorized,
            (await client.PostAsJsonAsync("/api/users/sign-in", who, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task V6_3_8_A_wrong_name_is_answered_as_a_wrong_password()
    {
        string name = Guid.NewGuid().ToString("N");
        using HttpClient client = _host.SecureClient();
        var account = new { name, password = "long enough" };
        (await client.PostAsJsonAsync("/api/users/register", account, Cancellation)).EnsureSuccessStatusCode();
        string[] answers = await Task.WhenAll(((string[])[name, "nobody"]).Select(async who => (await (await client.PostAsJsonAsync(
            "/api/users/sign-in", new { name = who, password = "wrong word" }, Cancellation)).Content.ReadFromJsonAsync<JsonElement>(
                Cancellation)).GetProperty("detail").GetString()!));
        Assert.Equal(answers[0], answers[1]);
    }

    [Fact]
    public async Task V8_2_2_Nobody_reaches_anothers_by_its_id()
    {
        using HttpClient owner = await GuestAsync(), other = await GuestAsync();
        string id = await SaveAsync(owner, "Mine");
        foreach (RouteEndpoint route in _host.Routes.Where(r => r.Metadata.GetMetadata<IAuthorizeData>() is not null
            && r.RoutePattern.RawText!.StartsWith("/api/songs/{id:guid}", StringComparison.Ordinal)))
        {
            using HttpRequestMessage request = Request(
                route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0], Fill(route, id), "{\"title\":\"Mine\"}");
            if (request.Method == HttpMethod.Put)
                request.Content = new ByteArrayContent(new SongBuilder().ToSong().ToArray());
            Assert.Equal(HttpStatusCode.NotFound, (await other.SendAsync(request, Cancellation)).StatusCode);
        }
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync($"/api/songs/{id}", Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("/.env")]
    [InlineData("/appsettings.json")]
    [InlineData("/../appsettings.json")]
    [InlineData("/%2e%2e/appsettings.json")]
    [InlineData("/assets/..%2f..%2fappsettings.json")]
    [InlineData("/.git/config")]
    [InlineData("/cascade-web.dll")]
    public async Task V13_4_1_Nothing_of_the_host_itself_is_served(string path)
    {
        HttpResponseMessage answer = await AnswerAsync(path);
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task V16_5_1_An_error_says_nothing_of_the_hosts_inside()
    {
        using HttpClient client = _host.SecureClient();
        foreach ((string path, string body) in new[] { ("/api/backends/service/notes", "{\"notes\":"), ("/api/users/sign-in", "[]"),
            ("/api/backends/service/played", "{\"session\":{}}") })
        {
            using HttpRequestMessage request = Request("POST", path, body);
            HttpResponseMessage response = await client.SendAsync(request, Cancellation);
            string text = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/ws/play")]
    [InlineData("/ws/room/")]
    public async Task V17_3_1_and_V17_3_2_Floods_and_malformed_frames_end_their_own_connection_alone(string path)
    {
        using HttpClient client = _host.SecureClient();
        if (path.EndsWith('/'))
            path += (await (await client.PostAsJsonAsync("/api/rooms", new { }, Cancellation)).Content
                .ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("id").GetString();
        foreach (bool isFlood in (bool[])[true, false])
        {
            using ClientWebSocket socket = Socket(null);
            await socket.ConnectAsync(Address(path), Cancellation);
            Task reading = EndAsync(socket);
            try
            {
                for (int i = 0; i < (isFlood ? 100_000 : 1) && !reading.IsCompleted; i++)
                    await socket.SendAsync(isFlood ? new byte[] { 3, 1, (byte)(i % 128), 0, 0, 0, 0, 0 } : [9, 9],
                        WebSocketMessageType.Binary, true, Cancellation);
            }
            catch (WebSocketException)
            {
                // It was ended while it still sent.
            }
            await reading.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            Assert.True(socket.State is not WebSocketState.Open);
        }
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready", Cancellation)).StatusCode);

        static async Task EndAsync(ClientWebSocket socket)
        {
            var buffer = new byte[1 << 16];
            try
            {
                while ((await socket.ReceiveAsync(buffer, Cancellation)).MessageType != WebSocketMessageType.Close)
                {
                }
            }
            catch (WebSocketException)
            {
                // Cut off.
            }
        }
    }

    private async Task<HttpClient> GuestAsync()
    {
        HttpClient client = _host.SecureClient(withCookies: false);
        HttpResponseMessage response = await client.PostAsync("/api/users/guest", null, Cancellation);
        client.DefaultRequestHeaders.Add("Cookie", response.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        return client;
    }

    private static async Task<string> SaveAsync(HttpClient guest, string title)
    {
        var song = new { title, notes = new[] { new { key = 60 } } };
        HttpResponseMessage saved = await guest.PostAsJsonAsync("/api/songs", song, Cancellation);
        return (await saved.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("song").GetProperty("id").GetString()!;
    }

    private async Task<HttpResponseMessage> AnswerAsync(string path)
    {
        using HttpClient client = _host.SecureClient();
        return await client.GetAsync(path, Cancellation);
    }

    private async Task<HttpStatusCode> HandshakeAsync(string path, string? origin)
    {
        using ClientWebSocket socket = Socket(origin);
        await Record.ExceptionAsync(() => socket.ConnectAsync(Address(path), Cancellation));
        return socket.HttpStatusCode;
    }

    private Uri Address(string path) => new($"ws://{_host.Address.Authority}{path}");

    private static ClientWebSocket Socket(string? origin)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("X-Forwarded-Proto", "https");
        socket.Options.SetRequestHeader("X-Forwarded-Host", "piano.example");
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        return socket;
    }

    private static string Fill(RouteEndpoint route, string id) => route.RoutePattern.RawText!
        .Replace("{id:guid}", id, StringComparison.Ordinal)
        .Replace("{id}", id, StringComparison.Ordinal).Replace("{name}", "service", StringComparison.Ordinal)
        .Replace("{key:int}", "60", StringComparison.Ordinal);

    private static HttpRequestMessage Request(string method, string path, string? body = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return request;
    }
}
