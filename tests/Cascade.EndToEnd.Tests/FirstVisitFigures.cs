using System.IO.Compression;
using static Cascade.EndToEnd.Tests.FigureFile;

namespace Cascade.EndToEnd.Tests;

/// <summary>What somebody waits for who comes for the first time: how much is loaded (P12), and the first minute.</summary>
/// <remarks>For a quiet machine: see <see cref="FigureFile"/>.</remarks>
public sealed class FirstVisitFigures(Browser browser)
{
    [Fact]
    public void P12_how_much_is_loaded()
    {
        Require();
        string root = Path.Combine(AppContext.BaseDirectory, "wwwroot"), folder = Path.Combine(root, "assets");
        // What the page names, what its entry draws in by itself, and what sounds.
        string named = File.ReadAllText(Path.Combine(root, "index.html"));
        Tell("P12", "all that Play needs, compressed", $"{Compressed(Directory.GetFiles(folder).Where(IsFirst)) / 1e3:F0} kB", "<= 150 kB");
        Tell("P12", "all views, compressed", $"{Compressed(Directory.GetFiles(folder)) / 1e3:F0} kB", "<= 300 kB");

        bool IsFirst(string file) => named.Contains(Path.GetFileName(file), StringComparison.Ordinal)
            || Path.GetFileName(file).Split('-')[0] is "worklet" or "bank" or "messages";
    }

    [Fact]
    public async Task A_first_minute()
    {
        Require();
        IReadOnlyList<(string What, double Seconds)> steps = await WholePageTests.FirstMinuteAsync(browser);
        double tap = steps.Single(step => step.What == "first tap").Seconds;
        foreach ((string what, double seconds) in steps)
            Tell("18.6", $"first minute on a phone: {what}", $"{seconds:F2} s after opening, {seconds - tap:F2} s after the tap",
                what switch { "first sound" => "<= 1 s after the tap", "shared" => "<= 30 s", _ => "" });
    }

    private static long Compressed(IEnumerable<string> files) => files.Sum(file =>
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            zip.Write(File.ReadAllBytes(file));
        return packed.Length;
    });
}
