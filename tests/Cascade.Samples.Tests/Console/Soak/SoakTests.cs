using System.Text.Json;
using Cascade.Samples.Console;
using Cascade.Samples.Console.Soak;

namespace Cascade.Samples.Tests.Console.Soak;

public sealed class SoakTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_soak_says_how_each_block_went()
    {
        string file = _folder.File("soak.json");
        CommandRun run = CommandRun.Of("soak", "--minutes", "0.03", "--blocks", "128,256", "--neighbour", "200MB/s", "--json", file);
        Assert.Equal(("", CommandLine.Success), (run.Error, run.ExitCode));
        foreach (string row in (string[])["block time", "late wake-up", "underruns", "by engine, collector, system", "0 bytes", "0 methods",
            "the time there is", "collections", "stolen"])
            Assert.Contains(row, run.Output, StringComparison.Ordinal);
        JsonElement report = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
        Assert.Equal(200_000_000, report.GetProperty("neighbourBytesPerSecond").GetInt64());
        Assert.Equal(["equalizer", "chorus", "reverb", "limiter"],
            report.GetProperty("effects").EnumerateArray().Select(e => e.GetString()));
        Assert.True(report.GetProperty("settings").TryGetProperty("TieredPGO", out _));
        JsonElement[] results = [.. report.GetProperty("results").EnumerateArray()];
        Assert.Equal([128, 256], results.Select(r => r.GetProperty("blockFrames").GetInt32()));
        foreach (JsonElement result in results)
        {
            Assert.Equal((0L, 0), (result.GetProperty("allocatedBytes").GetInt64(), result.GetProperty("compiledMethods").GetInt32()));
            int blocks = result.GetProperty("blocks").GetInt32();
            Assert.Equal((int)(0.03 * 60 * 48_000 / result.GetProperty("blockFrames").GetInt32()), blocks);
            Assert.Equal(blocks, result.GetProperty("histogram").EnumerateArray().Sum(count => count.GetInt32()));
            JsonElement times = result.GetProperty("rendering");
            double[] rising = [.. ((string[])["p50", "p99", "p999", "maximum"]).Select(name => times.GetProperty(name).GetDouble())];
            Assert.Equal(rising.Order(), rising);
            Assert.True(rising[0] > 0);
            Assert.True(result.GetProperty("mostVoices").GetInt32() >= 40, "the performance is not dense");
            Assert.True(result.GetProperty("neighbourBytesPerSecond").GetDouble() > 0);
            Assert.True(result.GetProperty("collections")[0].GetInt32() > 0);
        }
    }

    [Fact]
    public void What_is_not_right_is_refused()
    {
        CommandRun.Of("soak", "--blocks", "64,8").AssertRefused("16 to 4096 frames", _folder.Path);
        CommandRun.Of("soak", "--neighbour", "fast").AssertRefused("--neighbour takes an amount such as 1GB/s", _folder.Path);
        CommandRun.Of("soak", "--minutes", "1440", "--blocks", "16").AssertRefused("which is the most", _folder.Path);
    }

    [Fact]
    public void A_longer_ring_bears_what_a_shorter_one_does_not() =>
        // Rings of 2 blocks of 100 that would have been 4, 8, 16 and 32: 200, 600, 1,400 and 3,000 more.
        Assert.Equal([4, 3, 2, 1],
            SoakFigures.UnderrunsOfLongerRings([-100, 50, 200, 201, 601, 1401, 3001], ringBlocks: 2, blockTime: 100));

    [Fact]
    public void An_interruption_is_laid_at_its_own_door()
    {
        var log = new SoakLog(8);
        // In time; a long pause; still behind; in time; the engine too slow; in time; the system too late; in time.
        int[] late = [-500, 300, 100, -10, 50, -10, 80, -10], computing = [100, 100, 100, 100, 1100, 100, 100, 100],
            collecting = [0, 400, 0, 0, 0, 0, 20, 0];
        late.CopyTo(log.Late, 0);
        computing.CopyTo(log.Computing, 0);
        collecting.CopyTo(log.Collecting, 0);
        Assert.Equal([SoakFigures.Cause.Collector, SoakFigures.Cause.Computing, SoakFigures.Cause.Scheduling],
            SoakFigures.Interruptions(log, 8, 1000));
    }

    [Fact]
    public void Times_are_spread_by_the_nearest_rank()
    {
        int[] times = [-1, .. Enumerable.Range(1, 1000).Reverse().Select(i => 1000 * i)];
        Assert.Equal(new Distribution(500, 990, 999, 1000), Distribution.Of(times));
        Assert.Equal(new Distribution(0, 0, 0, 0), Distribution.Of([-1]));
        (double[] ends, int[] counts) = SoakFigures.Histogram([500, 1000, 1001, 2000, 64_000]);
        Assert.Equal((5, 2, 1), (counts.Sum(), counts[0], counts[^1]));
        Assert.Equal(2, ends[4], 1e-9);
        Assert.Equal((1, 1), (counts[1], counts[4]));
    }

    [Theory]
    [InlineData("1GB", 1e9)]
    [InlineData("250MB/s", 250e6)]
    [InlineData("0.5kb/s", 500)]
    [InlineData("off", 0)]
    public void Amounts_are_read(string text, double bytes) =>
        Assert.Equal((long)bytes,
        new System.CommandLine.RootCommand { ByteRate.Option("--amount", "/s", "1GB/s", long.MaxValue, "") }.Parse(["--amount",
        text]).GetValue<long>("--amount"));
}
