using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cascade.Dsp.Tests.Piano;

/// <summary>What was measured of a recorded note of a grand piano, as <see cref="MeasuredNote"/> measures.</summary>
/// <remarks>Source: Salamander Grand Piano V3 by Alexander Holm, CC BY 3.0, a Yamaha C5; fifteen keys at three velocities, in
/// recorded-grand.json.</remarks>
/// <param name="Key">MIDI number.</param>
/// <param name="Velocity">MIDI velocity.</param>
/// <param name="Inharmonicity">B, or null where the velocities disagree.</param>
/// <param name="Decay">Level at 0.5, 1, 2, 4 and 8 s against the peak, in dB; null below the recording's noise.</param>
/// <param name="Centroid">Spectral centroid of the first 0.5 s, in Hz.</param>
/// <param name="Rise">From 20 dB under the peak to 1 dB under it, in ms.</param>
/// <param name="Cells">Level by span of time and third-octave band, in dB; null below the recording's noise.</param>
internal sealed record RecordedNote(
    [property: JsonPropertyName("key")] int Key,
    [property: JsonPropertyName("velocity")] int Velocity,
    [property: JsonPropertyName("B")] double? Inharmonicity,
    [property: JsonPropertyName("decay")] double?[] Decay,
    [property: JsonPropertyName("centroid")] double Centroid,
    [property: JsonPropertyName("rise_ms")] double Rise,
    [property: JsonPropertyName("cells")] double?[][] Cells)
{
    private sealed record Recordings([property: JsonPropertyName("notes")] RecordedNote[] Notes);

    /// <summary>All notes.</summary>
    public static RecordedNote[] All { get; } =
        JsonSerializer.Deserialize<Recordings>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Piano",
        "recorded-grand.json")))!.Notes;
}
