using Microsoft.Playwright;

namespace Cascade.EndToEnd.Tests;

/// <summary>Keys pressed by everything that can press one: lit, heard, and let go.</summary>
public sealed class PlayingTests(Browser browser)
{
    /// <summary>A MIDI instrument and a synthesizer in the place of the browser's.</summary>
    public const string FakeMidi = """
        const port = { id: 'one', name: 'Test piano', state: 'connected', onmidimessage: null };
        window.sent = [];
        const out = { id: 'two', name: 'Test synthesizer', state: 'connected', send: (data, time) => sent.push({ data: [...data], time }) };
        const access = { inputs: new Map([['one', port]]), outputs: new Map([['two', out]]), onstatechange: null };
        navigator.requestMIDIAccess = async () => access;
        navigator.permissions.query = async () => ({ state: 'granted' });
        window.midi = (...data) => port.onmidimessage({ data: new Uint8Array(data), timeStamp: performance.now() });
        window.replug = () => { port.state = 'connected'; access.onstatechange(); };
        window.unplug = () => { port.state = 'disconnected'; access.onstatechange(); };
        """;

    [PageFact]
    public async Task A_key_that_is_held_while_the_sound_starts_is_heard_however_long_that_takes()
    {
        const string slow = """
            const add = AudioWorklet.prototype.addModule;
            AudioWorklet.prototype.addModule = async function (...all) {
              await new Promise((resolve) => setTimeout(resolve, 2_500));
              return add.apply(this, all);
            };
            """;
        await using Visit visit = await browser.OpenAsync(new VisitOptions { Scripts = [slow] });
        await visit.Page.Locator("h1").ClickAsync();
        await visit.Page.Keyboard.DownAsync("KeyQ");
        await visit.WaitForSoundAsync();
        await visit.Page.Keyboard.UpAsync("KeyQ");
        await visit.WaitForSilenceAsync();
    }

    [PageFact]
    public async Task A_pointer_plays_a_key_at_its_pitch_and_lets_it_go()
    {
        await using Visit visit = await browser.OpenAsync();
        (float x, float y) = await visit.PlaceOfAsync(69);
        await visit.Page.Mouse.MoveAsync(x, y);
        await visit.Page.Mouse.DownAsync();
        await visit.WaitForLitAsync(69);
        await visit.WaitForSoundAsync();
        await visit.Page.WaitForTimeoutAsync(400);
        Assert.Equal(440, await visit.PitchAsync(near: 440), 3.0);
        await visit.Page.Mouse.UpAsync();
        await visit.WaitForLitAsync();
        await visit.WaitForSilenceAsync();
    }

    [PageFact]
    public async Task A_glissando_passes_no_key_by()
    {
        await using Visit visit = await browser.OpenAsync();
        (float from, float y) = await visit.PlaceOfAsync(60, 0.9);
        (float to, _) = await visit.PlaceOfAsync(84, 0.9);
        await visit.RememberStrokesAsync();
        await visit.Page.Mouse.MoveAsync(from, y);
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Mouse.MoveAsync(to, y, new() { Steps = 60 });
        await visit.Page.Mouse.UpAsync();
        await visit.WaitForLitAsync();
        int[] white = [60, 62, 64, 65, 67, 69, 71, 72, 74, 76, 77, 79, 81, 83, 84];
        Assert.Equal(white, await visit.Page.EvaluateAsync<int[]>("struck"));
    }

    [PageFact]
    public async Task Computer_keys_play_by_their_places_and_blur_lets_all_go()
    {
        await using Visit visit = await browser.OpenAsync();
        foreach (string code in (string[])["KeyQ", "KeyE", "KeyT"])
            await visit.Page.Keyboard.DownAsync(code);
        await visit.WaitForLitAsync(60, 64, 67);
        await Assertions.Expect(visit.Page.Locator("dd").First).ToHaveTextAsync("C");
        await visit.WaitForSoundAsync();
        await visit.Page.EvaluateAsync("window.dispatchEvent(new Event('blur'))");
        await visit.WaitForLitAsync();
        await visit.WaitForSilenceAsync();
    }

