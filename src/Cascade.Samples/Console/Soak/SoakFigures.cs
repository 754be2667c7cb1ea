namespace Cascade.Samples.Console.Soak;

/// <summary>From what was written down block by block to the figures.</summary>
internal static class SoakFigures
{
    private const int ColumnsPerOctave = 4;
    private const double ShortestColumn = 1;

    /// <summary>What an interruption came from.</summary>
    public enum Cause
    {
        Computing,
        Collector,
        Scheduling,
    }

    /// <summary>The first block of each run of late ones, and what made it late.</summary>
    /// <param name="log">What was written down.</param>
    /// <param name="blocks">How many of its blocks count.</param>
    /// <param name="budget">From the wanted wake-up to the deadline, in ns.</param>
    public static IEnumerable<Cause> Interruptions(SoakLog log, int blocks, double budget)
    {
        for (int i = 0; i < blocks; i++)
            if (log.Late[i] > 0 && (i == 0 || log.Late[i - 1] <= 0))
                yield return log.Computing[i] > budget ? Cause.Computing : log.Collecting[i] >= log.Late[i] ? Cause.Collector
                    : Cause.Scheduling;
    }

    /// <summary>By how much a ring may be longer than it was, in blocks as a factor.</summary>
    public static ReadOnlySpan<int> RingFactors => [2, 4, 8, 16];

    /// <summary>How many blocks would have been late with longer rings: each block more is the time of a block more, in which the thread
    /// could have begun earlier.</summary>
    /// <param name="late">How late each block was, in ns.</param>
    /// <param name="ringBlocks">The blocks of the ring that there was.</param>
    /// <param name="blockTime">The time of a block, in ns.</param>
    public static int[] UnderrunsOfLongerRings(ReadOnlySpan<int> late, int ringBlocks, double blockTime)
    {
        var underruns = new int[RingFactors.Length];
        for (int i = 0; i < underruns.Length; i++)
            foreach (int time in late)
                if (time > (RingFactors[i] - 1) * ringBlocks * blockTime)
                    underruns[i]++;
        return underruns;
    }

    /// <summary>Counts times by length, four columns to an octave from 1 us on.</summary>
    public static (double[] Ends, int[] Counts) Histogram(ReadOnlySpan<int> nanoseconds)
    {
        double longest = ShortestColumn;
        foreach (int time in nanoseconds)
            longest = Math.Max(longest, time / 1000.0);
        var ends = new double[(int)Math.Ceiling(ColumnsPerOctave * Math.Log2(longest)) + 1];
        for (int i = 0; i < ends.Length; i++)
            ends[i] = ShortestColumn * Math.Pow(2, (double)i / ColumnsPerOctave);
        var counts = new int[ends.Length];
        foreach (int time in nanoseconds)
        {
            int column = Array.BinarySearch(ends, time / 1000.0);
            counts[Math.Min(column < 0 ? ~column : column, ends.Length - 1)]++;
        }
        return (ends, counts);
    }
}
