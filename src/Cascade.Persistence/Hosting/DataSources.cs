using Microsoft.Extensions.Options;
using Npgsql;

namespace Cascade.Persistence.Hosting;

/// <summary>The host's connections to the database, disposed with it.</summary>
internal sealed class DataSources(IOptions<CascadePersistenceOptions> options) : IAsyncDisposable, IDisposable
{
    /// <summary>The application's, with a pool.</summary>
    public NpgsqlDataSource Application { get; } =
        NpgsqlDataSource.Create(WithTimeout(options.Value.ConnectionString, options.Value.ConnectTimeout));

    /// <summary>The application's to copies of the database, with a pool each; null if there are none.</summary>
    public NpgsqlDataSource? Replicas { get; } = options.Value.ReplicaConnectionString is { } text
        ? NpgsqlDataSource.Create(Balanced(WithTimeout(text, options.Value.ConnectTimeout))) : null;

    /// <summary>One connection of the owner's, for migrations; null if there is none.</summary>
    public NpgsqlDataSource? CreateOwner() =>
        options.Value.OwnerConnectionString is { } text
        ? NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(text) { Pooling = false }) : null;

    public void Dispose()
    {
        Application.Dispose();
        Replicas?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Application.DisposeAsync().ConfigureAwait(false);
        if (Replicas is not null)
            await Replicas.DisposeAsync().ConfigureAwait(false);
    }

    private static NpgsqlConnectionStringBuilder Balanced(NpgsqlConnectionStringBuilder builder)
    {
        if (builder.Host!.Contains(',', StringComparison.Ordinal) && !builder.ContainsKey("Load Balance Hosts"))
            builder.LoadBalanceHosts = true;
        return builder;
    }

    private static NpgsqlConnectionStringBuilder WithTimeout(string text, TimeSpan timeout)
    {
        var builder = new NpgsqlConnectionStringBuilder(text);
        if (!builder.ContainsKey("Timeout"))
            builder.Timeout = (int)Math.Ceiling(timeout.TotalSeconds);
        return builder;
    }
}
