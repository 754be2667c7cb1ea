using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Cascade.Samples.Web;

/// <summary>What every request passes: whom it comes from, by which way, and the headers of every answer.</summary>
internal static class Security
{
    // What is no page is never to be shown as one, whatever somebody has stored in it.
    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox",
        DescriptionPolicy = "frame-ancestors 'none'; base-uri 'none'; object-src 'none'", HttpsForAYear = "max-age=31536000",
        Html = "text/html";

    /// <summary>The name of the cookie: by HTTPS one that no other host and no plain connection can set.</summary>
    public static string CookieNameOf(HostSettings settings) => settings.RequireHttps ? "__Host-cascade" : "cascade";

    public static void Add(IServiceCollection services, HostSettings settings) =>
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (string proxy in settings.KnownProxies)
                if (proxy.Contains('/', StringComparison.Ordinal))
                    options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
                else
                    options.KnownProxies.Add(IPAddress.Parse(proxy));
        });

    public static void Use(WebApplication app)
    {
        HostSettings settings = app.Services.GetRequiredService<IOptions<HostSettings>>().Value;
        // Without a proxy that is known whoever asks could say to come from anywhere.
        if (settings.KnownProxies.Length > 0)
            app.UseForwardedHeaders();
        app.Use((context, next) => GuardAsync(context, next, settings));
    }

    private static async Task GuardAsync(HttpContext context, RequestDelegate next, HostSettings settings)
    {
        HttpRequest request = context.Request;
        // At the last moment: an error clears what was set before.
        context.Response.OnStarting(() =>
        {
            SetHeaders(context, settings);
            return Task.CompletedTask;
        });
        string? refusal = settings.RequireHttps && !request.IsHttps && !request.Path.StartsWithSegments("/health")
            ? "This host speaks by HTTPS alone." : RefusalOf(context, settings);
        if (refusal is null)
            await next(context);
        else
            await TypedResults.Problem(refusal, statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
    }

    private static void SetHeaders(HttpContext context, HostSettings settings)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.XFrameOptions = "DENY";
        if (settings.RequireHttps && context.Request.IsHttps)
            headers.StrictTransportSecurity = HttpsForAYear;
        // The page has brought its own.
        headers.TryAdd("Content-Security-Policy", context.Request.Path.StartsWithSegments("/docs") ? DescriptionPolicy : DataPolicy);
        if (context.Response.ContentType == Html)
            context.Response.ContentType = Html + "; charset=utf-8";
    }

    // No change by a page of another site, which a browser names in Origin, or at least calls cross-site.
    private static string? RefusalOf(HttpContext context, HostSettings settings)
    {
        HttpRequest request = context.Request;
        if (!context.WebSockets.IsWebSocketRequest
            && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)))
            return null;
        string origin = request.Headers.Origin.ToString();
        if (origin.Length > 0)
            return origin.Equals(string.Create(CultureInfo.InvariantCulture, $"{request.Scheme}://{request.Host}"),
                    StringComparison.OrdinalIgnoreCase) || settings.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
                ? null : $"Pages of {origin} may not change anything here.";
        return request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
            ? "Pages of other sites may not change anything here." : null;
    }
}
