using System.IO.Compression;
using static Cascade.EndToEnd.Tests.FigureFile;

namespace Cascade.EndToEnd.Tests;

/// <summary>What somebody waits for who comes for the first time: how much is loaded (P12), and the first minute.</summary>
/// <remarks>For a quiet machine: see <see cref="FigureFile"/>.</remarks>
public sealed class FirstVisitFigures(Browser browser)
{
    private const int MostOfPlay = 150_000, MostOfAll = 300_000;

    [Fact]
    public void P12_how_much_is_loaded()
    {
        Require();
        (long play, long all) = Loaded();
        Tell("P12", "all that Play needs, compressed", $"{play / 1e3:F0} kB", $"<= {MostOfPlay / 1_000} kB");
        Tell("P12", "all views, compressed", $"{all / 1e3:F0} kB", $"<= {MostOfAll / 1_000} kB");
    }

    [Fact]
    public void P12_is_kept()
    {
        bool isBuilt = Directory.Exists(Folder);
        Assert.SkipWhen(!isBuilt && Environment.GetEnvironmentVariable("CI") != "true", "The page was not built.");
        (long play, long all) = Loaded();
        Assert.InRange(play, 1, MostOfPlay);
        Assert.InRange(all, play, MostOfAll);
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

    private static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "wwwroot");

    private static string Folder { get; } = Path.Combine(Root, "assets");

    private static (long Play, long All) Loaded()
    {
        // What the page names, what its entry draws in by itself, and what sounds.
        string named = File.ReadAllText(Path.Combine(Root, "index.html"));
        string[] files = Directory.GetFiles(Folder);
        return (Compressed(files.Where(IsFirst)), Compressed(files));

        bool IsFirst(string file) => named.Contains(Path.GetFileName(file), StringComparison.Ordinal)
            || Path.GetFileName(file).Split('-')[0] is "worklet" or "bank" or "messages";
    }

    private static long Compressed(IEnumerable<string> files) => files.Sum(file =>
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            zip.Write(File.ReadAllBytes(file));
        return packed.Length;
    });
}
