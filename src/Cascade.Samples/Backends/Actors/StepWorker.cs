using Akka.Actor;
using Cascade.Samples.Backends.Steps;

namespace Cascade.Samples.Backends.Actors;

/// <summary>A worker that takes steps. What has the same order comes to the same worker, whose mailbox keeps it.</summary>
internal sealed class StepWorker : ReceiveActor
{
    public StepWorker() => Receive<StepsInWork>(work =>
    {
        // Each step is a message: others that wait get their turn between.
        if (work.Advance())
            Self.Tell(work);
    });

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        (message as StepsInWork)?.Fail(reason);
        base.PreRestart(reason, message);
    }
}
