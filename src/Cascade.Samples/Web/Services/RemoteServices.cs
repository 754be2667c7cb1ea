using Microsoft.AspNetCore.Http.Extensions;

namespace Cascade.Samples.Web.Services;

/// <summary>Hands requests on to the services that are hosts of their own.</summary>
internal sealed class RemoteServices(ServiceHosts hosts) : IDisposable
{
    // What belongs to whom; the rest is this host's, or is handed on by it when it knows who asks.
    private static readonly (string Path, string Service)[] s_paths =
    [
        ("/api/midi/analyze", ServiceHosts.Analysis), ("/api/predict", ServiceHosts.Analysis), ("/api/continue", ServiceHosts.Analysis),
        ("/api/midi", ServiceHosts.Midi),
    ];

    private readonly HttpClient _client =
        new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2), AllowAutoRedirect = false });

    /// <summary>Whether there are any.</summary>
    public bool AreThere => hosts.AreRemote;

    /// <summary>Has every request that belongs to a service of its own handed on to it.</summary>
    public static void Use(WebApplication app)
    {
        RemoteServices services = app.Services.GetRequiredService<RemoteServices>();
        if (services.AreThere)
            app.Use((context, next) => ServiceOf(context.Request.Path) is { } service
                ? services.HandOnAsync(context, service, context.Request.Path) : next(context));
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Hands a request on, and its answer back.</summary>
    /// <param name="context">The request.</param>
    /// <param name="service">Whose it is.</param>
    /// <param name="path">What it is called there.</param>
    public async Task HandOnAsync(HttpContext context, string service, PathString path)
    {
        HttpRequest request = context.Request;
        using var onward = new HttpRequestMessage(new HttpMethod(request.Method),
            new Uri(hosts[service], UriHelper.BuildRelative("", path, request.QueryString)));
        if (!HttpMethods.IsGet(request.Method))
        {
            onward.Content = new StreamContent(request.Body);
            if (request.ContentType is { } type)
                onward.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        HttpResponseMessage response;
        try
        {
            response = await _client.SendAsync(onward, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        }
        catch (HttpRequestException e)
        {
            context.Response.Headers.RetryAfter = "5";
            await TypedResults.Problem($"The {service} service does not answer: {e.Message}",
                statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
            return;
        }
        using (response)
        {
            context.Response.StatusCode = (int)response.StatusCode;
            foreach (string header in (string[])["Content-Type", "Content-Disposition", "Content-Length", "Allow"])
                if (response.Content.Headers.TryGetValues(header, out IEnumerable<string>? values))
                    context.Response.Headers[header] = string.Join(", ", values);
            if (response.Headers.RetryAfter is { } later)
                context.Response.Headers.RetryAfter = later.ToString();
            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    private static string? ServiceOf(PathString path) => s_paths.FirstOrDefault(entry => path.StartsWithSegments(entry.Path)).Service;
}
