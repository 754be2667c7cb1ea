using Cascade.Samples.Backends;
using Cascade.Samples.Web.Routes;
using Cascade.Samples.Web.Storage;
using Microsoft.Extensions.Options;

namespace Cascade.Samples.Web.Services;

/// <summary>The services as hosts of their own, each on its own port: those that nobody else has started, this host starts.</summary>
internal sealed class ServiceHosts(IOptions<HostSettings> settings, StoreAccess access) : IHostedService
{
    public const string Synthesis = "synthesis", Midi = "midi", Files = "files", Analysis = "analysis";

    private const string InProcess = "inProcess", Http = "http";
    private const int LargestCall = 64 << 20;

    private readonly Dictionary<string, WebApplication> _own = [];
    private readonly Dictionary<string, Uri> _addresses = [];

    /// <summary>The services there are.</summary>
    public static IReadOnlyList<string> Names { get; } = [Synthesis, Midi, Files, Analysis];

    /// <summary>Whether they are hosts of their own.</summary>
    public bool AreRemote => settings.Value.Services.Equals(Http, StringComparison.OrdinalIgnoreCase);

    /// <summary>Where a service is.</summary>
    /// <exception cref="BackendException">It has not been started.</exception>
    public Uri this[string name] =>
        _addresses.GetValueOrDefault(name) ?? throw new BackendException($"The {name} service was not started.");

    /// <summary>The service that a command line asks for alone: <c>--service midi</c>.</summary>
    public static string? NameIn(string[] args)
    {
        int i = Array.IndexOf(args, "--service");
        if (i < 0)
            return null;
        string name = i + 1 < args.Length ? args[i + 1] : "";
        return Names.Contains(name) ? name : throw new ArgumentException($"--service: there are {string.Join(", ", Names)}, not '{name}'.");
    }

    /// <summary>Builds the host of one service.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="args">The command line.</param>
    /// <param name="access">The database of the host that it is for; null for the one that the command line names.</param>
    public static WebApplication Build(string name, string[] args, StoreAccess? access = null)
    {
        WebApplicationBuilder builder =
            WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = LargestCall);
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<Problems>();
        builder.Services.AddSingleton<LongWork>();
        WebHost.ConfigureJson(builder.Services);
        if (name == Files)
            AddFileStore(builder, access);
        WebApplication app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapGet("/health/live", () => TypedResults.Text("alive"));
        RouteGroupBuilder api = app.MapGroup("/api");
        switch (name)
        {
            case Synthesis: SynthesisRoutes.Map(app); break;
            case Midi: MidiRoutes.Map(api); break;
            case Files: FileRoutes.MapService(app); break;
            default: AnalysisRoutes.MapOpen(api); break;
        }
        return app;
    }

    /// <summary>Ends one of the services that this host has started; the others go on.</summary>
    public Task EndAsync(string name) => _own[name].StopAsync();

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!AreRemote)
        {
            if (!settings.Value.Services.Equals(InProcess, StringComparison.OrdinalIgnoreCase))
                throw new ArgumentException($"Cascade:Services is {InProcess} or {Http}, not '{settings.Value.Services}'.");
            return;
        }
        foreach (string name in Names)
            if (settings.Value.ServiceAddresses.TryGetValue(name, out Uri? address))
            {
                _addresses[name] = address;
            }
            else
            {
                // For this host alone: no address that others reach.
                WebApplication app = Build(name, ["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Warning"], access);
                await app.StartAsync(cancellationToken);
                _own[name] = app;
                _addresses[name] = new Uri(app.Urls.First());
            }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (WebApplication app in _own.Values)
            await app.DisposeAsync();
    }

    private static void AddFileStore(WebApplicationBuilder builder, StoreAccess? access)
    {
        IServiceCollection services = builder.Services;
        services.AddSingleton<FileStore>();
        if (access is not null)
        {
            services.AddSingleton(access);
            return;
        }
        services.Configure<HostSettings>(builder.Configuration.GetSection(HostSettings.Section));
        // Whose files they are is in the host's database: a private one would know nobody.
        services.PostConfigure<HostSettings>(options => options.Database.Embedded = false);
        services.AddSingleton<StoreAccess>();
        services.AddHostedService(provider => provider.GetRequiredService<StoreAccess>());
    }
}
