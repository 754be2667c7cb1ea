using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>Makes and runs the cluster in a folder that this process has locked.</summary>
/// <param name="folder">The folder.</param>
/// <param name="account">Whom the data belong to.</param>
/// <param name="binaries">Which PostgreSQL it is.</param>
/// <param name="options">How it is run.</param>
/// <param name="log">Where the server's lines go.</param>
/// <param name="data">The data, if they are not the folder's own yet.</param>
internal sealed class Cluster(ClusterFolder folder, ServerAccount account, PostgresBinaries binaries, PostgresServerOptions options,
    ServerLog log, string? data = null)
{
    // Whoever says nothing keeps a place for so long.
    private static readonly (string, string)[] Loopback = [("listen_addresses", "127.0.0.1"), ("authentication_timeout", "3s")];

    // What may be lost with a throwaway cluster buys its speed.
    private static readonly (string, string)[] ThrowawaySettings =
    [
        ("fsync", "off"), ("synchronous_commit", "off"), ("full_page_writes", "off"), ("wal_level", "minimal"), ("max_wal_senders", "0"),
            ("jit", "off"),
    ];

    // The last processes of the server before are about to end.
    private static readonly string[] PassingFaults = ["pre-existing shared memory block", "Is another postmaster"];

    private const string PortIsTaken = "could not create any TCP/IP sockets";

    // Part of the name of a socket in a folder of its own, where no other server is.
    private const int PortWithoutTcp = 5432;

    // Of the program flock; PostgreSQL has none like it.
    private const int IsLocked = 75;

    private readonly string _data = data ?? folder.Data;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // A new cluster and a recovery make a thousand files durable; one call for all of them takes milliseconds instead of seconds. Since
    // Linux 5.8 it reports its errors.
    private bool CanSyncAtOnce => OperatingSystem.IsOSPlatformVersionAtLeast("Linux", 5, 8) && binaries.Version.Major >= 14;

    /// <summary>Whether a server that no process here is seen of, in another container perhaps, has the data.</summary>
    public bool IsHeldElsewhere { get; private set; }

    /// <summary>Makes the data unless there are some. They get their name when they are complete, so a start that breaks off leaves
    /// none.</summary>
    public async Task CreateDataAsync(CancellationToken cancellationToken)
    {
        folder.Sweep();
        if (Directory.Exists(folder.Data))
            return;
        string unfinished = folder.NewData();
        await MakeDataAsync(unfinished, cancellationToken);
        Directory.Move(unfinished, folder.Data);
    }

    /// <summary>Makes data in a folder that does not exist yet.</summary>
    public async Task MakeDataAsync(string unfinished, CancellationToken cancellationToken)
    {
        await account.Maker.MakeFolderAsync(unfinished, cancellationToken);
        await account.Maker.CheckReachAsync(unfinished, cancellationToken);
        await InitializeAsync(unfinished, cancellationToken);
        await account.TakeAsync(unfinished, cancellationToken);
        if (!options.IsThrowaway && CanSyncAtOnce)
            await RunAsync(account.Command("KILL", "sync", "-f", unfinished), cancellationToken);
    }

    private async Task InitializeAsync(string unfinished, CancellationToken cancellationToken)
    {
        // Order by bytes, which no update of a library changes; letters of all languages, where the system knows them.
        foreach (string[] locale in (string[][])[["--lc-collate=C", "--lc-ctype=C.UTF-8"], ["--no-locale"]])
        {
            string[] command =
            [
                binaries.Program("initdb"), "-D", unfinished, "-U", PostgresServer.Superuser, "--auth-local=trust",
                    "--auth-host=scram-sha-256",
                    .. locale, "-E", "UTF8",
                .. options.IsThrowaway || CanSyncAtOnce ? ["--no-sync"] : Array.Empty<string>(),
            ];
            ToolRun run = await ToolRun.OfAsync(account.Maker.Command("KILL", command), cancellationToken);
            if (run.ExitCode == 0)
                return;
            if (run.Text.Contains("could not look up effective user ID", StringComparison.Ordinal))
                throw new PostgresServerException("The user that the host runs as has no name, which initdb asks for: add a line "
                    + "for its number to /etc/passwd, or start the host as a user that has one.");
            if (locale.Length == 1 || !run.Text.Contains("invalid locale", StringComparison.Ordinal))
                throw new PostgresServerException($"No cluster could be made in {folder.Path}: {run.Text}");
        }
    }

    /// <summary>Starts the server and waits until it takes sessions.</summary>
    /// <param name="socketFolder">Where its socket goes.</param>
    /// <param name="port">The port, or null for a free one.</param>
    /// <param name="cancellationToken">Ends the start; nothing is left running.</param>
    public async Task<Postmaster> LaunchAsync(string socketFolder, int? port, CancellationToken cancellationToken)
    {
        await account.MakeFolderAsync(socketFolder, cancellationToken);
        await account.CheckReachAsync(socketFolder, cancellationToken);
        while (true)
        {
            await EndOthersAsync(cancellationToken);
            int chosen = port ?? (options.Listens ? FreePort() : PortWithoutTcp);
            Postmaster postmaster = await StartAsync(socketFolder, chosen, cancellationToken);
            bool isReady = false;
            try
            {
                isReady = await postmaster.WaitUntilReadyAsync(_data, cancellationToken);
            }
            catch
            {
                await postmaster.StopAsync(new CancellationToken(canceled: true));
                postmaster.Dispose();
                throw;
            }
            IsHeldElsewhere = !isReady && postmaster.ExitCode == IsLocked;
            if (isReady)
                return postmaster;
            postmaster.Dispose();
            if (log.Tail.Contains(PortIsTaken, StringComparison.Ordinal))
            {
                if (port is not null)
                    throw new PostgresServerException($"The port {port} of the loopback address, which the connection strings "
                        + "name, belongs to another program now: end it, or start a new server.");
            }
            else if (!IsHeldElsewhere && !IsPassing(log.Tail))
                throw new PostgresServerException(
                    $"PostgreSQL {binaries.Version} did not start in {folder.Path}. Its last lines:\n{log.Tail}");
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private async Task RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        ToolRun run = await ToolRun.OfAsync(command, cancellationToken);
        if (run.ExitCode != 0)
            throw new PostgresServerException($"No cluster could be made in {folder.Path}: {run.Text}");
    }

    /// <summary>Ends what a killed host or server left at work in the data, which this process alone may use now.</summary>
    private async Task EndOthersAsync(CancellationToken cancellationToken)
    {
        int asked = 0;
        IReadOnlyList<int> others;
        while ((others = ClusterProcesses.In(_data)).Count > 0)
        {
            if (PostmasterFile.Read(_data) is { } file && others.Contains(file.ProcessId) && asked != file.ProcessId)
            {
                asked = file.ProcessId;
                await SignalAsync("INT", asked, cancellationToken);
            }
            await Task.Delay(Pause, cancellationToken);
        }
        // A new program may have the old server's id, for instance in a container started again; PostgreSQL would take it for the old
        // server.
        if (OperatingSystem.IsLinux() && !await Flock.IsThereAsync)
            File.Delete(PostmasterFile.PathIn(_data));
    }

    private async Task<Postmaster> StartAsync(string socketFolder, int port, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IEnumerable<(string Name, string Value)> settings =
        [
            ("port", port.ToString(CultureInfo.InvariantCulture)),
            .. options.Listens ? Loopback : [("listen_addresses", "")],
            ("unix_socket_directories", SqlSession.Identifier(socketFolder)),
            ("unix_socket_permissions", "0700"),
            ("password_encryption", "scram-sha-256"),
            ("logging_collector", "off"),
            ("log_destination", "stderr"),
            ("timezone", "UTC"),
            ("log_timezone", "UTC"),
            .. options.IsThrowaway ? ThrowawaySettings : [("fsync", "on")],
            .. CanSyncAtOnce ? [("recovery_init_sync_method", "syncfs")] : Array.Empty<(string, string)>(),
            .. options.Settings.Select(setting => (setting.Key, setting.Value)),
        ];
        IEnumerable<string> program =
            [binaries.Program("postgres"), "-D", _data, .. settings.SelectMany(s => new[] { "-c", $"{s.Name}={s.Value}" })];
        if (await Flock.IsThereAsync)
            program = Flock.Around(Path.Combine(_data, "server.lock"), IsLocked, PostmasterFile.PathIn(_data), program);
        return await Postmaster.StartAsync(account.Command("INT", program), port, log, SignalAsync);
    }

    // pg_ctl sends signals on every system, Windows included.
    private async Task SignalAsync(string signal, int processId, CancellationToken cancellationToken) =>
        await ToolRun.OfAsync(account.Command(null, binaries.Program("pg_ctl"), "kill", signal,
        processId.ToString(CultureInfo.InvariantCulture)), cancellationToken);

    private static bool IsPassing(string tail) => PassingFaults.Any(fault => tail.Contains(fault, StringComparison.Ordinal));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
