using System.Diagnostics;

namespace Cascade.Web.Figures;

/// <summary>The machine's steady clock, which a host on the same machine tells its events by.</summary>
internal static class Clock
{
    public static double Milliseconds => Stopwatch.GetTimestamp() * 1_000.0 / Stopwatch.Frequency;

    /// <summary>Waits until a moment, if it is not past.</summary>
    public static async ValueTask UntilAsync(double milliseconds, CancellationToken cancellationToken)
    {
        double left = milliseconds - Milliseconds;
        if (left > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(left), cancellationToken).ConfigureAwait(false);
    }
}
