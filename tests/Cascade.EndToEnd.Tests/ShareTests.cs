using Microsoft.Playwright;

namespace Cascade.EndToEnd.Tests;

/// <summary>A song in a link: made by one visitor, opened by another, who has no account.</summary>
public sealed class ShareTests(Browser browser)
{
    [PageFact]
    public async Task A_song_travels_in_a_link()
    {
        string link, count;
        await using (Visit visit = await browser.OpenAsync(new VisitOptions { View = "song" }))
        {
            await visit.ButtonLike("^Minuet in G").ClickAsync();
            count = await visit.Page.Locator("summary span").InnerTextAsync();
            await visit.Button("Share").ClickAsync();
            ILocator field = visit.Page.GetByLabel("Link", new() { Exact = true });
            await Assertions.Expect(field).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("#s="));
            link = await field.InputValueAsync();
        }
        Assert.InRange(link.Length, 50, 2_000);
        await using Visit other = await browser.OpenAsync(new VisitOptions { View = link[(link.IndexOf('#') + 1)..] });
        await other.Page.GetByText("Opened from the link: Minuet in G").WaitForAsync();
        await Assertions.Expect(other.Page.GetByLabel("Title")).ToHaveValueAsync("Minuet in G");
        Assert.Equal(count, await other.Page.Locator("summary span").InnerTextAsync());
        await other.RememberStrokesAsync();
        await other.Button("Play").ClickAsync();
        await other.Page.WaitForFunctionAsync("() => struck.length >= 4");
        int[] first = [55, 59, 74];
        Assert.Equal(first, (await other.Page.EvaluateAsync<int[]>("struck")).Take(3).Order());
        // What is done to it stays when the page is loaded again.
        await other.Page.GetByLabel("Title").FillAsync("My minuet");
        await other.Page.WaitForTimeoutAsync(500);
        await other.Page.ReloadAsync();
        await Assertions.Expect(other.Page.GetByLabel("Title")).ToHaveValueAsync("My minuet");
    }

    [PageTheory]
    [InlineData("s=")]
    [InlineData("s=AAAA")]
    [InlineData("s=%3Cscript%3E")]
    public async Task A_broken_link_says_so_and_changes_nothing(string broken)
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "song" });
        await visit.ButtonLike("^Ode to Joy").ClickAsync();
        await visit.Button("Quantise").ClickAsync();
        await visit.Page.EvaluateAsync("(hash) => { location.hash = hash; }", broken);
        await visit.Page.GetByText("This link holds no song").WaitForAsync();
        await Assertions.Expect(visit.Page.GetByLabel("Title")).ToHaveValueAsync("Ode to Joy");
        await visit.Button("Undo: quantise").ClickAsync();
    }

    [PageFact]
    public async Task A_song_that_was_not_saved_is_still_there_after_another_was_opened()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "song" });
        await visit.ButtonLike("^Ode to Joy").ClickAsync();
        await visit.Page.GetByLabel("Title").FillAsync("Mine");
        await visit.ButtonLike("^Lullaby").ClickAsync();
        await Assertions.Expect(visit.Page.GetByLabel("Title")).ToHaveValueAsync("Lullaby");
        await visit.Page.ReloadAsync();
        await visit.ButtonLike("^Mine").ClickAsync();
        await Assertions.Expect(visit.Page.GetByLabel("Title")).ToHaveValueAsync("Mine");
        await Assertions.Expect(visit.ButtonLike("^Mine")).ToHaveCountAsync(0);
    }
}
