using System.Text.RegularExpressions;

namespace Cascade.Dsp.Tests.Architecture;

public sealed partial class NamespaceTests
{
    private const string Root = "Cascade.Dsp";

    // Upstream first. A folder may use those before it, and itself.
    private static readonly string[] Order =
    [
        "Simd", "Parameters", "Tuning", "Events", "Oscillators", "Envelopes", "Filters", "Devices", "Instruments", "Instruments.Synth",
            "Instruments.Piano",
        "Effects", "Mixing", "Presets", "Midi", "Songs", "", "Output",
    ];

    [Fact]
    public void Every_folder_uses_only_what_lies_upstream()
    {
        Dictionary<string, string> folders = FoldersOfTypes();
        var wrong = new List<string>();
        foreach ((string file, string folder, string text) in Sources())
        {
            int own = Array.IndexOf(Order, folder);
            if (own < 0)
                wrong.Add($"{file}: the folder {folder} has no place in the order.");
            foreach (string used in Uses(text, folders))
                if (Array.IndexOf(Order, used) is var other && (other < 0 || other > own))
                    wrong.Add($"{file}: {folder} must not use {(used == "" ? Root : used)}.");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Every_namespace_is_its_folder_or_the_one_that_people_learn()
    {
        foreach ((string file, string folder, string text) in Sources())
            if (Declared().Match(text) is { Success: true } declared)
                Assert.True(declared.Groups[1].Value == Root || declared.Groups[1].Value == $"{Root}.{folder}",
                    $"{file} declares {declared.Groups[1].Value}.");
    }

    [Fact]
    public void One_namespace_is_enough_to_begin_with_and_small_enough_to_learn()
    {
        int learnt = typeof(VoiceEngine).Assembly.GetExportedTypes().Count(type => type.Namespace == Root && !type.IsNested);
        Assert.InRange(learnt, 30, 45);
    }

    // By a directive; the types of the root need none.
    private static IEnumerable<string> Uses(string text, Dictionary<string, string> folders)
    {
        foreach (Match match in Using().Matches(text))
            yield return match.Groups[1].Value.TrimStart('.');
        // Comments may name what they like.
        foreach (Match word in Word().Matches(Comment().Replace(text, "")))
            if (folders.TryGetValue(word.Value, out string? folder))
                yield return folder;
    }

    // Types are recognised by the names of their files, but for two that are also what a field, a method or a choice is called upstream.
    private static Dictionary<string, string> FoldersOfTypes() => Sources()
        .Where(source => Declared().Match(source.Text).Groups[1].Value == Root)
        .GroupBy(source => Path.GetFileName(source.File).Split('.')[0])
        .Where(type => type.Key is not (nameof(Delay) or nameof(Part)))
        .ToDictionary(type => type.Key, type => type.First().Folder);

    // The folders of an effect are one namespace.
    private static IEnumerable<(string File, string Folder, string Text)> Sources()
    {
        string start = SourceTree.PathOf("src", Root);
        foreach (string file in Directory.EnumerateFiles(start, "*.cs", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(start, file).Replace('\\', '/'),
                folder = (Path.GetDirectoryName(path) ?? "").Replace('\\', '.').Replace('/', '.');
            if (!path.StartsWith("bin/", StringComparison.Ordinal) && !path.StartsWith("obj/", StringComparison.Ordinal))
                yield return (path, folder.StartsWith("Effects.", StringComparison.Ordinal) ? "Effects" : folder, File.ReadAllText(file));
        }
    }

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?Cascade\.Dsp((?:\.(?:Instruments\.\w+|\w+)))", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Word();

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();
}
