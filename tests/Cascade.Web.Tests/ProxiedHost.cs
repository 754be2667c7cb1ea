namespace Cascade.Web.Tests;

/// <summary>A host with a database that speaks by HTTPS alone, behind a proxy on this machine.</summary>
public sealed class ProxiedHost() : RunningHost(
    ["--Cascade:RequireHttps", "true", "--Cascade:KnownProxies:0", "127.0.0.1", "--Cascade:AllowedOrigins:0", "https://friend.example"])
{
    /// <summary>A visitor whom the proxy lets through as one by HTTPS.</summary>
    public HttpClient SecureClient(bool withCookies = true)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = withCookies };
        var client = new HttpClient(handler) { BaseAddress = Address };
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", "piano.example");
        return client;
    }
}
