using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>The npm package with PostgreSQL that the build restores.</summary>
internal static class NpmPackage
{
    /// <summary>The folder with the programs, or null when the build restored none for this machine.</summary>
    public static string? BinariesFolder()
    {
        string? packages = typeof(NpmPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => a.Key == "PostgresPackages")?.Value;
        string package = Path.Combine(packages ?? "", PlatformName());
        if (packages is null || !Directory.Exists(package))
            return null;
        MakeLinks(package);
        return Path.Combine(package, "native", "bin");
    }

    /// <summary>Makes the symbolic links between libraries, which npm's archives cannot hold and the package lists in a file.</summary>
    internal static void MakeLinks(string package)
    {
        string list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        try
        {
            using JsonDocument links = JsonDocument.Parse(File.ReadAllBytes(list));
            foreach (JsonElement link in links.RootElement.EnumerateArray())
                MakeLink(Path.Combine(package, link.GetProperty("source").GetString()!),
                    Path.Combine(package, link.GetProperty("target").GetString()!));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // Programs that miss a library are passed over, with their own words in the message.
        }
    }

    private static void MakeLink(string source, string target)
    {
        string folder = Path.GetDirectoryName(target)!;
        var link = new FileInfo(target);
        if (link.Exists || link.LinkTarget is not null)
            return;
        try
        {
            File.CreateSymbolicLink(target, Path.GetRelativePath(folder, source));
        }
        catch (IOException) when (File.Exists(target))
        {
            // Another process made it meanwhile.
        }
    }

    private static string PlatformName()
    {
        string system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return $"{system}-{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64")}";
    }
}
