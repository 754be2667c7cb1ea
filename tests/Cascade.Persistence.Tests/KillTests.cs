using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>kill -9 of the saving process and of the server. CASCADE_KILL_ROUNDS gives the number of rounds; a few if not given.</summary>
public sealed class KillTests(TestServer server)
{
    [Fact]
    public async Task A_killed_saver_leaves_what_was_acknowledged_and_no_half_song()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        var acknowledged = new Dictionary<Guid, int>();
        var random = new Random(1);
        for (int round = 0; round < Rounds(4); round++)
        {
            var start = new ProcessStartInfo("dotnet", ["exec", typeof(KillTests).Assembly.Location]) { RedirectStandardOutput = true };
            start.Environment[SavingProcess.Request] = $"{database.ApplicationConnectionString}|{user}";
            using Process saver = Process.Start(start)!.Watched();
            // Killed somewhere in the saves after the first ones.
            int last = random.Next(1, 10);
            for (int saved = 0; saved < last && await saver.StandardOutput.ReadLineAsync() is { } line; saved++)
                Add(line);
            await Task.Delay(random.Next(0, 25));
            saver.Kill();
            while (await saver.StandardOutput.ReadLineAsync() is { } line)
                Add(line);
            await saver.WaitForExitAsync();
        }
        // What the server still works on for a dead client ends first.
        while (await database.ScalarAsync<long>(
            "select count(*) from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()") > 0)
            await Task.Delay(20);
        await database.CheckWholeAsync(2 * SavingProcess.Notes);
        foreach ((Guid id, int seed) in acknowledged)
            Songs.AssertSame(Songs.Of(SavingProcess.Notes, seed), await database.Store.For(user).Songs.LoadSequenceAsync(id));
        Assert.NotEmpty(acknowledged);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Rounds(4)} kills, {acknowledged.Count} songs acknowledged");

        void Add(string line)
        {
            // The last line may be cut.
            if (line.Split(' ') is [{ Length: 36 } id, { Length: > 0 } seed])
                acknowledged[Guid.Parse(id)] = int.Parse(seed, CultureInfo.InvariantCulture);
        }
    }

    [Theory]
    [MemberData(nameof(Installation.All), MemberType = typeof(Installation))]
    public async Task A_killed_server_loses_nothing_acknowledged_and_the_store_goes_on(string binaries)
    {
        Installation.Require(binaries.Length > 0);
        await using DurableServer cluster = await DurableServer.StartAsync(binaries);
        var sources = new List<NpgsqlDataSource>();
        var database =
            new TestDatabase(cluster.ConnectionString, text =>
            { var source = NpgsqlDataSource.Create(text); sources.Add(source); return source; });
        await CascadeSchema.MigrateAsync(database.Owner);
        Guid user = await database.CreateUserAsync();
        var patient = new CascadeStore(database.Store.Source, new CascadeStoreOptions { RetryDeadline = TimeSpan.FromMinutes(2) });
        var acknowledged = new ConcurrentDictionary<Guid, int>();
        var random = new Random(2);
        (TimeSpan Server, TimeSpan Store) slowest = default;
        for (int round = 0; round < Rounds(3); round++)
        {
            using var end = new CancellationTokenSource();
            Task[] savers =
                [.. Enumerable.Range(0, 4).Select(number => Task.Run(() => SaveAsync(patient, user, acknowledged, number, end)))];
            await Task.Delay(random.Next(100, 400));
            cluster.Kill();
            long killed = Stopwatch.GetTimestamp();
            await cluster.RestartAsync();
            long started = Stopwatch.GetTimestamp();
            int before = acknowledged.Count;
            // The same savers, without any help, have to go on after the restart.
            while (acknowledged.Count < before + 4 && !savers.Any(saver => saver.IsCompleted))
                await Task.Delay(20);
            slowest =
                (Later(slowest.Server, Stopwatch.GetElapsedTime(killed, started)), Later(slowest.Store, Stopwatch.GetElapsedTime(started)));
            await end.CancelAsync();
            await Task.WhenAll(savers);
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Rounds(3)} kills, {acknowledged.Count} songs acknowledged; at most {slowest.Server.TotalSeconds:0.00} s until the server "
            + $"took sessions again, then {slowest.Store.TotalSeconds:0.00} s until four more songs were saved");
        database.Owner.Clear();
        await database.CheckWholeAsync(1000);
        foreach ((Guid id, int seed) in acknowledged)
            Songs.AssertSame(Songs.Of(500, seed), await patient.For(user).Songs.LoadSequenceAsync(id));
        Assert.NotEmpty(acknowledged);
        foreach (NpgsqlDataSource source in sources)
            await source.DisposeAsync();
    }

    private static async Task SaveAsync(CascadeStore store, Guid user, ConcurrentDictionary<Guid, int> acknowledged, int number,
        CancellationTokenSource end)
    {
        for (int i = number; !end.IsCancellationRequested; i += 4)
        {
            var id = Guid.CreateVersion7();
            await store.For(user).Songs.SaveAsync(id, "song", Songs.Of(500, i));
            acknowledged[id] = i;
        }
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static int Rounds(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("CASCADE_KILL_ROUNDS"), CultureInfo.InvariantCulture, out int rounds) ? rounds
        : usual;
}
