using Microsoft.Playwright;

namespace Cascade.EndToEnd.Tests;

/// <summary>What is turned in the Sound view is heard, in the page's piano and in the server's engine, and is what the drawing
/// says.</summary>
public sealed class SoundTests(Browser browser)
{
    [PageTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lower_A_is_heard(bool byServer)
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "sound" });
        if (byServer)
            await visit.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new("On the server") }).CheckAsync();
        await visit.Page.GetByLabel("A4").FillAsync("415");
        await visit.Page.GetByLabel("A4").BlurAsync();
        await PlayAsync(visit, byServer);
        // The key of A4, a semitone below 440 Hz.
        Assert.Equal(415, await visit.PitchAsync(near: 415), 2.0);
        await visit.Page.Keyboard.UpAsync("KeyY");
        await visit.WaitForSilenceAsync();
    }

    [PageTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_temperament_is_heard(bool byServer)
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "sound" });
        if (byServer)
            await visit.Page.GetByRole(AriaRole.Radio, new() { NameRegex = new("On the server") }).CheckAsync();
        // From D flat an octave of just intonation puts its A flat, the fifth, at 3/2, and the A 8/5: a comma and more apart.
        await visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "Temperament" }).SelectOptionAsync("Just intonation");
        await visit.Page.GetByRole(AriaRole.Combobox, new() { Name = "From" }).SelectOptionAsync("D♭");
        await Assertions.Expect(visit.Page.GetByLabel("Cents from equal temperament").GetByText("3/2")).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await visit.Page.Locator("[data-key='60']").FocusAsync();
        await PlayAsync(visit, byServer, "Digit6");
        // A flat 4 under an A of 440 Hz: 440 x (3/2) / (8/5), which equal temperament has at 415.3.
        Assert.Equal(412.5, await visit.PitchAsync(near: 412.5), 1.5);
        await visit.Page.Keyboard.UpAsync("Digit6");
    }

    [PageTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_scale_from_a_file_is_heard_and_what_is_none_is_refused(bool byServer)
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "sound" });
        IPage page = visit.Page;
        if (byServer)
            await page.GetByRole(AriaRole.Radio, new() { NameRegex = new("On the server") }).CheckAsync();
        // Nine equal steps to the octave: from the A at 440 Hz the key below is 133 cents down.
        await ChooseAsync(page, "nine.scl", "Nine steps\n9\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"{i * 1200}/{9}.0\n")));
        await page.GetByText("Line 3 of nine.scl is no note").WaitForAsync();
        await ChooseAsync(page, "nine.scl", "Nine steps\n9\n" + string.Join('\n', ["133.333", "266.667", "400.0", "533.333", "666.667",
            "800.0", "933.333", "1066.667", "2/1"]));
        await Assertions.Expect(page.GetByText("is no note")).ToHaveCountAsync(0);
        await page.GetByText("9 notes until it repeats").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("[data-key='60']").FocusAsync();
        await PlayAsync(visit, byServer, "Digit6");
        double tuned = 440 * Math.Pow(2, -133.333 / 1_200);
        Assert.Equal(tuned, await visit.PitchAsync(near: tuned), 1.5);
        await page.Keyboard.UpAsync("Digit6");
        // What is no scale at all leaves it.
        await ChooseAsync(page, "picture.scl", "PNG");
        await page.GetByText("picture.scl ends too early").WaitForAsync();
        await page.GetByText("9 notes until it repeats").WaitForAsync();
        await visit.Button("Back to the temperament").ClickAsync();
        await page.GetByLabel("Cents from equal temperament").WaitForAsync();
    }

    [PageTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_keyboard_mapping_is_heard_and_what_is_none_is_refused(bool byServer)
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "sound" });
        IPage page = visit.Page;
        if (byServer)
            await page.GetByRole(AriaRole.Radio, new() { NameRegex = new("On the server") }).CheckAsync();
        await ChooseAsync(page, "wide.kbm", "0\n0\n200\n");
        await page.GetByText("Line 3 of wide.kbm is not a number from 0 to 127").WaitForAsync();
        // Every key a degree, and the A at 420 Hz.
        await ChooseAsync(page, "low.kbm", "! All of them\n0\n0\n127\n60\n69\n420.0\n0\n");
        await page.GetByText("Keys by low.kbm: A4 is 420 Hz.").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("[data-key='60']").FocusAsync();
        await PlayAsync(visit, byServer, "KeyY");
        Assert.Equal(420, await visit.PitchAsync(near: 420), 1.5);
        await page.Keyboard.UpAsync("KeyY");
        await visit.Button("Back to a note a key").ClickAsync();
        await Assertions.Expect(page.GetByText("Keys by low.kbm")).ToHaveCountAsync(0);
    }

    [PageFact]
    public async Task The_equalizer_is_drawn_as_the_browser_filters()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "sound" });
        IPage page = visit.Page;
        ILocator levels = page.GetByLabel("Level (dB)"), frequencies = page.GetByLabel("Frequency (Hz)");
        string[] gains = ["9", "-12", "6"], hertz = ["140", "900", "5200"];
        for (int i = 0; i < 3; i++)
        {
            await levels.Nth(i).FillAsync(gains[i]);
            await frequencies.Nth(i).FillAsync(hertz[i]);
        }
        double farthest = await page.EvaluateAsync<double>("""
            () => {
              const points = [...document.querySelector('polyline').points];
              const hertz = Float32Array.from(points, ({ x }) => 25 * (16000 / 25) ** (x / 320));
              const context = new OfflineAudioContext(1, 128, 48000);
              const bands = [['lowshelf', 140, 9], ['peaking', 900, -12], ['highshelf', 5200, 6]];
              const level = new Float64Array(hertz.length);
              for (const [type, frequency, gain] of bands) {
                const filter = new BiquadFilterNode(context, { type, frequency, gain, Q: 0.7 });
                const response = new Float32Array(hertz.length);
                filter.getFrequencyResponse(hertz, response, new Float32Array(hertz.length));
                response.forEach((share, i) => (level[i] += 20 * Math.log10(share)));
              }
              return Math.max(...points.map(({ y }, i) => Math.abs(((70 - y) / 60) * 15 - level[i])));
            }
            """);
        Assert.InRange(farthest, 0, 0.05);
    }

    [PageFact]
    public async Task A_band_is_dragged_and_heard()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "sound" });
        IPage page = visit.Page;
        await page.Keyboard.DownAsync("KeyQ");
        await visit.WaitForSoundAsync();
        await DragAsync(page, "Low", 160, 130);
        Assert.Equal("-15", await page.GetByLabel("Level (dB)").First.InputValueAsync());
        double frequency = double.Parse(await page.GetByLabel("Frequency (Hz)").First.InputValueAsync());
        Assert.InRange(frequency, 600, 670);
        await page.Keyboard.UpAsync("KeyQ");
        await visit.WaitForSilenceAsync();
        double quieter = await LoudestAsync(visit);
        await visit.Button("Reset: Tone").ClickAsync();
        double plain = await LoudestAsync(visit);
        // C3's partials lie under 630 Hz, where 15 dB are taken away.
        Assert.InRange(plain - quieter, 8, 15);
    }

    [PageFact]
    public async Task An_attack_is_dragged_and_lets_notes_grow()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "sound" });
        IPage page = visit.Page;
        await DragAsync(page, "Attack", 86, 12);
        Assert.Equal("2", await page.GetByLabel("Attack (s)").InputValueAsync());
        await page.GetByLabel("Attack (s)").FillAsync("1.5");
        await page.GetByLabel("Attack (s)").BlurAsync();
        // A busy machine may look too late, when the note has grown already: it is struck until it was seen to grow.
        double grown = 0;
        for (int i = 0; i < 10 && grown < 0.35; i++)
        {
            Task<double> watching = GrowingAsync(page);
            await page.Keyboard.DownAsync("KeyQ");
            grown = await watching;
            await page.Keyboard.UpAsync("KeyQ");
            await visit.WaitForSilenceAsync();
        }
        // At once, a note is loudest as soon as the analyser's window is full, 0.17 s.
        Assert.InRange(grown, 0.35, 2);
        // What is set lasts.
        await page.ReloadAsync();
        Assert.Equal("1.5", await page.GetByLabel("Attack (s)").InputValueAsync());
    }

    [PageFact]
    public async Task The_limiter_shows_what_it_holds_back()
    {
        await using Visit visit = await browser.OpenAsync(new VisitOptions { View = "sound" });
        IPage page = visit.Page;
        await page.GetByRole(AriaRole.Slider, new() { Name = "Volume" }).FillAsync("1");
        foreach (ILocator level in await page.GetByLabel("Level (dB)").AllAsync())
            await level.FillAsync("15");
        await page.GetByLabel("Level (dB)").Last.BlurAsync();
        string[] codes = ["KeyZ", "KeyC", "KeyB", "KeyQ", "KeyE", "KeyT", "KeyU"];
        await page.Keyboard.DownAsync("ShiftLeft");
        foreach (string code in codes)
            await page.Keyboard.DownAsync(code);
        await page.WaitForFunctionAsync("""
            () => document.querySelector('[role=meter][aria-label=Limiter]').getAttribute('aria-valuenow') > 1
            """);
        foreach (string code in codes)
            await page.Keyboard.UpAsync(code);
        await page.Keyboard.UpAsync("ShiftLeft");
        await page.WaitForFunctionAsync("""
            () => document.querySelector('[role=meter][aria-label=Limiter]').getAttribute('aria-valuenow') === '0'
            """);
    }

    private static Task ChooseAsync(IPage page, string name, string text) => page.Locator("input[type=file]").SetInputFilesAsync(
        new FilePayload { Name = name, MimeType = "text/plain", Buffer = System.Text.Encoding.UTF8.GetBytes(text) });

    private static async Task PlayAsync(Visit visit, bool byServer, string code = "KeyY")
    {
        await visit.Page.Locator("h1").ClickAsync();
        await visit.Page.Keyboard.DownAsync(code);
        await visit.Page.Locator("footer").GetByText(byServer ? "buffer" : "In the page").WaitForAsync();
        await visit.WaitForSoundAsync();
        await visit.Page.WaitForTimeoutAsync(400);
    }

    // Drags a handle to a place in the drawing's own units.
    private static async Task DragAsync(IPage page, string handle, double x, double y)
    {
        ILocator place = page.Locator($"[data-handle='{handle}'] circle").Last;
        LocatorBoundingBoxResult box = (await place.BoundingBoxAsync())!, drawing = (await page
            .Locator("svg", new() { Has = page.Locator($"[data-handle='{handle}']") }).BoundingBoxAsync())!;
        double scale = drawing.Width / 320;
        await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync((float)(drawing.X + scale * x), (float)(drawing.Y + scale * y), new() { Steps = 5 });
        await page.Mouse.UpAsync();
    }

    // The loudest moment of C3, struck once.
    private static async Task<double> LoudestAsync(Visit visit)
    {
        await visit.Page.Locator("h1").ClickAsync();
        await visit.Page.Keyboard.DownAsync("KeyZ");
        double loudest = -200;
        for (int i = 0; i < 20; i++)
        {
            loudest = Math.Max(loudest, await LevelAsync(visit.Page));
            await visit.Page.WaitForTimeoutAsync(30);
        }
        await visit.Page.Keyboard.UpAsync("KeyZ");
        await visit.WaitForSilenceAsync();
        return loudest;
    }

    // How long after it is heard first a note is loudest, in seconds of the sound's own clock.
    private static Task<double> GrowingAsync(IPage page) => page.EvaluateAsync<double>("""
        async () => {
          let first = null, loudest = { level: -Infinity, at: 0 };
          while (first === null || heard.context.currentTime < first + 1.5) {
            await new Promise((resolve) => setTimeout(resolve, 20));
            if (!window.heard) continue;
            const samples = new Float32Array(heard.fftSize);
            heard.getFloatTimeDomainData(samples);
            const level = 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length + 1e-20);
            const at = heard.context.currentTime;
            if (level > -70) first ??= at;
            if (level > loudest.level) loudest = { level, at };
          }
          return loudest.at - first;
        }
        """);

    private static Task<double> LevelAsync(IPage page) => page.EvaluateAsync<double>("""
        () => {
          const samples = new Float32Array(heard.fftSize);
          heard.getFloatTimeDomainData(samples);
          return 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length + 1e-20);
        }
        """);
}
