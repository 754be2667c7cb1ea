using System.Globalization;

namespace Cascade.EndToEnd.Tests;

/// <summary>Where the page's figures go, measured on a machine on which nothing else runs: <c>CASCADE_FIGURES</c> names a file by its
/// whole path that gets a line for each, and <c>--filter-class "*Figures"</c> the tests.</summary>
internal static class FigureFile
{
    private const string FileName = "CASCADE_FIGURES", MinutesName = "CASCADE_FIGURES_MINUTES";

    /// <summary>How long what is measured over minutes takes.</summary>
    public static double Minutes => double.Parse(Environment.GetEnvironmentVariable(MinutesName) ?? "10", CultureInfo.InvariantCulture);

    /// <summary>Skips the test where nobody asks for figures.</summary>
    public static void Require() =>
        Assert.SkipWhen(Environment.GetEnvironmentVariable(FileName) is null, $"{FileName} names no file for the figures.");

    /// <summary>Adds a line: the figure, its limit, and what else the machine does.</summary>
    public static void Tell(string number, string what, string figure, string limit)
    {
        string load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "?";
        string line = $"| {number} | {what} | {figure} | {limit} | {load} |\n";
        File.AppendAllText(Environment.GetEnvironmentVariable(FileName)!, line);
        TestContext.Current.TestOutputHelper?.WriteLine(line);
    }

    /// <summary>The value that a share of the sorted ones does not exceed.</summary>
    public static double Quantile(double[] sorted, double q) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(q * sorted.Length))];
}
