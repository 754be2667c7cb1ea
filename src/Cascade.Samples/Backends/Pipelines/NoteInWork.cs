using System.Diagnostics;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Pipelines;

/// <summary>What flows through the pipeline: a note of a job, or the whole of one that an engine plays.</summary>
/// <param name="Parts">The job.</param>
/// <param name="Index">Which of its notes; -1 for the whole.</param>
internal sealed record NoteInWork(JobInParts Parts, int Index)
{
    /// <summary>When it came to where it waits, by the stopwatch.</summary>
    public long Since { get; init; } = Stopwatch.GetTimestamp();

    /// <summary>From the first stage on: in Hz.</summary>
    public double Frequency { get; init; }

    /// <summary>From the second stage on.</summary>
    public float[] Wave { get; init; } = [];

    public SoundJob Job => Parts.Job;

    public NoteRequest Note => Job.Request.Notes[Index];
}
