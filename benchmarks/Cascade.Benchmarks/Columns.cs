using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Cascade.Benchmarks;

/// <summary>What every benchmark renders at an invocation, so that "Median" is the time of one frame.</summary>
public static class Frames
{
    public const int Count = 4_800;
    public const int SampleRate = 48_000;
}

/// <summary>The median divided by the parameter "Voices": nanoseconds per voice and sample.</summary>
public sealed class PerVoiceColumn : IColumn
{
    public string Id => nameof(PerVoiceColumn);
    public string ColumnName => "Per voice";
    public bool AlwaysShow => true;
    public ColumnCategory Category => ColumnCategory.Custom;
    public int PriorityInCategory => 0;
    public bool IsNumeric => true;
    public UnitType UnitType => UnitType.Time;
    public string Legend => "Median per voice and sample";
    public bool IsAvailable(Summary summary) => true;
    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        summary[benchmarkCase]?.ResultStatistics is { } statistics && benchmarkCase.Parameters["Voices"] is int voices
            ? $"{statistics.Median / voices:F3} ns"
            : "-";
}

/// <summary>How many times faster than real time the median is, at 48 kHz.</summary>
public sealed class RealTimeColumn : IColumn
{
    public string Id => nameof(RealTimeColumn);
    public string ColumnName => "x real time";
    public bool AlwaysShow => true;
    public ColumnCategory Category => ColumnCategory.Custom;
    public int PriorityInCategory => 1;
    public bool IsNumeric => true;
    public UnitType UnitType => UnitType.Dimensionless;
    public string Legend => "Seconds of sound per second, at 48 kHz";
    public bool IsAvailable(Summary summary) => true;
    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        summary[benchmarkCase]?.ResultStatistics is { } statistics ? $"{1e9 / Frames.SampleRate / statistics.Median:F0}" : "-";
}
