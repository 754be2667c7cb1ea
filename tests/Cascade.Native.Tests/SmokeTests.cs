using System.Diagnostics;
using System.Globalization;
using Cascade.Aot.Smoke;
using Cascade.Dsp;
using Cascade.Dsp.Simd;

namespace Cascade.Native.Tests;

/// <summary>An application compiled by Native AOT renders as the just-in-time compiler does.</summary>
public class SmokeTests(NativeBuild build, ITestOutputHelper output)
{
    private const int SampleRate = 48_000;
    // With the pages of the image that the kernel maps around those in use: more on one machine than on another.
    private const long ResidentBudget = 16_000_000;

    [Theory]
    [InlineData("x86-64-v3", LaneWidth.Bits256)]
    [InlineData("x86-64-v4", LaneWidth.Bits512)]
    public async Task A_song_has_the_same_bits_at_the_widest_vectors_of_the_image_in_a_budget_of_memory(string level, LaneWidth widest)
    {
        RequireWidth(widest);
        (string program, ToolRun published) = await build.SmokeAsync(level);
        Assert.DoesNotContain("warning", published.Output, StringComparison.OrdinalIgnoreCase);
        foreach (string instrument in (string[])["piano", "synth"])
        {
            ToolRun run = await RunAsync(program, "--instrument", instrument);
            output.WriteLine($"{level}, {instrument}:\n{run.Output}");
            Assert.Equal((int)widest, (int)run.Number("width"));
            Assert.Equal(Reference(instrument), run.Value("hash"));
            Assert.InRange(run.Number("peak-resident-bytes"), 1, ResidentBudget);
        }
    }

    [Theory]
    [InlineData(256)]
    [InlineData(128)]
    [InlineData(1)]
    public async Task Narrower_vectors_can_be_asked_for_and_have_the_same_bits(int width)
    {
        RequireWidth(LaneWidth.Bits256);
        (string program, _) = await build.SmokeAsync("x86-64-v3");
        ToolRun run = await RunAsync(program, "--width", width.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(width, (int)run.Number("width"));
        Assert.Equal(Reference("piano"), run.Value("hash"));
    }

    private static async Task<ToolRun> RunAsync(string program, params string[] arguments) =>
        (await ToolRun.StartAsync(program, [.. arguments, "--started", Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture)]))
            .Succeeded();

    private static void RequireWidth(LaneWidth width) =>
        Assert.SkipUnless(NativeBuild.Width >= width, $"This processor has no vectors of {(int)width} bits.");

    private static string Reference(string name)
    {
        Instrument instrument = name == "piano" ? new PianoInstrument() : new SynthInstrument();
        var engine =
            new VoiceEngine(instrument, new EngineOptions { SampleRate = SampleRate, Arithmetic = LaneArithmetic.Fused }, new Equalizer(),
            new Reverb(), new Limiter());
        var hash = new SampleHash();
        OfflineRenderer.Render(engine, Song.Read(NativeBuild.Song).ToSequence(SampleRate), hash,
            cancellationToken: TestContext.Current.CancellationToken);
        return hash.Text;
    }
}
