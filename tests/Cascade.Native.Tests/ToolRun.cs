using System.Diagnostics;
using System.Globalization;

namespace Cascade.Native.Tests;

/// <summary>A program that ran to its end, and what it printed.</summary>
internal sealed record ToolRun(int ExitCode, string Output)
{
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static async Task<ToolRun> StartAsync(string program, IEnumerable<string> arguments,
        params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The test runner's own settings of the build and the runtime are none of the tool's.
        foreach (string name in start.Environment.Keys.Where(n =>
            n.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || n.StartsWith("TESTINGPLATFORM_", StringComparison.Ordinal)
            || n.StartsWith("DOTNET_Enable", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!.Watched(TimeSpan.FromMinutes(15));
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new ToolRun(process.ExitCode, await output + await error);
    }

    /// <summary>Fails the test if the program did.</summary>
    public ToolRun Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}:\n{Output}");
        return this;
    }

    /// <summary>The value of a line that is a name and a value.</summary>
    public string Value(string name) =>
        Output.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal))[(name.Length + 1)..].Trim();

    public double Number(string name) => double.Parse(Value(name), CultureInfo.InvariantCulture);
}
