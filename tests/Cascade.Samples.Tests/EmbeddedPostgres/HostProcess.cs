using System.Diagnostics;
using System.Globalization;
using Cascade.Samples.EmbeddedPostgres;

namespace Cascade.Samples.Tests.EmbeddedPostgres;

/// <summary>Another program that has a server, for tests to kill.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;

    private HostProcess(Process process) => _process = process;

    public int ServerId { get; private set; }

    public string ConnectionString { get; private set; } = "";

    /// <summary>Starts a host and waits until its server runs.</summary>
    /// <param name="mode">What it does.</param>
    /// <param name="folder">Where.</param>
    /// <param name="around">A program that it is started by, with its arguments.</param>
    public static async Task<HostProcess> StartAsync(string mode, string folder, params string[] around)
    {
        var host = new HostProcess(await ToolRun.StartAsync([.. around, .. Command(mode, folder)]));
        string? id = await host._process.StandardOutput.ReadLineAsync(ClusterPlace.Cancelled);
        if (id is null)
            Assert.Fail(await host._process.StandardError.ReadToEndAsync(ClusterPlace.Cancelled));
        host.ServerId = int.Parse(id, CultureInfo.InvariantCulture);
        host.ConnectionString = (await host._process.StandardOutput.ReadLineAsync(ClusterPlace.Cancelled))!;
        return host;
    }

    /// <summary>Runs a host to its end.</summary>
    public static Task<ToolRun> RunAsync(string mode, string folder, params string[] around) =>
        ToolRun.OfAsync([.. around, .. Command(mode, folder)], ClusterPlace.Cancelled);

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(ClusterPlace.Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private static string[] Command(string mode, string folder) =>
        [Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
            Path.Combine(AppContext.BaseDirectory, "Cascade.Samples.PostgresHost.dll"), mode, folder, Installation.First];
}
