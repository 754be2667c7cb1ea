using System;
using System.Collections;
using System.Collections.Generic;

namespace Cascade.Dsp.Instruments.Synth;

/// <summary>The layers of a patch: a list that equals another of equal patches, so that patches are equal by what they are.</summary>
internal sealed class LayerList : IReadOnlyList<SynthPatch>, IEquatable<LayerList>
{
    private readonly SynthPatch[] _patches;

    private LayerList(SynthPatch[] patches) => _patches = patches;

    /// <summary>No layers.</summary>
    public static LayerList Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _patches.Length;

    /// <inheritdoc/>
    public SynthPatch this[int index] => _patches[index];

    /// <summary>A list of its own of some patches; none for null.</summary>
    public static LayerList Of(IReadOnlyList<SynthPatch>? patches) => patches switch
    {
        LayerList list => list,
        null or { Count: 0 } => Empty,
        _ => new LayerList([.. patches]),
    };

    /// <summary>The same layers with every value in its range, as parts of a whole that is one-shot or not.</summary>
    public LayerList Clamped(bool oneShot)
    {
        if (Count == 0)
            return this;
        var patches = new SynthPatch[Math.Min(Count, SynthPatch.MaximumLayers)];
        for (int i = 0; i < patches.Length; i++)
            patches[i] = ((_patches[i] ?? SynthPatch.Default) with { Layers = Empty, OneShot = oneShot }).Clamped();
        return new LayerList(patches);
    }

    /// <inheritdoc/>
    public bool Equals(LayerList? other) => other is not null && _patches.AsSpan().SequenceEqual(other._patches);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LayerList);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (SynthPatch patch in _patches)
            hash.Add(patch);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<SynthPatch> GetEnumerator() => ((IEnumerable<SynthPatch>)_patches).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _patches.GetEnumerator();
}
