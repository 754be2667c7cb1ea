using System.Diagnostics;
using Akka.Actor;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Actors;

/// <summary>To the coordinator: play this.</summary>
/// <param name="Parts">The job.</param>
/// <param name="ReplyTo">Who gets each finished <see cref="Work"/>; null to have the job answered.</param>
internal sealed record SynthesizeNotes(JobInParts Parts, IActorRef? ReplyTo = null);

/// <summary>To a worker, and back when it is done: a note of a job, or the whole of one that an engine plays.</summary>
/// <param name="Parts">The job.</param>
/// <param name="Index">Which of its notes; -1 for the whole.</param>
/// <param name="Step">What is to be done next.</param>
internal sealed record Work(JobInParts Parts, int Index, Step Step)
{
    /// <summary>When it was sent, by the stopwatch.</summary>
    public long Since { get; init; } = Stopwatch.GetTimestamp();

    /// <summary>Who gets it when it is done; null to have the job answered.</summary>
    public IActorRef? ReplyTo { get; init; }

    /// <summary>How often a worker has failed at this step.</summary>
    public int Failures { get; init; }

    /// <summary>In Hz, after the first step.</summary>
    public double Frequency { get; init; }

    /// <summary>After the second step.</summary>
    public float[] Wave { get; init; } = [];

    public SoundJob Job => Parts.Job;

    public NoteRequest Note => Job.Request.Notes[Index];
}

/// <summary>To the coordinator, by a worker that is being restarted: it could not do its work.</summary>
internal sealed record WorkFailed(Work Work, Exception Cause);

/// <summary>To the coordinator: so many workers of a kind.</summary>
internal sealed record SetWorkers(int Count);

/// <summary>The kinds of workers, in the order a note comes to them.</summary>
internal enum Step
{
    /// <summary>From the key to Hz.</summary>
    Frequency,

    /// <summary>From Hz to a wave.</summary>
    Waveform,

    /// <summary>The wave's envelope.</summary>
    Envelope,

    /// <summary>All done.</summary>
    Done,
}
