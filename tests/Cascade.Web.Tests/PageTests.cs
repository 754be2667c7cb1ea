using System.Net;
using System.Net.Http.Headers;
using Cascade.Dsp;
using Cascade.Dsp.Output;

namespace Cascade.Web.Tests;

/// <summary>The page's files, and what its own piano is made of.</summary>
public sealed class PageTests(HostWithoutDatabase host) : IClassFixture<HostWithoutDatabase>
{
    private readonly HttpClient _client = host.Client();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("grand", 48_000)]
    [InlineData("concert", 44_100)]
    public async Task The_tables_of_a_piano_are_the_engines_and_are_not_sent_twice(string patch, int rate)
    {
        string address = $"/api/engine/tables?patch={patch}&rate={rate}";
        HttpResponseMessage first = await _client.GetAsync(address, Cancellation);
        using var expected = new MemoryStream();
        PianoTableFile.Write(expected, PresetLibrary.Pianos.Single(piano => piano.Name == patch), null, rate);
        Assert.Equal(expected.ToArray(), await first.Content.ReadAsByteArrayAsync(Cancellation));
        EntityTagHeaderValue tag = first.Headers.ETag!;
        using var again = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfNoneMatch = { tag } } };
        Assert.Equal(HttpStatusCode.NotModified, (await _client.SendAsync(again, Cancellation)).StatusCode);
        HttpResponseMessage named = await _client.GetAsync($"{address}&version={tag.Tag.Trim('"')}", Cancellation);
        Assert.Contains("immutable", named.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("immutable", first.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("patch=kazoo", HttpStatusCode.NotFound)]
    [InlineData("rate=7999", HttpStatusCode.BadRequest)]
    [InlineData("rate=192001", HttpStatusCode.BadRequest)]
    [InlineData("rate=fast", HttpStatusCode.BadRequest)]
    public async Task Tables_that_there_are_not_are_refused(string query, HttpStatusCode expected)
    {
        HttpResponseMessage response = await _client.GetAsync($"/api/engine/tables?{query}", Cancellation);
        Assert.Equal((expected, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task The_page_runs_no_script_but_its_own()
    {
        bool isBuilt = File.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot", "index.html"));
        Assert.SkipWhen(!isBuilt && Environment.GetEnvironmentVariable("CI") != "true", "The page was not built.");
        HttpResponseMessage page = await _client.GetAsync("/", Cancellation);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        string policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
        string text = await page.Content.ReadAsStringAsync(Cancellation);
        string script = text.Split("src=\"")[1].Split('"')[0];
        HttpResponseMessage asset = await _client.GetAsync(script, Cancellation);
        Assert.Contains("immutable", asset.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("no-cache", page.Headers.CacheControl!.ToString());
    }
}
