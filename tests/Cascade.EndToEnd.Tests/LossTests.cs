using System.Diagnostics;
using Microsoft.Playwright;

namespace Cascade.EndToEnd.Tests;

/// <summary>What goes away without a word: the host, the network, the browser. Nothing that was played or saved goes with it.</summary>
public sealed class LossTests(Browser browser)
{
    [PageFact]
    public async Task A_save_waits_while_the_host_is_away_and_goes_once_it_answers()
    {
        await using HostProcess host = await HostProcess.StartedAsync();
        await using Visit visit = await browser.OpenAsync(new VisitOptions { Host = host.Address, View = "song" });
        IPage page = visit.Page;
        await visit.ButtonLike("^Ode to Joy").ClickAsync();
        await page.GetByLabel("Title").FillAsync("Written in a tunnel");
        await page.EvaluateAsync("() => navigator.serviceWorker.ready");
        host.Kill();
        await visit.Button("Save").ClickAsync();
        await page.GetByText("Kept in this browser").WaitForAsync();
        await page.Locator("aside").GetByText("waits for the host").WaitForAsync();
        // It waits through an edit, a second save and another song.
        await page.GetByLabel("Title").FillAsync("Written in a long tunnel");
        await visit.Button("Save").ClickAsync();
        await visit.ButtonLike("^Lullaby").ClickAsync();
        await visit.ButtonLike("^Written in a long tunnel").WaitForAsync();
        Assert.Null(await host.StartAsync());
        await page.Locator("aside").GetByText("waits for the host").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await visit.ButtonLike("^Written in a long tunnel").WaitForAsync();
        string[] titles = await page.EvaluateAsync<string[]>(
            "async () => (await (await fetch('/api/songs')).json()).songs.map(({ title }) => title)");
        Assert.Equal(["Written in a long tunnel"], titles);
    }

    [PageFact]
    public async Task What_waits_outlasts_the_page()
    {
        await using HostProcess host = await HostProcess.StartedAsync();
        await using Visit visit = await browser.OpenAsync(new VisitOptions { Host = host.Address, View = "song" });
        IPage page = visit.Page;
        await visit.WaitForKeptAsync();
        await visit.ButtonLike("^Minuet in G").ClickAsync();
        await page.GetByLabel("Title").FillAsync("Mine");
        host.Kill();
        await visit.Button("Save").ClickAsync();
        await page.Locator("aside").GetByText("waits for the host").WaitForAsync();
        await page.ReloadAsync();
        await page.Locator("aside").GetByText("waits for the host").WaitForAsync();
        await Assertions.Expect(page.GetByLabel("Title")).ToHaveValueAsync("Mine");
        Assert.Null(await host.StartAsync());
        await page.ReloadAsync();
        await page.Locator("aside").GetByText("waits for the host").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await visit.ButtonLike("^Delete: Mine").WaitForAsync();
    }

    [PageFact]
    public async Task Of_two_browsers_that_change_a_song_both_versions_are_kept()
    {
        Assert.SkipWhen(browser.Unready is not null && Environment.GetEnvironmentVariable("CI") != "true", browser.Unready ?? "");
        string name = "ada" + Guid.NewGuid().ToString("N")[..8];
        // A browser says of the host's 409 that something could not be loaded.
        await using Visit first = await browser.OpenAsync(new VisitOptions { Host = browser.Address, View = "song" });
        await SignInAsync(first, name, "Make an account");
        await first.ButtonLike("^Ode to Joy").ClickAsync();
        await first.Page.GetByLabel("Title").FillAsync("Ours");
        await first.Button("Save").ClickAsync();
        await first.Button("Saved").WaitForAsync();
        await using Visit second = await browser.OpenAsync(new VisitOptions { View = "song" });
        await SignInAsync(second, name, "Sign in");
        await second.ButtonLike("^Ours").ClickAsync();
        await RemoveFirstNoteAsync(second);
        await second.Button("Save").ClickAsync();
        await second.Button("Saved").WaitForAsync();
        await first.Button("Quantise").ClickAsync();
        await RemoveFirstNoteAsync(first);
        await RemoveFirstNoteAsync(first);
        await first.Button("Save").ClickAsync();
        await first.ButtonLike(@"^Ours \(2\)").WaitForAsync();
        string[] titles = await first.Page.EvaluateAsync<string[]>(
            "async () => (await (await fetch('/api/songs')).json()).songs.map(({ title }) => title).sort()");
        Assert.Equal(["Ours", "Ours (2)"], titles);
    }

