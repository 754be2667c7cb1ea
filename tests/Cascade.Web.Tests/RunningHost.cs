using System.Net.Http.Json;
using System.Text.Json;
using Cascade.Samples.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cascade.Web.Tests;

/// <summary>The whole host on a free port, with a database of its own.</summary>
public class RunningHost : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "cascade-web-" + Guid.NewGuid().ToString("N"));
    private readonly string[] _settings;
    private WebApplication _app = null!;

    public RunningHost() : this([])
    {
    }

    /// <param name="settings">More command line.</param>
    protected RunningHost(string[] settings) => _settings = settings;

    /// <summary>Why there is no database, or null if there is one.</summary>
    public string? Unready { get; private set; } = "nobody has asked yet";

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>All routes.</summary>
    public IEnumerable<RouteEndpoint> Routes => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public async ValueTask InitializeAsync()
    {
        _app = WebHost.Build(["--urls", "http://127.0.0.1:0", "--Cascade:Database:Folder", _folder, "--Cascade:RequestsPerSecond", "100000",
            "--Logging:LogLevel:Default", "Error", .. _settings]);
        await _app.StartAsync();
        Address = new Uri(_app.Urls.First());
        using HttpClient client = Client();
        for (int i = 0; i < 600 && !_settings.Contains("--Cascade:Database:Embedded"); i++)
        {
            Unready = (await client.GetFromJsonAsync<JsonElement>("/health/ready")).GetProperty("database").GetString();
            if (Unready == "ready")
            {
                Unready = null;
                return;
            }
            // There is none on this machine, and none will come.
            if (Unready!.StartsWith("The database cannot be used", StringComparison.Ordinal) && i > 50)
                return;
            await Task.Delay(100);
        }
    }

    /// <summary>Skips the test where there is no database; in CI it fails.</summary>
    public void RequireDatabase()
    {
        if (Unready is not { } reason)
            return;
        if (Environment.GetEnvironmentVariable("CI") is "true")
            Assert.Fail(reason);
        Assert.Skip(reason);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>One of the host's services.</summary>
    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>A visitor with cookies of its own.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>A visitor who has signed in as a guest.</summary>
    public async Task<HttpClient> GuestAsync()
    {
        HttpClient client = Client();
        (await client.PostAsync("/api/users/guest", null)).EnsureSuccessStatusCode();
        return client;
    }
}

/// <summary>A host without a database.</summary>
public sealed class HostWithoutDatabase() : RunningHost(["--Cascade:Database:Embedded", "false"]);

/// <summary>A host that takes two requests a second.</summary>
public sealed class SlowHost() : RunningHost(["--Cascade:Database:Embedded", "false", "--Cascade:RequestsPerSecond", "2"]);
