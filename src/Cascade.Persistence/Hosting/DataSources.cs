using Microsoft.Extensions.Options;
using Npgsql;

namespace Cascade.Persistence.Hosting;

/// <summary>The host's connections to the database, disposed with it.</summary>
internal sealed class DataSources(IOptions<CascadePersistenceOptions> options) : IAsyncDisposable, IDisposable
{
    /// <summary>The application's, with a pool.</summary>
    public NpgsqlDataSource Application { get; } =
        NpgsqlDataSource.Create(WithTimeout(options.Value.ConnectionString, options.Value.ConnectTimeout));

    /// <summary>One connection of the owner's, for migrations; null if there is none.</summary>
    public NpgsqlDataSource? CreateOwner() =>
        options.Value.OwnerConnectionString is { } text
        ? NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(text) { Pooling = false }) : null;

    public void Dispose() => Application.Dispose();

    public ValueTask DisposeAsync() => Application.DisposeAsync();

    private static NpgsqlConnectionStringBuilder WithTimeout(string text, TimeSpan timeout)
    {
        var builder = new NpgsqlConnectionStringBuilder(text);
        if (!builder.ContainsKey("Timeout"))
            builder.Timeout = (int)Math.Ceiling(timeout.TotalSeconds);
        return builder;
    }
}
