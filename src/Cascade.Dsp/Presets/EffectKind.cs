using System;
using System.Collections.Generic;

namespace Cascade.Dsp;

/// <summary>A kind of effect: its name, how one is made, and settings to start from. What hosts list is <see cref="All"/>.</summary>
public sealed class EffectKind
{
    private readonly Func<EffectPatch?, Effect> _create;

    private EffectKind(string name, Func<EffectPatch?, Effect> create)
    {
        Name = name;
        _create = create;
    }

    /// <summary>All kinds, in the usual order of a chain.</summary>
    public static IReadOnlyList<EffectKind> All { get; } =
    [
        new("equalizer", patch => patch is null ? new Equalizer() : new Equalizer(patch)),
        new("chorus", patch => new Chorus(patch)),
        new("delay", patch => new Delay(patch)),
        new("reverb", patch => new Reverb(patch)),
        new("limiter", patch => new Limiter(patch)),
    ];

    /// <summary>The name, in small letters: "reverb".</summary>
    public string Name { get; }

    /// <summary>Settings to start from; the first are the defaults.</summary>
    public IReadOnlyList<EffectPatch> Presets
    {
        get
        {
            var presets = new List<EffectPatch>();
            foreach (EffectPatch patch in PresetLibrary.Effects)
                if (patch.Effect == Name)
                    presets.Add(patch);
            return presets;
        }
    }

    /// <summary>The kind of a name.</summary>
    /// <param name="name">In small letters.</param>
    /// <returns>The kind, or null if there is none of that name.</returns>
    public static EffectKind? Find(string name)
    {
        foreach (EffectKind kind in All)
            if (kind.Name == name)
                return kind;
        return null;
    }

    /// <summary>Makes an effect.</summary>
    /// <param name="patch">Its settings; null for the defaults.</param>
    /// <exception cref="ArgumentException">The patch is for another kind of effect, or has a value for a parameter that is
    /// unknown.</exception>
    public Effect Create(EffectPatch? patch = null) => _create(patch);
}
