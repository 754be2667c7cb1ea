using Cascade.Persistence;
using Cascade.Samples.EmbeddedPostgres;
using Cascade.Samples.Web.Storage;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Cascade.Samples.Web;

/// <summary>The store, as soon as there is a database: the host plays from its start, and keeps what it can.</summary>
/// <remarks>A database that cannot be reached is tried again until it can; one that was there and is gone comes back by itself, as the
/// store's connections do.</remarks>
internal sealed partial class StoreAccess(IOptions<HostSettings> settings, ILogger<StoreAccess> log, ILogger<CascadeStore> storeLog)
    : BackgroundService
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    // Whoever saves is told within 2 s that the database is away, and asks again when it suits.
    private static readonly CascadeStoreOptions s_options = new() { RetryDeadline = TimeSpan.FromSeconds(1.5) };

    private readonly DatabaseSettings _settings = settings.Value.Database;
    private PostgresServer? _server;
    private NpgsqlDataSource? _source;
    private volatile CascadeStore? _store;
    private volatile string _reason = "The database is being started.";

    /// <summary>The store.</summary>
    /// <exception cref="StoreUnavailableException">There is none yet; the message says why.</exception>
    public CascadeStore Store => _store ?? throw new StoreUnavailableException(UnavailableReason.Unreachable, _reason);

    /// <summary>Whether there is a store.</summary>
    public bool IsThere => _store is not null;

    /// <summary>The connections of the store, for what the host keeps itself.</summary>
    /// <exception cref="StoreUnavailableException">There is no store yet.</exception>
    public NpgsqlDataSource Source =>
        _store is null ? throw new StoreUnavailableException(UnavailableReason.Unreachable, _reason) : _source!;

    /// <summary>Why there is no store, or null if there is.</summary>
    public string? Reason => _store is null ? _reason : null;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_source is not null)
            await _source.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_settings is { ConnectionString: null, Embedded: false })
        {
            _reason = "This host has no database.";
            return;
        }
        while (!stoppingToken.IsCancellationRequested)
            try
            {
                string owner = _settings.ConnectionString ?? await StartServerAsync(stoppingToken);
                await using (var migrating = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(owner) { Pooling = false }))
                {
                    await CascadeSchema.MigrateAsync(migrating, storeLog, stoppingToken);
                    await HostSchema.MigrateAsync(migrating, stoppingToken);
                }
                // From here on as the application, so that the database itself keeps users apart.
                _source ??= NpgsqlDataSource.Create(
                    new NpgsqlConnectionStringBuilder(owner) { Options = $"-c role={CascadeSchema.ApplicationRole}" });
                await CascadeSchema.VerifyAsync(_source, stoppingToken);
                _store = new CascadeStore(_source, s_options, storeLog);
                Ready(log);
                return;
            }
            catch (Exception e) when (e is StoreException or PostgresServerException or NpgsqlException or ArgumentException)
            {
                _reason = $"The database cannot be used: {e.Message}";
                NotReady(log, e);
                await Task.Delay(s_patience, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    private async Task<string> StartServerAsync(CancellationToken cancellationToken)
    {
        _server ??= await PostgresServer.StartAsync(new PostgresServerOptions { Folder = _settings.Folder }, cancellationToken);
        return await _server.CreateDatabaseAsync("cascade", cancellationToken: cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Songs can be kept.")]
    private static partial void Ready(ILogger logger);

    [LoggerMessage(LogLevel.Warning, "Songs cannot be kept yet.")]
    private static partial void NotReady(ILogger logger, Exception cause);
}
