using System.Text.RegularExpressions;

namespace Cascade.Package.Tests;

/// <summary>A program that a document shows: in the document with top-level statements, in its file as a class, so that it is compiled and
/// can be called.</summary>
internal static class ShownProgram
{
    /// <summary>What the document has to show of a file: its usings, the body of its one method, and the types that follow.</summary>
    /// <param name="code">The file's text.</param>
    public static string Of(string code)
    {
        string[] lines = code.TrimEnd('\n').Split('\n');
        int open = Array.IndexOf(lines, "    {"), close = Array.IndexOf(lines, "    }");
        IEnumerable<string> usings = lines.Where(line => line.StartsWith("using ", StringComparison.Ordinal));
        IEnumerable<string> body = lines[(open + 1)..close].Select(line => line.Length > 8 ? line[8..] : "");
        // The line after the method closes its class.
        IEnumerable<string> types = lines[(close + 2)..];
        return string.Join('\n', usings.Append("").Concat(body).Concat(types)) + "\n";
    }

    /// <summary>The C# programs of a document, in order.</summary>
    /// <param name="document">Its path from the solution's folder.</param>
    public static string[] In(params string[] document) =>
        [.. Regex.Matches(Text(document), "```csharp\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value)];

    /// <summary>A file's text, with line feeds.</summary>
    /// <param name="path">Its path from the solution's folder.</param>
    public static string Text(params string[] path) => File.ReadAllText(SourceTree.PathOf(path)).ReplaceLineEndings("\n");
}
