namespace Cascade.Samples.Console.Soak;

/// <summary>How one block size went. Times in microseconds unless the name says otherwise.</summary>
internal sealed record SoakResult
{
    public required int BlockFrames { get; init; }

    /// <summary>The length of a block.</summary>
    public required double BlockTime { get; init; }

    /// <summary>From the wanted wake-up to the deadline: the length of the ring but one block.</summary>
    public required double Deadline { get; init; }

    public required int Blocks { get; init; }

    public required double Seconds { get; init; }

    /// <summary>From the wake-up to the finished block, by the clock: computing, and all that kept it from computing.</summary>
    public required Distribution Rendering { get; init; }

    /// <summary>The processor time of that; all 0 where the platform does not tell.</summary>
    public required Distribution Computing { get; init; }

    /// <summary>How late the system, or the collector, let the thread wake up.</summary>
    public required Distribution WakeUp { get; init; }

    /// <summary>Blocks that were finished after their deadline.</summary>
    public required int Underruns { get; init; }

    /// <summary>How many there would have been, at most, with a ring of 2, 4, 8 and 16 times the blocks.</summary>
    public required int[] UnderrunsOfLongerRings { get; init; }

    /// <summary>Runs of such blocks without one in time between them: what one hears.</summary>
    public required int Interruptions { get; init; }

    /// <summary>Those where the engine alone took longer than there was time.</summary>
    public required int InterruptionsByComputing { get; init; }

    /// <summary>Those that would have been in time but for the collector.</summary>
    public required int InterruptionsByCollector { get; init; }

    /// <summary>The rest: the system, or the host of the virtual machine, let the thread wait.</summary>
    public required int InterruptionsByScheduling { get; init; }

    public required int[] Collections { get; init; }

    /// <summary>The longest time within one block that the collector held threads.</summary>
    public required double LongestPause { get; init; }

    public required double TotalPauseMilliseconds { get; init; }

    /// <summary>On the audio thread.</summary>
    public required long AllocatedBytes { get; init; }

    /// <summary>Compiled on the audio thread.</summary>
    public required int CompiledMethods { get; init; }

    /// <summary>How long the audio thread was ready to run and did not; null where the platform does not tell.</summary>
    public required double? SchedulerWaitMilliseconds { get; init; }

    /// <summary>What the host took from the virtual machine, of all processors; null where the platform does not tell.</summary>
    public required double? StolenMilliseconds { get; init; }

    public required string Priority { get; init; }

    public required double NeighbourBytesPerSecond { get; init; }

    public required double MeanVoices { get; init; }

    public required int MostVoices { get; init; }

    /// <summary>The upper ends of the columns of <see cref="Histogram"/>: four to an octave.</summary>
    public required double[] HistogramEnds { get; init; }

    /// <summary>How many blocks took, from wake-up to finish, at most so long and longer than the column before.</summary>
    public required int[] Histogram { get; init; }
}
