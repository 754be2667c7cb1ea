using Microsoft.Playwright;

namespace Cascade.EndToEnd.Tests;

/// <summary>Answers of the host that come late, or in another order than they were asked for: they change nothing but what they are
/// about.</summary>
public sealed class LateAnswerTests(Browser browser)
{
    [PageFact]
    public async Task A_song_plays_on_while_it_is_named_and_saved()
    {
        await using Visit visit = await OpenAsync();
        IPage page = visit.Page;
        TaskCompletionSource answer = await HoldAsync(page, "**/api/songs/midi?*", "POST");
        await visit.ButtonLike("^Prelude in C").ClickAsync();
        await visit.Button("Play").ClickAsync();
        await visit.WaitForSoundAsync();
        ILocator position = page.GetByLabel("Position");
        await page.WaitForFunctionAsync("(position) => position.valueAsNumber > 1", await position.ElementHandleAsync());
        await page.GetByLabel("Title").FillAsync("Prelude of my own");
        await visit.Button("Save").ClickAsync();
        await visit.Button("Saving").WaitForAsync();
        answer.SetResult();
        await visit.Button("Saved").WaitForAsync();
        await Assertions.Expect(visit.Button("Pause")).ToBeVisibleAsync();
        Assert.True(await position.EvaluateAsync<double>("(position) => position.valueAsNumber") > 1);
        await visit.Button("Pause").ClickAsync();
        await visit.WaitForLitAsync();
    }

    [PageFact]
    public async Task A_song_that_comes_late_does_not_take_the_place_of_one_that_was_opened_after_it()
    {
        await using Visit visit = await OpenAsync();
        IPage page = visit.Page;
        await SaveAsync(visit, "Ode to Joy", "Comes late");
        await visit.ButtonLike("^Lullaby").ClickAsync();
        TaskCompletionSource answer = await HoldAsync(page, "**/api/songs/*.mid", "GET");
        IResponse come = await page.RunAndWaitForResponseAsync(async () =>
        {
            await visit.ButtonLike("^Comes late").ClickAsync();
            await visit.ButtonLike("^Minuet in G").ClickAsync();
            answer.SetResult();
        }, "**/api/songs/*.mid");
        await come.FinishedAsync();
        await page.EvaluateAsync("() => new Promise(requestAnimationFrame)");
        await Assertions.Expect(page.GetByLabel("Title")).ToHaveValueAsync("Minuet in G");
    }

    [PageFact]
    public async Task What_is_edited_while_it_is_saved_can_be_saved_at_once()
    {
        await using Visit visit = await OpenAsync();
        IPage page = visit.Page;
        TaskCompletionSource answer = await HoldAsync(page, "**/api/songs/midi?*", "POST");
        await BeginSaveAsync(visit, "Frère Jacques", "Edited on its way");
        await visit.Button("Saving").WaitForAsync();
        await page.Locator("summary").ClickAsync();
        await visit.ButtonLike("^Delete: C").First.ClickAsync();
        await visit.Button("Save").ClickAsync();
        answer.SetResult();
        await visit.Button("Saved").WaitForAsync();
        int shown = int.Parse((await page.Locator("summary span").InnerTextAsync()).Trim('(').Split(' ')[0]);
        int[] kept = await page.EvaluateAsync<int[]>(
            "async () => (await (await fetch('/api/songs')).json()).songs.map(({ noteCount }) => noteCount)");
        Assert.Equal([shown], kept);
    }

    [PageFact]
    public async Task Another_song_is_edited_and_saved_while_the_first_is_on_its_way()
    {
        await using Visit visit = await OpenAsync();
        IPage page = visit.Page;
        TaskCompletionSource answer = await HoldAsync(page, "**/api/songs/midi?*", "POST");
        await BeginSaveAsync(visit, "Ode to Joy", "The first");
        await visit.Button("Saving").WaitForAsync();
        await BeginSaveAsync(visit, "Lullaby", "The second");
        answer.SetResult();
        await visit.Button("Saved").WaitForAsync();
        await Assertions.Expect(page.GetByLabel("Title")).ToHaveValueAsync("The second");
        await visit.ButtonLike("^Delete: The first").WaitForAsync();
        await visit.ButtonLike("^Delete: The second").WaitForAsync();
    }

