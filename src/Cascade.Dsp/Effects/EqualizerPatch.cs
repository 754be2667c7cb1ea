using System;
using System.Collections.Generic;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Effects;

/// <summary>All settings of an <see cref="Equalizer"/>, with a name.</summary>
public sealed record EqualizerPatch
{
    /// <summary>Settings to start from, four bands each; the first one is flat.</summary>
    public static IReadOnlyList<EqualizerPatch> All => EqualizerPresets.All;

    /// <summary>The name, in the field's words.</summary>
    public string Name { get; init; } = "";

    /// <summary>The bands in the order the sound passes them, 1 to 10; a single flat one by default.</summary>
    public IReadOnlyList<EqualizerBand> Bands { get; init; } = [new EqualizerBand()];

    /// <summary>The gain after the bands in dB, -24 to 24; 0 by default.</summary>
    public float OutputGainDecibels { get; init; }

    /// <summary>The settings of a name.</summary>
    /// <param name="name">"vocal cut"; capitals, spaces, hyphens and underscores do not matter.</param>
    /// <returns>The settings, or null if there are none of that name.</returns>
    public static EqualizerPatch? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (EqualizerPatch patch in All)
            if (PresetName.AreSame(patch.Name, name))
                return patch;
        return null;
    }

    /// <summary>The same settings with every value moved into its range: bands beyond the tenth are dropped, a missing one is flat, and if there are none a flat one is added.</summary>
    public EqualizerPatch Clamped()
    {
        var bands = new EqualizerBand[Math.Clamp(Bands.Count, 1, Equalizer.MaximumBands)];
        for (int i = 0; i < bands.Length; i++)
            bands[i] = (i < Bands.Count ? Bands[i] : null)?.Clamped() ?? new EqualizerBand();
        float gain = float.IsNaN(OutputGainDecibels) ? 0 : Math.Clamp(OutputGainDecibels, -EqualizerBand.MaximumGain, EqualizerBand.MaximumGain);
        return this with { Bands = bands, OutputGainDecibels = gain };
    }
}
