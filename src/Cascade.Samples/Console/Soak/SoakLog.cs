namespace Cascade.Samples.Console.Soak;

/// <summary>What was measured at each block, in arrays made and touched beforehand. Times in nanoseconds, at most 2.1 s.</summary>
internal sealed class SoakLog
{
    public SoakLog(int blocks)
    {
        foreach (ref int[] array in (Span<int[]>)_arrays)
        {
            array = new int[blocks];
            // The first touch of a page takes a fault; it is to be taken now.
            Array.Fill(array, -1);
        }
    }

    private readonly int[][] _arrays = new int[5][];

    /// <summary>How many blocks there are.</summary>
    public int Blocks => _arrays[0].Length;

    /// <summary>From the wake-up to the finished block, by the clock.</summary>
    public int[] Rendering => _arrays[0];

    /// <summary>The processor time of that.</summary>
    public int[] Computing => _arrays[1];

    /// <summary>From the wanted wake-up to the real one; -1 where the thread did not sleep because it was behind.</summary>
    public int[] WakeUp => _arrays[2];

    /// <summary>How long the collector held threads since the block before.</summary>
    public int[] Collecting => _arrays[3];

    /// <summary>From the deadline to the finished block; negative where it was in time.</summary>
    public int[] Late => _arrays[4];

    public static int Clamp(long nanoseconds) => (int)Math.Clamp(nanoseconds, -int.MaxValue, int.MaxValue);
}
