using Akka.Actor;
using Akka.Routing;
using Cascade.Samples.Backends.Steps;

namespace Cascade.Samples.Backends.Actors;

/// <summary>A worker that takes steps. What has the same order comes to the same worker, whose mailbox keeps it.</summary>
internal sealed class StepWorker : UntypedActor
{
    /// <summary>Workers behind one address. One that fails is made anew; the others go on.</summary>
    /// <param name="workers">How many.</param>
    public static Props Pool(int workers) => Props.Create(() => new StepWorker()).WithRouter(new ConsistentHashingPool(workers)
        .WithHashMapping(message => (message as StepsInWork)?.Order)
        .WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Restart)));

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is not StepsInWork work)
        {
            Unhandled(message);
            return;
        }
        // Each step is a message: others that wait get their turn between.
        if (work.Advance())
            Self.Tell(work);
    }

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        (message as StepsInWork)?.Fail(reason);
        base.PreRestart(reason, message);
    }
}
