using Akka.Actor;
using Cascade.Samples.Backends.Actors.Sharing;
using Cascade.Samples.Backends.Steps;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Actors;

/// <summary>Actors on Akka.NET: a coordinator, and pools of workers for frequency, waveform and envelope, supervised and
/// restarted.</summary>
public sealed class ActorBackend : ConfiguredBackend
{
    /// <summary>Workers of each kind when no number is given.</summary>
    public const int DefaultWorkers = 3;

    private const int MostWorkers = 64;

    private readonly ActorHost _host;
    private readonly IActorRef _coordinator;
    private readonly IActorRef _steps;
    // Who is asked to play: the coordinator itself, or what shares the work with other hosts.
    private readonly IActorRef _entrance;
    private readonly SharingCounts? _sharing;
    private readonly CancellationTokenSource _ended = new();
    private int _workers;

    /// <summary>Starts the actors.</summary>
    /// <param name="workers">Of each kind, 1 to 64.</param>
    /// <exception cref="InvalidRequestException">The number is out of range.</exception>
    public ActorBackend(int workers = DefaultWorkers) : this(workers, null, null)
    {
    }

    /// <summary>Starts the actors, and shares their work with other hosts.</summary>
    /// <param name="workers">Of each kind at this host, 1 to 64.</param>
    /// <param name="cluster">Where the hosts are; null for this one alone.</param>
    /// <exception cref="InvalidRequestException">A value is out of range.</exception>
    public ActorBackend(int workers, ClusterSettings? cluster) : this(workers, cluster, null)
    {
    }

    internal ActorBackend(int workers, ClusterSettings? cluster, Action<Work, IActorRef>? fault) : base("actors")
    {
        _workers = Checked(workers);
        _host = new ActorHost(workers, cluster?.Checked());
        _ = _host.System.WhenTerminated.ContinueWith(_ => _ended.Cancel(), TaskScheduler.Default);
        IActorRef steps = _steps = _host.System.ActorOf(StepWorker.Pool(workers), "steps");
        _coordinator = _host.System.ActorOf(Props.Create(() => new SynthesisCoordinator(workers, steps, fault)), "coordinator");
        _entrance = _coordinator;
        if (cluster is null)
            return;
        var counts = new SharingCounts();
        IActorRef player = _host.System.ActorOf(Props.Create(() => new SharedPlayer(_coordinator, counts)), SharedPlayer.Name);
        _entrance = _host.System.ActorOf(Props.Create(() => new WorkSharing(player, counts)), "sharing");
        _sharing = counts;
    }

    /// <summary>Workers of each kind. More are started, or some stopped, while notes sound.</summary>
    /// <exception cref="InvalidRequestException">The number is out of range.</exception>
    public int Workers
    {
        get => Volatile.Read(ref _workers);
        set
        {
            Volatile.Write(ref _workers, Checked(value));
            _coordinator.Tell(new SetWorkers(value));
        }
    }

    internal override async Task<RenderedSound> PlayAsync(SoundJob job, CancellationToken cancellationToken)
    {
        var parts = new JobInParts(job, cancellationToken);
        using CancellationTokenRegistration cancels = cancellationToken.Register(parts.Cancel);
        // Whoever waits when the actors are stopped gets an answer too.
        using CancellationTokenRegistration ends = _ended.Token.Register(() => parts.Fail(Stopped()));
        _entrance.Tell(new SynthesizeNotes(parts));
        return await parts.Answer.ConfigureAwait(false);
    }

    internal override async Task<Breakdown> ProcessAsync(StepsInWork work, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration ends = _ended.Token.UnsafeRegister(static work => ((StepsInWork)work!).Fail(Stopped()), work);
        _steps.Tell(work);
        return await work.Answer.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override BackendHealth Check() => _host.System.WhenTerminated.IsCompleted ? new(false, "The actors have stopped.")
        : new(true, $"1 coordinator, {Workers} workers of each of 3 kinds" + (_sharing is null ? "" :
            $"; {_sharing.Hosts} hosts share the work: {_sharing.ForOthers} played for others, {_sharing.Again} asked for again"));

    /// <inheritdoc/>
    protected override async ValueTask StopAsync() => await _host.DisposeAsync().ConfigureAwait(false);

    private static BackendException Stopped() => new("The actors are shut down.");

    private static int Checked(int workers) =>
        workers is >= 1 and <= MostWorkers ? workers : throw new InvalidRequestException("workers", workers, $"1 to {MostWorkers}");
}
