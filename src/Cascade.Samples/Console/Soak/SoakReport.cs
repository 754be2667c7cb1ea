using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cascade.Samples.Console.Soak;

/// <summary>All block sizes of a soak, the machine and the settings.</summary>
internal sealed record SoakReport
{
    public required DateTimeOffset Date { get; init; }

    public required string Processor { get; init; }

    public required int Processors { get; init; }

    public required string System { get; init; }

    public required string Runtime { get; init; }

    public required int VectorBits { get; init; }

    public required int SampleRate { get; init; }

    public required string Instrument { get; init; }

    public required string[] Effects { get; init; }

    public required double MinutesPerBlockSize { get; init; }

    public required int RingBlocks { get; init; }

    public required long NeighbourBytesPerSecond { get; init; }

    public required long NeighbourAliveBytes { get; init; }

    /// <summary>The settings of the runtime that matter here, as they are in effect.</summary>
    public required Dictionary<string, string> Settings { get; init; }

    public required List<SoakResult> Results { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, SoakJson.Default.SoakReport);
}

[JsonSerializable(typeof(SoakReport))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Serialization)]
internal sealed partial class SoakJson : JsonSerializerContext;
