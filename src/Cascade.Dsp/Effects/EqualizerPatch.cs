using System;
using System.Collections.Generic;

namespace Cascade.Dsp.Effects;

/// <summary>All settings of an <see cref="Equalizer"/>, with a name.</summary>
public sealed record EqualizerPatch
{
    /// <summary>The name, in the field's words.</summary>
    public string Name { get; init; } = "";

    /// <summary>The bands in the order the sound passes them, 1 to 10; a single flat one by default.</summary>
    public IReadOnlyList<EqualizerBand> Bands { get; init; } = [new EqualizerBand()];

    /// <summary>The gain after the bands in dB, -24 to 24; 0 by default.</summary>
    public float OutputGainDecibels { get; init; }

    /// <summary>The same settings with every value moved into its range: bands beyond the tenth are dropped, and if there are none a flat one is added.</summary>
    public EqualizerPatch Clamped()
    {
        var bands = new EqualizerBand[Math.Clamp(Bands.Count, 1, Equalizer.MaximumBands)];
        for (int i = 0; i < bands.Length; i++)
            bands[i] = i < Bands.Count ? Bands[i].Clamped() : new EqualizerBand();
        float gain = float.IsNaN(OutputGainDecibels) ? 0 : Math.Clamp(OutputGainDecibels, -EqualizerBand.MaximumGain, EqualizerBand.MaximumGain);
        return this with { Bands = bands, OutputGainDecibels = gain };
    }
}
