using System.Diagnostics;

namespace Cascade.Package.Tests.Packages;

/// <summary>Runs programs to their end.</summary>
internal static class Tool
{
    /// <summary>What this run's dotnet was started as, or the one on the path.</summary>
    private static readonly string s_dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Runs the dotnet command line.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What it printed.</returns>
    public static string Dotnet(string folder, params string[] arguments) => Run(Start(folder, arguments));

    /// <summary>How dotnet is started in a folder.</summary>
    public static ProcessStartInfo Start(string folder, params string[] arguments)
    {
        ProcessStartInfo start = Start(s_dotnet, folder, arguments);
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        // Build processes that outlive the test would hold its folder.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        // The solution's build has asked the analyzers.
        start.Environment["RunAnalyzers"] = "false";
        // What this test is built and run with is not what is built and run here.
        foreach (string name in (string[])["DOTNET_ROLL_FORWARD", "MSBuildSDKsPath", "MSBUILD_EXE_PATH", "Configuration",
            "TargetFramework"])
            start.Environment.Remove(name);
        return start;
    }

    /// <summary>Runs git; false if there is none.</summary>
    public static bool TryGit(string folder, params string[] arguments)
    {
        try
        {
            ProcessStartInfo start = Start("git", folder, arguments);
            // The same commit every time.
            start.Environment["GIT_AUTHOR_DATE"] = start.Environment["GIT_COMMITTER_DATE"] = "2026-01-01T00:00:00Z";
            Run(start);
            return true;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Runs a program; fails the test with all it printed if it does not end with 0.</summary>
    public static string Run(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!.Watched(TimeSpan.FromMinutes(10));
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new ToolException($"{Path.GetFileName(start.FileName)} {string.Join(' ', start.ArgumentList)} ended with "
                + $"{process.ExitCode}:\n{output}\n{error.Result}");
        return output;
    }

    private static ProcessStartInfo Start(string file, string folder, string[] arguments) => new(file, arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    };
}
