namespace Cascade.Dsp.Tests.Contracts;

/// <summary>Measures what the present thread allocates.</summary>
public static class Allocation
{
    /// <summary>Fails if an action allocates each time it is done. It is done once before, as compiling may allocate.</summary>
    /// <remarks>A collection that another thread causes meanwhile can count the unused rest of this thread's allocation buffer, some kilobytes; an allocation of the action's own comes every time.</remarks>
    public static void AssertNone(Action action)
    {
        action();
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 3 && least > 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }
}
