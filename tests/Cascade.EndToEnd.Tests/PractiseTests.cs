using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Cascade.EndToEnd.Tests;

/// <summary>Practising: what went wrong is seen bar by bar, the two bars to practise next are one press away, and yesterday's are
/// still there.</summary>
public sealed class PractiseTests(Browser browser)
{
    [PageFact]
    public async Task It_tells_what_to_practise_next_repeats_it_and_remembers()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "practise" });
        IPage page = visit.Page;
        await visit.Button("Start").ClickAsync();
        // The tune begins with E, E, F: the first is struck well, then a wrong key.
        await StrikeUntilAsync(page, "KeyE", "1 right");
        await page.Keyboard.PressAsync("KeyI");
        await StrikeUntilAsync(page, "KeyE", "2 right");
        await visit.Button("Stop").ClickAsync();
        await page.GetByText("of the keys were right").WaitForAsync();
        await Assertions.Expect(page.Locator("[data-bar='1']")).ToHaveAttributeAsync("data-played", "");
        await Assertions.Expect(page.Locator("[data-bar='1']")).ToHaveAccessibleNameAsync(new Regex("Bar 1: 0 missed, [1-9]"));
        await visit.Button("Practise bar 1 next").ClickAsync();
        await Assertions.Expect(visit.Button("Stop")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-bar='1']")).ToHaveAttributeAsync("aria-pressed", "true");
        await visit.Button("Stop").ClickAsync();
        await page.ReloadAsync();
        await page.GetByText("The times before").WaitForAsync();
        await Assertions.Expect(page.Locator("[data-bar='1']")).ToHaveAttributeAsync("data-played", "");
    }

    [PageFact]
    public async Task A_stretch_is_drawn_over_the_bars()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "practise" });
        IPage page = visit.Page;
        LocatorBoundingBoxResult from = (await page.Locator("[data-bar='3']").BoundingBoxAsync())!,
            to = (await page.Locator("[data-bar='5']").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(from.X + from.Width / 2, from.Y + from.Height / 2);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(to.X + to.Width / 2, to.Y + to.Height / 2, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await Assertions.Expect(page.Locator("[data-bar][aria-pressed=true]")).ToHaveCountAsync(3);
        await Assertions.Expect(page.GetByLabel("Loop from bar")).ToHaveValueAsync("3");
        await Assertions.Expect(page.GetByLabel("to bar")).ToHaveValueAsync("5");
        // A key chooses one bar, and lets go of it.
        await page.Locator("[data-bar='2']").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-bar][aria-pressed=true]")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-bar][aria-pressed=true]")).ToHaveCountAsync(0);
    }

    [PageFact]
    public async Task The_trainer_grows_faster_after_a_stretch_that_went_well()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "practise" });
        IPage page = visit.Page;
        await visit.Button("Speed trainer").ClickAsync();
        ILocator speed = page.GetByLabel("Speed", new() { Exact = true });
        await page.Locator("[data-bar='4']").ClickAsync();
        // The page's time goes on only when it is told to, however busy the machine is.
        await page.Clock.InstallAsync();
        await page.Clock.PauseAtAsync(DateTime.UtcNow.AddMinutes(1));
        await speed.SelectOptionAsync("95 %");
        await visit.Button("Start").ClickAsync();
        // The fourth bar: E, D, D, after a bar that is counted in.
        ILocator score = page.Locator("section [role=status]");
        string[] codes = ["KeyE", "KeyW", "KeyW"];
        for (int i = 0; i < codes.Length; i++)
        {
            await page.Clock.RunForAsync(4_000);
            await page.Keyboard.PressAsync(codes[i]);
            await page.Clock.RunForAsync(100);
            await Assertions.Expect(score).ToHaveTextAsync(new Regex($"^{i + 1} right.*"));
        }
        await page.Clock.RunForAsync(2_500);
        await Assertions.Expect(speed).ToHaveValueAsync("1");
        await Assertions.Expect(visit.Button("Stop")).ToBeVisibleAsync();
    }

    [PageFact]
    public async Task A_sitting_with_a_saved_song_is_kept_by_the_host()
    {
        await using Visit visit = await browser.OpenAsync();
        Assert.SkipWhen(browser.Unready is not null && Environment.GetEnvironmentVariable("CI") != "true", browser.Unready ?? "");
        IPage page = visit.Page;
        foreach (string code in (string[])["KeyQ", "KeyW"])
        {
            await page.Keyboard.DownAsync(code);
            await page.WaitForTimeoutAsync(150);
            await page.Keyboard.UpAsync(code);
        }
        // The host's answer comes when the practice runs already, which goes on.
        await page.RouteAsync("**/api/songs/midi?*", async route =>
        {
            await page.WaitForTimeoutAsync(800);
            await route.ContinueAsync();
        });
        await visit.Button("Keep what I just played").ClickAsync();
        await page.GetByLabel("Title").FillAsync("To be practised");
        await visit.Button("Save").ClickAsync();
        await page.Locator("aside li").Filter(new() { HasText = "To be practised" }).WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Practise" }).First.ClickAsync();
        await page.GetByLabel("Hands").SelectOptionAsync("Both");
        IResponse told = await page.RunAndWaitForResponseAsync(async () =>
        {
            await visit.Button("Start").ClickAsync();
            await StrikeUntilAsync(page, "KeyQ", "1 right");
            await StrikeUntilAsync(page, "KeyW", "2 right");
        }, response => response.Url.EndsWith("/api/practice", StringComparison.Ordinal));
        Assert.Equal(200, told.Status);
        // Another browser of the same person would find it.
        await page.EvaluateAsync("localStorage.removeItem('cascade-practice')");
        await page.ReloadAsync();
        await page.GetByText("The times before").WaitForAsync();
    }

    // The bar that is counted in takes its time; strokes that come too early count as wrong, which these tests allow.
    private static async Task StrikeUntilAsync(IPage page, string code, string begins)
    {
        ILocator score = page.Locator("section [role=status]");
        while (!(await score.InnerTextAsync()).StartsWith(begins, StringComparison.Ordinal))
        {
            string before = await score.InnerTextAsync();
            // A key is struck when the song waits for it.
            await page.WaitForTimeoutAsync(250);
            if (await score.InnerTextAsync() == before)
                await page.Keyboard.PressAsync(code);
        }
    }
}
