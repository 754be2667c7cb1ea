using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Cascade.EndToEnd.Tests;

/// <summary>A host in a process of its own, with a database of its own, that can be killed and started again at the same
/// address.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "cascade-page-" + Guid.NewGuid().ToString("N"));
    private Process? _process;

    private HostProcess(Uri address) => Address = address;

    public Uri Address { get; }

    /// <summary>Starts one and waits for its database; skips the test where there is none, except in CI.</summary>
    public static async Task<HostProcess> StartedAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var host = new HostProcess(new Uri($"http://127.0.0.1:{port}"));
        string? unready = await host.StartAsync();
        if (unready is not null)
            await host.DisposeAsync();
        Assert.SkipWhen(unready is not null && Environment.GetEnvironmentVariable("CI") != "true", unready ?? "");
        Assert.Null(unready);
        return host;
    }

    /// <summary>Starts it, again perhaps; answers why there is no database, or null.</summary>
    public async Task<string?> StartAsync()
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "cascade-web.dll"), "--urls", Address.ToString(), "--Cascade:Database:Folder", _folder,
            "--Cascade:RequestsPerSecond", "100000", "--Logging:LogLevel:Default", "None",
        ];
        _process = Process.Start(
            new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = Address, Timeout = s_patience };
        string reason = "It does not start.";
        for (int i = 0; i < 600 && !_process.HasExited; i++)
        {
            try
            {
                reason = (await client.GetFromJsonAsync<JsonElement>("/health/ready")).GetProperty("database").GetString()!;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            if (reason == "ready")
                return null;
            if (reason.StartsWith("The database cannot be used", StringComparison.Ordinal) && i > 100)
                return reason;
            await Task.Delay(100);
        }
        return reason;
    }

    /// <summary>Ends it as a power cut would.</summary>
    public void Kill()
    {
        _process!.Kill();
        // With a limit it does not wait for the end of what it says, which others might hold open.
        Assert.True(_process.WaitForExit(s_patience), "The host does not end.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            Kill();
        _process?.Dispose();
        // Its database ends a moment after it.
        for (int i = 0; i < 50 && Directory.Exists(_folder); i++)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
            }
            catch (IOException)
            {
                await Task.Delay(100);
            }
        }
    }
}
