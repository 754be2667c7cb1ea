namespace Cascade.Dsp.Tests.Architecture;

public sealed class PublicApiTests
{
    private const string Request = "CASCADE_WRITE_PUBLIC_API";

    private static readonly string[] Header =
    [
        "# The public surface of Cascade.Dsp, one line a member, sorted. A change here is a change for every user.",
        $"# To write it anew: {Request}=1 dotnet test --project tests/Cascade.Dsp.Tests --filter-class \"*PublicApiTests\"",
    ];

    [Fact]
    public void The_public_surface_is_as_written_down()
    {
        string path = SourceTree.PathOf("src", "Cascade.Dsp", "PublicApi.txt");
        string[] actual = PublicApi.Describe(typeof(VoiceEngine).Assembly);
        if (Environment.GetEnvironmentVariable(Request) == "1")
            File.WriteAllText(path, string.Join("\n", Header.Concat(actual)) + "\n");
        string[] written = [.. File.ReadAllLines(path).Where(line => !line.StartsWith('#'))];
        string[] added = [.. actual.Except(written)], removed = [.. written.Except(actual)];
        Assert.True(added.Length + removed.Length == 0,
            $"The public surface differs from {path}; its header says how to write it anew.\n{string.Join("\n", added.Select(line => "+ " + line).Concat(removed.Select(line => "- " + line)))}");
        Assert.Equal(written.Order(StringComparer.Ordinal), written);
    }
}
