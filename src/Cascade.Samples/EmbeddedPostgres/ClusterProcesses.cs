using System.Diagnostics;
using System.Globalization;

namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>The processes at work in a cluster.</summary>
internal static class ClusterProcesses
{
    /// <summary>The ids of the processes of PostgreSQL that have a data folder open.</summary>
    /// <remarks>
    /// On Linux the server and its children are known by their working folder, so an id that another program has taken over deceives
    /// nobody. Elsewhere only the server is seen, and by its file and name.
    /// </remarks>
    public static IReadOnlyList<int> In(string dataFolder)
    {
        if (OperatingSystem.IsLinux())
        {
            string path = RealPath(dataFolder);
            return [.. Directory.EnumerateDirectories("/proc").Select(ProcessId).Where(id => id > 0 && WorkingFolder(id) == path)];
        }
        return PostmasterFile.Read(dataFolder) is { ProcessId: > 0 } file && IsPostgres(file.ProcessId) ? [file.ProcessId] : [];
    }

    /// <summary>A path without symbolic links.</summary>
    internal static string RealPath(string path)
    {
        path = Path.GetFullPath(path);
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        string own = Path.Combine(RealPath(parent), Path.GetFileName(path));
        return new FileInfo(own).LinkTarget is { } target ? RealPath(Path.Combine(Path.GetDirectoryName(own)!, target)) : own;
    }

    private static int ProcessId(string folder) =>
        int.TryParse(Path.GetFileName(folder.AsSpan()), CultureInfo.InvariantCulture, out int id) ? id : 0;

    private static string? WorkingFolder(int id)
    {
        try
        {
            return new FileInfo($"/proc/{id}/cwd").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsPostgres(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
