using System.Text.RegularExpressions;
using Cascade.Dsp;

namespace Cascade.Persistence.Tests;

public sealed class DocumentationTests(TestServer server)
{
    [Fact]
    public void The_example_is_compiled()
    {
        string shown = Regex.Match(Text("persistence.md"), "```csharp\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        IEnumerable<string> body = Text("DocumentationExample.cs").Split('\n')
            .Where(line => line.StartsWith("        ", StringComparison.Ordinal)).Select(line => line[8..]);
        Assert.Equal(string.Join('\n', body), shown + "return song;");
    }

    [Fact]
    public async Task The_example_stores_its_song()
    {
        TestDatabase database = await server.CreateEmptyAsync();
        Song.FromSequence(Songs.Of(20)).Write("arabeske.mid");
        Assert.Equal(20, (await DocumentationExample.RunAsync(database.Owner, database.Store.Source, "hash")).NoteCount);
    }

    private static string Text(string name)
    {
        using Stream stream = typeof(DocumentationTests).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
