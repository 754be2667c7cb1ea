using System.Globalization;

namespace Cascade.Samples.Console.Soak;

/// <summary>What the system says of a thread and of the machine.</summary>
/// <param name="Waited">How long the thread was ready to run and did not, in ns; null where the platform does not tell.</param>
/// <param name="Stolen">How long a host took processors away from this virtual machine, of all processors together, in ns; null where the
/// platform does not tell.</param>
internal readonly record struct SchedulerTimes(long? Waited, long? Stolen)
{
    private const int StealColumn = 8;
    private const long NanosecondsPerTick = 10_000_000;

    public static SchedulerTimes OfThisThread() =>
        new(Read("/proc/thread-self/schedstat", 1), Read("/proc/stat", StealColumn) * NanosecondsPerTick);

    public static SchedulerTimes operator -(SchedulerTimes now, SchedulerTimes before) =>
        new(now.Waited - before.Waited, now.Stolen - before.Stolen);

    private static long? Read(string path, int column)
    {
        try
        {
            using var reader = new StreamReader(path);
            string[] words = reader.ReadLine()?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
            return words.Length > column && long.TryParse(words[column], NumberStyles.None, CultureInfo.InvariantCulture, out long value)
                ? value : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
