using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;
using static Cascade.EndToEnd.Tests.FigureFile;

namespace Cascade.EndToEnd.Tests;

/// <summary>From a stroke to its sound: P1, a glissando (P2), and beside a busy page (P7).</summary>
/// <remarks>For a quiet machine: see <see cref="FigureFile"/>.</remarks>
public sealed class LatencyFigures(Browser browser)
{
    private const int Strokes = 1_000;

    [Theory]
    [InlineData("pointer")]
    [InlineData("computer's key")]
    [InlineData("MIDI")]
    public async Task P1_from_event_to_frame(string source)
    {
        Require();
        await using Visit visit = await browser.OpenAsync(new VisitOptions { Scripts = [PlayingTests.FakeMidi, FigureScripts.Onsets] });
        IPage page = visit.Page;
        await RoomPageTests.StartSoundAsync(visit);
        (float x, float y) = await visit.PlaceOfAsync(64);
        await page.Mouse.MoveAsync(x, y);
        await page.EvaluateAsync("() => { onsets.length = 0; }");
        for (int i = 0; i < Strokes; i++)
        {
            switch (source)
            {
                case "pointer": await page.Mouse.DownAsync(); break;
                case "MIDI": await page.EvaluateAsync("() => midi(0x90, 64, 90)"); break;
                default: await page.Keyboard.DownAsync("KeyE"); break;
            }
            await page.WaitForTimeoutAsync(12);
            switch (source)
            {
                case "pointer": await page.Mouse.UpAsync(); break;
                case "MIDI": await page.EvaluateAsync("() => midi(0x80, 64, 0)"); break;
                default: await page.Keyboard.UpAsync("KeyE"); break;
            }
            await page.WaitForTimeoutAsync(12);
        }
        double[] times = await page.EvaluateAsync<double[]>("latencies()");
        Array.Sort(times);
        Tell("P1", $"event to frame, {times.Length} strokes by {source}", $"median {Quantile(times, 0.5):F1} ms, p95-p5 "
            + $"{Quantile(times, 0.95) - Quantile(times, 0.05):F2} ms, p99 {Quantile(times, 0.99):F1} ms", "<= 12 ms, <= 1.5 ms");
    }

    [Fact]
    public async Task P2_a_glissando()
    {
        Require();
        await using Visit visit = await browser.OpenAsync(new VisitOptions { Scripts = [FigureScripts.Onsets] });
        IPage page = visit.Page;
        await RoomPageTests.StartSoundAsync(visit);
        (float from, float y) = await visit.PlaceOfAsync(48, 0.3);
        (float to, _) = await visit.PlaceOfAsync(87, 0.3);
        ICDPSession session = await page.Context.NewCDPSessionAsync(page);
        await page.EvaluateAsync("() => { asked.length = onsets.length = 0; }");
        await page.Mouse.MoveAsync(from, y);
        await page.Mouse.DownAsync();
        const int Places = 160;
        var clock = Stopwatch.StartNew();
        var sent = new List<Task>();
        for (int i = 1; i <= Places; i++)
        {
            sent.Add(session.SendAsync("Input.dispatchMouseEvent", new Dictionary<string, object>
            {
                ["type"] = "mouseMoved",
                ["x"] = from + (to - from) * i / Places,
                ["y"] = y,
                ["button"] = "left",
                ["buttons"] = 1,
            }));
            while (clock.Elapsed.TotalMilliseconds < 250.0 * i / Places)
                await Task.Yield();
        }
        double took = clock.Elapsed.TotalMilliseconds;
        await Task.WhenAll(sent);
        await page.Mouse.UpAsync();
        await visit.WaitForLitAsync();
        await page.WaitForTimeoutAsync(300);
        int[] asked = await page.EvaluateAsync<int[]>("asked");
        int sounded = await page.EvaluateAsync<int>("onsets.length");
        string order = asked.SequenceEqual(Enumerable.Range(48, 40)) ? "all, in order" : "not all in order";
        Tell("P2", $"glissando of 40 keys in {took:F0} ms", $"{asked.Length} keys, {order}; {sounded} onsets in the worklet", "40 of 40");
    }

    [Fact]
    public async Task P7_beside_a_busy_page()
    {
        Require();
        double minutes = Minutes;
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "song", Scripts = [FigureScripts.Onsets] });
        IPage page = visit.Page;
        await visit.ButtonLike("^Prelude in C").ClickAsync();
        await visit.Button("Play").ClickAsync();
        await visit.WaitForSoundAsync();
        await page.EvaluateAsync("""
            () => {
              const burst = () => {
                for (const until = performance.now() + 45; performance.now() < until;);
                setTimeout(burst, 5);
              };
              setTimeout(burst, 5);
            }
            """);
        await page.WaitForTimeoutAsync(2_000);
        const string stats = """
            () => {
              const all = heard.context.playbackStats ?? heard.context.playoutStats;
              if (!all) return null;
              return { events: all.underrunEvents ?? all.fallbackFramesEvents, ms: 1000 * (all.underrunDuration ?? 0) };
            }
            """;
        JsonElement? before = await page.EvaluateAsync<JsonElement?>(stats);
        double began = await page.EvaluateAsync<double>("heard.context.currentTime");
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed.TotalMinutes < minutes)
        {
            await page.WaitForTimeoutAsync(5_000);
            if (await visit.Button("Play").CountAsync() > 0)
                await visit.Button("Play").ClickAsync();
        }
        double real = clock.Elapsed.TotalSeconds, sounded = await page.EvaluateAsync<double>("heard.context.currentTime") - began;
        JsonElement? after = await page.EvaluateAsync<JsonElement?>(stats);
        string underruns = before is { ValueKind: JsonValueKind.Object } from && after is { ValueKind: JsonValueKind.Object } to
            ? $"{Of(to, "events") - Of(from, "events")} underruns, {Of(to, "ms") - Of(from, "ms"):F0} ms of them; " : "";
        Tell("P7", $"{minutes} min beside 90 % load of the page in bursts of 45 ms",
            underruns + $"{sounded:F1} s sounded in {real:F1} s", "0 underruns");

        static double Of(JsonElement stats, string name) =>
            stats.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;
    }
}
