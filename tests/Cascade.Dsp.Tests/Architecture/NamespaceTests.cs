using System.Text.RegularExpressions;

namespace Cascade.Dsp.Tests.Architecture;

public sealed partial class NamespaceTests
{
    private const string Root = "Cascade.Dsp";

    // Upstream first. A folder may use those before it, and itself.
    private static readonly string[] Order =
        ["Simd", "Parameters", "Tuning", "Events", "Oscillators", "Envelopes", "Filters", "Devices", "Instruments", "Instruments.Synth", "Instruments.Piano", "Effects", "Mixing", "Presets", "Midi", "Songs", "", "Output"];

    [Fact]
    public void Every_folder_uses_only_what_lies_upstream()
    {
        var wrong = new List<string>();
        HashSet<string> types = [.. Sources().Select(source => $"{source.Folder}.{Path.GetFileNameWithoutExtension(source.File)}")];
        foreach ((string file, string folder, string text) in Sources())
        {
            int own = Array.IndexOf(Order, folder);
            if (own < 0)
                wrong.Add($"{file}: the folder {folder} has no place in the order.");
            foreach (string used in Uses(text, types))
            {
                int other = Array.IndexOf(Order, used);
                bool isAllowed = other >= 0 && other <= own;
                if (!isAllowed)
                    wrong.Add($"{file}: {folder} must not use {(used == "" ? Root : used)}.");
            }
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Every_namespace_is_its_folder()
    {
        foreach ((string file, string folder, string text) in Sources())
            if (Declared().Match(text) is { Success: true } declared)
                Assert.True(declared.Groups[1].Value == (folder == "" ? Root : $"{Root}.{folder}"), $"{file} declares {declared.Groups[1].Value}.");
    }

    private static IEnumerable<string> Uses(string text, HashSet<string> types)
    {
        IEnumerable<string> usings = Using().Matches(text).Select(match => match.Groups[1].Value.TrimStart('.'));
        // The root needs no using directive, and a folder beside one's own can be named in front of a type; comments may name what they like.
        string code = Comment().Replace(text, "");
        IEnumerable<string> qualified = Qualified().Matches(code).Where(match => types.Contains(match.Value)).Select(match => match.Groups[1].Value);
        return RootType().IsMatch(code) ? usings.Concat(qualified).Append("") : usings.Concat(qualified);
    }

    private static IEnumerable<(string File, string Folder, string Text)> Sources()
    {
        string start = SourceTree.PathOf("src", Root);
        foreach (string file in Directory.EnumerateFiles(start, "*.cs", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(start, file).Replace('\\', '/');
            if (!path.StartsWith("bin/", StringComparison.Ordinal) && !path.StartsWith("obj/", StringComparison.Ordinal))
                yield return (path, (Path.GetDirectoryName(path) ?? "").Replace('\\', '/').Replace('/', '.'), File.ReadAllText(file));
        }
    }

    [GeneratedRegex(@"^using (?:static )?(?:\w+ = )?Cascade\.Dsp((?:\.(?:Instruments\.\w+|\w+))?)", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"\b((?:Instruments\.)?[A-Z]\w+)\.[A-Z]\w+")]
    private static partial Regex Qualified();

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\b(VoiceEngine|EngineOptions)\b")]
    private static partial Regex RootType();
}
