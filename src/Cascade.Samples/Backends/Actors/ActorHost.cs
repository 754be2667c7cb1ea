using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Cascade.Samples.Backends.Actors.Sharing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cascade.Samples.Backends.Actors;

/// <summary>An actor system by Akka.Hosting, alone or in a cluster.</summary>
internal sealed class ActorHost : IAsyncDisposable
{
    private const string Name = "cascade";

    // What fails is told to whoever asked; Akka's own log would tell it once more.
    private const string Quiet = "akka.loglevel = OFF\nakka.stdout-loglevel = OFF\nakka.log-dead-letters = off";

    // Sharing has no single leader and keeps no state: hosts that do not see each other go on by themselves, find each other again, and
    // only one that stays away is forgotten.
    private const string Clustered = """
        akka.remote.dot-netty.tcp.maximum-frame-size = 1 MiB
        akka.remote.dot-netty.tcp.send-buffer-size = 2 MiB
        akka.remote.dot-netty.tcp.receive-buffer-size = 2 MiB
        akka.cluster.downing-provider-class = "Akka.Cluster.AutoDowning, Akka.Cluster"
        akka.cluster.auto-down-unreachable-after = 60s
        akka.cluster.allow-weakly-up-members = on
        akka.cluster.failure-detector.heartbeat-interval = 500ms
        akka.cluster.failure-detector.acceptable-heartbeat-pause = 3s
        akka.coordinated-shutdown.phases.cluster-leave.timeout = 2s
        akka.coordinated-shutdown.phases.cluster-exiting.timeout = 2s
        akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
        akka.cluster.run-coordinated-shutdown-when-down = off
        """;

    /// <summary>The dispatcher of what computes: threads of its own, two for each worker.</summary>
    public const string Computing = "cascade.computing";

    private readonly ServiceProvider _services;
    private readonly IHostedService[] _hosted;

    /// <summary>Starts the system.</summary>
    /// <param name="workers">Of each kind.</param>
    /// <param name="cluster">Checked; null for a system alone.</param>
    public ActorHost(int workers, ClusterSettings? cluster)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IHostApplicationLifetime, OwnLifetime>();
        services.AddAkka(Name, builder =>
        {
            builder.AddHocon(ConfigurationFactory.ParseString(Quiet), HoconAddMode.Prepend);
            builder.AddHocon(ConfigurationFactory.ParseString($$"""
                {{Computing}} {
                  type = ForkJoinDispatcher
                  throughput = 1
                  dedicated-thread-pool { thread-count = {{2 * workers}}, threadtype = background }
                }
                """), HoconAddMode.Prepend);
            if (cluster is null)
                return;
            builder.AddHocon(ConfigurationFactory.ParseString(Clustered), HoconAddMode.Prepend)
                .WithRemoting(new RemoteOptions { HostName = cluster.Host, PublicHostName = cluster.Host, Port = cluster.Port })
                .WithClustering(new ClusterOptions { SeedNodes = [.. cluster.Seeds.Select(seed => $"akka.tcp://{Name}@{seed}")] })
                .WithCustomSerializer("cascade", [typeof(ISharedMessage)], system => new SharingSerializer(system));
        });
        _services = services.BuildServiceProvider();
        _hosted = [.. _services.GetServices<IHostedService>()];
        foreach (IHostedService service in _hosted)
            service.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        System = _services.GetRequiredService<ActorSystem>();
    }

    public ActorSystem System { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Leaves the cluster before, if there is one.
        await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance).ConfigureAwait(false);
        await System.WhenTerminated.ConfigureAwait(false);
        await _services.DisposeAsync().ConfigureAwait(false);
    }

    // The system ends with its backend, and nothing else with the system.
    private sealed class OwnLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
