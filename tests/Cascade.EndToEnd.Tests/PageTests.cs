using Microsoft.Playwright;

namespace Cascade.EndToEnd.Tests;

/// <summary>The views beside playing and songs, and the page without a network.</summary>
public sealed class PageTests(Browser browser)
{
    [PageFact]
    public async Task It_plays_without_a_network()
    {
        await using Visit visit = await browser.OpenAsync();
        await visit.WaitForKeptAsync("worklet-", "bank-", "/api/engine/tables");
        await visit.Page.Context.SetOfflineAsync(true);
        await visit.Page.ReloadAsync();
        await visit.Page.Locator("[data-key='60']").WaitForAsync();
        await visit.Page.Keyboard.DownAsync("KeyQ");
        await visit.WaitForSoundAsync();
        await Assertions.Expect(visit.Page.Locator("footer")).ToContainTextAsync("In the page");
        await visit.Page.Keyboard.UpAsync("KeyQ");
        await visit.WaitForSilenceAsync();
        // A link needs no network either.
        await visit.Button("Keep what I just played").ClickAsync();
        await visit.Button("Share").ClickAsync();
        await Assertions.Expect(visit.Page.GetByLabel("Link", new() { Exact = true })).Not.ToHaveValueAsync("");
    }

    [PageFact]
    public async Task Practising_waits_for_the_right_key()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "practise" });
        IPage page = visit.Page;
        await visit.Button("Start").ClickAsync();
        ILocator score = page.Locator("section [role=status]");
        // The bar that is counted in takes its time; until then no key counts as right.
        while (!(await score.InnerTextAsync()).StartsWith("1 right", StringComparison.Ordinal))
        {
            await page.Keyboard.PressAsync("KeyE");
            await page.WaitForTimeoutAsync(100);
        }
        string before = await score.InnerTextAsync();
        await page.Keyboard.PressAsync("KeyI");
        await Assertions.Expect(score).Not.ToHaveTextAsync(before);
        Assert.StartsWith("1 right", await score.InnerTextAsync(), StringComparison.Ordinal);
    }

    [PageFact]
    public async Task The_four_backends_are_compared_and_give_the_same_samples()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "engine" });
        await visit.Button("Compare").ClickAsync();
        ILocator same = visit.Page.Locator("dd", new() { HasText = "same samples" });
        await Assertions.Expect(same).ToHaveCountAsync(4, new() { Timeout = 60_000 });
        await Assertions.Expect(visit.Page.Locator("article")).ToHaveCountAsync(4);
    }

    [PageFact]
    public async Task A_choice_lasts_and_darkens_the_page()
    {
        await using Visit visit = await browser.OpenAsync();
        await visit.Button("Settings").ClickAsync();
        await visit.Page.GetByLabel("Appearance").SelectOptionAsync("Dark");
        await visit.Page.GetByLabel("Language").SelectOptionAsync("Deutsch");
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.Page.ReloadAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Spielen" }).First.WaitForAsync();
        Assert.Equal("dark", await visit.Page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
    }
}
