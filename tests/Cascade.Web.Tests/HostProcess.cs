using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;

namespace Cascade.Web.Tests;

/// <summary>The host as a process of its own, which can be killed and looked at from outside.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    // What takes so long does not come at all.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private HostProcess(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address, Timeout = s_patience };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>A visitor without cookies.</summary>
    public HttpClient Client { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Threads, open handles and memory, as the system counts them.</summary>
    public (int Threads, int Handles, double Megabytes) Usage
    {
        get
        {
            _process.Refresh();
            int handles = OperatingSystem.IsLinux()
                ? Directory.GetFileSystemEntries(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/fd")).Length
                : _process.HandleCount;
            return (_process.Threads.Count, handles, _process.WorkingSet64 / 1e6);
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Whole runs, which take long, are asked for by the environment; else a sample.</summary>
    public static int Many(string variable, int sample) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int many) ? many : sample;

    /// <summary>A port that nobody listens at.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a host, and waits until it answers.</summary>
    /// <param name="settings">Its command line.</param>
    public static Task<HostProcess> StartAsync(params string[] settings) => StartAsync([], settings);

    /// <summary>Starts a host, and waits until it answers.</summary>
    /// <param name="environment">More environment.</param>
    /// <param name="settings">Its command line.</param>
    public static async Task<HostProcess> StartAsync((string Name, string Value)[] environment, string[] settings)
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet",
        [
            "exec", Path.Combine(AppContext.BaseDirectory, "cascade-web.dll"), "--urls", address.GetLeftPart(UriPartial.Authority),
            "--Cascade:RequestsPerSecond", "1000000", "--Logging:LogLevel:Default", "Error", .. settings,
        ]);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        var host = new HostProcess(Process.Start(start)!, address);
        await host.UntilAsync(async () => (await host.Client.GetAsync("/health/live", Cancellation)).IsSuccessStatusCode);
        return host;
    }

    /// <summary>Waits until something is so.</summary>
    public async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(s_patience);
        while (true)
        {
            Assert.False(_process.HasExited, "The host has ended.");
            try
            {
                if (await isSo())
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>Waits for the database.</summary>
    public Task UntilReadyAsync() => UntilAsync(async () => await DatabaseAsync() == "ready");

    /// <summary>What the host says of its database.</summary>
    public async Task<string> DatabaseAsync() =>
        (await Client.GetFromJsonAsync<JsonElement>("/health/ready", Cancellation)).GetProperty("database").GetString()!;

    /// <summary>A number of <c>/api/live</c>.</summary>
    public async Task<long> LiveAsync(string name) =>
        (await Client.GetFromJsonAsync<JsonElement>("/api/live", Cancellation)).GetProperty(name).GetInt64();

    /// <summary>Opens a socket.</summary>
    public async Task<ClientWebSocket> ConnectAsync(string pathAndQuery)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(
            new Uri("ws" + new Uri(Address, pathAndQuery).AbsoluteUri["http".Length..]), Cancellation);
        return socket;
    }

    /// <summary>Ends it at once, without a word: kill -9.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(s_patience, CancellationToken.None);
        _process.Dispose();
    }
}
