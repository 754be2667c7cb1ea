using System.Globalization;
using Cascade.Samples.EmbeddedPostgres;
using Npgsql;

namespace Cascade.Samples.Tests.EmbeddedPostgres;

/// <summary>A private PostgreSQL from its first start to its end.</summary>
[Collection(nameof(PostgresServer))]
public class PostgresServerTests
{
    public static TheoryData<string> Installations => Installation.All;

    [Theory]
    [MemberData(nameof(Installations))]
    public async Task What_is_committed_is_there_at_the_next_start(string binaries)
    {
        Installation.Require(binaries);
        using var place = new ClusterPlace();
        await using (PostgresServer server = await place.StartAsync(binaries))
        {
            string songs = await server.CreateDatabaseAsync("songs", cancellationToken: ClusterPlace.Cancelled);
            await ClusterPlace.AskAsync(songs, "CREATE TABLE t AS SELECT 42 AS x");
            Assert.Equal("on", await ClusterPlace.AskAsync(songs, "SHOW fsync"));
            Assert.StartsWith(server.Version.ToString(), (string)(await ClusterPlace.AskAsync(songs, "SHOW server_version"))!,
                StringComparison.Ordinal);
            Assert.True(server.IsRunning);
            await server.StopAsync(ClusterPlace.Cancelled);
            Assert.False(server.IsRunning);
        }
        Assert.Contains("database system is shut down", File.ReadAllText(Path.Combine(place.Cluster, "server.log")),
            StringComparison.Ordinal);
        await using PostgresServer again = await place.StartAsync(binaries);
        Assert.Equal(42, await ClusterPlace.AskAsync(again.ConnectionStringFor("songs"), "SELECT x FROM t"));
        Assert.DoesNotContain("recovery", again.LogTail, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Installations))]
    public async Task A_throwaway_cluster_is_gone_with_its_server(string binaries)
    {
        Installation.Require(binaries);
        PostgresServer server =
            await PostgresServer.StartAsync(PostgresServerOptions.Throwaway with { BinariesFolder = binaries }, ClusterPlace.Cancelled);
        await using (server)
            Assert.Equal("off", await ClusterPlace.AskAsync(server.ConnectionString, "SHOW fsync"));
        Assert.False(Directory.Exists(server.Folder));
        Assert.False(server.IsRunning);
        await server.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => server.RestartAsync(ClusterPlace.Cancelled));
        await Assert.ThrowsAsync<PostgresServerException>(() =>
            server.CreateDatabaseAsync("late", cancellationToken: ClusterPlace.Cancelled));
    }

    [Fact]
    public async Task Only_its_own_account_enters_without_a_password()
    {
        using var place = new ClusterPlace();
        string loopback;
        await using (PostgresServer server = await place.StartAsync(listens: true))
        {
            loopback = server.LoopbackConnectionStringFor("postgres");
            Assert.Equal(1, await ClusterPlace.AskAsync(loopback, "SELECT 1"));
            await AssertRefusedAsync(new NpgsqlConnectionStringBuilder(loopback) { Password = "guessed" });
            await AssertRefusedAsync(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Host = "127.0.0.1", Password = null });
            Assert.DoesNotContain("Password", server.ConnectionString, StringComparison.OrdinalIgnoreCase);
            Assert.Equal("127.0.0.1", await ClusterPlace.AskAsync(loopback, "SHOW listen_addresses"));
            if (!OperatingSystem.IsWindows())
            {
                const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(server.SocketFolder));
                Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(place.Data));
                foreach (string file in Directory.GetFiles(place.Cluster))
                    Assert.Equal(Private, File.GetUnixFileMode(file));
            }
        }
        await using PostgresServer again = await place.StartAsync(listens: true);
        await AssertRefusedAsync(new NpgsqlConnectionStringBuilder(loopback) { Port = again.Port });
        await again.RestartAsync(ClusterPlace.Cancelled);
        Assert.Equal(1, await ClusterPlace.AskAsync(again.LoopbackConnectionStringFor("postgres"), "SELECT 1"));
    }

    [Fact]
    public async Task Unless_asked_for_it_listens_on_its_socket_alone()
    {
        using var place = new ClusterPlace();
        await using PostgresServer server = await place.StartAsync();
        Assert.Equal("", await ClusterPlace.AskAsync(server.ConnectionString, "SHOW listen_addresses"));
        Assert.Throws<InvalidOperationException>(() => server.LoopbackConnectionStringFor("postgres"));
        Assert.Equal("t",
            (await ClusterPlace.AskAsync(server.ConnectionString, "SELECT rolpassword IS NULL FROM pg_authid WHERE rolname = 'postgres'"))!
            .ToString()![..1].ToLowerInvariant());
        var refusal = await Assert.ThrowsAsync<PostgresServerException>(() => place.StartAsync(listens: true));
        Assert.Contains("socket alone", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Letters_of_every_language_have_their_case()
    {
        await using PostgresServer server =
            await PostgresServer.StartAsync(PostgresServerOptions.Throwaway with { BinariesFolder = Installation.First },
            ClusterPlace.Cancelled);
        Assert.Equal(true, await ClusterPlace.AskAsync(server.ConnectionString, "SELECT 'Für Élise Святой' ILIKE '%FÜR É%СВЯТОЙ'"));
        Assert.Equal(true, await ClusterPlace.AskAsync(server.ConnectionString, "SELECT 'Z' < 'a'"));
    }

    [Fact]
    public async Task Started_by_root_it_is_not_root()
    {
        Installation.RequireLinux();
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "This run is not root's.");
        await using PostgresServer server =
            await PostgresServer.StartAsync(PostgresServerOptions.Throwaway with { BinariesFolder = Installation.First },
            ClusterPlace.Cancelled);
        string[] status = File.ReadAllLines($"/proc/{server.ProcessId}/status");
        Assert.All(Line("Uid:").Concat(Line("Gid:")), id => Assert.NotEqual("0", id));
        Assert.Empty(Line("Groups:"));
        Assert.Equal(["0000000000000000"], Line("CapEff:"));
        Assert.Equal(["1"], Line("NoNewPrivs:"));

        string[] Line(string name) =>
            status.Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..]
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public async Task Started_by_root_in_a_closed_folder_it_says_who_cannot_get_there()
    {
        Assert.SkipUnless(!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess, "This run is not root's.");
        using var closed = new TemporaryFolder();
        var options = new PostgresServerOptions { Folder = closed.File("cluster"), BinariesFolder = Installation.First };
        var refusal = await Assert.ThrowsAsync<PostgresServerException>(() => PostgresServer.StartAsync(options, ClusterPlace.Cancelled));
        Assert.Contains("cannot get to", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Databases_have_any_name_and_are_made_once()
    {
        await using PostgresServer server =
            await PostgresServer.StartAsync(PostgresServerOptions.Throwaway with { BinariesFolder = Installation.First },
            ClusterPlace.Cancelled);
        foreach (string name in new[] { "a", "it's \"quoted\"; DROP", "Größe ♪", new string('x', 63) })
        {
            string connectionString = await server.CreateDatabaseAsync(name, cancellationToken: ClusterPlace.Cancelled);
            Assert.Equal(name, await ClusterPlace.AskAsync(connectionString, "SELECT current_database()"));
            await ClusterPlace.AskAsync(connectionString, "CREATE TABLE t AS SELECT 1 AS x");
            await server.CreateDatabaseAsync(name, cancellationToken: ClusterPlace.Cancelled);
            string copy = await server.CreateDatabaseAsync("copy", name, ClusterPlace.Cancelled);
            Assert.Equal(1, await ClusterPlace.AskAsync(copy, "SELECT x FROM t"));
            await server.DropDatabaseAsync("copy", ClusterPlace.Cancelled);
            await server.DropDatabaseAsync("copy", ClusterPlace.Cancelled);
        }
        foreach (string name in new[] { "", "zero\0", new string('x', 64) })
            await Assert.ThrowsAnyAsync<ArgumentException>(() =>
                server.CreateDatabaseAsync(name, cancellationToken: ClusterPlace.Cancelled));
        var refusal =
            await Assert.ThrowsAsync<PostgresServerException>(() => server.CreateDatabaseAsync("b", "missing", ClusterPlace.Cancelled));
        Assert.Contains("missing", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_too_deep_for_a_socket_has_its_socket_elsewhere()
    {
        using var place = new ClusterPlace();
        string folder = Path.Combine(place.Path, new string('d', 60), new string('e', 60));
        var options = new PostgresServerOptions { Folder = folder, BinariesFolder = Installation.First };
        string socket;
        await using (PostgresServer server = await PostgresServer.StartAsync(options, ClusterPlace.Cancelled))
        {
            socket = server.SocketFolder;
            Assert.False(ClusterFolder.FitsSocket(Path.Combine(server.Folder, "socket")));
            Assert.Equal(1, await ClusterPlace.AskAsync(server.ConnectionString, "SELECT 1"));
            await using PostgresServer attached = await PostgresServer.StartAsync(options, ClusterPlace.Cancelled);
            Assert.Equal(socket, attached.SocketFolder);
        }
        Assert.False(Directory.Exists(socket));
    }

    [Fact]
    public async Task Ten_starts_leave_nothing_behind()
    {
        Installation.RequireLinux();
        using var place = new ClusterPlace();
        ToolRun run = await HostProcess.RunAsync("cycles", place.Path);
        Assert.True(run.ExitCode == 0, run.Text);
        int[] openFiles =
            [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
        Assert.Equal(2, openFiles.Length);
        // The runtime opens one or another of its own; one a start would be ten.
        Assert.InRange(openFiles[1] - openFiles[0], int.MinValue, 9);
        Assert.Empty(Directory.GetFileSystemEntries(place.Path));
    }

    private static async Task AssertRefusedAsync(NpgsqlConnectionStringBuilder builder)
    {
        NpgsqlException refusal =
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => ClusterPlace.AskAsync(builder.ConnectionString, "SELECT 1"));
        Assert.True(refusal is PostgresException { SqlState: PostgresErrorCodes.InvalidPassword }
            || refusal.Message.Contains("No password", StringComparison.Ordinal), refusal.Message);
    }
}
