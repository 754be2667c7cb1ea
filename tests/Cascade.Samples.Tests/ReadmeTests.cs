using System.Text.RegularExpressions;
using Cascade.Dsp;
using Cascade.Dsp.Output;

namespace Cascade.Samples.Tests;

/// <summary>The examples of the README are the bodies of compiled methods, word for word.</summary>
public class ReadmeTests
{
    [Theory]
    [InlineData(0, "ReadmeExample.cs", true)]
    [InlineData(1, "ReadmeSongExample.cs", false)]
    public void The_example_is_compiled(int example, string source, bool withUsings)
    {
        string shown = Regex.Matches(Text("README.md"), "```csharp\n(.*?)```", RegexOptions.Singleline)[example].Groups[1].Value;
        string[] code = Text(source).Split('\n');
        IEnumerable<string> usings = withUsings ? [.. code.Where(l => l.StartsWith("using ", StringComparison.Ordinal)), ""] : [];
        IEnumerable<string> body = code.Where(l => l.StartsWith("        ", StringComparison.Ordinal)).Select(l => l[8..]);
        Assert.Equal(string.Join('\n', usings.Concat(body)) + "\n", shown);
    }

    [Fact]
    public void The_first_example_makes_its_sound()
    {
        try
        {
            ReadmeExample.Play();
            WaveSound sound = WaveFile.Read("c4.wav");
            Assert.Equal((48_000, 48_000, 2), (sound.Frames, sound.SampleRate, sound.Channels));
            Assert.Contains(sound[0].ToArray(), s => Math.Abs(s) > 0.01);
        }
        finally
        {
            File.Delete("c4.wav");
        }
    }

    private static string Text(string name)
    {
        using Stream stream = typeof(ReadmeTests).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
