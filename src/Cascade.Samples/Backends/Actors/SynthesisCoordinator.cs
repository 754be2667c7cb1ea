using System.Diagnostics;
using Akka.Actor;
using Akka.Routing;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Actors;

/// <summary>Sends every note from worker to worker, tries again what a failed one gave back, and answers.</summary>
internal sealed class SynthesisCoordinator : ReceiveActor
{
    private const int MostFailures = 3;

    private readonly IActorRef[] _pools;
    private readonly IActorRef _steps;
    private int _workers;

    /// <param name="workers">Of each kind.</param>
    /// <param name="steps">The pool of workers that take steps, which has as many.</param>
    /// <param name="fault">For the workers.</param>
    public SynthesisCoordinator(int workers, IActorRef steps, Action<Work, IActorRef>? fault)
    {
        _workers = workers;
        _steps = steps;
        var engines = new EnginePool();
        // A worker that fails is made anew; the others of its pool go on.
        var strategy = new OneForOneStrategy(_ => Directive.Restart);
        _pools =
        [
            .. new[] { Step.Frequency, Step.Waveform, Step.Envelope }.Select(step => Context.ActorOf(
                Props.Create(() => new SynthesisWorker(engines, fault)).WithDispatcher(ActorHost.Computing)
                    .WithRouter(new RoundRobinPool(workers).WithSupervisorStrategy(strategy)),
                step.ToString())),
        ];
        Receive<SynthesizeNotes>(message => Start(message.Parts, message.ReplyTo));
        Receive<Work>(Continue);
        Receive<WorkFailed>(failed => Again(failed.Work, failed.Cause));
        Receive<SetWorkers>(message => SetWorkers(message.Count));
    }

    private void Start(JobInParts parts, IActorRef? replyTo)
    {
        for (int i = parts.Job.Waveform is null ? -1 : 0; i < parts.Job.Request.Notes.Count; i++)
        {
            Send(new Work(parts, i, Step.Frequency) { ReplyTo = replyTo });
            if (i < 0)
                return;
        }
    }

    private void Continue(Work work)
    {
        if (work.Parts.IsOver)
            return;
        if (work.Step != Step.Done)
            Send(work);
        else if (work.ReplyTo is not null)
            work.ReplyTo.Tell(work);
        else if (work.Index < 0)
            work.Parts.Complete(Mixdown.ToInt16(work.Wave));
        else if (work.Parts.Finish(work.Index, work.Wave))
            work.Parts.Complete();
    }

    private void Again(Work work, Exception cause)
    {
        if (work.Failures + 1 >= MostFailures)
            work.Parts.Fail(new BackendException($"A worker failed {MostFailures} times at the step {work.Step}: {cause.Message}", cause));
        else
            Send(work with { Failures = work.Failures + 1 });
    }

    private void Send(Work work) => _pools[(int)work.Step].Tell(work with { Since = Stopwatch.GetTimestamp() });

    private void SetWorkers(int count)
    {
        foreach (IActorRef pool in (IEnumerable<IActorRef>)[.. _pools, _steps])
            pool.Tell(new AdjustPoolSize(count - _workers));
        _workers = count;
    }
}
