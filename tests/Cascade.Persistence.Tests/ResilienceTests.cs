using System.Net;
using System.Net.Sockets;
using Cascade.Dsp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Cascade.Persistence.Tests;

public sealed class ResilienceTests(TestServer server)
{
    [Fact]
    public async Task Cancelled_at_random_points_leaves_no_connection_and_no_half_song()
    {
        const int Rounds = 1000, Pool = 5, Notes = 2000;
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        NpgsqlDataSource source = database.OpenApplication(builder => (builder.MaxPoolSize, builder.Timeout) = (Pool, 60));
        var store = new CascadeStore(source);
        Sequence music = Songs.Of(Notes);
        var random = new Random(3);
        int[] delays = [.. Enumerable.Range(0, Rounds).Select(_ => random.Next(0, 20_000))];
        int cancelled = 0, saved = 0;
        await Parallel.ForEachAsync(delays, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (microseconds, _) =>
        {
            using var source = new CancellationTokenSource(TimeSpan.FromMicroseconds(microseconds));
            var id = Guid.CreateVersion7();
            try
            {
                await store.For(user).Songs.SaveAsync(id, "cancelled", music, source.Token);
                Interlocked.Increment(ref saved);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref cancelled);
            }
        });
        Assert.Equal(Rounds, cancelled + saved);
        Assert.NotEqual(0, cancelled);
        // All connections of the pool can be had at once, and each is in order.
        var connections = new List<NpgsqlConnection>();
        for (int i = 0; i < Pool; i++)
            connections.Add(await source.OpenConnectionAsync());
        foreach (NpgsqlConnection connection in connections)
        {
            await using (var command = new NpgsqlCommand("select current_setting('cascade.user_id', true)", connection))
                Assert.Equal("", await command.ExecuteScalarAsync() as string ?? "");
            await connection.DisposeAsync();
        }
        Assert.True(await database.ScalarAsync<long>("select count(*) from cascade.songs") >= saved);
        await database.CheckWholeAsync(2 * Notes);
    }

    [Fact]
    public async Task An_exhausted_pool_is_a_documented_error_and_heals()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        NpgsqlDataSource source = database.OpenApplication(builder => (builder.MaxPoolSize, builder.Timeout) = (1, 1));
        var store = new CascadeStore(source, new CascadeStoreOptions { RetryDeadline = TimeSpan.FromMinutes(10) });
        await using (await source.OpenConnectionAsync())
        {
            StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.For(user).Songs.ListAsync());
            Assert.Equal(UnavailableReason.PoolExhausted, e.Reason);
        }
        Assert.Empty((await store.For(user).Songs.ListAsync()).Songs);
    }

    [Fact]
    public async Task Nobody_there_is_a_documented_error()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using NpgsqlDataSource source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={port};Username=nobody;Password=secret-word");
        var store = new CascadeStore(source, new CascadeStoreOptions { RetryDeadline = TimeSpan.FromMilliseconds(200) });
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Users.FindAsync(Guid.NewGuid()));
        Assert.Equal(UnavailableReason.Unreachable, e.Reason);
        Assert.DoesNotContain("secret-word", e.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => CascadeSchema.VerifyAsync(source));
    }

    [Fact]
    public async Task Connections_that_the_server_ends_are_replaced_unnoticed()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        var id = Guid.CreateVersion7();
        for (int i = 0; i < 10; i++)
        {
            await database.ExecuteAsync(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
            await database.Store.For(user).Songs.SaveAsync(id, "once", Songs.Of(10));
        }
        await database.CheckWholeAsync(20);
    }

    [Fact]
    public async Task Savers_of_one_user_all_succeed_and_the_sums_are_right()
    {
        TestDatabase database = await server.CreateAsync();
        Guid user = await database.CreateUserAsync();
        await Task.WhenAll(Enumerable.Range(0, 100)
            .Select(i => database.Store.For(user).Songs.SaveAsync(Guid.CreateVersion7(), "one of many", Songs.Of(50, i))));
        UserStatistics statistics = (await database.Store.Users.FindAsync(user))!.Statistics;
        Assert.Equal((100, 5000), (statistics.Songs, statistics.Notes));
        await database.CheckWholeAsync(100);
    }

    [Fact]
    public async Task A_host_migrates_at_its_start_and_is_healthy()
    {
        TestDatabase database = await server.CreateEmptyAsync();
        var services = new ServiceCollection();
        services.AddCascadePersistence(options =>
            (options.ConnectionString, options.OwnerConnectionString) =
            (database.ApplicationConnectionString, database.OwnerConnectionString));
        await using ServiceProvider provider = services.BuildServiceProvider();
        var check = provider.GetRequiredService<CascadeHealthCheck>();
        Assert.Equal(HealthStatus.Unhealthy, (await check.CheckHealthAsync(new HealthCheckContext())).Status);
        foreach (IHostedService service in provider.GetServices<IHostedService>())
            await service.StartAsync(CancellationToken.None);
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new HealthCheckContext())).Status);
        var id = Guid.CreateVersion7();
        Assert.Equal("host", (await provider.GetRequiredService<CascadeStore>().Users.CreateAsync(id, "host")).Name);
    }

    [Theory]
    [InlineData("", 3, 10, "ConnectionString")]
    [InlineData("Host=x;Password=secret-word;Nonsense=1", 3, 10, "ConnectionString")]
    [InlineData("Host=x", 0, 10, "ConnectTimeout")]
    [InlineData("Host=x", 3, 1e6, "RetryDeadline")]
    public void Options_are_validated_at_the_start_without_showing_secrets(string connection, double connect, double retry, string option)
    {
        var services = new ServiceCollection();
        services.AddCascadePersistence(options =>
            (options.ConnectionString, options.ConnectTimeout, options.RetryDeadline) =
                (connection, TimeSpan.FromSeconds(connect), TimeSpan.FromSeconds(retry)));
        using ServiceProvider provider = services.BuildServiceProvider();
        OptionsValidationException e =
            Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
        Assert.Contains(option, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", e.ToString(), StringComparison.Ordinal);
    }
}
