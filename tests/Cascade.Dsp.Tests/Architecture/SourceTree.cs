namespace Cascade.Dsp.Tests.Architecture;

/// <summary>Finds the project's own files.</summary>
public static class SourceTree
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>The path of a file or folder.</summary>
    /// <param name="parts">Its path from the root.</param>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Cascade.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException("The tests do not lie within the solution's folder.");
    }
}
