using Microsoft.Playwright;

namespace Cascade.EndToEnd.Tests;

/// <summary>What is played becomes a song, is edited, saved, found again and played back.</summary>
public sealed class SongTests(Browser browser)
{
    [PageFact]
    public async Task What_was_played_is_kept_saved_and_plays_back_the_same_notes()
    {
        await using Visit visit = await browser.OpenAsync();
        Assert.SkipWhen(browser.Unready is not null && Environment.GetEnvironmentVariable("CI") != "true", browser.Unready ?? "");
        IPage page = visit.Page;
        foreach (string code in (string[])["KeyQ", "KeyW", "KeyE"])
        {
            await page.Keyboard.DownAsync(code);
            await page.WaitForTimeoutAsync(120);
            await page.Keyboard.UpAsync(code);
        }
        await visit.Button("Keep what I just played").ClickAsync();
        await page.GetByLabel("Title").FillAsync("Three notes");
        await visit.Button("Save").ClickAsync();
        ILocator stored = page.Locator("aside li").Filter(new() { HasText = "Three notes" });
        await stored.WaitForAsync();
        await page.ReloadAsync();
        await stored.GetByRole(AriaRole.Button).First.ClickAsync();
        await page.GetByText("3 notes").Last.WaitForAsync();
        await visit.RememberStrokesAsync();
        await visit.Button("Play").ClickAsync();
        await page.WaitForFunctionAsync("() => struck.length === 3");
        int[] played = [60, 62, 64];
        Assert.Equal(played, await page.EvaluateAsync<int[]>("struck"));
        await visit.WaitForLitAsync();
    }

    [PageFact]
    public async Task What_was_played_and_not_kept_survives_a_reload()
    {
        await using Visit visit = await browser.OpenAsync();
        await visit.Page.Keyboard.PressAsync("KeyQ");
        await visit.Page.WaitForTimeoutAsync(600);
        await visit.Page.ReloadAsync();
        await visit.Page.Locator("[data-key='60']").WaitForAsync();
        ILocator keep = visit.Button("Keep what I just played");
        // The journal is read in the background.
        await visit.Page.WaitForTimeoutAsync(200);
        await keep.ClickAsync();
        await visit.Page.GetByText("1 note").First.WaitForAsync();
    }

    [PageFact]
    public async Task A_tune_goes_out_as_MIDI_and_comes_back_and_is_rendered_by_the_host()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "song" });
        IPage page = visit.Page;
        await visit.ButtonLike("^Frère Jacques").ClickAsync();
        string count = await page.Locator("summary span").InnerTextAsync();
        IDownload midi = await page.RunAndWaitForDownloadAsync(() => visit.Button("MIDI file").ClickAsync());
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".mid");
        await midi.SaveAsAsync(path);
        await visit.ButtonLike("^Ode to Joy").ClickAsync();
        Assert.NotEqual(count, await page.Locator("summary span").InnerTextAsync());
        await page.Locator("input[type=file]").SetInputFilesAsync(path);
        await Assertions.Expect(page.Locator("summary span")).ToHaveTextAsync(count);
        File.Delete(path);
        IDownload wave = await page.RunAndWaitForDownloadAsync(() => visit.Button("WAV file").ClickAsync());
        await using Stream sound = await wave.CreateReadStreamAsync();
        var head = new byte[4];
        await sound.ReadExactlyAsync(head, TestContext.Current.CancellationToken);
        Assert.Equal("RIFF"u8.ToArray(), head);
    }

    [PageFact]
    public async Task Edits_are_undone_one_by_one()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "song" });
        IPage page = visit.Page;
        await visit.ButtonLike("^Ode to Joy").ClickAsync();
        ILocator count = page.Locator("summary span");
        string before = await count.InnerTextAsync();
        await page.Locator("summary").ClickAsync();
        await visit.ButtonLike("^Delete: ").First.ClickAsync();
        await Assertions.Expect(count).Not.ToHaveTextAsync(before);
        await visit.Button("Undo: delete").ClickAsync();
        await Assertions.Expect(count).ToHaveTextAsync(before);
        await visit.Button("Redo: delete").ClickAsync();
        await Assertions.Expect(count).Not.ToHaveTextAsync(before);
    }

    [PageFact]
    public async Task A_note_that_is_moved_in_the_table_keeps_the_focus_wherever_it_comes_to_stand()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "song" });
        IPage page = visit.Page;
        await visit.ButtonLike("^Ode to Joy").ClickAsync();
        await page.Locator("summary").ClickAsync();
        const string focused = "`${document.activeElement.ariaLabel} ${document.activeElement.value}`";
        ILocator first = page.Locator("tbody tr").First.GetByRole(AriaRole.Spinbutton).First;
        await first.FocusAsync();
        string label = (await first.GetAttributeAsync("aria-label"))!;
        Assert.Equal(label + " 0", await page.EvaluateAsync<string>(focused));
        for (int i = 0; i < 30; i++)
            await page.Keyboard.PressAsync("ArrowUp");
        Assert.Equal(label + " 1.5", await page.EvaluateAsync<string>(focused));
        // Typed, it is taken as a whole: one edit, not one for each digit.
        await page.Keyboard.PressAsync("ControlOrMeta+A");
        await page.Keyboard.TypeAsync("12.5");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal(label + " 12.5", await page.EvaluateAsync<string>(focused));
        await visit.Button("Undo: move").ClickAsync();
        await Assertions.Expect(page.Locator($"[aria-label='{label}']").And(page.Locator("[value='1.5']")).First).ToBeVisibleAsync();
    }

    [PageFact]
    public async Task A_note_that_was_chosen_in_one_song_is_not_chosen_in_the_next()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "song" });
        IPage page = visit.Page;
        await visit.ButtonLike("^Ode to Joy").ClickAsync();
        ILocator roll = page.Locator("canvas[role=img]"), count = page.Locator("summary span");
        LocatorBoundingBoxResult box = (await roll.BoundingBoxAsync())!;
        string before = await count.InnerTextAsync();
        // The song begins with a note, at some height.
        float y = 0;
        while (y < box.Height && await count.InnerTextAsync() == before)
        {
            y += 4;
            await roll.ClickAsync(new() { Position = new() { X = 12, Y = y } });
            await page.Keyboard.PressAsync("Delete");
        }
        Assert.NotEqual(before, await count.InnerTextAsync());
        await visit.Button("Undo: delete").ClickAsync();
        await Assertions.Expect(count).ToHaveTextAsync(before);
        await roll.ClickAsync(new() { Position = new() { X = 12, Y = y } });
        await visit.ButtonLike("^Lullaby").ClickAsync();
        string other = await count.InnerTextAsync();
        await roll.FocusAsync();
        await page.Keyboard.PressAsync("Delete");
        await Assertions.Expect(count).ToHaveTextAsync(other);
    }

    [PageFact]
    public async Task On_a_phone_nothing_is_cut_of_the_tools_when_the_table_is_open()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "song", Width = 360, Height = 740 });
        await visit.ButtonLike("^Ode to Joy").ClickAsync();
        await visit.Page.Locator("summary").ClickAsync();
        await visit.Page.Locator("table").WaitForAsync();
        Assert.Equal(0, await visit.Page.Locator(".bar").First.EvaluateAsync<int>("(bar) => bar.scrollHeight - bar.clientHeight"));
    }
}
