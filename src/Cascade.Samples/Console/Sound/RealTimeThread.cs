using System.Diagnostics;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Cascade.Samples.Console.Sound;

/// <summary>What makes a thread one for sound: the highest priority it can get, exact sleep, its own processor time.</summary>
public static unsafe partial class RealTimeThread
{
    private const int Fifo = 1, ResetOnFork = 0x4000_0000, RealTimePriority = 10;
    private const int OfProcess = 0, Nice = -11;
    private const int SetTimerSlack = 29;
    private const int MonotonicClock = 1, ThreadClock = 3, Absolute = 1;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Raises the calling thread as far as the system allows and asks the collector to be brief.</summary>
    /// <returns>What it got, for people: <c>SCHED_FIFO 10</c>, <c>nice -11</c>, <c>normal</c>, or what the platform's highest is
    /// called.</returns>
    /// <remarks>On Linux a real-time policy needs CAP_SYS_NICE or a limit (ulimit -r) of 10 or more, a lower nice value CAP_SYS_NICE or a
    /// limit (ulimit -e).</remarks>
    public static string Enter()
    {
        if (GCSettings.LatencyMode == GCLatencyMode.Interactive)
            GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency;
        Thread.CurrentThread.Priority = ThreadPriority.Highest;
        if (!OperatingSystem.IsLinux())
            return nameof(ThreadPriority.Highest);
        // The kernel may put wake-ups off by 50 us so that several fall together; not those of this thread.
        _ = SetProcessControl(SetTimerSlack, 1, 0, 0, 0);
        int priority = RealTimePriority;
        if (SetScheduler(0, Fifo | ResetOnFork, &priority) == 0)
            return $"SCHED_FIFO {RealTimePriority}";
        return SetPriority(OfProcess, 0, Nice) == 0 ? $"nice {Nice}" : "normal";
    }

    /// <summary>Sleeps until a time of the <see cref="Stopwatch"/>; returns at once if it has passed.</summary>
    /// <param name="timestamp">In ticks of <see cref="Stopwatch.Frequency"/>.</param>
    public static void SleepUntil(long timestamp)
    {
        if (OperatingSystem.IsLinux())
        {
            // There the stopwatch is the monotonic clock in nanoseconds.
            var until =
                new TimeSpec { Seconds = (nint)(timestamp / NanosecondsPerSecond), Nanoseconds = (nint)(timestamp % NanosecondsPerSecond) };
            while (ClockSleep(MonotonicClock, Absolute, &until, null) != 0 && Stopwatch.GetTimestamp() < timestamp)
            {
            }
            return;
        }
        long left = timestamp - Stopwatch.GetTimestamp();
        int milliseconds = (int)(left * 1000 / Stopwatch.Frequency) - 1;
        if (milliseconds > 0)
            Thread.Sleep(milliseconds);
        while (Stopwatch.GetTimestamp() < timestamp)
            Thread.SpinWait(20);
    }

    /// <summary>The processor time of the calling thread, in nanoseconds; 0 where the platform does not tell.</summary>
    public static long ProcessorTime()
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        TimeSpec time;
        return ClockGetTime(ThreadClock, &time) == 0 ? time.Seconds * NanosecondsPerSecond + time.Nanoseconds : 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds, Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int thread, int policy, int* priority);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint thread, int nice);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int SetProcessControl(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockSleep(int clock, int flags, TimeSpec* until, TimeSpec* left);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, TimeSpec* time);
}
