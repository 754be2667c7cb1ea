using System.Diagnostics;

namespace Cascade.Samples.Web.Live;

/// <summary>The clock that sockets are told: ms since some moment, which never goes back.</summary>
internal static class LiveClock
{
    public static double Milliseconds => Stopwatch.GetTimestamp() * 1_000.0 / Stopwatch.Frequency;
}
