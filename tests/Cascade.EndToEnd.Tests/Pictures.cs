using Microsoft.Playwright;

namespace Cascade.EndToEnd.Tests;

/// <summary>Makes the pictures of the documentation: <c>CASCADE_PICTURES</c> names their folder by its whole path, and
/// <c>--filter-class "*Pictures"</c> these tests.</summary>
public sealed class Pictures(Browser browser)
{
    // What one sees before the first key.
    private const string First = "first";

    private const string Folder = "CASCADE_PICTURES";

    [Theory]
    [InlineData(First, 1_280, true)]
    [InlineData(First, 360, false)]
    [InlineData("play", 1_280, false)]
    [InlineData("play", 1_280, true)]
    [InlineData("play", 360, false)]
    [InlineData("song", 1_280, false)]
    [InlineData("song", 360, true)]
    [InlineData("practise", 1_280, true)]
    [InlineData("practise", 360, false)]
    [InlineData("sound", 360, true)]
    [InlineData("sound", 1_280, false)]
    [InlineData("engine", 1_280, false)]
    [InlineData("engine", 360, true)]
    public async Task Of_every_view(string view, int width, bool isDark)
    {
        string? folder = Environment.GetEnvironmentVariable(Folder);
        Assert.SkipWhen(folder is null, $"{Folder} names no folder for the pictures.");
        bool isPhone = width < 500;
        var look = new VisitOptions
        {
            View = view == First ? "play" : view,
            Width = width,
            Height = isPhone ? 740 : 800,
            IsDark = isDark,
            HasTouch = isPhone,
        };
        await using Visit visit = await browser.OpenAsync(look);
        IPage page = visit.Page;
        switch (view)
        {
            case "song":
                await visit.ButtonLike("^Prelude in C").ClickAsync();
                await visit.Button("Play").ClickAsync();
                await page.WaitForTimeoutAsync(5_000);
                break;
            case "practise" when isPhone:
                // Ode to Joy, of which the end of the second bar was not caught.
                await visit.Button("Start").ClickAsync();
                (string, int)[] strokes = [("KeyE", 3_000), ("KeyE", 700), ("KeyR", 700), ("KeyT", 700), ("KeyI", 700), ("KeyT", 1_500)];
                foreach ((string code, int pause) in strokes)
                {
                    await page.WaitForTimeoutAsync(pause);
                    await page.Keyboard.PressAsync(code);
                }
                await page.WaitForTimeoutAsync(500);
                await visit.Button("Stop").ClickAsync();
                await page.GetByText("The times before").WaitForAsync();
                break;
            case "practise":
                await page.GetByLabel("Song").SelectOptionAsync("Minuet in G");
                await visit.Button("Start").ClickAsync();
                await page.WaitForTimeoutAsync(3_500);
                break;
            case "engine":
                await visit.Button("Compare").ClickAsync();
                await page.Locator("dd", new() { HasText = "same samples" }).First.WaitForAsync();
                break;
        }
        if (view is "play")
            await visit.Button("Likely next keys").ClickAsync();
        if (view is "play" or "sound")
        {
            await page.Locator("h1").ClickAsync();
            await PlayAsync(page);
        }
        string name = $"page-{view}{(isPhone ? "-phone" : "")}{(isDark ? "-dark" : "")}.png";
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name) });
    }

    [Theory]
    [InlineData(1_280, false)]
    [InlineData(360, true)]
    public async Task Of_a_room(int width, bool isDark)
    {
        string? folder = Environment.GetEnvironmentVariable(Folder);
        Assert.SkipWhen(folder is null, $"{Folder} names no folder for the pictures.");
        bool isPhone = width < 500;
        var look = new VisitOptions { Width = width, Height = isPhone ? 740 : 800, IsDark = isDark, HasTouch = isPhone };
        await using Visit ada = await browser.OpenAsync(look);
        string link = await RoomPageTests.OpenRoomAsync(ada);
        await NameAsync(ada, "Ada");
        if (isPhone)
            await ada.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^In exact rhythm") }).CheckAsync();
        else
            await ada.Page.Keyboard.PressAsync("Escape");
        await using Visit ben = await browser.OpenAsync(look with { View = link });
        await using Visit cleo = await browser.OpenAsync(look with { View = link });
        await NameAsync(ben, "Ben");
        await NameAsync(cleo, "Cleo");
        if (!isPhone)
        {
            await ada.Page.Locator("h1").ClickAsync();
            await PlayAsync(cleo.Page, ["KeyZ", "KeyB"], release: true);
            await PlayAsync(ben.Page, ["KeyQ", "KeyE", "KeyT"], release: true);
            await PlayAsync(cleo.Page, ["KeyZ", "KeyB"], release: false);
            await PlayAsync(ben.Page, ["KeyQ", "KeyE"], release: false);
            await ada.Page.Keyboard.DownAsync("KeyI");
            await ada.Page.WaitForTimeoutAsync(8_000);
        }
        await ada.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"page-room{(isPhone ? "-phone-dark" : "")}.png") });

        static async Task NameAsync(Visit visit, string name)
        {
            if (await visit.Page.GetByLabel("Your name").CountAsync() == 0)
                await visit.Button("About this room").ClickAsync();
            await visit.Page.GetByLabel("Your name").FillAsync(name);
            await visit.Page.GetByLabel("Your name").PressAsync("Enter");
            await visit.Page.Locator("li", new() { HasText = name }).First.WaitForAsync();
        }

        static async Task PlayAsync(IPage page, string[] codes, bool release)
        {
            await page.Keyboard.PressAsync("Escape");
            foreach (string code in codes)
            {
                await page.Keyboard.DownAsync(code);
                await page.WaitForTimeoutAsync(250);
            }
            foreach (string code in release ? codes : [])
                await page.Keyboard.UpAsync(code);
        }
    }

    // A cadence, the last chord held.
    private static async Task PlayAsync(IPage page)
    {
        string[] tonic = ["KeyZ", "KeyQ", "KeyE", "KeyT"];
        string[][] chords = [tonic, ["KeyV", "KeyR", "KeyY", "KeyI"], ["KeyB", "KeyW", "KeyR", "KeyT"], tonic];
        foreach (string[] chord in chords)
        {
            foreach (string code in chord)
            {
                await page.Keyboard.DownAsync(code);
                await page.WaitForTimeoutAsync(60);
            }
            await page.WaitForTimeoutAsync(500);
            foreach (string code in chord)
                await page.Keyboard.UpAsync(code);
        }
        foreach (string code in tonic)
            await page.Keyboard.DownAsync(code);
        await page.WaitForTimeoutAsync(700);
    }
}
