using System.IO.Compression;
using System.Xml.Linq;

namespace Cascade.Package.Tests.Packages;

/// <summary>The packages, packed once for all tests from a copy of the sources: a fresh clone, in a folder where nothing of Cascade was
/// built before.</summary>
public sealed class PackedPackages : IDisposable
{
    private static readonly string[] s_files =
    [
        "Directory.Build.props", "Directory.Packages.props", "global.json", "nuget.config", ".editorconfig", "CHANGELOG.md", "LICENSE",
            "src/Package.props", "docs/images/icon.png",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Consumers> _consumers;

    public PackedPackages()
    {
        Source = Clone("clone");
        Feed = Directory.CreateDirectory(_folder.File("feed")).FullName;
        Log = Tool.Dotnet(Path.Combine(Source, "src", "Cascade.Persistence"), "pack", "-c", "Release", "-o", Feed)
            + Tool.Dotnet(Path.Combine(Source, "src", "Cascade.Dsp"), "pack", "-c", "Release", "-o", Feed);
        Version = Path.GetFileNameWithoutExtension(Directory.EnumerateFiles(Feed, "Cascade.Dsp.*.nupkg").Single())["Cascade.Dsp.".Length..];
        _consumers = new(() => new Consumers(this));
    }

    /// <summary>The copy of the sources.</summary>
    public string Source { get; }

    /// <summary>The folder of the packages.</summary>
    public string Feed { get; }

    /// <summary>What packing printed.</summary>
    public string Log { get; }

    /// <summary>True if the copy is a git repository, so that builds know its commit.</summary>
    public bool HasCommit { get; private set; }

    /// <summary>Projects that use them, made at the first question.</summary>
    internal Consumers Consumers => _consumers.Value;

    /// <summary>Their version, which the tags before the commit give.</summary>
    public string Version { get; }

    /// <summary>Where Directory.Build.props says that the sources are.</summary>
    public string Repository { get; } = XDocument.Load(SourceTree.PathOf("Directory.Build.props")).Descendants("RepositoryUrl")
        .Single().Value;

    public void Dispose()
    {
        // A git directory has files that are read-only, which Windows does not delete.
        foreach (string file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
        _folder.Dispose();
    }

    /// <summary>A package of the feed, opened.</summary>
    public ZipArchive Open(string name, string extension = "nupkg") =>
        ZipFile.OpenRead(Path.Combine(Feed, $"{name}.{Version}.{extension}"));

    /// <summary>A new folder.</summary>
    internal string NewFolder(string name) => Directory.CreateDirectory(_folder.File(name)).FullName;

    /// <summary>Copies what the packages are made of, as one commit without a remote. The commit is the same in every copy.</summary>
    internal string Clone(string name)
    {
        string target = NewFolder(name);
        foreach (string file in s_files)
            Copy(SourceTree.PathOf(file), Path.Combine(target, file));
        foreach (string project in (string[])["src/Cascade.Dsp", "src/Cascade.Persistence"])
            foreach (string file in Directory.EnumerateFiles(SourceTree.PathOf(project), "*", SearchOption.AllDirectories))
            {
                string path = Path.GetRelativePath(SourceTree.PathOf(project), file);
                if (path.Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"))
                    Copy(file, Path.Combine(target, project, path));
            }
        HasCommit = Tool.TryGit(target, "init", "--quiet") && Commit(target);
        return target;
    }

    private static bool Commit(string folder)
    {
        Tool.TryGit(folder, "-c", "core.autocrlf=false", "add", ".");
        return Tool.TryGit(folder, "-c", "user.name=Cascade", "-c", "user.email=cascade@example.org", "-c", "commit.gpgsign=false", "-c",
            "core.hooksPath=none",
            "commit", "--quiet", "--message", "Copy");
    }

    private static void Copy(string source, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(source, target);
    }
}
