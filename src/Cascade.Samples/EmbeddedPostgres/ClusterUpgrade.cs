namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>Moves a cluster to a newer PostgreSQL: both run side by side, and everything is dumped from the one into the other.</summary>
/// <remarks>Source: PostgreSQL documentation, "Upgrading a PostgreSQL Cluster", by pg_dumpall. pg_upgrade is quicker, but the packages that
/// npm has do not hold it.</remarks>
internal sealed class ClusterUpgrade(ClusterFolder folder, ServerAccount account, PostgresBinaries older, PostgresBinaries newer,
    ServerLog log)
{
    private const int OldPort = 5432, NewPort = 5433;

    /// <summary>Moves the data; a failure leaves them as they were.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (string name in (string[])["pg_dumpall", "psql"])
            if (!File.Exists(older.Program(name)))
                throw new PostgresServerException($"The data in {folder.Data} are of PostgreSQL {older.Version.Major}, and "
                    + $"{older.Folder} has no {name} to move them with: install the client programs of that version.");
        if (Directory.Exists(folder.OldData(older.Version.Major)))
            throw new PostgresServerException($"The folder {folder.OldData(older.Version.Major)} is there from a move before: remove it.");
        string made = folder.NewData(), socket = folder.SocketFolder();
        // Their own settings may be one version's alone.
        var options = new PostgresServerOptions();
        var from = new Cluster(folder, account, older, options, log);
        var to = new Cluster(folder, account, newer, options, log, made);
        await to.MakeDataAsync(made, cancellationToken);
        Postmaster old = await from.LaunchAsync(socket, OldPort, cancellationToken);
        try
        {
            Postmaster young = await to.LaunchAsync(socket, NewPort, cancellationToken);
            try
            {
                await CopyAsync(socket, Path.Combine(made, "dump.sql"), cancellationToken);
            }
            finally
            {
                await EndAsync(young);
            }
        }
        finally
        {
            await EndAsync(old);
        }
        folder.Exchange(made, older.Version.Major);
    }

    private async Task CopyAsync(string socket, string dump, CancellationToken cancellationToken)
    {
        await RunAsync("pg_dumpall", socket, OldPort, ["-f", dump], cancellationToken);
        ToolRun restored =
            await RunAsync("psql", socket, NewPort, ["-d", "postgres", "--no-psqlrc", "--quiet", "-o", "/dev/null", "-f", dump],
                cancellationToken);
        // The superuser is there from the start.
        if (restored.Error.Split('\n').FirstOrDefault(line => line.Contains("ERROR:", StringComparison.Ordinal)
            && !line.EndsWith($"role \"{PostgresServer.Superuser}\" already exists", StringComparison.Ordinal)) is { } error)
            throw new PostgresServerException($"The data in {folder.Data} could not be moved to PostgreSQL {newer.Version}: {error}");
        await ToolRun.OfAsync(account.Command("KILL", "rm", "--", dump), cancellationToken);
    }

    private async Task<ToolRun> RunAsync(string program, string socket, int port, string[] arguments, CancellationToken cancellationToken)
    {
        string[] command = [older.Program(program), "-h", socket, "-p", $"{port}", "-U", PostgresServer.Superuser, .. arguments];
        ToolRun run = await ToolRun.OfAsync(account.Command("KILL", command), cancellationToken);
        return run.ExitCode == 0
            ? run
            : throw new PostgresServerException($"The data in {folder.Data} could not be moved to PostgreSQL {newer.Version}: {run.Text}");
    }

    private static async Task EndAsync(Postmaster postmaster)
    {
        await postmaster.StopAsync(CancellationToken.None);
        postmaster.Dispose();
    }
}
