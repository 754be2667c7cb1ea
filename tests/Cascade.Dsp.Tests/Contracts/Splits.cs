using FsCheck;
using FsCheck.Fluent;

namespace Cascade.Dsp.Tests.Contracts;

/// <summary>Ways to cut a run of samples into calls; a property that takes lengths of calls names it as their source.</summary>
public static class Splits
{
    /// <summary>Random lengths of calls, 0 and 1 among them.</summary>
    public static Arbitrary<int[]> Any { get; } =
        Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Constant(1)), (4, Gen.Choose(2, 70)), (1, Gen.Choose(70, 700))).NonEmptyListOf()
        .Select(list => list.ToArray()).ToArbitrary();

    /// <summary>Calls <paramref name="process"/> with start and length of each part in turn, the lengths used over and over until all is
    /// done.</summary>
    public static void Run(int length, int[] lengths, Action<int, int> process)
    {
        int done = 0;
        for (int i = 0; done < length; i++)
        {
            // Only empty calls never come to an end.
            int wanted = i >= 1000 ? length : lengths[i % lengths.Length];
            int count = Math.Min(wanted, length - done);
            process(done, count);
            done += count;
        }
    }
}
