using Cascade.Samples.EmbeddedPostgres;
using Npgsql;

[assembly: AssemblyFixture(typeof(Cascade.Persistence.Tests.TestServer))]

namespace Cascade.Persistence.Tests;

/// <summary>The PostgreSQL of a test run: the one named by CASCADE_TEST_POSTGRES (a superuser's connection string), or a throwaway
/// cluster.</summary>
public sealed class TestServer : IAsyncLifetime
{
    private readonly List<NpgsqlDataSource> _sources = [];
    private PostgresServer? _cluster;
    private string? _superuser;
    private readonly SemaphoreSlim _turn = new(1);
    private string? _template;
    private int _databases;

    public async ValueTask InitializeAsync()
    {
        _superuser = Environment.GetEnvironmentVariable("CASCADE_TEST_POSTGRES");
        if (!string.IsNullOrEmpty(_superuser))
            return;
        try
        {
            // The many databases of a run have a pool each.
            var options =
                PostgresServerOptions.Throwaway with { Settings = new Dictionary<string, string> { ["max_connections"] = "300" } };
            _cluster = await PostgresServer.StartAsync(options);
            _superuser = _cluster.ConnectionString;
        }
        catch (PostgresNotFoundException)
        {
            // Said by each test.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_sources.Select(source => source.DisposeAsync().AsTask()));
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        else if (_databases > 0)
            await DropAsync();
        _turn.Dispose();
    }

    /// <summary>An empty database of its own.</summary>
    public Task<TestDatabase> CreateEmptyAsync() => CreateAsync("template1");

    /// <summary>A database of its own with Cascade's tables.</summary>
    public async Task<TestDatabase> CreateAsync()
    {
        Installation.Require(!string.IsNullOrEmpty(_superuser));
        await _turn.WaitAsync();
        try
        {
            _template ??= await MakeTemplateAsync();
        }
        finally
        {
            _turn.Release();
        }
        return await CreateAsync(_template);
    }

    private async Task<string> MakeTemplateAsync()
    {
        TestDatabase database = await CreateEmptyAsync();
        await CascadeSchema.MigrateAsync(database.Owner);
        await database.Owner.DisposeAsync();
        return database.Name;
    }

    private async Task<TestDatabase> CreateAsync(string template)
    {
        Installation.Require(!string.IsNullOrEmpty(_superuser));
        string name = NameOf(Interlocked.Increment(ref _databases));
        await using NpgsqlDataSource server = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_superuser) { Pooling = false });
        for (int refused = 0; ; refused++)
        {
            try
            {
                await using NpgsqlCommand command = server.CreateCommand($"create database {name} template {template}");
                await command.ExecuteNonQueryAsync();
                break;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections && refused < 30)
            {
                // A named server may take few connections; those of tests that have ended are closed within seconds.
                await Task.Delay(1_000);
            }
        }
        return new TestDatabase(new NpgsqlConnectionStringBuilder(_superuser)
        {
            Database = name,
            // Many databases share the server's connections.
            MaxPoolSize = 20,
            ConnectionIdleLifetime = 2,
            ConnectionPruningInterval = 1,
        }.ConnectionString, Keep);
    }

    // A named server is somebody's own: nothing of the tests stays on it but the application role.
    private async Task DropAsync()
    {
        await using NpgsqlDataSource server = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_superuser) { Pooling = false });
        for (int number = 1; number <= _databases; number++)
        {
            await using NpgsqlCommand command = server.CreateCommand($"drop database if exists {NameOf(number)} with (force)");
            await command.ExecuteNonQueryAsync();
        }
    }

    private static string NameOf(int number) => $"cascade_test_{Environment.ProcessId}_{number}";

    private NpgsqlDataSource Keep(string connectionString)
    {
        NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
        lock (_sources)
            _sources.Add(source);
        return source;
    }
}
