using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cascade.Dsp.Tests.Piano;

/// <summary>What was measured of a recorded note of a grand piano, as <see cref="MeasuredNote"/> measures.</summary>
/// <remarks>Sources: Salamander Grand Piano V3 by Alexander Holm, CC BY 3.0, a Yamaha C5; fifteen keys at three velocities, in
/// recorded-grand.json. AKAI "Splendid Grand Piano", public domain, a Steinway; 31 keys in four layers, in
/// recorded-steinway.json.</remarks>
/// <param name="Key">MIDI number.</param>
/// <param name="Velocity">MIDI velocity.</param>
/// <param name="Inharmonicity">B, or null where the velocities disagree.</param>
/// <param name="Decay">Level at 0.5, 1, 2, 4 and 8 s against the peak, in dB; null below the recording's noise.</param>
/// <param name="Centroid">Spectral centroid of the first 0.5 s, in Hz.</param>
/// <param name="Rise">From 20 dB under the peak to 1 dB under it, in ms.</param>
/// <param name="Cells">Level by span of time and third-octave band, in dB; null below the recording's noise.</param>
/// <param name="Width">Of octaves from 125 Hz up the correlation of left and right over 2 s, and how far they are apart in dB; null where
/// there is hardly any sound. The Steinway's alone.</param>
internal sealed record RecordedNote(
    [property: JsonPropertyName("key")] int Key,
    [property: JsonPropertyName("velocity")] int Velocity,
    [property: JsonPropertyName("B")] double? Inharmonicity,
    [property: JsonPropertyName("decay")] double?[] Decay,
    [property: JsonPropertyName("centroid")] double Centroid,
    [property: JsonPropertyName("rise_ms")] double Rise,
    [property: JsonPropertyName("cells")] double?[][] Cells,
    [property: JsonPropertyName("width")] double[]?[]? Width)
{
    private sealed record Recordings([property: JsonPropertyName("notes")] RecordedNote[] Notes);

    /// <summary>All notes of the Yamaha.</summary>
    public static RecordedNote[] All { get; } = Read("recorded-grand.json");

    /// <summary>All notes of the Steinway.</summary>
    public static RecordedNote[] Steinway { get; } = Read("recorded-steinway.json");

    private static RecordedNote[] Read(string file) =>
        JsonSerializer.Deserialize<Recordings>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Piano", file)))!.Notes;
}
