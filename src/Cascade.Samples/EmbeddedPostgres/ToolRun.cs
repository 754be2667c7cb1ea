using System.ComponentModel;
using System.Diagnostics;

namespace Cascade.Samples.EmbeddedPostgres;

/// <summary>What a short-lived program said.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>Error and output, whichever there is, for a message.</summary>
    public string Text => $"{Error.Trim()}\n{Output.Trim()}".Trim();

    /// <summary>Runs a program to its end; cancelled, it and its children are killed before the exception.</summary>
    /// <exception cref="Win32Exception">There is no such program.</exception>
    public static async Task<ToolRun> OfAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using Process process = await StartAsync(command);
        process.StandardInput.Close();
        // Disposing a process leaves streams open that were once asked for.
        using StreamReader outputs = process.StandardOutput;
        using StreamReader errors = process.StandardError;
        Task<string> output = outputs.ReadToEndAsync(CancellationToken.None);
        Task<string> error = errors.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            // The program's children are gone when nobody holds its output any more.
            await Task.WhenAll(output, error);
            throw;
        }
        return new ToolRun(process.ExitCode, await output, await error);
    }

    /// <summary>Starts a program with its three streams held by this process, untouched by the caller's PostgreSQL and locale
    /// settings.</summary>
    public static Task<Process> StartAsync(IReadOnlyList<string> command)
    {
        var info = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The account that the program runs as may not enter the host's own folder.
            WorkingDirectory = Path.GetPathRoot(Environment.SystemDirectory) is { Length: > 0 } root ? root : "/",
        };
        foreach (string name in info.Environment.Keys.Where(IsUnwanted).ToList())
            info.Environment.Remove(name);
        info.Environment["LC_ALL"] = "C";
        return LongLivedThread.RunAsync(() => Process.Start(info)!);
    }

    private static bool IsUnwanted(string variable) =>
        variable.StartsWith("PG", StringComparison.Ordinal) || variable.StartsWith("LC_", StringComparison.Ordinal) || variable == "LANG";
}
