using Cascade.Samples.Backends;
using Cascade.Samples.Backends.Actors;
using Cascade.Samples.Backends.Pipelines;
using Cascade.Samples.Backends.Realtime;
using Cascade.Samples.Backends.Services;
using Cascade.Samples.Web.Services;
using Microsoft.Extensions.Options;

namespace Cascade.Samples.Web;

/// <summary>The four backends by name.</summary>
internal sealed class BackendSet(IOptions<HostSettings> settings, ServiceHosts services) : IAsyncDisposable
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<IBackend> All { get; } =
    [
        services.AreRemote ? new ServiceBackend(() => services[ServiceHosts.Synthesis], settings.Value.CacheMegabytes)
            : new ServiceBackend(settings.Value.CacheMegabytes),
        new PipelineBackend(settings.Value.PipelineWorkers),
        new ActorBackend(settings.Value.Actors, settings.Value.Cluster.Seeds.Count > 0 ? settings.Value.Cluster : null),
        new RealtimeBackend(),
    ];

    /// <summary>The backend of a name.</summary>
    /// <exception cref="UnknownNameException">There is none of that name.</exception>
    public IBackend this[string name] => All.FirstOrDefault(backend => backend.Name == name)
        ?? throw new UnknownNameException("backend", name, All.Select(backend => backend.Name));

    /// <summary>A healthy one to turn to while another is not; null if there is none.</summary>
    public string? InsteadOf(IBackend backend) => All.FirstOrDefault(other => other != backend && other.Health.IsHealthy)?.Name;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (IBackend backend in All)
            await backend.DisposeAsync();
    }
}
