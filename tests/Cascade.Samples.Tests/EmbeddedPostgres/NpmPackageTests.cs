using Cascade.Samples.EmbeddedPostgres;

namespace Cascade.Samples.Tests.EmbeddedPostgres;

public class NpmPackageTests
{
    [Fact]
    public void Links_between_libraries_are_made_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no links between libraries.");
        using var package = new TemporaryFolder();
        string libraries = Directory.CreateDirectory(package.File("native/lib")).FullName;
        File.WriteAllText(Path.Combine(libraries, "libpq.so.5.16"), "library");
        File.WriteAllText(package.File("native/pg-symlinks.json"),
            """[{ "source": "native/lib/libpq.so.5.16", "target": "native/lib/libpq.so.5" }]""");
        NpmPackage.MakeLinks(package.Path);
        NpmPackage.MakeLinks(package.Path);
        Assert.Equal("libpq.so.5.16", new FileInfo(Path.Combine(libraries, "libpq.so.5")).LinkTarget);
        Assert.Equal("library", File.ReadAllText(Path.Combine(libraries, "libpq.so.5")));
    }
}
