using System.Globalization;

namespace Cascade.Samples.Console.Pictures;

/// <summary>Times as people read them.</summary>
internal static class Clock
{
    /// <summary>Minutes, seconds and milliseconds: 2:05.750; with hours if there are any, however many.</summary>
    public static string Text(TimeSpan time) => time.TotalHours < 1 ? time.ToString(@"%m\:ss\.fff", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time:mm\\:ss\\.fff}");

    /// <summary>The same for seconds, more of them than other times can be.</summary>
    public static string Text(double seconds) => Text(TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.MaxValue.TotalSeconds / 2)));
}
