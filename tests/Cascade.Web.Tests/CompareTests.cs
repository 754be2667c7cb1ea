using System.Text.Json;
using Cascade.Samples.Console;

namespace Cascade.Web.Tests;

/// <summary><c>cascade compare --http</c> starts hosts and holds them to what is played in process.</summary>
public sealed class CompareTests
{
    private static readonly string[] s_requests = ["note", "chord", "ten"];

    // Of four backends two have ways of their own; every host takes a while to start.
    [Theory]
    [InlineData("service", "in process", "HTTP", "services over HTTP")]
    [InlineData("actors", "in process", "HTTP", "one actor host", "two actor hosts")]
    public void Every_way_of_asking_is_measured_and_gives_the_same_samples(string backend, params string[] ways)
    {
        JsonElement[] lines = Run("compare", "--http", "--rounds", "2", "--instrument", "sine", "--backend", backend, "--json");
        JsonElement[] rows = [.. lines.Where(line => line.TryGetProperty("way", out _))];
        Assert.Equal(ways.SelectMany(way => s_requests.Select(request => (request, backend, way))),
            rows.Select(row => (Text(row, "request"), Text(row, "backend"), Text(row, "way"))));
        Assert.All(rows, row =>
        {
            Assert.True(row.GetProperty("sameSamples").GetBoolean());
            Assert.True(Number(row, "notesPerSecond") > 0 && Number(row, "synthesisMilliseconds") > 0);
            Assert.True(Number(row, "p99Milliseconds") >= Number(row, "medianMilliseconds"));
            double best = Text(row, "request") switch { "note" => 125, "chord" => 55, _ => 28 };
            Assert.Equal(Number(row, "notesPerSecond") / best, Number(row, "ofTheSketchsBest"), 1e-9);
        });
        Assert.All(rows.Where(row => Text(row, "way") != "in process"),
            row => Assert.True(Number(row, "parseMilliseconds") > 0 && Number(row, "responseMilliseconds") >= 0));
        JsonElement memory = Assert.Single(lines, line => !line.TryGetProperty("way", out _));
        Assert.Equal(backend, Text(memory, "backend"));
        Assert.True(Number(memory, "idleMegabytes") > 10 && Number(memory, "tenNotesMegabytes") > 10);

        static double Number(JsonElement row, string name) => row.GetProperty(name).GetDouble();
        static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
    }

    [Fact]
    public void A_host_that_there_is_not_is_refused()
    {
        using StringWriter output = new(), error = new();
        Assert.Equal(CommandLine.BadInput, CommandLine.Invoke(["compare", "--http", "--web", "/nowhere/cascade-web.dll"], output, error,
            TestContext.Current.CancellationToken));
        Assert.Contains("--web", error.ToString(), StringComparison.Ordinal);
    }

    private static JsonElement[] Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = CommandLine.Invoke(args, output, error, TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (code, error.ToString()));
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }
}
