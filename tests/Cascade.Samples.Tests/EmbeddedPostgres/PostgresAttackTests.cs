using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cascade.Samples.EmbeddedPostgres;
using Npgsql;

namespace Cascade.Samples.Tests.EmbeddedPostgres;

/// <summary>What other people on the machine may try, and two servers that would have one folder.</summary>
[Collection(nameof(PostgresServer))]
public class PostgresAttackTests
{
    private static readonly string[] Shared = ["postgres", "nobody"];

    // Numbers of the protocol: AuthenticationCleartextPassword, AuthenticationMD5Password.
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Who_takes_the_port_of_a_stopped_server_gets_no_password(int asked)
    {
        using var place = new ClusterPlace();
        await using PostgresServer server = await place.StartAsync(listens: true);
        string connectionString = server.LoopbackConnectionStringFor("postgres");
        Assert.Equal(1, await ClusterPlace.AskAsync(connectionString, "SELECT 1"));
        await server.StopAsync(ClusterPlace.Cancelled);
        using (var thief = new TcpListener(IPAddress.Loopback, server.Port))
        {
            thief.Start();
            Task<byte[]> got = AskForPasswordAsync(thief, asked);
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => ClusterPlace.AskAsync(connectionString, "SELECT 1"));
            Assert.Empty(await got);
            var refusal = await Assert.ThrowsAsync<PostgresServerException>(() => server.RestartAsync(ClusterPlace.Cancelled));
            Assert.Contains($"The port {server.Port} ", refusal.Message, StringComparison.Ordinal);
        }
        await server.RestartAsync(ClusterPlace.Cancelled);
        Assert.Equal(1, await ClusterPlace.AskAsync(connectionString, "SELECT 1"));
    }

    [Fact]
    public async Task Connections_that_say_nothing_do_not_lock_the_owner_out()
    {
        using var place = new ClusterPlace();
        await using PostgresServer server = await place.StartAsync(listens: true);
        var silent = new List<Socket>();
        try
        {
            for (int i = 0; i < 300; i++)
            {
                silent.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
                await silent[^1].ConnectAsync(IPAddress.Loopback, server.Port, ClusterPlace.Cancelled);
            }
            int refused = 0;
            object? answer = null;
            while (answer is null)
            {
                try
                {
                    answer = await ClusterPlace.AskAsync(server.ConnectionString, "SHOW authentication_timeout");
                }
                catch (NpgsqlException) when (refused++ < 100)
                {
                    await Task.Delay(100, ClusterPlace.Cancelled);
                }
            }
            Assert.Equal("3s", answer);
        }
        finally
        {
            silent.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Started_by_root_it_runs_as_nobody_elses_account()
    {
        RequireRoot();
        using var place = new ClusterPlace();
        await using PostgresServer server = await place.StartAsync();
        string uid = File.ReadAllLines($"/proc/{server.ProcessId}/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal))
            .Split('\t')[1];
        Assert.DoesNotContain(File.ReadLines("/etc/passwd"), line => line.Split(':')[2] == uid && !line.StartsWith("cascade-postgres:",
            StringComparison.Ordinal));
        foreach (string account in Shared.Where(HasAccount))
            foreach (string folder in new[] { server.SocketFolder, place.Data })
                Assert.NotEqual(0, (await ToolRun.OfAsync(["setpriv", $"--reuid={account}", "--clear-groups", "ls", folder],
                    ClusterPlace.Cancelled)).ExitCode);
    }

    [Fact]
    public async Task Data_of_an_account_that_others_share_become_its_own()
    {
        RequireRoot();
        Assert.SkipUnless(HasAccount("nobody"), "There is no account nobody.");
        using var place = new ClusterPlace();
        await using (PostgresServer server = await place.StartAsync())
            await ClusterPlace.AskAsync(server.ConnectionString, "CREATE TABLE t AS SELECT 42 AS x");
        await ToolRun.OfAsync(["chown", "-R", "nobody", place.Data], ClusterPlace.Cancelled);
        await using PostgresServer again = await place.StartAsync();
        Assert.Equal(42, await ClusterPlace.AskAsync(again.ConnectionString, "SELECT x FROM t"));
        Assert.NotEqual(0, (await ToolRun.OfAsync(["setpriv", "--reuid=nobody", "--clear-groups", "ls", place.Data],
            ClusterPlace.Cancelled)).ExitCode);
    }

    [Theory]
    [InlineData("755", true)]
    [InlineData("777", true)]
    [InlineData("777", false)]
    [InlineData("775", false)]
    public async Task A_folder_that_others_may_write_into_is_refused(string mode, bool belongsToOther)
    {
        Installation.RequireLinux();
        if (belongsToOther)
            RequireRoot();
        using var place = new ClusterPlace();
        Directory.CreateDirectory(place.Cluster);
        await ToolRun.OfAsync(["chmod", mode, place.Cluster], ClusterPlace.Cancelled);
        if (belongsToOther)
            await ToolRun.OfAsync(["chown", "12345", place.Cluster], ClusterPlace.Cancelled);
        var refusal = await Assert.ThrowsAsync<PostgresServerException>(() => place.StartAsync());
        Assert.Contains(belongsToOther ? "belongs to another user" : "may write into", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(place.Cluster));
    }

    [Fact]
    public async Task Where_files_are_not_locked_no_server_is_started()
    {
        Installation.RequireLinux();
        using var place = new ClusterPlace();
        await using PostgresServer server = await place.StartAsync();
        ToolRun run = await HostProcess.RunAsync("run", place.Cluster, "env", "DOTNET_SYSTEM_IO_DISABLEFILELOCKING=1");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("files are not locked", run.Text, StringComparison.Ordinal);
        Assert.Equal(1, await ClusterPlace.AskAsync(server.ConnectionString, "SELECT 1"));
    }

    [Fact]
    public async Task A_server_whose_process_is_not_seen_keeps_others_out()
    {
        Installation.RequireLinux();
        string[] container = ["unshare", "--pid", "--ipc", "--fork", "--kill-child", "--mount-proc"];
        Assert.SkipUnless((await ToolRun.OfAsync([.. container, "true"], ClusterPlace.Cancelled)).ExitCode == 0,
            "This run may not make containers.");
        using var place = new ClusterPlace();
        await using HostProcess first = await HostProcess.StartAsync("run", place.Cluster);
        // Its host is killed, and it does not get to notice.
        await SignalAsync("-STOP", first.ServerId);
        try
        {
            await first.KillAsync();
            ToolRun run = await HostProcess.RunAsync("brief", place.Cluster, container);
            Assert.NotEqual(0, run.ExitCode);
            Assert.Contains("is not seen from here", run.Text, StringComparison.Ordinal);
            Assert.Equal(first.ServerId, PostmasterFile.Read(place.Data)!.ProcessId);
        }
        finally
        {
            await SignalAsync("-CONT", first.ServerId);
        }
        await ClusterPlace.WaitUntilQuietAsync(place.Data);
        await using PostgresServer again = await place.StartAsync();
        Assert.Equal(1, await ClusterPlace.AskAsync(again.ConnectionString, "SELECT 1"));
    }

    private static Task<ToolRun> SignalAsync(string signal, int process) =>
        ToolRun.OfAsync(["kill", signal, $"{process}"], ClusterPlace.Cancelled);

    private static void RequireRoot() =>
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "This run is not root's.");

    private static bool HasAccount(string name) =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith(name + ":", StringComparison.Ordinal));

    // What the client answers; nothing if it goes away.
    private static async Task<byte[]> AskForPasswordAsync(TcpListener thief, int asked)
    {
        using TcpClient client = await thief.AcceptTcpClientAsync(ClusterPlace.Cancelled);
        NetworkStream stream = client.GetStream();
        byte[] length = new byte[4];
        await stream.ReadExactlyAsync(length, ClusterPlace.Cancelled);
        byte[] start = new byte[BinaryPrimitives.ReadInt32BigEndian(length) - 4];
        await stream.ReadExactlyAsync(start, ClusterPlace.Cancelled);
        Assert.Contains("postgres", Encoding.ASCII.GetString(start), StringComparison.Ordinal);
        byte[] question = [(byte)'R', 0, 0, 0, (byte)(asked == 5 ? 12 : 8), 0, 0, 0, (byte)asked, .. asked == 5 ? "salt"u8 : []];
        await stream.WriteAsync(question, ClusterPlace.Cancelled);
        byte[] answer = new byte[1024];
        try
        {
            return answer[..await stream.ReadAsync(answer, ClusterPlace.Cancelled)];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
