using Cascade.Samples.Web.Services;

namespace Cascade.Samples.Web.Routes;

/// <summary>The services behind the host, and where they are.</summary>
internal static class ServiceRoutes
{
    private static readonly HttpClient s_client = new() { Timeout = TimeSpan.FromSeconds(2) };

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/services", (ServiceHosts hosts, CancellationToken cancellation) =>
            Task.WhenAll(ServiceHosts.Names.Select(name => DescribeAsync(hosts, name, cancellation))))
        .WithTags("Backends").WithSummary("The services, whether each is a host of its own, and whether it answers.");

    private static async Task<ServiceModel> DescribeAsync(ServiceHosts hosts, string name, CancellationToken cancellation)
    {
        if (!hosts.AreRemote)
            return new ServiceModel(name, false, true);
        try
        {
            using HttpResponseMessage response = await s_client.GetAsync(new Uri(hosts[name], "/health/live"), cancellation);
            return new ServiceModel(name, true, response.IsSuccessStatusCode);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return new ServiceModel(name, true, false);
        }
    }
}

/// <summary>A service.</summary>
internal sealed record ServiceModel(string Name, bool IsRemote, bool IsHealthy);
