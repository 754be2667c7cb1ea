using System.Net;

namespace Cascade.Web.Tests;

public sealed class LimitTests(SlowHost host) : IClassFixture<SlowHost>
{
    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_back()
    {
        using HttpClient client = host.Client();
        HttpResponseMessage[] responses =
            await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(_ => client.GetAsync("/api/backends", TestContext.Current.CancellationToken)));
        Assert.Contains(responses, response => response.StatusCode == HttpStatusCode.OK);
        HttpResponseMessage refused = responses.First(response => response.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal("1", refused.Headers.RetryAfter!.ToString());
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
        // Whoever watches over the host is always answered.
        Assert.Equal("alive", await client.GetStringAsync("/health/live", TestContext.Current.CancellationToken));
    }
}
