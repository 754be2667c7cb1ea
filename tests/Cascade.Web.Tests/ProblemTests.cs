using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Cascade.Web.Tests;

/// <summary>Answers of errors have a code for programs, beside the words for people.</summary>
public sealed class ProblemTests(HostWithoutDatabase host) : IClassFixture<HostWithoutDatabase>
{
    [Theory]
    [InlineData("GET", "/api/nothing", null, HttpStatusCode.NotFound, "notFound")]
    [InlineData("GET", "/api/rooms/2222222222222222222222", null, HttpStatusCode.NotFound, "notFound")]
    [InlineData("GET", "/api/songs", null, HttpStatusCode.Unauthorized, "unauthorized")]
    [InlineData("POST", "/api/users/guest", null, HttpStatusCode.ServiceUnavailable, "storeUnavailable")]
    [InlineData("POST", "/api/midi/parse", "audio/midi nonsense", HttpStatusCode.BadRequest, "notMidi")]
    [InlineData("POST", "/api/backends/service/notes", "application/json {\"notes\":[]}", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("POST", "/api/backends/service/notes", "application/json {", HttpStatusCode.BadRequest, "invalid")]
    [InlineData("DELETE", "/api/presets", null, HttpStatusCode.MethodNotAllowed, "invalid")]
    public async Task An_error_has_a_code(string method, string path, string? body, HttpStatusCode status, string code)
    {
        using HttpClient client = host.Client();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body?.Split(' ', 2) is [var type, var text])
            request.Content = new StringContent(text, Encoding.UTF8, type);
        HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, response.StatusCode);
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal(code, problem.GetProperty("code").GetString());
    }
}
