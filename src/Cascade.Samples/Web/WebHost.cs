using System.Net;
using System.Threading.RateLimiting;
using Cascade.Samples.Web.Live;
using Cascade.Samples.Web.Played;
using Cascade.Samples.Web.Rooms;
using Cascade.Samples.Web.Routes;
using Cascade.Samples.Web.Services;
using Cascade.Samples.Web.Storage;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Scalar.AspNetCore;

namespace Cascade.Samples.Web;

/// <summary>The host: its services, what every request passes, and its routes.</summary>
public static class WebHost
{
    /// <summary>Builds the host.</summary>
    /// <param name="args">The command line: settings as <c>--Cascade:Actors 8</c>.</param>
    public static WebApplication Build(string[] args)
    {
        WebApplicationBuilder builder =
            WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        HostSettings settings = builder.Configuration.GetSection(HostSettings.Section).Get<HostSettings>() ?? new HostSettings();
        AddServices(builder, settings);
        HostTelemetry.Add(builder, settings);
        WebApplication app = builder.Build();
        Use(app);
        if (settings.Prometheus)
            app.MapPrometheusScrapingEndpoint().DisableRateLimiting();
        return app;
    }

    /// <summary>How JSON is read: what nobody knows is refused, and errors of binding are told as problems, in production too.</summary>
    internal static void ConfigureJson(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(
            options => options.SerializerOptions.UnmappedMemberHandling =
            System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow);
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    private static void AddServices(WebApplicationBuilder builder, HostSettings settings)
    {
        IServiceCollection services = builder.Services;
        services.Configure<HostSettings>(builder.Configuration.GetSection(HostSettings.Section));
        services.PostConfigure<HostSettings>(options => options.Services = builder.Configuration["services"] ?? options.Services);
        services.AddSingleton<ServiceHosts>();
        services.AddHostedService(provider => provider.GetRequiredService<ServiceHosts>());
        services.AddSingleton<RemoteServices>();
        services.AddSingleton<BackendSet>();
        services.AddSingleton<RenderingThread>();
        services.AddSingleton<LongWork>();
        services.AddSingleton<SocketTickets>();
        services.AddSingleton<HandOvers>();
        services.AddSingleton<RoomSet>();
        services.AddHostedService(provider => provider.GetRequiredService<RoomSet>());
        services.AddSingleton<StoreAccess>();
        services.AddHostedService(provider => provider.GetRequiredService<StoreAccess>());
        services.AddSingleton<PlayedSessions>();
        services.AddHostedService(provider => provider.GetRequiredService<PlayedSessions>());
        services.AddSingleton<PlayedStore>();
        services.AddSingleton<FileStore>();
        // After the store: services are stopped in the other order, and notes that wait are written before.
        services.AddSingleton<NoteLog>();
        services.AddHostedService(provider => provider.GetRequiredService<NoteLog>());
        // The page and its tables are the same for everybody: there is no secret to be guessed from their compressed length.
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes =
            [
                "text/html", "text/css", "text/javascript", "application/wasm", "application/manifest+json", "image/svg+xml",
                "application/octet-stream",
            ];
        });
        Security.Add(services, settings);
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Problems.Encode);
        services.AddExceptionHandler<Problems>();
        services.AddOpenApi();
        ConfigureJson(services);
        services.AddCors(options =>
            options.AddDefaultPolicy(policy => policy.WithOrigins(settings.AllowedOrigins).AllowAnyHeader().AllowAnyMethod()));
        services.AddAuthentication(BearerTokenDefaults.AuthenticationScheme)
            .AddBearerToken(options =>
            {
                // Whoever shows no token is known by the cookie; a token that is asked for is made without one.
                options.ForwardDefaultSelector = context =>
                    context.Request.Headers.Authorization.Count > 0 ? null : CookieAuthenticationDefaults.AuthenticationScheme;
                options.ForwardSignIn = BearerTokenDefaults.AuthenticationScheme;
            })
            .AddCookie(options =>
            {
                options.Cookie.Name = Security.CookieNameOf(settings);
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Strict;
                options.Cookie.SecurePolicy = settings.RequireHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
                options.Events.OnRedirectToLogin = context => Refuse(context.Response, StatusCodes.Status401Unauthorized);
                options.Events.OnRedirectToAccessDenied = context => Refuse(context.Response, StatusCodes.Status403Forbidden);
            });
        services.PostConfigure<BearerTokenOptions>(BearerTokenDefaults.AuthenticationScheme,
            options => options.BearerTokenProtector = new RecentTickets(options.BearerTokenProtector));
        services.PostConfigure<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme,
            options => options.TicketDataFormat = new RecentTickets(options.TicketDataFormat));
        services.AddAuthorization();
        services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = (context, _) =>
            {
                context.HttpContext.Response.Headers.RetryAfter = "1";
                return ValueTask.CompletedTask;
            };
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(context =>
                RateLimitPartition.GetTokenBucketLimiter(context.Connection.RemoteIpAddress ?? IPAddress.None, _ =>
                    new TokenBucketRateLimiterOptions
                    {
                        TokenLimit = 2 * settings.RequestsPerSecond,
                        TokensPerPeriod = settings.RequestsPerSecond,
                        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    }));
        });
    }

    private static void Use(WebApplication app)
    {
        // Before the first request: other hosts count on the actors, and wrong settings are told at once.
        app.Services.GetRequiredService<BackendSet>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseWebSockets(new WebSocketOptions
        {
            KeepAliveInterval = TimeSpan.FromSeconds(15),
            KeepAliveTimeout = TimeSpan.FromSeconds(10),
        });
        Security.Use(app);
        app.UseResponseCompression();
        app.UsePage();
        app.UseCors();
        app.UseRateLimiter();
        RemoteServices.Use(app);
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapOpenApi();
        app.MapScalarApiReference("/docs", options => options.WithTitle("Cascade"));
        if (!PageFiles.Exist)
            app.MapGet("/", () => TypedResults.Redirect("/docs")).ExcludeFromDescription();
        app.MapGet("/health/live", () => TypedResults.Text("alive")).WithTags("Health").DisableRateLimiting().WithSummary("The host runs.");
        app.MapGet("/health/ready", Ready).WithTags("Health").DisableRateLimiting().WithSummary("Backends and database.");
        RouteGroupBuilder api = app.MapGroup("/api");
        BackendRoutes.Map(api);
        SoundRoutes.Map(api);
        EngineRoutes.Map(api);
        PlayedRoutes.Map(api);
        ServiceRoutes.Map(api);
        FileRoutes.Map(api);
        MidiRoutes.Map(api);
        UserRoutes.Map(api);
        SongRoutes.Map(api);
        AnalysisRoutes.Map(api);
        PracticeRoutes.Map(api);
        PreferenceRoutes.Map(api);
        PlayRoutes.Map(app);
        RoomRoutes.Map(app, api);
    }

    private static JsonHttpResult<ReadinessModel> Ready(BackendSet backends, StoreAccess access)
    {
        var model = new ReadinessModel(backends.All.ToDictionary(b => b.Name, b => b.Health.IsHealthy), access.Reason ?? "ready");
        // It plays without a database; only a host none of whose backends answers is of no use.
        return TypedResults.Json(
            model, statusCode: model.Backends.ContainsValue(true) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static Task Refuse(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    }
}
