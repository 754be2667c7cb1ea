using System.Text.Json;
using Microsoft.Playwright;
using static Cascade.EndToEnd.Tests.FigureFile;

namespace Cascade.EndToEnd.Tests;

/// <summary>What the page works: the piano (P3), the roll (P4), React (P11).</summary>
/// <remarks>For a quiet machine: see <see cref="FigureFile"/>.</remarks>
public sealed class WorkFigures(Browser browser)
{
    [Fact]
    public async Task P3_sixteen_low_keys_held()
    {
        Require();
        await using Visit visit = await browser.OpenAsync();
        double share = await visit.Page.EvaluateAsync<double>("""
            async ({ worklet, kernels }) => {
              const read = async (address) => (await fetch(address)).arrayBuffer();
              const seconds = 20, context = new OfflineAudioContext(2, seconds * 48000, 48000);
              await context.audioWorklet.addModule(worklet);
              const tables = await read('/api/engine/tables?patch=grand&rate=48000');
              const processorOptions = { tables, kernels: await read(kernels), reverb: 0.06 };
              const options = { numberOfInputs: 0, outputChannelCount: [2], processorOptions };
              const piano = new AudioWorkletNode(context, 'cascade-piano', options);
              piano.connect(context.destination);
              let began = 0;
              context.suspend(0.1).then(async () => {
                const at = { velocity: 0.8, frame: 4800, time: 0, wait: 0 };
                for (let i = 0; i < 16; i++) piano.port.postMessage({ type: 'on', key: 24 + i, ...at });
                await new Promise((resolve) => setTimeout(resolve, 300));
                began = performance.now();
                context.resume();
              });
              await context.startRendering();
              return (performance.now() - began) / (10 * seconds);
            }
            """, new { worklet = AssetOf("worklet-*.js"), kernels = AssetOf("bank-*.wasm") });
        Tell("P3", "16 low keys held, 20 s: audio thread", $"{share:F1} % of a core", "<= 5 %");
        Tell("P3", "local engine against the server's: third octaves, pitch, T60", "LikenessTests", "1.5 dB, 0.5 cent, 10 %");
    }

    [Theory]
    [InlineData(10_000, "<= 2 ms")]
    [InlineData(100_000, "<= 4 ms")]
    public async Task P4_notes_in_the_roll(int count, string limit)
    {
        Require();
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "song" });
        IPage page = visit.Page;
        await page.Locator("input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = "many.mid", MimeType = "audio/midi", Buffer = MidiOf(count) });
        await page.Locator("summary", new() { HasText = "Notes as a table" }).WaitForAsync(new() { Timeout = 180_000 });
        for (int i = 0; i < 4; i++)
            await visit.Button("Narrower keys").First.ClickAsync();
        await page.EvaluateAsync("""
            () => {
              window.spent = [];
              window.frames = [];
              const ask = requestAnimationFrame;
              window.requestAnimationFrame = (paint) => ask((now) => {
                const began = performance.now();
                paint(now);
                spent.push(performance.now() - began);
                frames.push(now);
              });
            }
            """);
        await visit.Button("Play").ClickAsync();
        await page.WaitForTimeoutAsync(10_000);
        JsonElement told = await page.EvaluateAsync<JsonElement>("({ spent, frames: [...new Set(frames)] })");
        double[] spent = [.. told.GetProperty("spent").EnumerateArray().Select(e => e.GetDouble()).Order()];
        double[] frames = [.. told.GetProperty("frames").EnumerateArray().Select(e => e.GetDouble())];
        double[] apart = [.. frames.Zip(frames.Skip(1), (a, b) => b - a).Order()];
        Tell("P4", $"{count:N0} notes in the roll, played 10 s zoomed out: script a frame", $"median {Quantile(spent, 0.5):F2} ms, p95 "
            + $"{Quantile(spent, 0.95):F2} ms; frames p95 {Quantile(apart, 0.95):F1} ms apart", limit + "; 16.7 ms with GPU");
    }

    [Fact]
    public async Task P11_what_React_does_for_the_keys()
    {
        Require();
        const string hook = """
            window.commits = 0;
            window.keysRendered = 0;
            let before;
            window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
              supportsFiber: true, inject: () => 1, onCommitFiberUnmount() {}, onPostCommitFiberRoot() {},
              onCommitFiberRoot(_, root) {
                commits++;
                const find = (fiber) => !fiber ? null : fiber.stateNode?.id === 'piano' ? fiber : find(fiber.child) ?? find(fiber.sibling);
                const piano = find(root.current);
                // A fiber that was rendered anew is another object.
                if (before && piano !== before) keysRendered++;
                before = piano;
              },
            };
            """;
        await using Visit visit = await browser.OpenAsync(new VisitOptions { Scripts = [PlayingTests.FakeMidi, hook] });
        IPage page = visit.Page;
        await RoomPageTests.StartSoundAsync(visit);
        await page.EvaluateAsync("() => { commits = 0; keysRendered = 0; }");
        await page.EvaluateAsync("""
            async () => {
              for (let i = 0; i < 1000; i++) {
                midi(0x90, 36 + (i * 7) % 60, 90);
                await new Promise((resolve) => setTimeout(resolve, 5));
                midi(0x80, 36 + (i * 7) % 60, 0);
              }
            }
            """);
        int[] counts = await page.EvaluateAsync<int[]>("[commits, keysRendered]");
        Tell("P11", "1,000 notes: renders of the keys, commits of the whole page", $"{counts[1]}, {counts[0]}", "0 of the keys");
    }

    private static string AssetOf(string pattern) =>
        "/assets/" + Path.GetFileName(Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "wwwroot", "assets"), pattern).Single());

    // Chords of four, sixteen a second.
    private static byte[] MidiOf(int notes)
    {
        var track = new MemoryStream();
        for (int i = 0; i < notes; i += 4)
        {
            for (int voice = 0; voice < 4; voice++)
                track.Write([0, 0x90, KeyOf(i, voice), 80]);
            for (int voice = 0; voice < 4; voice++)
                track.Write([(byte)(voice == 0 ? 60 : 0), 0x80, KeyOf(i, voice), 0]);
        }
        track.Write([0, 0xff, 0x2f, 0]);
        byte[] length = BitConverter.GetBytes((int)track.Length);
        if (BitConverter.IsLittleEndian)
            Array.Reverse(length);
        return [.. "MThd"u8, 0, 0, 0, 6, 0, 0, 0, 1, 0x01, 0xe0, .. "MTrk"u8, .. length, .. track.ToArray()];

        static byte KeyOf(int i, int voice) => (byte)(30 + voice * 16 + i / 4 * 5 % 16);
    }
}
