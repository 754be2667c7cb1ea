using System.Diagnostics;

namespace Cascade.Tests;

/// <summary>Programs that tests start and wait for.</summary>
internal static class WatchedProcess
{
    // The tests beside it may keep a machine busy for minutes.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    /// <summary>Kills a program, and those that it has started, if it goes on for too long: whoever waits for its end or for what it
    /// says then fails instead of waiting for ever.</summary>
    public static Process Watched(this Process process, TimeSpan? patience = null)
    {
        _ = KillAfterAsync(process, patience ?? s_patience);
        return process;
    }

    private static async Task KillAfterAsync(Process process, TimeSpan patience)
    {
        await Task.Delay(patience).ConfigureAwait(false);
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended, and was disposed perhaps.
        }
    }
}
