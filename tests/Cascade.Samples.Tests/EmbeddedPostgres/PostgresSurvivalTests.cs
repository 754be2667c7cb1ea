using System.Diagnostics;
using System.Globalization;
using Cascade.Samples.EmbeddedPostgres;

namespace Cascade.Samples.Tests.EmbeddedPostgres;

/// <summary>Hosts and servers that are killed, and hosts that want the same folder.</summary>
[Collection(nameof(PostgresServer))]
public class PostgresSurvivalTests
{
    [Fact]
    public async Task A_killed_host_takes_its_server_along_and_loses_nothing()
    {
        Installation.RequireLinux();
        using var place = new ClusterPlace();
        await using HostProcess host = await HostProcess.StartAsync("run", place.Cluster);
        await ClusterPlace.AskAsync(host.ConnectionString, "CREATE TABLE t AS SELECT 42 AS x");
        Assert.Contains(host.ServerId, ClusterProcesses.In(place.Data));
        await host.KillAsync();
        await ClusterPlace.WaitUntilQuietAsync(place.Data);
        await using PostgresServer server = await place.StartAsync();
        Assert.False(server.IsAttached);
        Assert.Equal(42, await ClusterPlace.AskAsync(server.ConnectionString, "SELECT x FROM t"));
    }

    [Fact]
    public async Task A_start_right_after_the_kill_waits_for_the_old_server_and_runs_its_own()
    {
        Installation.RequireLinux();
        using var place = new ClusterPlace();
        await using HostProcess host = await HostProcess.StartAsync("run", place.Cluster);
        await ClusterPlace.AskAsync(host.ConnectionString, "CREATE TABLE t AS SELECT 42 AS x");
        await host.KillAsync();
        await using PostgresServer server = await place.StartAsync();
        Assert.False(server.IsAttached);
        Assert.NotEqual(host.ServerId, server.ProcessId);
        Assert.Equal(42, await ClusterPlace.AskAsync(server.ConnectionString, "SELECT x FROM t"));
    }

    [Fact]
    public async Task A_killed_server_recovers_under_the_same_connection_string()
    {
        using var place = new ClusterPlace();
        await using PostgresServer server = await place.StartAsync();
        await ClusterPlace.AskAsync(server.ConnectionString, "CREATE TABLE t (x int)");
        for (int round = 1; round <= 5; round++)
        {
            await ClusterPlace.AskAsync(server.ConnectionString, $"INSERT INTO t VALUES ({round})");
            using (Process process = Process.GetProcessById(server.ProcessId))
                process.Kill();
            await server.RestartAsync(ClusterPlace.Cancelled);
            Assert.Equal((long)round, await ClusterPlace.AskAsync(server.ConnectionString, "SELECT count(*) FROM t"));
            Assert.Contains("was not properly shut down; automatic recovery in progress", server.LogTail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_killed_server_recovers_at_the_next_start()
    {
        using var place = new ClusterPlace();
        await using (PostgresServer server = await place.StartAsync())
        {
            await ClusterPlace.AskAsync(server.ConnectionString, "CREATE TABLE t AS SELECT 42 AS x");
            using Process process = Process.GetProcessById(server.ProcessId);
            process.Kill();
        }
        await using PostgresServer again = await place.StartAsync();
        Assert.Equal(42, await ClusterPlace.AskAsync(again.ConnectionString, "SELECT x FROM t"));
    }

    [Fact]
    public async Task The_old_servers_id_may_be_anothers_by_now()
    {
        Installation.RequireLinux();
        using var place = new ClusterPlace();
        await using (await place.StartAsync())
        {
        }
        ServerAccount account = await ServerAccount.ForAsync(place.Data, ClusterPlace.Cancelled);
        using Process stranger = await ToolRun.StartAsync(account.Command(null, "sleep", "600"));
        try
        {
            string id = stranger.Id.ToString(CultureInfo.InvariantCulture);
            File.WriteAllLines(PostmasterFile.PathIn(place.Data),
                [id, place.Data, "1700000000", "5432", Path.Combine(place.Cluster, "socket"), "", "0 0", "ready"]);
            await using PostgresServer server = await place.StartAsync();
            Assert.True(server.IsRunning);
            Assert.False(stranger.HasExited);
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public async Task A_second_host_is_attached_and_leaves_the_server_alone()
    {
        using var place = new ClusterPlace();
        await using PostgresServer first = await place.StartAsync(listens: true);
        await using (PostgresServer second = await place.StartAsync(listens: true))
        {
            Assert.True(second.IsAttached);
            Assert.True(second.IsRunning);
            Assert.Equal((first.ProcessId, first.Port, first.Version), (second.ProcessId, second.Port, second.Version));
            Assert.Equal(first.LoopbackConnectionStringFor("x"), second.LoopbackConnectionStringFor("x"));
            await second.CreateDatabaseAsync("songs", cancellationToken: ClusterPlace.Cancelled);
            await Assert.ThrowsAsync<InvalidOperationException>(() => second.RestartAsync(ClusterPlace.Cancelled));
            await second.StopAsync(ClusterPlace.Cancelled);
        }
        Assert.True(first.IsRunning);
        Assert.Equal("songs", await ClusterPlace.AskAsync(first.ConnectionStringFor("songs"), "SELECT current_database()"));
    }

    [Fact]
    public async Task Of_hosts_that_start_together_one_has_the_server()
    {
        using var place = new ClusterPlace();
        string binaries = Installation.First;
        PostgresServer[] servers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => place.StartAsync(binaries))));
        try
        {
            Assert.Single(servers, server => !server.IsAttached);
            Assert.Single(servers.Select(server => server.ProcessId).Distinct());
        }
        finally
        {
            foreach (PostgresServer server in servers)
                await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Throwaway_clusters_of_killed_hosts_are_swept_and_others_stay()
    {
        Installation.RequireLinux();
        using var place = new ClusterPlace();
        await using HostProcess killed = await HostProcess.StartAsync("throwaway", place.Path);
        string left = Assert.Single(Directory.GetDirectories(place.Path));
        await using HostProcess living = await HostProcess.StartAsync("throwaway", place.Path);
        await killed.KillAsync();
        await ClusterPlace.WaitUntilQuietAsync(Path.Combine(left, "data"));
        ClusterFolder.SweepThrowaways(place.Path, TimeSpan.FromHours(1));
        Assert.Equal(2, Directory.GetDirectories(place.Path).Length);
        ClusterFolder.SweepThrowaways(place.Path, TimeSpan.Zero);
        Assert.NotEqual(left, Assert.Single(Directory.GetDirectories(place.Path)));
        Assert.Equal(1, await ClusterPlace.AskAsync(living.ConnectionString, "SELECT 1"));
        await living.KillAsync();
        await ClusterPlace.WaitUntilQuietAsync(Path.Combine(Directory.GetDirectories(place.Path).Single(), "data"));
    }
}
