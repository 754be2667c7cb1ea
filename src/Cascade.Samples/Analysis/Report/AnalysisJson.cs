using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cascade.Samples.Analysis;

/// <summary>Writes and reads reports.</summary>
internal static class AnalysisJson
{
    private static readonly ReportContext _lines = new(new JsonSerializerOptions(ReportContext.Default.Options) { WriteIndented = true });

    public static string Write(AnalysisReport report, bool indented) =>
        JsonSerializer.Serialize(report, indented ? _lines.AnalysisReport : ReportContext.Default.AnalysisReport);

    public static AnalysisReport Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            AnalysisReport? report = JsonSerializer.Deserialize(json, ReportContext.Default.AnalysisReport);
            return report is { Version: AnalysisReport.CurrentVersion } ? report : throw new FormatException(
                $"The report has version {report?.Version ?? 0}; {AnalysisReport.CurrentVersion} is read. Analyse the song again.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"This is no report of an analysis: {e.Message}", e);
        }
    }
}

/// <summary>How reports become JSON without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(AnalysisReport))]
internal sealed partial class ReportContext : JsonSerializerContext;
