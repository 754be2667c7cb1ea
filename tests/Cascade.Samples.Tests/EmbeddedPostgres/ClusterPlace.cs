using Cascade.Samples.EmbeddedPostgres;
using Npgsql;

namespace Cascade.Samples.Tests.EmbeddedPostgres;

/// <summary>A folder for clusters that the server's account can get to, and what tests ask of them.</summary>
internal sealed class ClusterPlace : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ClusterPlace()
    {
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(_folder.Path,
                System.IO.File.GetUnixFileMode(_folder.Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    public string Path => _folder.Path;

    public string Cluster => _folder.File("cluster");

    public string Data => System.IO.Path.Combine(Cluster, "data");

    /// <summary>Starts the lasting cluster in this place.</summary>
    public Task<PostgresServer> StartAsync(string? binaries = null, bool listens = false) =>
        PostgresServer.StartAsync(
            new PostgresServerOptions { Folder = Cluster, BinariesFolder = binaries ?? Installation.First, ListensOnLoopback = listens },
            Cancelled);

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Runs SQL without pooling, so that nothing outlives the server, and gives the last row's first value.</summary>
    public static async Task<object?> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancelled);
    }

    /// <summary>Waits until nothing is at work in a cluster; the test's own time limit ends it otherwise.</summary>
    public static async Task WaitUntilQuietAsync(string data)
    {
        for (int attempt = 0; ClusterProcesses.In(data).Count > 0; attempt++)
        {
            Assert.True(attempt < 600, "After half a minute there are still processes in the cluster.");
            await Task.Delay(50, Cancelled);
        }
    }

    public void Dispose() => _folder.Dispose();
}
