using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cascade.Samples.EmbeddedPostgres;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>A hot standby is read, but never instead of what its user has just changed.</summary>
public sealed class ReplicaTests
{
    [Fact]
    public async Task Reads_go_to_a_copy_that_has_what_its_user_changed()
    {
        await using Pair pair = await Pair.StartAsync();
        CascadeStore here = pair.Open(), elsewhere = pair.Open();
        Guid user = await pair.CreateUserAsync(), reader = await pair.CreateUserAsync();
        await pair.WaitAsync();
        using var reads = new ReadCounter();
        Assert.Empty((await elsewhere.For(reader).Songs.ListAsync()).Songs);
        Assert.Equal((1, 0), (reads["ok"], reads["behind"]));

        await pair.ExecuteOnCopyAsync("select pg_wal_replay_pause()");
        StoredSong song = await here.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "new", Songs.Of(20));
        Assert.Equal(song, await here.For(user).Songs.FindAsync(song.Id));
        Assert.Equal(song, Assert.Single((await here.For(user).Songs.ListAsync()).Songs));
        Assert.Equal(20, (await here.For(user).Songs.FindNotesAsync(song.Id, new NoteRange())).Count);
        Songs.AssertSame(Songs.Of(20), await here.For(user).Songs.LoadSequenceAsync(song.Id));
        Assert.Equal(1, (await here.Users.FindAsync(user))!.Statistics.Songs);
        Assert.Equal((1, 5), (reads["ok"], reads["behind"]));
        // Another host learns of it with the copy, but takes no copy's word for it that something is missing.
        Assert.Empty((await elsewhere.For(user).Songs.ListAsync()).Songs);
        Songs.AssertSame(Songs.Of(20), await elsewhere.For(user).Songs.LoadSequenceAsync(song.Id));
        Assert.Equal(20, await elsewhere.For(user).Songs.StreamNotesAsync(song.Id).CountAsync());
        Assert.Null((await here.Users.FindCredentialsAsync($"{user}"))!.PasswordHash);

        await pair.ExecuteOnCopyAsync("select pg_wal_replay_resume()");
        await pair.WaitAsync();
        long before = reads["ok"];
        Assert.Equal(song, await here.For(user).Songs.FindAsync(song.Id));
        Assert.Equal(song, Assert.Single((await elsewhere.For(user).Songs.ListAsync()).Songs));
        Songs.AssertSame(Songs.Of(20), await here.For(user).Songs.LoadSequenceAsync(song.Id));
        Assert.Equal(before + 3, reads["ok"]);

