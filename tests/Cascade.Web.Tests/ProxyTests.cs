using System.Net;

namespace Cascade.Web.Tests;

/// <summary>ASVS 4.1.3: who is believed that says for whom it asks.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("10.0.0.0/8", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.0/8", true)]
    public async Task V4_1_3_Forwarded_headers_count_from_known_proxies_alone(string? proxy, bool isBelieved)
    {
        await using var host = new Behind(proxy);
        await host.InitializeAsync();
        using HttpClient client = host.Client();
        // Each is somebody else, if the proxy is believed: then nobody has asked too often.
        int refused = 0;
        for (int i = 0; i < 12; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/backends");
            request.Headers.Add("X-Forwarded-For", $"198.51.100.{i}");
            if ((await client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode == HttpStatusCode.TooManyRequests)
                refused++;
        }
        Assert.Equal(isBelieved, refused == 0);
        // The page's own origin is what the browser sees of the proxy.
        using var change = new HttpRequestMessage(HttpMethod.Post, "/api/users/guest");
        change.Headers.Add("X-Forwarded-Proto", "https");
        change.Headers.Add("X-Forwarded-Host", "piano.example");
        change.Headers.Add("X-Forwarded-For", "198.51.100.200");
        change.Headers.Add("Origin", "https://piano.example");
        HttpStatusCode status = (await client.SendAsync(change, TestContext.Current.CancellationToken)).StatusCode;
        Assert.Equal(isBelieved ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.Forbidden, status);
    }

    private sealed class Behind(string? proxy) : RunningHost(["--Cascade:Database:Embedded", "false", "--Cascade:RequestsPerSecond", "2",
        .. proxy is null ? (string[])[] : ["--Cascade:KnownProxies:0", proxy]]);
}
