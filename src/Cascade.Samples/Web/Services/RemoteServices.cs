using Microsoft.AspNetCore.Http.Extensions;

namespace Cascade.Samples.Web.Services;

/// <summary>Hands requests on to the services that are hosts of their own.</summary>
internal static class RemoteServices
{
    // What belongs to whom; the rest is this host's.
    private static readonly (string Path, string Service)[] s_paths =
    [
        ("/api/midi/analyze", ServiceHosts.Analysis), ("/api/predict", ServiceHosts.Analysis), ("/api/continue", ServiceHosts.Analysis),
        ("/api/midi", ServiceHosts.Midi),
    ];

    public static void UseRemoteServices(this WebApplication app)
    {
        ServiceHosts hosts = app.Services.GetRequiredService<ServiceHosts>();
        if (!hosts.AreRemote)
            return;
        var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2), AllowAutoRedirect = false });
        app.Lifetime.ApplicationStopped.Register(client.Dispose);
        app.Use((context, next) => ServiceOf(context.Request.Path) is { } service
            ? HandOnAsync(context, client, hosts[service], service) : next(context));
    }

    private static string? ServiceOf(PathString path) => s_paths.FirstOrDefault(entry => path.StartsWithSegments(entry.Path)).Service;

    private static async Task HandOnAsync(HttpContext context, HttpClient client, Uri address, string service)
    {
        HttpRequest request = context.Request;
        using var onward = new HttpRequestMessage(new HttpMethod(request.Method),
            new Uri(address, UriHelper.BuildRelative("", request.Path, request.QueryString)));
        if (!HttpMethods.IsGet(request.Method))
        {
            onward.Content = new StreamContent(request.Body);
            if (request.ContentType is { } type)
                onward.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        HttpResponseMessage response;
        try
        {
            response = await client.SendAsync(onward, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
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
            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }
}
