using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cascade.Persistence.Hosting;

/// <summary>Brings the tables up to date, if it may, and checks them before the host serves anybody.</summary>
internal sealed class SchemaStart(DataSources sources, CascadeStore store, ILogger<CascadeStore>? logger = null) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        NpgsqlDataSource? owner = sources.CreateOwner();
        if (owner is not null)
            await using (owner.ConfigureAwait(false))
                await CascadeSchema.MigrateAsync(owner, logger, cancellationToken).ConfigureAwait(false);
        await CascadeSchema.VerifyAsync(store.Source, cancellationToken).ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
