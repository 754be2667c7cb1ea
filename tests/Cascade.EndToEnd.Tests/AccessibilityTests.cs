using System.Globalization;
using System.Text.Json;
using Cascade.Dsp.Tests.Architecture;
using Microsoft.Playwright;

namespace Cascade.EndToEnd.Tests;

/// <summary>Every view, light and dark, on a phone and on a desk: nothing that axe finds serious, nothing that sticks out.</summary>
public sealed class AccessibilityTests(Browser browser)
{
    private static readonly string s_axe =
        SourceTree.PathOf("src", "Cascade.Samples", "Web", "Client", "node_modules", "axe-core", "axe.min.js");

    public static TheoryData<string, bool, int> Looks
    {
        get
        {
            var looks = new TheoryData<string, bool, int>();
            foreach (string view in (string[])["play", "song", "practise", "sound", "engine"])
                foreach (bool isDark in (bool[])[false, true])
                    foreach (int width in (int[])[360, 1_440])
                        looks.Add(view, isDark, width);
            return looks;
        }
    }

    [PageTheory]
    [MemberData(nameof(Looks))]
    public async Task Axe_finds_nothing_serious(string view, bool isDark, int width)
    {
        var look = new VisitOptions { View = view, IsDark = isDark, Width = width, Height = width < 500 ? 740 : 900 };
        await using Visit visit = await browser.OpenAsync(look);
        if (view == "song")
            await visit.ButtonLike("^Ode to Joy").ClickAsync();
        if (view == "engine")
            await visit.Page.Locator("article table").First.WaitForAsync();
        Assert.Empty(await SeriousAsync(visit.Page));
        bool fits = await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth");
        Assert.True(fits, "Something sticks out to the right.");
    }

    [PageTheory]
    [InlineData("settings", false)]
    [InlineData("settings", true)]
    [InlineData("share", true)]
    [InlineData("sign in", false)]
    [InlineData("practised", true)]
    [InlineData("practised", false)]
    [InlineData("hints", false)]
    public async Task Axe_finds_nothing_serious_in_what_opens(string state, bool isDark)
    {
        string view = state switch { "share" => "song", "practised" => "practise", _ => "play" };
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = view, IsDark = isDark, Width = 360, Height = 740 });
        IPage page = visit.Page;
        switch (state)
        {
            case "settings":
                await visit.Button("Settings").ClickAsync();
                break;
            case "share":
                await visit.ButtonLike("^Ode to Joy").ClickAsync();
                await visit.Button("Share").ClickAsync();
                await Assertions.Expect(page.GetByLabel("Link", new() { Exact = true })).Not.ToHaveValueAsync("");
                break;
            case "sign in":
                await visit.Button("Sign in").First.ClickAsync();
                break;
            case "practised":
                await visit.Button("Wait for me").ClickAsync();
                await visit.Button("Start").ClickAsync();
                await Assertions.Expect(page.Locator("section [role=status]")).ToContainTextAsync("3 missed", new() { Timeout = 30_000 });
                await visit.Button("Stop").ClickAsync();
                await page.GetByText("The times before").WaitForAsync();
                break;
            default:
                await visit.Button("Likely next keys").ClickAsync();
                await page.Keyboard.PressAsync("KeyQ");
                await page.Keyboard.PressAsync("KeyE");
                await page.Locator("[data-likely]").First.WaitForAsync();
                break;
        }
        Assert.Empty(await SeriousAsync(page));
    }

    [PageFact]
    public async Task The_keys_are_seen_where_the_system_sets_the_colours_and_nothing_falls_where_motion_is_reduced()
    {
        await using Visit visit = await browser.OpenAsync();
        await visit.Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active, ReducedMotion = ReducedMotion.Reduce });
        foreach (int key in (int[])[60, 61])
            Assert.Contains("gradient", await visit.Page.Locator(string.Create(CultureInfo.InvariantCulture, $"[data-key='{key}']"))
                .EvaluateAsync<string>("key => getComputedStyle(key).backgroundImage"), StringComparison.Ordinal);
        Assert.Equal("none", await visit.Page.Locator(".drop").First.EvaluateAsync<string>("drop => getComputedStyle(drop).animationName"));
    }

    [PageFact]
    public async Task The_page_speaks_German()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { Locale = "de-DE" });
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Spielen" }).First.WaitForAsync();
        Assert.Equal("de", await visit.Page.EvaluateAsync<string>("document.documentElement.lang"));
        Assert.Equal("Cis 4", await visit.Page.Locator("[data-key='61']").GetAttributeAsync("aria-label"));
    }

    [PageFact]
    public async Task All_128_keys_are_buttons_and_one_stop_of_the_tab_key()
    {
        await using Visit visit = await browser.OpenAsync();
        ILocator piano = visit.Page.GetByRole(AriaRole.Group, new() { NameRegex = new("^Piano") });
        Assert.Equal(128, await piano.GetByRole(AriaRole.Button).CountAsync());
        Assert.Equal(1, await visit.Page.Locator("[data-key][tabindex='0']").CountAsync());
    }

    internal static async Task<IEnumerable<string>> SeriousAsync(IPage page)
    {
        await page.EvaluateAsync(await File.ReadAllTextAsync(s_axe, TestContext.Current.CancellationToken));
        // What is still coming into view has not its colours yet.
        await page.EvaluateAsync("""
            () => Promise.all(document.getAnimations()
              .filter(({ effect }) => effect.getComputedTiming().endTime < Infinity).map(({ finished }) => finished.catch(() => {})))
            """);
        JsonElement violations = await page.EvaluateAsync<JsonElement>("axe.run().then(({ violations }) => violations)");
        return [.. from violation in violations.EnumerateArray()
                   where violation.GetProperty("impact").GetString() is "serious" or "critical"
                   from node in violation.GetProperty("nodes").EnumerateArray()
                   select $"{violation.GetProperty("id")}: {node.GetProperty("html")}"];
    }
}
