using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Cascade.Samples.Console.Options;

namespace Cascade.Samples.Console.Compare;

/// <summary>A web host that was started to be measured, as a process of its own, without a database.</summary>
internal sealed class StartedHost : IAsyncDisposable
{
    // What takes so long does not come at all.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private StartedHost(Process process, Uri address) =>
        (_process, Client) = (process, new HttpClient { BaseAddress = address, Timeout = s_patience });

    /// <summary>Somebody who asks it.</summary>
    public HttpClient Client { get; }

    /// <summary>Memory of the process.</summary>
    public double Megabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>A port that nobody listens at.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a web host, and waits until it answers.</summary>
    /// <param name="program">The host's program.</param>
    /// <param name="settings">Its command line.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task<StartedHost> StartAsync(string program, string[] settings, CancellationToken cancellationToken)
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));
        return StartAsync(program,
        [
            "--urls", address.GetLeftPart(UriPartial.Authority), "--Cascade:Database:Embedded", "false",
            "--Cascade:RequestsPerSecond", "10000000", "--Logging:LogLevel:Default", "None", .. settings,
        ], address, cancellationToken);
    }

    /// <summary>Starts a program that answers at an address, and waits until it does.</summary>
    public static async Task<StartedHost> StartAsync(
        string program, string[] arguments, Uri address, CancellationToken cancellationToken)
    {
        bool isAssembly = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var host = new StartedHost(Process.Start(new ProcessStartInfo(isAssembly ? "dotnet" : program,
            isAssembly ? ["exec", program, .. arguments] : arguments))!, address);
        try
        {
            await host.UntilAsync(async () =>
                (await host.Client.GetAsync("/health/live", cancellationToken).ConfigureAwait(false)).IsSuccessStatusCode,
                cancellationToken).ConfigureAwait(false);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits until something is so.</summary>
    /// <exception cref="InputException">The host has ended, or it is never so.</exception>
    public async Task UntilAsync(Func<Task<bool>> isSo, CancellationToken cancellationToken)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < s_patience;)
        {
            if (_process.HasExited)
                throw new InputException("--http: the web host ended; start it by itself to see why.");
            try
            {
                if (await isSo().ConfigureAwait(false))
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(20, cancellationToken).ConfigureAwait(false);
        }
        throw new InputException("--http: the web host does not answer.");
    }

    /// <summary>Ends the host.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
    }
}
