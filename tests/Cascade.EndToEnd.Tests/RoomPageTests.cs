using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Cascade.EndToEnd.Tests;

/// <summary>Pages that play together: real pages, real sockets, what is heard at the last node of the other one.</summary>
public sealed class RoomPageTests(Browser browser)
{
    private const string FirstColour = "#1F7FD1", SecondColour = "#D9541E";

    [PageFact]
    public async Task Two_pages_hear_each_other_in_their_colours()
    {
        await using Visit ada = await browser.OpenAsync();
        await using Visit ben = await browser.OpenAsync(new VisitOptions { View = await OpenRoomAsync(ada) });
        await StartSoundAsync(ben);
        await ada.Page.Keyboard.PressAsync("Escape");
        await ada.Page.Keyboard.DownAsync("KeyY");
        Assert.Equal($"A {FirstColour}", await LightAsync(ben, 69));
        await ada.Page.Keyboard.UpAsync("KeyY");
        await HearAsync(ada, "KeyY", ben, 440);
        await ada.Page.Keyboard.UpAsync("KeyY");
        await ben.WaitForLitAsync();
        await ben.WaitForSilenceAsync();
        // And the other way round; the pedal of whoever plays keeps what is let go.
        await ben.Page.Keyboard.DownAsync("Space");
        await ben.Page.Keyboard.DownAsync("KeyI");
        Assert.Equal($"B {SecondColour}", await LightAsync(ada, 72));
        await ben.Page.Keyboard.UpAsync("KeyI");
        await ada.WaitForLitAsync();
        await HearAsync(ben, "KeyI", ada, 523.25, isHeld: false);
        await ben.Page.Keyboard.UpAsync("Space");
        await ada.WaitForSilenceAsync();
    }

    [PageFact]
    public async Task The_key_of_whoever_leaves_goes_silent()
    {
        await using Visit ada = await browser.OpenAsync();
        string link = await OpenRoomAsync(ada);
        await StartSoundAsync(ada);
        await using (Visit ben = await browser.OpenAsync(new VisitOptions { View = link }))
        {
            await ben.Page.GetByLabel("People").First.GetByText("you").WaitForAsync();
            await HearAsync(ben, "KeyE", ada, 329.63);
            await ben.Page.Keyboard.DownAsync("Space");
            await ada.WaitForLitAsync(64);
        }
        await ada.WaitForLitAsync();
        await ada.WaitForSilenceAsync();
        await ada.Page.GetByText("Nobody else is here yet").WaitForAsync();
    }

