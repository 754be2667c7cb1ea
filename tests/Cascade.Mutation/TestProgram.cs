using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Cascade.Mutation;

/// <summary>What a run of tests gave.</summary>
/// <param name="Passed">True if all passed.</param>
/// <param name="TimedOut">True if it was ended because it took too long.</param>
/// <param name="Failure">The first test that failed, or how the run ended.</param>
/// <param name="Seconds">The processor's time that it took, which a busy neighbour does not lengthen.</param>
internal sealed record TestRun(bool Passed, bool TimedOut, string Failure, double Seconds);

/// <summary>The engine's tests, run in processes of their own.</summary>
internal sealed partial class TestProgram(string folder)
{
    // More than any test needs; a mutant that allocates without end ends there.
    private const string MostMemory = "0x180000000";

    /// <summary>The names of all tests, with their classes, without the arguments of their rows.</summary>
    public string[] Tests()
    {
        using Process process = Process.Start(Start(["--list-tests", "--progress", "off"], []))!;
        string output = process.StandardOutput.ReadToEnd();
        return [.. Listed().Matches(output).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Runs tests until one fails.</summary>
    /// <param name="tests">Their names.</param>
    /// <param name="limit">The most of the processor's time, in seconds; on the clock it may take ten times as long.</param>
    /// <param name="environment">What the library is told.</param>
    public TestRun Run(IEnumerable<string> tests, double limit, params (string Name, string Value)[] environment)
    {
        var watch = Stopwatch.StartNew();
        double seconds = 0;
        using Process process =
            Process.Start(Start(["--progress", "off", "--parallel", "none", "--stop-on-fail", "on", "--filter-method", .. tests],
            environment))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        bool ended;
        while (!(ended = process.WaitForExit(TimeSpan.FromSeconds(0.1))) && seconds < limit && watch.Elapsed.TotalSeconds < 10 * limit)
            seconds = ProcessorSeconds(process, seconds);
        if (!ended)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        string text = output.GetAwaiter().GetResult() + error.GetAwaiter().GetResult();
        int code = process.ExitCode;
        string failure = !ended ? "time limit" : code == 0 ? "" : Failed().Match(text) is { Success: true } match ? match.Groups[1].Value
            : $"exit code {code}";
        return new TestRun(ended && code == 0, !ended, failure, seconds);
    }

    private static double ProcessorSeconds(Process process, double before)
    {
        try
        {
            return process.TotalProcessorTime.TotalSeconds;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has just ended: told by the first, or, while its entry in /proc vanishes, by the second.
            return before;
        }
    }

    private ProcessStartInfo Start(IEnumerable<string> arguments, (string Name, string Value)[] environment)
    {
        ProcessStartInfo start =
            new("dotnet",
            ["exec", Path.Combine(folder, "Cascade.Dsp.Tests.dll"),
            .. arguments])
            { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        start.Environment["DOTNET_GCHeapHardLimit"] = MostMemory;
        start.Environment["TESTINGPLATFORM_TELEMETRY_OPTOUT"] = "1";
        start.Environment["NO_COLOR"] = "1";
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return start;
    }

    [GeneratedRegex(@"^ +([A-Z][\w.]+\.\w+)(?:\(|\s*$)", RegexOptions.Multiline)]
    private static partial Regex Listed();

    [GeneratedRegex(@"^failed (\S+)", RegexOptions.Multiline)]
    private static partial Regex Failed();
}
