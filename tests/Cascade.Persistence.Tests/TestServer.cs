using Npgsql;

[assembly: AssemblyFixture(typeof(Cascade.Persistence.Tests.TestServer))]

namespace Cascade.Persistence.Tests;

/// <summary>The PostgreSQL of a test run: the one named by CASCADE_TEST_POSTGRES (a superuser's connection string), or a throwaway cluster.</summary>
public sealed class TestServer : IAsyncLifetime
{
    private readonly List<NpgsqlDataSource> _sources = [];
    private ThrowawayCluster? _cluster;
    private string? _superuser;
    private string? _absent;
    private readonly SemaphoreSlim _turn = new(1);
    private string? _template;
    private int _databases;

    public ValueTask InitializeAsync()
    {
        _superuser = Environment.GetEnvironmentVariable("CASCADE_TEST_POSTGRES");
        if (!string.IsNullOrEmpty(_superuser))
            return ValueTask.CompletedTask;
        if (ThrowawayCluster.FindBinaries() is not { } binaries)
            _absent = "There is no PostgreSQL to test with; install it, for instance by 'apt-get install postgresql', or name one in CASCADE_TEST_POSTGRES.";
        else
        {
            _cluster = new ThrowawayCluster(binaries, durable: false);
            _cluster.Start();
            _superuser = _cluster.ConnectionString;
        }
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_sources.Select(source => source.DisposeAsync().AsTask()));
        _cluster?.Dispose();
        _turn.Dispose();
    }

    /// <summary>An empty database of its own.</summary>
    public Task<TestDatabase> CreateEmptyAsync() => CreateAsync("template1");

    /// <summary>A database of its own with Cascade's tables.</summary>
    public async Task<TestDatabase> CreateAsync()
    {
        Require(_absent);
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
        Require(_absent);
        string name = $"cascade_test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await using NpgsqlDataSource server = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_superuser) { Pooling = false });
        await using (NpgsqlCommand command = server.CreateCommand($"create database {name} template {template}"))
            await command.ExecuteNonQueryAsync();
        return new TestDatabase(new NpgsqlConnectionStringBuilder(_superuser)
        {
            Database = name,
            // Many databases share the server's connections.
            MaxPoolSize = 20,
            ConnectionIdleLifetime = 2,
            ConnectionPruningInterval = 1,
        }.ConnectionString, Keep);
    }

    /// <summary>Skips the test on a laptop, fails it in CI, when something is absent.</summary>
    public static void Require(string? absent)
    {
        if (absent is null)
            return;
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", absent);
        Assert.Skip(absent);
    }

    private NpgsqlDataSource Keep(string connectionString)
    {
        NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
        lock (_sources)
            _sources.Add(source);
        return source;
    }
}