    [PageFact]
    public async Task The_owner_mutes_chooses_the_timing_and_asks_to_leave()
    {
        await using Visit ada = await browser.OpenAsync();
        await using Visit ben = await browser.OpenAsync(new VisitOptions { View = await OpenRoomAsync(ada) });
        await ben.Button("About this room").ClickAsync();
        await ben.Page.GetByLabel("Your name").FillAsync("Ben");
        await ben.Page.GetByLabel("Your name").PressAsync("Enter");
        // Ben may look at all of it, and change nothing of it.
        await Assertions.Expect(ben.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^At once") })).ToBeDisabledAsync();
        await Assertions.Expect(ben.Page.GetByText("For you as the owner")).ToHaveCountAsync(0);
        await ben.Page.Keyboard.PressAsync("Escape");
        await ada.Button("Mute Ben").ClickAsync();
        await ada.Button("Let Ben play again").WaitForAsync();
        await ben.Page.GetByRole(AriaRole.Img, new() { Name = "muted" }).WaitForAsync();
        await ben.Page.Keyboard.PressAsync("KeyE");
        await ben.Page.GetByText("The owner does not allow that at the moment.").WaitForAsync();
        await ada.WaitForLitAsync();
        await ada.Button("Let Ben play again").ClickAsync();
        await Assertions.Expect(ben.Page.GetByRole(AriaRole.Img, new() { Name = "muted" })).ToHaveCountAsync(0);
        await ben.Page.Keyboard.DownAsync("KeyE");
        await ada.WaitForLitAsync(64);
        await ben.Page.Keyboard.UpAsync("KeyE");
        await ada.WaitForLitAsync();
        // Each timing has its figure, which everybody sees.
        await ada.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^In exact rhythm") }).CheckAsync();
        await ben.Page.GetByText(new Regex("heard after exactly 80 ms")).WaitForAsync();
        await ada.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^A bar later") }).CheckAsync();
        await ben.Page.GetByText(new Regex(@"heard 1 bar later \(2.4 s\)")).WaitForAsync();
        await ada.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^At once") }).CheckAsync();
        await ada.Page.GetByLabel("Locked: nobody new comes in").CheckAsync();
        await ada.Button("Ask Ben to leave").ClickAsync();
        await ben.Page.GetByText("The owner has asked you to leave.").WaitForAsync();
        await ada.Page.GetByText("Ben has left.").First.WaitForAsync();
        // A locked room lets nobody in who is new.
        await using Visit eve = await browser.OpenAsync(new VisitOptions { View = await LinkOf(ada) });
        await eve.Page.GetByText("The room is locked").WaitForAsync();
        await ada.Page.GetByLabel("Locked: nobody new comes in").UncheckAsync();
        await Assertions.Expect(ada.Page.GetByLabel("Locked: nobody new comes in")).Not.ToBeCheckedAsync();
        await eve.Button("Try again").ClickAsync();
        await eve.Page.GetByLabel("Link", new() { Exact = true }).WaitForAsync();
    }

    [PageFact]
    public async Task What_everybody_holds_is_one_chord_and_the_staff_says_whose_each_note_is()
    {
        await using Visit ada = await browser.OpenAsync();
        await using Visit ben = await browser.OpenAsync(new VisitOptions { View = await OpenRoomAsync(ada) });
        await ada.Page.Keyboard.PressAsync("Escape");
        await ada.Page.Locator("h1").ClickAsync();
        await ben.Page.Locator("h1").ClickAsync();
        await ben.Page.Keyboard.DownAsync("KeyE");
        await ben.Page.Keyboard.DownAsync("KeyT");
        await ada.WaitForLitAsync(64, 67);
        await ada.Page.Keyboard.DownAsync("KeyQ");
        foreach (Visit visit in (Visit[])[ada, ben])
            await Assertions.Expect(visit.Page.Locator("dd").First).ToHaveTextAsync("C");
        ILocator staff = ada.Page.GetByRole(AriaRole.Img, new() { NameRegex = new(@"^Held: C 4, E 4 \(Guest 2\), G 4 \(Guest 2\)$") });
        await staff.WaitForAsync();
        string[] colours = await staff.Locator("g[transform]")
            .EvaluateAllAsync<string[]>("notes => notes.map((note) => note.getAttribute('fill'))");
        Assert.Equal(["var(--own)", SecondColour, SecondColour], colours);
    }

    [PageFact]
    public async Task The_owner_hands_the_room_over()
    {
        await using Visit ada = await browser.OpenAsync();
        string link = await OpenRoomAsync(ada);
        await using Visit ben = await browser.OpenAsync(new VisitOptions { View = link });
        await ada.Button("Make Guest 2 the owner").ClickAsync();
        await ada.Button("Cancel").ClickAsync();
        await ada.Button("Make Guest 2 the owner").ClickAsync();
        await ada.Button("Hand over").ClickAsync();
        await ben.Page.GetByText("You are the owner of this room now.").WaitForAsync();
        await ada.Page.GetByText("Guest 2 is the owner of this room now.").First.WaitForAsync();
        await Assertions.Expect(ada.Page.GetByText("For you as the owner")).ToHaveCountAsync(0);
        // Whoever gave it away comes back as anybody does, whoever has it now as its owner.
        await ada.Page.ReloadAsync();
        await ben.Page.ReloadAsync();
        await ada.Page.GetByLabel("People").First.GetByText("you").WaitForAsync();
        await ben.Page.GetByLabel("People").First.GetByText("you").WaitForAsync();
        await ben.Button("About this room").ClickAsync();
        await ben.Page.GetByText("For you as the owner").WaitForAsync();
        await ada.Button("About this room").ClickAsync();
        await ada.Page.GetByText("The owner of the room chooses.").WaitForAsync();
    }

    [PageFact]
    public async Task A_passphrase_keeps_out_whoever_does_not_know_it_and_what_was_played_can_be_looked_back_at()
    {
        await using Visit ada = await browser.OpenAsync();
        string link = await OpenRoomAsync(ada);
        await ada.Page.GetByLabel("Passphrase").FillAsync("open sesame");
        await ada.Button("Set").ClickAsync();
        await ada.Button("Remove").WaitForAsync();
        await ada.Page.Keyboard.PressAsync("Escape");
        await ada.Page.Keyboard.PressAsync("KeyQ", new() { Delay = 100 });
        await ada.Page.Keyboard.PressAsync("KeyE", new() { Delay = 100 });
        await using Visit ben = await browser.OpenAsync(new VisitOptions { View = link });
        await ben.Page.GetByText("This room has a passphrase.").WaitForAsync();
        await ben.Page.GetByLabel("Passphrase").FillAsync("open sesame");
        await ben.Button("Go in").ClickAsync();
        await ben.Button("Look back five minutes").ClickAsync();
        await ben.Page.GetByText("2 notes").First.WaitForAsync();
        // A message goes to everybody.
        await ben.Button("About this room").ClickAsync();
        await ben.Page.GetByLabel("Say something").FillAsync("<b>Hello</b>");
        await ben.Button("Send").ClickAsync();
        await ada.Page.GetByText("Guest 2: <b>Hello</b>").WaitForAsync();
    }

    [PageFact]
    public async Task A_link_to_no_room_says_so_and_offers_one()
    {
        // The browser itself says that the host knows of no such room.
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "room=22222", Host = browser.Address });
        await visit.Page.GetByText("There is no such room").WaitForAsync();
        await visit.Button("Open a room").ClickAsync();
        await visit.Page.GetByLabel("Link", new() { Exact = true }).WaitForAsync();
    }

    [PageFact]
    public async Task A_host_that_dies_takes_no_room_with_it()
    {
        await using HostProcess host = await HostProcess.StartedAsync();
        await using Visit ada = await browser.OpenAsync(new VisitOptions { Host = host.Address });
        string link = await OpenRoomAsync(ada);
        await ada.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^In exact rhythm") }).CheckAsync();
        await ada.Page.Keyboard.PressAsync("Escape");
        await using Visit ben = await browser.OpenAsync(new VisitOptions { Host = host.Address, View = link });
        await StartSoundAsync(ben);
        await ada.Page.Keyboard.DownAsync("KeyY");
        await ben.WaitForLitAsync(69);
        host.Kill();
        // Who is not heard of any more lets go; one's own piano plays on.
        await ben.Page.GetByText("The connection is lost").WaitForAsync();
        await ben.WaitForLitAsync();
        await ben.WaitForSilenceAsync();
        await ben.Page.Keyboard.DownAsync("KeyQ");
        await ben.WaitForSoundAsync();
        await ben.Page.Keyboard.UpAsync("KeyQ");
        await ben.WaitForSilenceAsync();
        Assert.Null(await host.StartAsync());
        // The owner's page opens it again, as it was; the other comes back, and what is still held is there again.
        await Assertions.Expect(ben.Page.GetByText("The connection is lost").Or(ben.Page.GetByText("The room was closed")))
            .ToHaveCountAsync(0, new() { Timeout = 60_000 });
        await ben.WaitForLitAsync(69);
        await ben.Page.GetByText(new Regex("heard after exactly 80 ms")).WaitForAsync();
        await ada.Page.Keyboard.UpAsync("KeyY");
        await ben.WaitForLitAsync();
        await HearAsync(ada, "KeyI", ben, 523.25);
        await ben.WaitForLitAsync(72);
        await ada.Page.Keyboard.UpAsync("KeyI");
        await ben.WaitForSilenceAsync();
    }

    [PageTheory]
    [InlineData(360, false)]
    [InlineData(360, true)]
    [InlineData(1_440, false)]
    [InlineData(1_440, true)]
    public async Task Axe_finds_nothing_serious_in_a_room(int width, bool isDark)
    {
        var look = new VisitOptions { Width = width, Height = width < 500 ? 740 : 900, IsDark = isDark };
        await using Visit ada = await browser.OpenAsync(look);
        await ada.Button("Play together").First.ClickAsync();
        await ada.Button("Open a room").WaitForAsync();
        Assert.Empty(await AccessibilityTests.SeriousAsync(ada.Page));
        await ada.Button("Open a room").ClickAsync();
        await using Visit ben = await browser.OpenAsync(look with { View = await LinkOf(ada) });
        await ada.Button("Mute Guest 2").WaitForAsync();
        await ada.Page.GetByLabel("Say something").FillAsync("Hello");
        await ada.Button("Send").ClickAsync();
        await ada.Page.GetByText("Hello").WaitForAsync();
        Assert.Empty(await AccessibilityTests.SeriousAsync(ada.Page));
        bool fits = await ada.Page.Locator("dialog").EvaluateAsync<bool>("dialog => dialog.scrollWidth <= dialog.clientWidth");
        Assert.True(fits, "Something sticks out of the dialog.");
        await ada.Page.Keyboard.PressAsync("Escape");
        await ada.Page.Keyboard.DownAsync("KeyE");
        await ben.WaitForLitAsync(64);
        Assert.Empty(await AccessibilityTests.SeriousAsync(ben.Page));
        Assert.True(await ben.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "Something sticks out.");
    }

    /// <summary>Opens a room, whose dialog stays open; its link, from the # on.</summary>
    internal static async Task<string> OpenRoomAsync(Visit visit)
    {
        await visit.Button("Play together").First.ClickAsync();
        await visit.Button("Open a room").ClickAsync();
        return await LinkOf(visit);
    }

    /// <summary>Starts the sound, by a key that is let go, and waits until that is over.</summary>
    internal static async Task StartSoundAsync(Visit visit)
    {
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.Page.Locator("h1").ClickAsync();
        await visit.Page.Keyboard.DownAsync("KeyQ");
        await visit.WaitForSoundAsync();
        await visit.Page.Keyboard.UpAsync("KeyQ");
        await visit.WaitForSilenceAsync();
    }

    // A note fades, and a busy machine may be slow to listen: it is struck until it was heard, and is held then if it shall be.
    private static async Task HearAsync(Visit player, string code, Visit listener, double pitch, bool isHeld = true)
    {
        double heard = 0;
        for (int i = 0; i < 10; i++)
        {
            await player.Page.Keyboard.DownAsync(code);
            if (!isHeld)
                await player.Page.Keyboard.UpAsync(code);
            await listener.Page.WaitForTimeoutAsync(300);
            heard = await listener.PitchAsync(near: pitch);
            if (Math.Abs(heard - pitch) < 3)
                return;
            if (isHeld)
                await player.Page.Keyboard.UpAsync(code);
        }
        Assert.Equal(pitch, heard, 3.0);
    }

    private static async Task<string> LinkOf(Visit visit)
    {
        string link = await visit.Page.GetByLabel("Link", new() { Exact = true }).InputValueAsync();
        Assert.Matches("#room=[1-9A-Za-z]{22}$", link);
        return link[(link.IndexOf('#') + 1)..];
    }

    // The letter and the colour that somebody else's key has.
    private static async Task<string> LightAsync(Visit visit, int key)
    {
        await visit.WaitForLitAsync(key);
        ILocator button = visit.Page.Locator(string.Create(CultureInfo.InvariantCulture, $"[data-key='{key}'][data-by='room']"));
        return await button.EvaluateAsync<string>("key => `${key.dataset.letter} ${key.style.getPropertyValue('--by')}`");
    }
}
