using System;
using System.Collections.Generic;
using static Cascade.Dsp.Effects.EqualizerBandKind;

namespace Cascade.Dsp.Effects;

/// <summary>Settings of the equalizer by name, four bands each.</summary>
internal static class EqualizerPresets
{
    /// <summary>All of them; the first one is flat.</summary>
    public static IReadOnlyList<EqualizerPatch> All { get; } =
    [
        Preset("flat", 0, (LowShelf, 100, 0, 0.7f), (Peak, 500, 0, 0.7f), (Peak, 2500, 0, 0.7f), (HighShelf, 8000, 0, 0.7f)),
        Preset("warm", -1, (LowShelf, 160, 2.5f, 0.7f), (Peak, 350, 1.5f, 0.6f), (Peak, 3200, -1.5f, 0.7f), (HighShelf, 7000, -3, 0.6f)),
        Preset("bright", -1.5f, (LowShelf, 120, -1, 0.7f), (Peak, 400, -1.5f, 0.7f), (Peak, 4500, 1.5f, 0.7f), (HighShelf, 9000, 3.5f, 0.6f)),
        Preset("presence", -1, (HighPass, 30, 0, 0.7f), (Peak, 300, -1, 0.8f), (Peak, 3000, 3, 0.8f), (HighShelf, 11_000, 1, 0.7f)),
        Preset("vocal cut", 0, (HighPass, 30, 0, 0.7f), (Peak, 450, -2, 0.8f), (Peak, 1800, -4.5f, 0.6f), (Peak, 3600, -2, 1)),
        Preset("small speaker", -2, (HighPass, 90, 0, 0.9f), (Peak, 180, 3, 0.9f), (Peak, 800, -1, 0.8f), (Peak, 2800, 2, 0.8f)),
    ];

    private static EqualizerPatch Preset(string name, float outputGain, params ReadOnlySpan<(EqualizerBandKind Kind, float Frequency, float Gain, float Q)> bands)
    {
        var made = new EqualizerBand[bands.Length];
        for (int i = 0; i < made.Length; i++)
            made[i] = new EqualizerBand { Kind = bands[i].Kind, Frequency = bands[i].Frequency, GainDecibels = bands[i].Gain, Q = bands[i].Q };
        return new EqualizerPatch { Name = name, Bands = made, OutputGainDecibels = outputGain };
    }
}
