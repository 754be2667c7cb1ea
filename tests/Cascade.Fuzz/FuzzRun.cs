using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Cascade.Fuzz;

/// <summary>Tries many inputs on all processors, says how far it is, and keeps those that fail.</summary>
internal sealed class FuzzRun(IFuzzTarget target, int seed, string folder)
{
    private const int MostKept = 20;

    private static readonly TimeSpan _betweenLines = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long _next, _done, _failed;

    /// <summary>Tries them.</summary>
    /// <param name="count">How many of the target's unit.</param>
    /// <param name="seconds">The most time; null for as long as it takes.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>How many failed.</returns>
    public long Try(long count, double? seconds, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        Thread[] workers = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work))];
        foreach (Thread worker in workers)
            worker.Start();
        foreach (Thread worker in workers)
            while (!worker.Join(_betweenLines))
                Say(start, "so far");
        Say(start, _done >= count ? "all" : "in the time there was");
        if (target.Counts is { } counts)
            Console.WriteLine($"{target.Name}: {counts}");
        return _failed;

        void Work()
        {
            while (!stop.IsCancellationRequested && Interlocked.Read(ref _done) < count
                && (seconds is null || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds))
                TryOne(Interlocked.Increment(ref _next) - 1);
        }
    }

    private void TryOne(long number)
    {
        long counted = 1;
        byte[] input = [];
        try
        {
            counted = target.Try(new Random(HashCode(seed, number)), number, out input);
        }
        catch (Exception e)
        {
            Keep(number, input, e);
        }
        Interlocked.Add(ref _done, counted);
    }

    private void Keep(long number, byte[] input, Exception e)
    {
        lock (_lock)
            if (++_failed <= MostKept)
            {
                Directory.CreateDirectory(folder);
                string path = Path.Combine(folder, $"{target.Name}-{seed}-{number}");
                File.WriteAllBytes(path, input);
                File.WriteAllText(path + ".txt", e.ToString());
                Console.WriteLine($"{target.Name}: {e.GetType().Name}: {e.Message} Kept as {path}.");
            }
    }

    private void Say(long start, string what) => Console.WriteLine(new StringBuilder().Append(CultureInfo.InvariantCulture,
        $"{target.Name}: {_done:N0} {target.Unit} {what}, {_failed:N0} failed, {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s"));

    // The same on every machine, which System.HashCode is not.
    private static int HashCode(int seed, long number) =>
        unchecked((int)(((ulong)seed * 0x9E3779B97F4A7C15UL + (ulong)number * 0xD1B54A32D192ED03UL) >> 33));
}
