using Akka.Actor;
using Akka.Configuration;
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

    private readonly ActorSystem _system;
    private readonly IActorRef _coordinator;
    private int _workers;

    /// <summary>Starts the actors.</summary>
    /// <param name="workers">Of each kind, 1 to 64.</param>
    /// <exception cref="InvalidRequestException">The number is out of range.</exception>
    public ActorBackend(int workers = DefaultWorkers) : this(workers, null)
    {
    }

    internal ActorBackend(int workers, Action<Work, IActorRef>? fault) : base("actors")
    {
        _workers = Checked(workers);
        // What fails is told to whoever asked; Akka's own log would tell it once more.
        _system = ActorSystem.Create("cascade", ConfigurationFactory.ParseString("akka.loglevel = OFF, akka.stdout-loglevel = OFF"));
        _coordinator = _system.ActorOf(Props.Create(() => new SynthesisCoordinator(workers, fault)), "coordinator");
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
        using CancellationTokenRegistration ends = cancellationToken.Register(parts.Cancel);
        _coordinator.Tell(new SynthesizeNotes(parts));
        // Whoever waits when the actors are stopped gets an answer too.
        if (await Task.WhenAny(parts.Answer, _system.WhenTerminated).ConfigureAwait(false) != parts.Answer)
            parts.Fail(new BackendException("The actors are shut down."));
        return await parts.Answer.ConfigureAwait(false);
    }

    internal override async Task<Breakdown> ProcessAsync(StepsInWork work, CancellationToken cancellationToken)
    {
        _coordinator.Tell(work);
        if (await Task.WhenAny(work.Answer, _system.WhenTerminated).ConfigureAwait(false) != work.Answer)
            work.Fail(new BackendException("The actors are shut down."));
        return await work.Answer.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override BackendHealth Check() => _system.WhenTerminated.IsCompleted ? new(false, "The actors have stopped.")
        : new(true, $"1 coordinator, {Workers} workers of each of 3 kinds");

    /// <inheritdoc/>
    protected override async ValueTask StopAsync() => await _system.Terminate().ConfigureAwait(false);

    private static int Checked(int workers) =>
        workers is >= 1 and <= MostWorkers ? workers : throw new InvalidRequestException("workers", workers, $"1 to {MostWorkers}");
}