        await pair.StopCopyAsync();
        Assert.Equal(song, await here.For(user).Songs.FindAsync(song.Id));
        Assert.NotEqual(0, reads["failed"]);
    }

    [Fact]
    public async Task Under_writers_every_user_finds_the_own_last_change()
    {
        await using Pair pair = await Pair.StartAsync();
        CascadeStore store = pair.Open();
        Guid[] users = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => pair.CreateUserAsync()));
        using var reads = new ReadCounter();
        await Task.WhenAll(users.Select(user => Task.Run(async () =>
        {
            SongStore songs = store.For(user).Songs;
            StoredSong song = await songs.SaveAsync(Guid.CreateVersion7(), "0", Songs.Of(5));
            for (int i = 1; i <= 60; i++)
            {
                song = await songs.RenameAsync(song.Id, $"{i}", song.Version);
                Assert.Equal(song, await songs.FindAsync(song.Id));
            }
        })));
        TestContext.Current.TestOutputHelper?.WriteLine($"{reads["ok"]} reads by the copy, {reads["behind"]} when it was behind");
    }

    [Fact]
    public async Task A_host_is_configured_for_copies()
    {
        await using Pair pair = await Pair.StartAsync();
        Guid user = await pair.CreateUserAsync();
        await pair.WaitAsync();
        var services = new ServiceCollection();
        services.AddCascadePersistence(options =>
            (options.ConnectionString, options.ReplicaConnectionString) = (pair.Application, pair.ApplicationOnCopy));
        await using ServiceProvider provider = services.BuildServiceProvider();
        using var reads = new ReadCounter();
        Assert.Empty((await provider.GetRequiredService<CascadeStore>().For(user).Songs.ListAsync()).Songs);
        Assert.Equal(1, reads["ok"]);
    }

    /// <summary>A server and a hot standby of it.</summary>
    private sealed class Pair(PostgresServer primary, PostgresServer copy, string folder) : IAsyncDisposable
    {
        private readonly List<NpgsqlDataSource> _sources = [];

        public string Application => TestDatabase.ApplicationOf(primary.ConnectionString);

        public string ApplicationOnCopy => TestDatabase.ApplicationOf(copy.ConnectionString);

        public static async Task<Pair> StartAsync()
        {
            string? binaries = Installation.All.Select(row => row.Data)
                .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "pg_basebackup")));
            Installation.Require(binaries is not null,
                "There is no pg_basebackup; install PostgreSQL, for instance by 'apt-get install postgresql'.");
            var settings = new Dictionary<string, string> { ["wal_level"] = "replica", ["max_wal_senders"] = "4" };
            PostgresServer primary = await PostgresServer.StartAsync(PostgresServerOptions.Throwaway with
            {
                BinariesFolder = binaries,
                ListensOnLoopback = true,
                Settings = settings,
            });
            await using (NpgsqlDataSource owner = NpgsqlDataSource.Create(primary.ConnectionString))
                await CascadeSchema.MigrateAsync(owner);
            string folder = Directory.CreateTempSubdirectory("cascade-copy-").FullName;
            string data = Path.Combine(folder, "data");
            var to = new NpgsqlConnectionStringBuilder(primary.LoopbackConnectionStringFor("postgres"));
            await RunAsync(Path.Combine(binaries!, "pg_basebackup"), to.Password!, "-h", "127.0.0.1", "-p", $"{to.Port}", "-U",
                to.Username!, "-D", data, "-R", "-c", "fast");
            await File.WriteAllTextAsync(Path.Combine(folder, "lock"), "");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            // Of nobody in particular, as the server's own is.
            if (Environment.IsPrivilegedProcess)
                await RunAsync("chown", "", "-R", "61999:61999", data);
            PostgresServer copy =
                await PostgresServer.StartAsync(new PostgresServerOptions
                {
                    Folder = folder,
                    BinariesFolder = binaries,
                    Settings = settings
                });
            return new Pair(primary, copy, folder);
        }

        public CascadeStore Open()
        {
            NpgsqlDataSource source = NpgsqlDataSource.Create(Application), replicas = NpgsqlDataSource.Create(ApplicationOnCopy);
            _sources.AddRange([source, replicas]);
            return new CascadeStore(source, new CascadeStoreOptions { Replicas = replicas });
        }

        public async Task<Guid> CreateUserAsync()
        {
            var id = Guid.CreateVersion7();
            await using NpgsqlDataSource source = NpgsqlDataSource.Create(Application);
            await new CascadeStore(source).Users.CreateAsync(id, $"{id}");
            return id;
        }

        public async Task ExecuteOnCopyAsync(string sql)
        {
            await using NpgsqlDataSource source = NpgsqlDataSource.Create(copy.ConnectionString);
            await using NpgsqlCommand command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        /// <summary>Waits until the copy has all that is written.</summary>
        public async Task WaitAsync()
        {
            await using NpgsqlDataSource source = NpgsqlDataSource.Create(primary.ConnectionString);
            await using NpgsqlCommand command =
                source.CreateCommand("select coalesce(bool_and(replay_lsn >= pg_current_wal_insert_lsn()), false) from "
                    + "pg_stat_replication");
            while (await command.ExecuteScalarAsync() is not true)
                await Task.Delay(20);
        }

        public Task StopCopyAsync() => copy.StopAsync();

        public async ValueTask DisposeAsync()
        {
            foreach (NpgsqlDataSource source in _sources)
                await source.DisposeAsync();
            await copy.DisposeAsync();
            await primary.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }

        private static async Task RunAsync(string program, string password, params string[] arguments)
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
            start.Environment["PGPASSWORD"] = password;
            using Process process = Process.Start(start)!.Watched();
            string errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, $"{program}: {errors}");
        }
    }

    /// <summary>How often a copy was offered a read, by what came of it.</summary>
    private sealed class ReadCounter : IDisposable
    {
        private readonly Dictionary<string, long> _counts = [];
        private readonly MeterListener _listener = new();

        public ReadCounter()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "cascade.persistence.replica.reads")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            {
                lock (_counts)
                    _counts[(string)tags[0].Value!] = _counts.GetValueOrDefault((string)tags[0].Value!) + value;
            });
            _listener.Start();
        }

        public long this[string outcome]
        {
            get
            {
                lock (_counts)
                    return _counts.GetValueOrDefault(outcome);
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