    [PageFact]
    public async Task The_host_dies_in_mid_song_and_nobody_hears_it()
    {
        await using HostProcess host = await HostProcess.StartedAsync();
        await using Visit visit = await browser.OpenAsync(new VisitOptions { Host = host.Address, View = "sound" });
        IPage page = visit.Page;
        await page.GetByRole(AriaRole.Radio, new() { NameRegex = new("On the server") }).CheckAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Song" }).First.ClickAsync();
        await visit.ButtonLike("^Prelude in C").ClickAsync();
        await visit.Button("Play").ClickAsync();
        ILocator status = page.Locator("footer");
        await status.GetByText("buffer").WaitForAsync();
        await page.WaitForTimeoutAsync(1_500);
        // The longest stretch of silence, in samples: each look sees the last 170 ms, however late it comes.
        await page.EvaluateAsync("""
            () => {
              const samples = new Float32Array(heard.fftSize);
              window.longestGap = 0;
              setInterval(() => {
                heard.getFloatTimeDomainData(samples);
                let silent = 0;
                for (const sample of samples) {
                  silent = Math.abs(sample) > 1e-4 ? 0 : silent + 1;
                  longestGap = Math.max(longestGap, (1_000 * silent) / heard.context.sampleRate);
                }
              }, 50);
            }
            """);
        host.Kill();
        await status.GetByText("In the page, until the server answers").WaitForAsync();
        await page.WaitForTimeoutAsync(2_000);
        double gap = await page.EvaluateAsync<double>("longestGap");
        TestContext.Current.TestOutputHelper?.WriteLine($"Longest silence: {gap:F0} ms.");
        Assert.InRange(gap, 0, 10);
        Assert.Null(await host.StartAsync());
        await status.GetByText("buffer").WaitForAsync();
        await page.WaitForTimeoutAsync(1_000);
        await visit.Button("Pause").ClickAsync();
        await visit.WaitForLitAsync();
        await visit.WaitForSilenceAsync();
    }

    [PageFact]
    public async Task A_browser_that_is_killed_loses_no_more_than_250_ms()
    {
        Assert.SkipWhen(Browser.Executable is null && Environment.GetEnvironmentVariable("CI") != "true", "There is no Chromium here.");
        string profile = Path.Combine(Path.GetTempPath(), "cascade-profile-" + Guid.NewGuid().ToString("N"));
        using IPlaywright playwright = await Playwright.CreateAsync();
        var strokes = new List<TimeSpan>();
        var clock = Stopwatch.StartNew();
        IPage played = (await LaunchAsync(playwright, profile)).Pages[0];
        await played.GotoAsync(browser.Address.ToString());
        await played.Locator("[data-key='60']").WaitForAsync();
        for (int i = 0; i < 40; i++)
        {
            await played.Keyboard.PressAsync(i % 2 == 0 ? "KeyQ" : "KeyE");
            strokes.Add(clock.Elapsed);
            await played.WaitForTimeoutAsync(23);
        }
        TimeSpan killed = clock.Elapsed;
        Kill(profile);
        await using (IBrowserContext context = await LaunchAsync(playwright, profile))
        {
            IPage page = context.Pages[0];
            await page.GotoAsync(browser.Address.ToString());
            await page.Locator("[data-key='60']").WaitForAsync();
            await page.WaitForTimeoutAsync(500);
            await page.GetByRole(AriaRole.Button, new() { Name = "Keep what I just played" }).ClickAsync();
            string count = await page.Locator("summary span").InnerTextAsync();
            int kept = int.Parse(count.Trim('(').Split(' ')[0]);
            int due = strokes.Count(stroke => stroke <= killed - TimeSpan.FromMilliseconds(250));
            TestContext.Current.TestOutputHelper?.WriteLine($"{kept} of 40 strokes kept; {due} were older than 250 ms.");
            Assert.InRange(kept, due, 40);
        }
        Directory.Delete(profile, recursive: true);
    }

    private static Task<IBrowserContext> LaunchAsync(IPlaywright playwright, string profile) =>
        playwright.Chromium.LaunchPersistentContextAsync(profile, new() { ExecutablePath = Browser.Executable, Args = ["--no-sandbox"] });

    // All processes of the browser with this profile, at once: kill -9.
    private static void Kill(string profile)
    {
        foreach (Process process in Process.GetProcesses())
            using (process)
            {
                string command = "/proc/" + process.Id + "/cmdline";
                try
                {
                    bool isBrowser = process.ProcessName.StartsWith("chrom", StringComparison.Ordinal);
                    if (isBrowser && File.ReadAllText(command).Contains(profile, StringComparison.Ordinal))
                        process.Kill();
                }
                catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException)
                {
                    // It was gone by then.
                }
            }
    }

    private static async Task SignInAsync(Visit visit, string name, string button)
    {
        await visit.Button("Sign in").First.ClickAsync();
        ILocator dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync(name);
        await dialog.GetByLabel("Password").FillAsync("a long password");
        await dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    private static async Task RemoveFirstNoteAsync(Visit visit)
    {
        if (!await visit.Page.Locator("table").IsVisibleAsync())
            await visit.Page.Locator("summary").ClickAsync();
        await visit.Page.Locator("table").GetByRole(AriaRole.Button).First.ClickAsync();
    }
}
