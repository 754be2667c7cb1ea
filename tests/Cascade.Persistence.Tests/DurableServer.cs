using System.Diagnostics;
using Cascade.Samples.EmbeddedPostgres;

namespace Cascade.Persistence.Tests;

/// <summary>A PostgreSQL of a test's own whose commits survive kill -9, in a folder that is gone with it.</summary>
public sealed class DurableServer : IAsyncDisposable
{
    private readonly PostgresServer _server;

    private DurableServer(PostgresServer server) => _server = server;

    /// <summary>How to reach it over TCP, as its superuser.</summary>
    public string ConnectionString => _server.LoopbackConnectionStringFor(PostgresServer.Superuser);

    /// <summary>Starts one.</summary>
    /// <param name="binaries">The folder of its programs.</param>
    public static async Task<DurableServer> StartAsync(string binaries)
    {
        var durable = new Dictionary<string, string> { ["fsync"] = "on", ["synchronous_commit"] = "on", ["full_page_writes"] = "on" };
        return new DurableServer(await PostgresServer.StartAsync(PostgresServerOptions.Throwaway with
        {
            BinariesFolder = binaries,
            ListensOnLoopback = true,
            Settings = durable,
        }));
    }

    /// <summary>kill -9 of the server's first process; its children notice and end by themselves.</summary>
    public void Kill()
    {
        using var process = Process.GetProcessById(_server.ProcessId);
        process.Kill();
        process.WaitForExit();
    }

    public Task RestartAsync() => _server.RestartAsync();

    /// <summary>Writes a file beside the data, for the server's account alone.</summary>
    /// <returns>The path.</returns>
    public string WriteFile(string name, string text)
    {
        string data = Path.Combine(_server.Folder, "data"), path = Path.Combine(data, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (Environment.IsPrivilegedProcess)
        {
            using Process chown = Process.Start("chown", ["--reference", data, path]);
            chown.WaitForExit();
        }
        return path;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
