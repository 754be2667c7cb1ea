using System.Globalization;
using Microsoft.Playwright;

namespace Cascade.EndToEnd.Tests;

/// <summary>Somebody at the page. Whatever the page's console says of errors fails the test at the end.</summary>
public sealed class Visit : IAsyncDisposable
{
    /// <summary>Keeps the last node before the loudspeaker, where the tests hear what a person hears.</summary>
    private const string Tap = """
        const connect = AudioNode.prototype.connect;
        AudioNode.prototype.connect = function (target, ...rest) {
          if (target instanceof AudioDestinationNode && this instanceof AnalyserNode) window.heard = this;
          return connect.call(this, target, ...rest);
        };
        """;

    // Closing a page, and a script's answer, have no limit of their own.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [];
    private readonly bool _losesHost;

    private Visit(IBrowserContext context, IPage page, bool losesHost) => (_context, Page, _losesHost) = (context, page, losesHost);

    public IPage Page { get; }

    public static async Task<Visit> OpenAsync(IBrowserContext context, string view, bool losesHost = false)
    {
        await context.AddInitScriptAsync(Tap);
        IPage page = await context.NewPageAsync();
        var visit = new Visit(context, page, losesHost);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !visit.IsExpected(message.Text))
                visit._errors.Add(message.Text);
        };
        page.PageError += (_, error) => visit._errors.Add(error);
        await page.GotoAsync("/#" + view);
        await page.Locator("[data-key='60']").WaitForAsync();
        return visit;
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync().AsTask().WaitAsync(s_patience);
        Assert.Empty(_errors);
    }

    // What the browser itself says where the host is away.
    private bool IsExpected(string text) => _losesHost
        && (text.StartsWith("Failed to load resource", StringComparison.Ordinal)
        || text.StartsWith("WebSocket connection to", StringComparison.Ordinal));

    /// <summary>The button of a name.</summary>
    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>The buttons whose names match.</summary>
    public ILocator ButtonLike(string pattern) => Page.GetByRole(AriaRole.Button, new() { NameRegex = new(pattern) });

    /// <summary>The place of a key, a share of its height from its back edge.</summary>
    public async Task<(float X, float Y)> PlaceOfAsync(int key, double height = 0.85)
    {
        LocatorBoundingBoxResult box = (await Page.Locator($"[data-key='{key}']").BoundingBoxAsync())!;
        return (box.X + box.Width / 2, box.Y + (float)height * box.Height);
    }

    /// <summary>Waits until exactly these keys are lit.</summary>
    public Task WaitForLitAsync(params int[] keys) => Page.WaitForFunctionAsync("""
        (keys) => {
          const lit = [...document.querySelectorAll('[data-by]')].map((key) => Number(key.dataset.key));
          return JSON.stringify(lit) === JSON.stringify(keys);
        }
        """, keys);

    /// <summary>Waits until the page has kept what it was loaded from, and these parts of addresses besides, for when there is no
    /// network.</summary>
    /// <remarks>Asked again and again: a function that is waited for may not be asynchronous, its promise would count as true.</remarks>
    public async Task WaitForKeptAsync(params string[] besides)
    {
        while (!await Page.EvaluateAsync<bool>("""
            async (besides) => {
              await navigator.serviceWorker.ready;
              const kept = (await (await caches.open('cascade-page-1')).keys()).map(({ url }) => url);
              const loaded = performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.includes('/assets/'));
              return besides.every((part) => kept.some((url) => url.includes(part))) && loaded.every((name) => kept.includes(name));
            }
            """, besides).WaitAsync(s_patience))
            await Page.WaitForTimeoutAsync(50);
    }

    /// <summary>From now on the page remembers in <c>struck</c> which keys have lit, in their order.</summary>
    /// <remarks>One list of changes for all keys, with what was before: a busy page may light a key and put it out again before it
    /// tells.</remarks>
    public Task RememberStrokesAsync() => Page.EvaluateAsync("""
        () => {
          window.struck = [];
          const keep = (changes) => {
            for (const { target, oldValue } of changes) if (oldValue === null) struck.push(Number(target.dataset.key));
          };
          new MutationObserver(keep).observe(document.getElementById('piano'),
            { subtree: true, attributeFilter: ['data-by'], attributeOldValue: true });
        }
        """).WaitAsync(s_patience);

    /// <summary>Waits until it sounds (a level in dB is exceeded), or is silent.</summary>
    public Task WaitForSoundAsync(double decibels = -60) => WaitForLevelAsync($"> {decibels.ToString(CultureInfo.InvariantCulture)}");

    public Task WaitForSilenceAsync() => WaitForLevelAsync("< -90");

    /// <summary>The strongest frequency of what is heard within three semitones of an expected one, in Hz: the median of nine
    /// readings.</summary>
    /// <remarks>A piano's partials beat: the second may be the stronger one for a moment, so which one is asked for is said, and a
    /// single reading may be 2 Hz off.</remarks>
    public Task<double> PitchAsync(double near) => Page.EvaluateAsync<double>("""
        async (near) => {
          const bins = new Float32Array(heard.frequencyBinCount);
          const width = heard.context.sampleRate / heard.fftSize;
          const readings = [];
          for (let i = 0; i < 9; i++) {
            heard.getFloatFrequencyData(bins);
            let best = Math.ceil(near / 1.19 / width);
            for (let j = best; j <= (near * 1.19) / width; j++) if (bins[j] > bins[best]) best = j;
            // The top of the parabola through the three highest.
            const [a, b, c] = [bins[best - 1], bins[best], bins[best + 1]];
            readings.push((best + (0.5 * (a - c)) / (a - 2 * b + c)) * width);
            await new Promise((resolve) => setTimeout(resolve, 80));
          }
          return readings.sort((a, b) => a - b)[4];
        }
        """, near).WaitAsync(s_patience);

    private Task<IJSHandle> WaitForLevelAsync(string condition) => Page.WaitForFunctionAsync($$"""
        () => {
          if (!window.heard) return false;
          const samples = new Float32Array(heard.fftSize);
          heard.getFloatTimeDomainData(samples);
          const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
          return 10 * Math.log10(power + 1e-20) {{condition}};
        }
        """);
}