    [PageFact]
    public async Task An_old_list_of_songs_does_not_take_the_place_of_a_new_one()
    {
        await using Visit visit = await OpenAsync();
        IPage page = visit.Page;
        await SaveAsync(visit, "Ode to Joy", "Listed before");
        var answer = new TaskCompletionSource();
        var isAsked = new TaskCompletionSource();
        bool isFirst = true;
        await page.RouteAsync("**/api/songs?limit=*", async route =>
        {
            bool waits = isFirst;
            isFirst = false;
            IAPIResponse response = await route.FetchAsync();
            if (waits)
            {
                isAsked.SetResult();
                await answer.Task;
            }
            await route.FulfillAsync(new() { Response = response });
        });
        // The view asks for the list when it is opened.
        await page.GetByRole(AriaRole.Link, new() { Name = "Play" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Song" }).First.ClickAsync();
        await isAsked.Task;
        await SaveAsync(visit, "Lullaby", "Saved since");
        await visit.ButtonLike("^Delete: Saved since").WaitForAsync();
        await page.RunAndWaitForResponseAsync(() =>
        {
            answer.SetResult();
            return Task.CompletedTask;
        }, "**/api/songs?limit=*");
        await page.WaitForTimeoutAsync(200);
        await Assertions.Expect(visit.ButtonLike("^Delete: Saved since")).ToBeVisibleAsync();
    }

    [PageFact]
    public async Task The_list_that_was_opened_on_a_phone_stays_open_when_a_save_is_answered()
    {
        await using Visit visit = await OpenAsync(new VisitOptions { View = "song", Width = 360, Height = 740 });
        IPage page = visit.Page;
        TaskCompletionSource answer = await HoldAsync(page, "**/api/songs/midi?*", "POST");
        await BeginSaveAsync(visit, "Ode to Joy", "On a phone");
        await visit.Button("All songs").ClickAsync();
        await page.Locator("aside").GetByText("waits for the host").WaitForAsync();
        answer.SetResult();
        await page.Locator("aside").GetByText("waits for the host").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await visit.ButtonLike("^Delete: On a phone").WaitForAsync();
        await Assertions.Expect(visit.ButtonLike("^Lullaby")).ToBeVisibleAsync();
    }

    [PageFact]
    public async Task What_waited_for_the_host_and_is_deleted_can_be_saved_again()
    {
        // A browser says of what is cut off that something could not be loaded.
        await using Visit visit = await OpenAsync(new VisitOptions { View = "song", Host = browser.Address });
        IPage page = visit.Page;
        await page.RouteAsync("**/api/songs/midi?*", route => route.AbortAsync());
        await BeginSaveAsync(visit, "Ode to Joy", "Waits");
        await page.Locator("aside").GetByText("waits for the host").WaitForAsync();
        await visit.ButtonLike("^Delete: Waits").ClickAsync();
        await Assertions.Expect(visit.Button("Save")).ToBeVisibleAsync();
        await page.UnrouteAsync("**/api/songs/midi?*");
        await visit.Button("Save").ClickAsync();
        await visit.Button("Saved").WaitForAsync();
    }

    [PageFact]
    public async Task A_backends_instrument_is_shown_as_chosen_while_the_host_is_told()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "engine" });
        IPage page = visit.Page;
        ILocator instrument = page.Locator("article").First.GetByLabel("Instrument");
        string before = await instrument.InputValueAsync();
        TaskCompletionSource answer = await HoldAsync(page, "**/api/backends/*/config", "PATCH");
        await instrument.SelectOptionAsync("triangle");
        // What is asked for every second still tells of the one before.
        await page.WaitForResponseAsync("**/api/backends");
        await page.WaitForResponseAsync("**/api/backends");
        await Assertions.Expect(instrument).ToHaveValueAsync("triangle");
        answer.SetResult();
        await page.WaitForResponseAsync("**/api/backends");
        await Assertions.Expect(instrument).ToHaveValueAsync("triangle");
        await page.RunAndWaitForResponseAsync(() => instrument.SelectOptionAsync(before), "**/api/backends/*/config");
    }

    [PageFact]
    public async Task What_the_owner_changes_in_a_room_is_not_taken_back_by_the_answer_to_the_change_before()
    {
        // What the room says of its settings waits until it is let go, one by one.
        const string held = """
            window.waiting = [];
            const Socket = WebSocket;
            window.WebSocket = class extends Socket {
              set onmessage(take) {
                super.onmessage = (event) => {
                  const isRoom = typeof event.data === 'string' && JSON.parse(event.data).type === 'room';
                  if (isRoom) waiting.push(() => take(event));
                  else take(event);
                };
              }
            };
            """;
        await using Visit visit = await browser.OpenAsync(new VisitOptions { Scripts = [held] });
        IPage page = visit.Page;
        await RoomPageTests.OpenRoomAsync(visit);
        ILocator exact = page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^In exact rhythm") }),
            later = page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^A bar later") });
        await exact.CheckAsync();
        await later.CheckAsync();
        await page.WaitForFunctionAsync("() => waiting.length === 2");
        await page.EvaluateAsync("() => waiting.shift()()");
        await Assertions.Expect(later).ToBeCheckedAsync();
        await page.EvaluateAsync("() => waiting.shift()()");
        await Assertions.Expect(later).ToBeCheckedAsync();
    }

    private async Task<Visit> OpenAsync(VisitOptions? options = null)
    {
        Assert.SkipWhen(browser.Unready is not null && Environment.GetEnvironmentVariable("CI") != "true", browser.Unready ?? "");
        return await browser.OpenAsync(options ?? new VisitOptions { View = "song" });
    }

    // Has all requests of a kind wait until they are let go.
    private static async Task<TaskCompletionSource> HoldAsync(IPage page, string pattern, string method)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync(pattern, async route =>
        {
            if (route.Request.Method == method)
                await gate.Task;
            await route.ContinueAsync();
        });
        return gate;
    }

    private static async Task SaveAsync(Visit visit, string tune, string title)
    {
        await BeginSaveAsync(visit, tune, title);
        await visit.Button("Saved").WaitForAsync();
    }

    private static async Task BeginSaveAsync(Visit visit, string tune, string title)
    {
        await visit.ButtonLike("^" + tune).ClickAsync();
        await visit.Page.GetByLabel("Title").FillAsync(title);
        await visit.Button("Save").ClickAsync();
    }
}
