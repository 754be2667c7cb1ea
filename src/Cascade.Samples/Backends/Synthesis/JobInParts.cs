using System.Diagnostics;

namespace Cascade.Samples.Backends.Synthesis;

/// <summary>A job whose notes are made one by one, in any order and on any thread.</summary>
/// <param name="job">The job.</param>
/// <param name="cancellationToken">Cancels what is not begun yet.</param>
internal sealed class JobInParts(SoundJob job, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<RenderedSound> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly float[][] _notes = new float[job.Request.Notes.Count][];
    private int _left = job.Request.Notes.Count;
    private long _firstSample = long.MaxValue, _longestWait;

    public SoundJob Job { get; } = job;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public Task<RenderedSound> Answer => _answer.Task;

    /// <summary>True once nobody waits for the rest.</summary>
    public bool IsOver => CancellationToken.IsCancellationRequested || _answer.Task.IsCompleted;

    /// <summary>How long the part that waited longest did, in ticks of the stopwatch.</summary>
    public long LongestWait => Volatile.Read(ref _longestWait);

    /// <summary>Notes that a part waited, and began.</summary>
    /// <param name="since">When it began to wait, by the stopwatch.</param>
    public void Begin(long since)
    {
        long now = Stopwatch.GetTimestamp();
        Keep(ref _longestWait, now - since, larger: true);
        Keep(ref _firstSample, now, larger: false);
    }

    /// <summary>Notes that a part waited where it was played.</summary>
    /// <param name="ticks">How long, by the stopwatch.</param>
    public void Wait(long ticks) => Keep(ref _longestWait, ticks, larger: true);

    /// <summary>Takes a finished note.</summary>
    /// <returns>True if it was the last.</returns>
    public bool Finish(int index, float[] note)
    {
        // A stage that failed and is tried again may finish a note twice.
        return Interlocked.CompareExchange(ref _notes[index]!, note, null) is null && Interlocked.Decrement(ref _left) == 0;
    }

    /// <summary>Adds up the notes and answers.</summary>
    public void Complete() => Complete(Mixdown.Of(Job, _notes));

    /// <summary>Answers.</summary>
    public void Complete((short[] Samples, long Clipped) sound)
    {
        long now = Stopwatch.GetTimestamp();
        _answer.TrySetResult(new RenderedSound(sound.Samples, Job.Configuration.SampleRate, sound.Clipped, new Breakdown(
            Stopwatch.GetElapsedTime(0, _longestWait), Stopwatch.GetElapsedTime(_firstSample, now),
                Stopwatch.GetElapsedTime(Job.Arrival, now))));
    }

    /// <summary>Answers that it was cancelled.</summary>
    public void Cancel() => _answer.TrySetCanceled(CancellationToken);

    /// <summary>Answers that it failed.</summary>
    public void Fail(Exception cause)
    {
        if (cause is OperationCanceledException)
            Cancel();
        else
            _answer.TrySetException(
                cause as BackendException ?? new BackendException($"The sound could not be made: {cause.Message}", cause));
    }

    private static void Keep(ref long kept, long value, bool larger)
    {
        for (long seen = Volatile.Read(ref kept); larger ? value > seen : value < seen;)
        {
            long before = Interlocked.CompareExchange(ref kept, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }
}
