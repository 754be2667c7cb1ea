using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Cascade.Samples.EmbeddedPostgres;
using Npgsql;

namespace Cascade.Persistence.Tests;

/// <summary>PgBouncer, which gives each transaction another session of the server.</summary>
public sealed class PoolerTests
{
    [Fact]
    public async Task In_transaction_mode_a_store_that_prepares_nothing_works()
    {
        await using Pooled pooled = await Pooled.StartAsync();
        var store = new CascadeStore(pooled.Source, new CascadeStoreOptions { PreparesStatements = false });
        Guid[] users = [.. Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7())];
        await Task.WhenAll(users.Select(user => Task.Run(async () =>
        {
            await store.Users.CreateAsync(user, $"{user}");
            for (int i = 0; i < 20; i++)
            {
                StoredSong song = await store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), $"song {i}", Songs.Of(30, i));
                Songs.AssertSame(Songs.Of(30, i), await store.For(user).Songs.LoadSequenceAsync(song.Id));
                Assert.Equal(30, (await store.For(user).Songs.FindNotesAsync(song.Id, new NoteRange())).Count);
                Assert.Equal(i + 1, (await store.For(user).Songs.ListAsync()).Songs.Count);
            }
        })));
        foreach (Guid user in users)
            Assert.Equal(20, (await store.Users.FindAsync(user))!.Statistics.Songs);
    }

    [Fact]
    public async Task In_transaction_mode_a_store_that_prepares_says_what_to_do()
    {
        await using Pooled pooled = await Pooled.StartAsync();
        var store = new CascadeStore(pooled.Source, new CascadeStoreOptions { RetryDeadline = TimeSpan.Zero });
        var faults = new List<Exception>();
        // PgBouncer before 1.21 mixes sessions up; later ones may be told to keep them apart.
        for (int i = 0; i < 20; i++)
            if (await Record.ExceptionAsync(() => Task.WhenAll(Enumerable.Range(0, 8)
                .Select(_ => store.Users.FindAsync(Guid.CreateVersion7())))) is { } fault)
                faults.Add(fault);
        Assert.All(faults, fault => Assert.IsAssignableFrom<StoreException>(fault));
        if (faults.Count > 0)
            Assert.Contains(faults, fault => fault.Message.Contains(nameof(CascadeStoreOptions.PreparesStatements),
                StringComparison.Ordinal));
    }

    private sealed class Pooled(PostgresServer server, Process pooler, string folder, NpgsqlDataSource source) : IAsyncDisposable
    {
        public NpgsqlDataSource Source => source;

        public static async Task<Pooled> StartAsync()
        {
            string? program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
                .Select(path => Path.Combine(path, "pgbouncer")).FirstOrDefault(File.Exists);
            Installation.Require(program is not null, "There is no PgBouncer; install it, for instance by 'apt-get install pgbouncer'.");
            PostgresServer server = await PostgresServer.StartAsync(PostgresServerOptions.Throwaway with { ListensOnLoopback = true });
            await using (NpgsqlDataSource owner = NpgsqlDataSource.Create(server.ConnectionString))
            {
                await CascadeSchema.MigrateAsync(owner);
                await using NpgsqlCommand login = owner.CreateCommand($"create role web login password 'web' in role "
                    + $"{CascadeSchema.ApplicationRole}");
                await login.ExecuteNonQueryAsync();
            }
            int port = FreePort();
            string folder = Directory.CreateTempSubdirectory("cascade-pooler-").FullName, settings = Path.Combine(folder, "pgbouncer.ini");
            await File.WriteAllTextAsync(settings, $"""
                [databases]
                postgres = host=127.0.0.1 port={server.Port} user=web password=web
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = {port}
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = 5
                ignore_startup_parameters = extra_float_digits
                """);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
            // It refuses root.
            string[] command = Environment.IsPrivilegedProcess
                ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", program!, settings] : [program!, settings];
            var pooler = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
            _ = pooler.StandardError.ReadToEndAsync();
            NpgsqlDataSource source = NpgsqlDataSource.Create(
                $"Host=127.0.0.1;Port={port};Username=web;Database=postgres;SSL Mode=Disable;GSS Encryption Mode=Disable;No Reset "
                    + "On Close=true;Timeout=30");
            var pooled = new Pooled(server, pooler, folder, source);
            while (await Record.ExceptionAsync(async () => await (await source.OpenConnectionAsync()).DisposeAsync()) is not null)
            {
                Assert.False(pooler.HasExited, "PgBouncer has ended.");
                await Task.Delay(50);
            }
            return pooled;
        }

        public async ValueTask DisposeAsync()
        {
            await source.DisposeAsync();
            pooler.Kill();
            await pooler.WaitForExitAsync();
            pooler.Dispose();
            await server.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
