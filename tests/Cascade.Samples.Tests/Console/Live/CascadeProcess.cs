using System.Diagnostics;
using Cascade.Samples.Console;

namespace Cascade.Samples.Tests.Console.Live;

/// <summary>The program itself, in a process of its own.</summary>
internal static class CascadeProcess
{
    public static string Dotnet => Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet";

    public static string Program => typeof(CommandLine).Assembly.Location;

    /// <summary>Starts it with all its streams redirected.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> environment, params string[] args) =>
        StartOther(Dotnet, environment, ["exec", Program, .. args]);

    public static Process Start(params string[] args) => Start(new Dictionary<string, string>(), args);

    public static Process StartOther(string program, IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var start =
            new ProcessStartInfo(program,
            args)
            { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!.Watched();
    }

    /// <summary>The bytes of its output and the text of its errors, when it has ended.</summary>
    public static (byte[] Output, string Error) ReadToEnd(Process process)
    {
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var bytes = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(bytes);
        process.WaitForExit();
        return (bytes.ToArray(), error.GetAwaiter().GetResult());
    }

    /// <summary>Waits for something another process does; fails when the process ends without it.</summary>
    public static void WaitFor(Process process, Func<bool> isDone, Func<string> what)
    {
        while (!isDone())
        {
            Assert.False(process.HasExited && !isDone(), what());
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            Thread.Sleep(10);
        }
    }
}
