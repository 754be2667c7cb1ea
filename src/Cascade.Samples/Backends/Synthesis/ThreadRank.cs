using System.Runtime.InteropServices;

namespace Cascade.Samples.Backends.Synthesis;

/// <summary>Who gets a processor first.</summary>
/// <remarks>On Linux the runtime's own priorities of threads do nothing; what a thread is nice by does.</remarks>
internal static partial class ThreadRank
{
    private const int OfThread = 0, Nice = 10, NotNice = -11;

    [ThreadStatic]
    private static bool t_isBack;

    /// <summary>Has the calling thread, which must be one of one's own, give way to all others that want a processor.</summary>
    public static void StepBack()
    {
        if (t_isBack)
            return;
        t_isBack = true;
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        if (OperatingSystem.IsLinux())
            _ = SetPriority(OfThread, 0, Nice);
    }

    /// <summary>Has the calling thread, which must be one of one's own, go before all others, as far as the system allows it: by
    /// CAP_SYS_NICE, or a limit (ulimit -e).</summary>
    public static void StepForward()
    {
        Thread.CurrentThread.Priority = ThreadPriority.Highest;
        if (OperatingSystem.IsLinux())
            _ = SetPriority(OfThread, 0, NotNice);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint thread, int nice);
}
