using Cascade.Samples.EmbeddedPostgres;

namespace Cascade.Samples.Tests.EmbeddedPostgres;

/// <summary>What a start that cannot succeed says, and leaves.</summary>
[Collection(nameof(PostgresServer))]
public class PostgresRefusalTests
{
    [Fact]
    public async Task Without_PostgreSQL_there_is_one_sentence()
    {
        using var place = new ClusterPlace();
        var options = new PostgresServerOptions { Folder = place.Cluster, SearchFolders = [] };
        var refusal = await Assert.ThrowsAsync<PostgresNotFoundException>(() => PostgresServer.StartAsync(options, ClusterPlace.Cancelled));
        Assert.StartsWith("No PostgreSQL was found: ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(refusal.Message.Length - 1, refusal.Message.IndexOf('.', StringComparison.Ordinal));
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public async Task A_folder_without_programs_is_named()
    {
        using var place = new ClusterPlace();
        var options = new PostgresServerOptions { Folder = place.Cluster, BinariesFolder = place.Path };
        var refusal = await Assert.ThrowsAsync<PostgresNotFoundException>(() => PostgresServer.StartAsync(options, ClusterPlace.Cancelled));
        Assert.Contains($"{place.Path} has no postgres", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_of_another_major_version_are_refused_untouched()
    {
        using var place = new ClusterPlace();
        Version version;
        await using (PostgresServer server = await place.StartAsync())
            version = server.Version;
        string versionFile = Path.Combine(place.Data, "PG_VERSION");
        File.WriteAllText(versionFile, "9.6\n");
        string control = Path.Combine(place.Data, "global", "pg_control");
        byte[] before = File.ReadAllBytes(control);
        var refusal = await Assert.ThrowsAsync<PostgresServerException>(() => place.StartAsync());
        Assert.Contains("are of PostgreSQL 9,", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(version.ToString(), refusal.Message, StringComparison.Ordinal);
        Assert.Contains("install PostgreSQL 9", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(control));
        File.WriteAllText(versionFile, $"{version.Major}\n");
        await using PostgresServer again = await place.StartAsync();
        Assert.True(again.IsRunning);
    }

    [Fact]
    public async Task Of_several_installations_the_one_that_fits_the_data_is_taken()
    {
        _ = Installation.First;
        foreach (PostgresBinaries binaries in Installation.List)
        {
            using var place = new ClusterPlace();
            await using (await place.StartAsync(binaries.Folder))
            {
            }
            await using PostgresServer server =
                await PostgresServer.StartAsync(new PostgresServerOptions { Folder = place.Cluster }, ClusterPlace.Cancelled);
            Assert.Equal(binaries.Version.Major, server.Version.Major);
        }
    }

    [Fact]
    public async Task A_server_that_does_not_start_says_its_last_words()
    {
        using var place = new ClusterPlace();
        var options = new PostgresServerOptions
        {
            Folder = place.Cluster,
            BinariesFolder = Installation.First,
            Settings = new Dictionary<string, string> { ["shared_buffers"] = "much" },
        };
        var refusal = await Assert.ThrowsAsync<PostgresServerException>(() => PostgresServer.StartAsync(options, ClusterPlace.Cancelled));
        Assert.Contains("invalid value for parameter \"shared_buffers\": \"much\"", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(ClusterProcesses.In(place.Data));
    }

    [Fact]
    public async Task A_folder_with_other_things_in_it_is_refused_untouched()
    {
        using var place = new ClusterPlace();
        string file = Path.Combine(place.Path, "thesis.txt");
        File.WriteAllText(file, "words");
        var options = new PostgresServerOptions { Folder = place.Path, BinariesFolder = Installation.First };
        await Assert.ThrowsAsync<PostgresServerException>(() => PostgresServer.StartAsync(options, ClusterPlace.Cancelled));
        Assert.Equal([file], Directory.GetFileSystemEntries(place.Path));
    }

    [Fact]
    public async Task A_folder_that_another_program_holds_is_waited_for_and_named()
    {
        using var place = new ClusterPlace();
        Directory.CreateDirectory(place.Cluster);
        using var held = new FileStream(Path.Combine(place.Cluster, "lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        var options = new PostgresServerOptions
        {
            Folder = place.Cluster,
            BinariesFolder = Installation.First,
            StartTimeout = TimeSpan.FromSeconds(1),
        };
        var refusal = await Assert.ThrowsAsync<PostgresServerException>(() => PostgresServer.StartAsync(options, ClusterPlace.Cancelled));
        Assert.Contains("waited for another process that has the folder", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_out_of_range_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() =>
            PostgresServer.StartAsync(new PostgresServerOptions { StartTimeout = TimeSpan.Zero }, ClusterPlace.Cancelled));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            PostgresServer.StartAsync(new PostgresServerOptions { Folder = " " }, ClusterPlace.Cancelled));
    }

    [Fact]
    public async Task A_start_cancelled_at_any_time_leaves_nothing_running()
    {
        Installation.RequireLinux();
        using var place = new ClusterPlace();
        var random = new Random(1);
        bool IsMade() => Entries(place.Cluster).Any(entry => IsUnfinished(entry) && File.Exists(Path.Combine(entry, "PG_VERSION")));
        bool IsStarting() => ClusterProcesses.In(place.Data).Count > 0;
        Assert.True(await CancelWhenAsync(place, IsMade), "initdb was not cancelled.");
        Assert.False(Directory.Exists(place.Data));
        for (int round = 0; round < 5; round++)
        {
            using var cancellation = new CancellationTokenSource(random.Next(0, 400));
            await CancelWhenAsync(place, () => cancellation.IsCancellationRequested);
        }
        await using (await place.StartAsync())
        {
        }
        int cancelled = 0;
        for (int round = 0; round < 5; round++)
            cancelled += await CancelWhenAsync(place, IsStarting) ? 1 : 0;
        Assert.InRange(cancelled, 1, 5);
        await using PostgresServer last = await place.StartAsync();
        Assert.Equal(1, await ClusterPlace.AskAsync(last.ConnectionString, "SELECT 1"));
    }

    /// <summary>Starts the cluster, cancels the start as soon as something is so, and looks for what it left; false when the start was
    /// faster.</summary>
    private static async Task<bool> CancelWhenAsync(ClusterPlace place, Func<bool> condition)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(ClusterPlace.Cancelled);
        var options = new PostgresServerOptions { Folder = place.Cluster, BinariesFolder = Installation.First };
        Task<PostgresServer> start = Task.Run(() => PostgresServer.StartAsync(options, cancellation.Token), ClusterPlace.Cancelled);
        while (!start.IsCompleted && !condition())
            await Task.Delay(1, ClusterPlace.Cancelled);
        await cancellation.CancelAsync();
        bool isCancelled = false;
        try
        {
            await using PostgresServer server = await start;
        }
        catch (OperationCanceledException)
        {
            isCancelled = true;
        }
        Assert.Empty(ProcessesIn(place.Path));
        Assert.DoesNotContain(Entries(place.Cluster), IsUnfinished);
        return isCancelled;
    }

    private static bool IsUnfinished(string entry) => Path.GetFileName(entry).StartsWith("new-", StringComparison.Ordinal);

    private static string[] Entries(string folder) => Directory.Exists(folder) ? Directory.GetFileSystemEntries(folder) : [];

    // initdb and the server alike name their folder on the command line.
    private static IEnumerable<string> ProcessesIn(string folder)
    {
        foreach (string process in Directory.GetDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            string command;
            try
            {
                command = File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (IOException)
            {
                continue;
            }
            if (command.Contains(folder, StringComparison.Ordinal))
                yield return command;
        }
    }
}
