using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Cascade.EndToEnd.Tests;

/// <summary>The page as a whole: by anybody, in any order, in any language, without a pointer.</summary>
public sealed class WholePageTests(Browser browser)
{
    /// <summary>Of the environment: how many scripts.</summary>
    internal const string ScriptsName = "CASCADE_PAGE_SCRIPTS";

    private const int Steps = 40;

    // A sample in CI; the environment says how many else, of each of the three seeds.
    private static readonly int s_scripts =
        int.TryParse(Environment.GetEnvironmentVariable(ScriptsName), out int scripts) ? scripts : 24;

    // What the server says that sounds in the room, to somebody who has just come in.
    private const string Server = """
        (id) => new Promise((resolve, reject) => {
          const socket = new WebSocket(`ws://${location.host}/ws/room/${id}`);
          socket.binaryType = 'arraybuffer';
          socket.onopen = () => socket.send(JSON.stringify({ type: 'join', role: 'listener' }));
          socket.onmessage = ({ data }) => {
            if (typeof data !== 'string' || JSON.parse(data).type !== 'welcome') return;
            socket.close(1000);
            resolve(JSON.parse(data).sounding.length);
          };
          socket.onclose = ({ reason }) => reject(new Error(reason));
        })
        """;

    // How many keys the worklet holds, by its own report.
    private const string Worklet = """
        const Node = AudioWorkletNode;
        window.AudioWorkletNode = class extends Node {
          constructor(...options) {
            super(...options);
            this.port.addEventListener('message', ({ data }) => data.type === 'state' && (window.heldByWorklet = data.held));
          }
        };
        """;

