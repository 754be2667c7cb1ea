using System.Globalization;

namespace Cascade.Samples.Console.Pictures;

/// <summary>Times as people read them.</summary>
internal static class Clock
{
    /// <summary>Minutes, seconds and milliseconds: 2:05.750; with hours if there are any.</summary>
    public static string Text(TimeSpan time) =>
        time.ToString(time.TotalHours >= 1 ? @"%h\:mm\:ss\.fff" : @"%m\:ss\.fff", CultureInfo.InvariantCulture);
}
