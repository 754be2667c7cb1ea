using System.Text.Json;

namespace Cascade.Samples.Tests.Console;

public sealed class CompareCommandTests
{
    [Fact]
    public void Four_backends_play_a_note_a_chord_and_ten_notes_with_the_same_samples()
    {
        JsonElement[] rows = Rows("--rounds", "2", "--instrument", "square", "--json");
        Assert.Equal(12, rows.Length);
        string[] backends = ["service", "pipeline", "actors", "realtime"];
        Assert.Equal(((string[])["note", "chord", "ten"]).SelectMany(request => backends.Select(backend => (request, backend))),
            rows.Select(row => (row.GetProperty("request").GetString()!, row.GetProperty("backend").GetString()!)));
        Assert.All(rows, row =>
        {
            Assert.True(row.GetProperty("sameSamples").GetBoolean());
            Assert.True(row.GetProperty("notesPerSecond").GetDouble() > 0);
            Assert.True(row.GetProperty("p99Milliseconds").GetDouble() >= row.GetProperty("medianMilliseconds").GetDouble());
            // 1.3 s of 48,000 frames, 4 bytes each, are the least.
            Assert.True(row.GetProperty("allocatedBytes").GetInt64() > 4 * 62_000);
        });
    }

    [Fact]
    public void One_backend_alone_tells_its_memory()
    {
        JsonElement[] rows = Rows("--rounds", "1", "--backend", "pipeline", "--instrument", "sine", "--json");
        Assert.All(rows, row => Assert.True(row.GetProperty("megabytes").GetDouble() > 1));
        CommandRun table = CommandRun.Of("compare", "--rounds", "1", "--backend", "pipeline", "--instrument", "sine");
        Assert.Contains("memory MB", table.Output, StringComparison.Ordinal);
        Assert.Contains("the same", table.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--backend", "mainframe")]
    [InlineData("--instrument", "kazoo")]
    [InlineData("--rounds", "0")]
    public void What_there_is_not_is_refused(string option, string value)
    {
        CommandRun run = CommandRun.Of("compare", option, value);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(option, run.Error, StringComparison.Ordinal);
    }

    private static JsonElement[] Rows(params string[] options)
    {
        CommandRun run = CommandRun.Of(["compare", .. options]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }
}