    [PageTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_is_done_no_key_stays_down(int seed)
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { HasTouch = true, Scripts = [PlayingTests.FakeMidi, Worklet] });
        IPage page = visit.Page;
        ICDPSession session = await page.Context.NewCDPSessionAsync(page);
        string room = (await RoomPageTests.OpenRoomAsync(visit))["room=".Length..];
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.DownAsync("KeyQ");
        await visit.WaitForSoundAsync();
        await page.Keyboard.UpAsync("KeyQ");
        var random = new Random(seed);
        for (int script = 0; script < s_scripts; script++)
        {
            var log = new List<string>();
            for (int step = 0; step < Steps; step++)
                log.Add(await StepAsync(page, session, random));
            await LetGoAsync(page, session);
            // The browser tells of fingers a frame later.
            const string isFree = "() => !document.querySelector('[data-by]') && heldByWorklet === 0";
            try
            {
                await page.WaitForFunctionAsync(isFree, null, new() { Timeout = 10_000 });
                for (int i = 0; i < 40 && await page.EvaluateAsync<int>(Server, room) > 0; i++)
                    await page.WaitForTimeoutAsync(250);
                Assert.Equal(0, await page.EvaluateAsync<int>(Server, room));
            }
            catch (TimeoutException)
            {
                Assert.Fail($"Script {script} of seed {seed} leaves a key down: {string.Join(", ", log)}");
            }
        }
        await visit.WaitForSilenceAsync();
    }

    [PageTheory]
    [InlineData("play")]
    [InlineData("song")]
    [InlineData("practise")]
    [InlineData("sound")]
    [InlineData("engine")]
    public async Task Words_that_are_two_fifths_longer_fit_on_a_phone_and_none_is_left_out(string view)
    {
        const string pseudo = "localStorage.setItem('cascade-settings', JSON.stringify({ state: { language: 'en-XA' }, version: 2 }));";
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = view, Width = 360, Height = 740, Scripts = [pseudo] });
        IPage page = visit.Page;
        if (view == "song")
            await visit.ButtonLike("^Ode to Joy").ClickAsync();
        if (view == "engine")
            await page.Locator("article table").First.WaitForAsync();
        JsonElement faults = await page.EvaluateAsync<JsonElement>("""
            () => {
              const seen = (element) => element.checkVisibility() && element.getClientRects().length > 0;
              const cut = [...document.querySelectorAll('button, label, a, legend, h1, h2, p, dt, dd, th')]
                .filter((element) => seen(element) && !element.closest('.keys, .sr-only') && !element.matches('.sr-only'))
                .filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'visible'
                  && getComputedStyle(element).textOverflow !== 'ellipsis')
                .map((element) => `cut: ${element.textContent}`);
              // Names are not translated: of the page, of tunes and composers, of instruments, of notes and of backends.
              const named = '.keys, canvas, aside ul, option, article h2, [data-name], h1, li button';
              const words = [...document.querySelectorAll('body *')].filter((element) => seen(element) && !element.closest(named))
                .flatMap((element) => [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
                  .map(({ textContent }) => textContent.trim()))
                .filter((text) => /[A-Za-z]{3,}/.test(text) && !/[⟦⟧~]/.test(text) && !/^\d+ k?Hz$/.test(text))
                .map((text) => `not translated: ${text}`);
              return [...cut, ...new Set(words)];
            }
            """);
        Assert.Empty(faults.EnumerateArray().Select(fault => fault.GetString()));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "Something sticks out.");
    }

    [PageFact]
    public async Task Everything_can_be_done_by_keys_alone()
    {
        await using Visit visit = await browser.OpenAsync();
        IPage page = visit.Page;
        // To the piano by the link that skips all else, and three notes by Enter.
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the piano", await FocusAsync(page));
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "C 4");
        foreach (string code in (string[])["Enter", "ArrowUp", "Enter", "ArrowUp", "Enter"])
            await page.Keyboard.PressAsync(code, new() { Delay = 60 });
        await visit.WaitForSoundAsync();
        // Kept, named, one note deleted in the table, saved.
        await TabToAsync(page, "Keep what I just played", backwards: true);
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "Title", backwards: false);
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("By keys");
        await TabToAsync(page, "Notes as a table (3 notes)");
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "Delete: C4", prefix: true);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("2 notes").First.WaitForAsync();
        await TabToAsync(page, "Undo: delete", backwards: true);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("3 notes").First.WaitForAsync();
        if (browser.Unready is null)
        {
            await TabToAsync(page, "Save");
            await page.Keyboard.PressAsync("Enter");
            await visit.Button("Saved").WaitForAsync();
        }
        // Practised, and away from the piano's letters again.
        await TabToAsync(page, "Practise", backwards: true);
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, "Start");
        await page.Keyboard.PressAsync("Enter");
        await visit.Button("Stop").WaitForAsync();
    }

    [PageFact]
    public async Task A_newcomers_first_minute() =>
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', (await FirstMinuteAsync(browser))
            .Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Seconds,6:F2} s  {step.What}"))));

    /// <summary>What somebody does who was never there before, on a phone and without reading help, and when.</summary>
    internal static async Task<IReadOnlyList<(string What, double Seconds)>> FirstMinuteAsync(Browser browser)
    {
        var clock = Stopwatch.StartNew();
        await using Visit visit = await browser.OpenAsync(new VisitOptions { Width = 360, Height = 740, HasTouch = true });
        IPage page = visit.Page;
        var times = new List<(string, double)> { Told("the keys are there") };
        (float x, float y) = await visit.PlaceOfAsync(60);
        await page.Touchscreen.TapAsync(x, y);
        times.Add(Told("first tap"));
        await visit.WaitForSoundAsync();
        times.Add(Told("first sound"));
        foreach (int key in (int[])[62, 64])
        {
            (x, y) = await visit.PlaceOfAsync(key);
            await page.Touchscreen.TapAsync(x, y);
            await page.WaitForTimeoutAsync(300);
        }
        await visit.Button("Keep what I just played").TapAsync();
        await page.GetByText("3 notes").First.WaitForAsync();
        times.Add(Told("kept"));
        await visit.Button("Share").TapAsync();
        ILocator link = page.GetByLabel("Link", new() { Exact = true });
        await Assertions.Expect(link).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("#s="));
        times.Add(Told("shared"));
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Link, new() { Name = "Practise" }).Last.TapAsync();
        await visit.Button("Start").TapAsync();
        await visit.Button("Stop").WaitForAsync();
        times.Add(Told("practising"));
        return times;

        (string, double) Told(string what) => (what, clock.Elapsed.TotalSeconds);
    }

    private static async Task<string> StepAsync(IPage page, ICDPSession session, Random random)
    {
        string[] codes = ["KeyQ", "KeyW", "KeyE", "KeyZ", "KeyX", "Digit2", "Space", "ShiftLeft"];
        string code = codes[random.Next(codes.Length)];
        int key = random.Next(36, 96), x = random.Next(20, 1_400), y = random.Next(720, 860);
        switch (random.Next(16))
        {
            case 0 or 1: await page.Keyboard.DownAsync(code); return code + " down";
            case 2: await page.Keyboard.UpAsync(code); return code + " up";
            case 3: await page.Mouse.MoveAsync(x, y, new() { Steps = 3 }); return $"mouse to {x} {y}";
            case 4: await page.Mouse.DownAsync(); return "mouse down";
            case 5: await page.Mouse.UpAsync(); return "mouse up";
            case 6 or 7: await page.EvaluateAsync("(key) => midi(0x90, key, 90)", key); return $"MIDI {key} on";
            case 8: await page.EvaluateAsync("(key) => midi(0x80, key, 0)", key); return $"MIDI {key} off";
            case 9: await page.EvaluateAsync("(value) => midi(0xb0, 64, value)", random.Next(128)); return "MIDI pedal";
            case 10: await TouchAsync(session, "touchStart", x, y); return $"touch {x} {y}";
            case 11: await TouchAsync(session, random.Next(2) == 0 ? "touchEnd" : "touchCancel"); return "touch ends";
            case 12: await page.EvaluateAsync("window.dispatchEvent(new Event('blur'))"); return "blur";
            case 13:
                string[] views = ["play", "song", "practise", "sound", "engine"];
                string view = views[random.Next(views.Length)];
                await page.EvaluateAsync("(view) => { location.hash = view; }", view);
                return view;
            case 14: await page.EvaluateAsync("() => { unplug(); replug(); }"); return "unplugged";
            default: await page.Keyboard.PressAsync("Escape"); return "Escape";
        }
    }

    // Whoever plays lets go: fingers up, keys up, the instrument is pulled out.
    private static async Task LetGoAsync(IPage page, ICDPSession session)
    {
        await page.Mouse.UpAsync();
        await TouchAsync(session, "touchEnd");
        foreach (string code in (string[])["KeyQ", "KeyW", "KeyE", "KeyZ", "KeyX", "Digit2", "Space", "ShiftLeft"])
            await page.Keyboard.UpAsync(code);
        await page.EvaluateAsync("() => { unplug(); replug(); }");
    }

    private static async Task TouchAsync(ICDPSession session, string type, int x = 0, int y = 0)
    {
        try
        {
            await session.SendAsync("Input.dispatchTouchEvent", new Dictionary<string, object>
            {
                ["type"] = type,
                ["touchPoints"] = type == "touchStart" ? new[] { new { x, y, id = 1 } } : [],
            });
        }
        catch (PlaywrightException)
        {
            // No finger was down.
        }
    }

    private static Task<string> FocusAsync(IPage page) => page.EvaluateAsync<string>("""
        () => {
          const element = document.activeElement;
          return (element.ariaLabel ?? element.textContent ?? '').trim();
        }
        """);

    private static async Task TabToAsync(IPage page, string name, bool backwards = false, bool prefix = false)
    {
        var passed = new List<string>();
        for (int i = 0; i < 120; i++)
        {
            string focus = await FocusAsync(page);
            if (focus == name || (prefix && focus.StartsWith(name, StringComparison.Ordinal)))
                return;
            passed.Add(focus.Length > 30 ? focus[..30] : focus);
            await page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
        }
        Assert.Fail($"The tab key does not come to '{name}', but to {string.Join(", ", passed.Distinct())}.");
    }
}
