using System.Globalization;
using System.Runtime;

namespace Cascade.Samples.Console.Soak;

/// <summary>The settings of the runtime that matter to an audio thread, as they are in effect.</summary>
internal static class RuntimeSettings
{
    private static readonly string[] _compiler = ["TieredCompilation", "TieredPGO", "ReadyToRun", "TC_QuickJitForLoops"];
    private static readonly string[] _collector = ["ServerGC", "ConcurrentGC", "GCgen0size", "GCGen0MaxBudget", "GCConserveMem"];

    /// <summary>Names and values: of the collector what it says itself, of the compiler what was set.</summary>
    public static Dictionary<string, string> Read()
    {
        var settings = new Dictionary<string, string>
        {
            ["LatencyMode"] = GCSettings.LatencyMode == GCLatencyMode.Interactive ? nameof(GCLatencyMode.SustainedLowLatency)
                : GCSettings.LatencyMode.ToString(),
        };
        IReadOnlyDictionary<string, object> collector = GC.GetConfigurationVariables();
        foreach (string name in _collector)
            if (collector.TryGetValue(name, out object? value))
                settings[name] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        foreach (string name in _compiler)
        {
            object? value = Environment.GetEnvironmentVariable($"DOTNET_{name}") ?? AppContext.GetData($"System.Runtime.{name}");
            settings[name] = Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : "default";
        }
        return settings;
    }

    /// <summary>The processor's name, if the system tells.</summary>
    public static string Processor()
    {
        try
        {
            const string Key = "model name";
            return File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) is { } line
                ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() : "unknown";
        }
        catch (IOException)
        {
            return "unknown";
        }
    }
}
