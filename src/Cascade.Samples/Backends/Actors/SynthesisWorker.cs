using Akka.Actor;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Actors;

/// <summary>A worker of one step. One that fails is restarted by its supervisor, and gives its work back before.</summary>
internal sealed class SynthesisWorker : ReceiveActor
{
    /// <param name="engines">Shared by all workers.</param>
    /// <param name="fault">Called before every work with whoever does it, to fail on purpose; null in earnest.</param>
    public SynthesisWorker(EnginePool engines, Action<Work, IActorRef>? fault) => Receive<Work>(work =>
    {
        if (work.Parts.IsOver)
            return;
        ThreadRank.StepBack();
        work.Parts.Begin(work.Since);
        fault?.Invoke(work, Self);
        Sender.Tell(Do(work, engines));
    });

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        if (message is Work work)
            Sender.Tell(new WorkFailed(work, reason));
        base.PreRestart(reason, message);
    }

    private static Work Do(Work work, EnginePool engines)
    {
        Work next = work with { Step = work.Step + 1, Failures = 0 };
        if (work.Index < 0)
            return work.Step == Step.Waveform ? next with { Wave = Play(work, engines) } : next;
        switch (work.Step)
        {
            case Step.Frequency: return next with { Frequency = Tone.FrequencyOf(work.Note.Key) };
            case Step.Waveform:
                return next with
                {
                    Wave =
                Tone.Wave(work.Job.Waveform!.Value, work.Frequency, work.Note, work.Job.Configuration)
                };
            default:
                // A copy: work that failed half way is done again from what it was.
                float[] wave = [.. work.Wave];
                Tone.Shape(wave, work.Note, work.Job.Configuration);
                return next with { Wave = wave };
        }
    }

    private static float[] Play(Work work, EnginePool engines)
    {
        PooledEngine engine = engines.Rent(work.Job);
        float[] sound;
        try
        {
            sound = engine.ReadAll(work.Parts.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            work.Parts.Cancel();
            return [];
        }
        engines.Return(engine);
        return sound;
    }
}
