using Cascade.Web.Tests;
using Microsoft.Playwright;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(Cascade.EndToEnd.Tests.Browser))]
[assembly: Parallelization(MaxThreads = 1)]

namespace Cascade.EndToEnd.Tests;

/// <summary>Chromium, and the real host with its page and its database.</summary>
public sealed class Browser : IAsyncLifetime
{
    // Where a machine without a sound card asks for a short buffer, as one with a card has it.
    private static readonly string[] s_arguments = ["--no-sandbox", "--audio-buffer-size=256"];

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly RunningHost _host = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where the host listens.</summary>
    public Uri Address => _host.Address;

    /// <summary>Why no database is there, or null if one is.</summary>
    public string? Unready => _host.Unready;

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        if (Executable is not { } executable)
            return;
        _playwright = await Playwright.CreateAsync().WaitAsync(s_patience);
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = s_arguments });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync().AsTask().WaitAsync(s_patience);
        _playwright?.Dispose();
        await _host.DisposeAsync();
    }

    /// <summary>Opens the page for a visitor who was never there before. Skips the test where there is no Chromium, except in
    /// CI.</summary>
    public async Task<Visit> OpenAsync(VisitOptions? options = null)
    {
        bool isBuilt = File.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot", "index.html"));
        bool isMissing = _browser is null || !isBuilt;
        bool isOptional = Environment.GetEnvironmentVariable("CI") != "true";
        Assert.SkipWhen(isMissing && isOptional, "There is no Chromium here, or the page was not built.");
        Assert.False(isMissing, "Chromium must be installed (Debian: chromium), and the page built by npm.");
        options ??= new VisitOptions();
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = (options.Host ?? Address).ToString(),
            ViewportSize = new ViewportSize { Width = options.Width, Height = options.Height },
            ColorScheme = options.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            HasTouch = options.HasTouch,
            Locale = options.Locale,
            AcceptDownloads = true,
        });
        context.SetDefaultTimeout(30_000);
        foreach (string script in options.Scripts)
            await context.AddInitScriptAsync(script);
        return await Visit.OpenAsync(context, options.View, losesHost: options.Host is not null);
    }

    /// <summary>Chromium, where there is one; rather the build without windows, which opens a page in two thirds of the time.</summary>
    public static string? Executable { get; } =
        new[] { "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome" }.Select(name => "/usr/bin/" + name)
            .FirstOrDefault(File.Exists);
}

/// <summary>How somebody looks at the page.</summary>
public sealed record VisitOptions
{
    public int Width { get; init; } = 1_440;

    public int Height { get; init; } = 900;

    public bool IsDark { get; init; }

    public bool HasTouch { get; init; }

    public string Locale { get; init; } = "en-GB";

    public string View { get; init; } = "play";

    /// <summary>A host of the test's own, which may go away; else the one of all tests.</summary>
    public Uri? Host { get; init; }

    /// <summary>Scripts that run before the page's own.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];
}
