namespace Cascade.Dsp.Tests;

/// <summary>Counts what an action allocates once it is warm.</summary>
internal static class Allocated
{
    public static long Bytes(Action action)
    {
        action();
        return Bytes(() => { }, action);
    }

    // A collection that another test's thread causes can count the unused rest of this thread's allocation buffer, some kilobytes; what the
    // action allocates shows every time.
    public static long Bytes(Action prepare, Action action)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 3 && least > 0; round++)
        {
            prepare();
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
