using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cascade.Persistence;

/// <summary>Healthy when the database answers, its tables are up to date, and row-level security holds for the connection's role.</summary>
/// <param name="store">The store to ask.</param>
public sealed class CascadeHealthCheck(CascadeStore store) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await CascadeSchema.VerifyAsync(store.Source, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy($"Schema version {CascadeSchema.NewestVersion}.");
        }
        catch (StoreException e)
        {
            return new HealthCheckResult(context?.Registration?.FailureStatus ?? HealthStatus.Unhealthy, e.Message, e);
        }
    }
}