    [PageFact]
    public async Task Fingers_play_chords()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { Width = 360, Height = 740, HasTouch = true });
        ICDPSession session = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        (float x1, float y) = await visit.PlaceOfAsync(60);
        (float x2, _) = await visit.PlaceOfAsync(64);
        await session.SendAsync("Input.dispatchTouchEvent", new Dictionary<string, object>
        {
            ["type"] = "touchStart",
            ["touchPoints"] = new[] { new { x = x1, y, id = 1 }, new { x = x2, y, id = 2 } },
        });
        await visit.WaitForLitAsync(60, 64);
        await visit.WaitForSoundAsync();
        await session.SendAsync("Input.dispatchTouchEvent", new Dictionary<string, object>
        {
            ["type"] = "touchCancel",
            ["touchPoints"] = Array.Empty<object>(),
        });
        await visit.WaitForLitAsync();
    }

    [PageFact]
    public async Task A_MIDI_instrument_plays_with_its_pedal_and_leaves_no_key_down_when_it_is_pulled_out()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { Scripts = [FakeMidi] });
        await visit.Page.WaitForFunctionAsync("() => { try { midi(0xfe); return true; } catch { return false; } }");
        await visit.Page.EvaluateAsync("() => { midi(0x90, 62, 100); midi(0x91, 65, 100); midi(0xb0, 64, 127); }");
        await visit.WaitForLitAsync(62, 65);
        // With the pedal down the sound goes on without the keys.
        await visit.Page.EvaluateAsync("() => { midi(0x80, 62, 0); midi(0x91, 65, 0); }");
        await visit.WaitForLitAsync();
        await visit.Page.WaitForTimeoutAsync(700);
        await visit.WaitForSoundAsync(-70);
        await visit.Page.EvaluateAsync("() => midi(0x90, 62, 100)");
        await visit.WaitForLitAsync(62);
        await visit.Page.EvaluateAsync("() => unplug()");
        await visit.WaitForLitAsync();
        await visit.WaitForSilenceAsync();
    }

    [PageFact]
    public async Task What_is_played_is_sent_to_MIDI_but_not_back_to_where_it_came_from()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { Scripts = [FakeMidi] });
        IPage page = visit.Page;
        await visit.Button("Settings").ClickAsync();
        await page.GetByLabel("Send to MIDI").SelectOptionAsync("Test synthesizer");
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("h1").ClickAsync();
        await page.EvaluateAsync("() => { midi(0x90, 70, 100); midi(0x80, 70, 0); }");
        await page.Keyboard.DownAsync("KeyQ");
        await page.Keyboard.DownAsync("Space");
        await page.Keyboard.UpAsync("KeyQ");
        await page.Keyboard.UpAsync("Space");
        int[] expected = [0x90, 60, 91, 0xb0, 64, 127, 0x80, 60, 64, 0xb0, 64, 0];
        await page.WaitForFunctionAsync("() => sent.length === 4");
        Assert.Equal(expected, await page.EvaluateAsync<int[]>("sent.flatMap(({ data }) => data)"));
        // A key that is down when nothing more is sent is let go there.
        await page.Keyboard.DownAsync("KeyW");
        await visit.Button("Settings").ClickAsync();
        await page.GetByLabel("Send to MIDI").SelectOptionAsync("Nowhere");
        Assert.True(await page.EvaluateAsync<bool>("sent.some(({ data: [kind, key] }) => kind === 0x80 && key === 62)"));
    }

    [PageFact]
    public async Task The_likely_next_keys_are_marked_and_what_is_held_is_written()
    {
        await using Visit visit = await browser.OpenAsync();
        IPage page = visit.Page;
        Assert.Equal(0, await page.Locator("[data-likely]").CountAsync());
        await visit.Button("Likely next keys").ClickAsync();
        foreach (string code in (string[])["KeyQ", "KeyW", "KeyE", "KeyR"])
        {
            await page.Keyboard.DownAsync(code);
            await page.WaitForTimeoutAsync(200);
            await page.Keyboard.UpAsync(code);
        }
        // After C D E F, G is among the likeliest.
        await page.Locator("[data-key='67'][data-likely]").WaitForAsync();
        Assert.InRange(await page.Locator("[data-likely]").CountAsync(), 1, 5);
        await page.Keyboard.DownAsync("KeyQ");
        await page.Keyboard.DownAsync("KeyE");
        await page.GetByRole(AriaRole.Img, new() { Name = "Held: C 4, E 4" }).WaitForAsync();
        await page.Keyboard.UpAsync("KeyQ");
        await page.Keyboard.UpAsync("KeyE");
        await page.GetByRole(AriaRole.Img, new() { Name = "Held: –" }).WaitForAsync();
        await visit.Button("Likely next keys").ClickAsync();
        await Assertions.Expect(page.Locator("[data-likely]")).ToHaveCountAsync(0);
    }

    [PageFact]
    public async Task Sound_that_is_interrupted_says_so_and_comes_back_at_the_next_stroke()
    {
        await using Visit visit = await browser.OpenAsync();
        IPage page = visit.Page;
        await page.Keyboard.DownAsync("KeyY");
        await visit.WaitForSoundAsync();
        // As a call on a phone does it.
        await page.EvaluateAsync("() => heard.context.suspend()");
        await visit.Button("Sound interrupted. Tap to go on.").WaitForAsync();
        await page.Keyboard.UpAsync("KeyY");
        await page.Keyboard.DownAsync("KeyY");
        await page.Locator("footer").GetByText("In the page").WaitForAsync();
        await visit.WaitForSoundAsync();
        Assert.Equal(440, await visit.PitchAsync(near: 440), 3.0);
        // A clock that stands still while the sound is said to run: it is stopped and started again.
        await page.EvaluateAsync("""
            () => {
              const { context } = heard, { currentTime } = context, suspend = context.suspend.bind(context);
              Object.defineProperty(context, 'currentTime', { configurable: true, get: () => currentTime });
              context.suspend = () => {
                delete context.currentTime;
                window.restarted = true;
                return suspend();
              };
            }
            """);
        await page.WaitForFunctionAsync("() => window.restarted && heard.context.state === 'running'");
        await page.Keyboard.UpAsync("KeyY");
        await page.Keyboard.DownAsync("KeyI");
        await page.WaitForTimeoutAsync(700);
        Assert.Equal(523.25, await visit.PitchAsync(near: 523), 3.0);
        await page.Keyboard.UpAsync("KeyI");
        await visit.WaitForSilenceAsync();
    }

    [PageFact]
    public async Task Arrows_walk_over_the_keys_and_Enter_plays()
    {
        await using Visit visit = await browser.OpenAsync();
        await visit.Page.Locator("[data-key='60']").FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowRight");
        await visit.Page.Keyboard.PressAsync("ArrowUp");
        Assert.Equal("D 4", await visit.Page.EvaluateAsync<string>("document.activeElement.ariaLabel"));
        await visit.Page.Keyboard.DownAsync("Enter");
        await visit.WaitForLitAsync(62);
        await visit.Page.Keyboard.UpAsync("Enter");
        await visit.WaitForLitAsync();
    }

    [PageFact]
    public async Task The_server_plays_where_it_is_asked_to()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "sound" });
        await visit.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new("On the server") }).CheckAsync();
        await visit.Page.Keyboard.DownAsync("KeyY");
        await visit.Page.Locator("footer").GetByText("Server").WaitForAsync();
        await visit.WaitForSoundAsync();
        await visit.Page.Locator("footer").GetByText("buffer").WaitForAsync();
        await visit.Page.WaitForTimeoutAsync(300);
        // A4, by the server's engine through the socket and the jitter buffer.
        Assert.Equal(440, await visit.PitchAsync(near: 440), 3.0);
        await visit.Page.Keyboard.UpAsync("KeyY");
        await visit.WaitForSilenceAsync();
    }
}
