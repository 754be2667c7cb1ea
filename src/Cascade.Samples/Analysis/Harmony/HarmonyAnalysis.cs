using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Cascade.Samples.Analysis.Harmony;

namespace Cascade.Samples.Analysis;

/// <summary>The harmony of a beat.</summary>
/// <param name="Beat">The beat of the grid.</param>
/// <param name="Key">The key that holds there.</param>
/// <param name="Chord">The chord.</param>
/// <param name="Numeral">The chord as a degree of the key, without its inversion: "V7", "ii", "V7/V".</param>
public readonly record struct HarmonyBeat(long Beat, MusicalKey Key, Chord Chord, string Numeral);

/// <summary>Finds the chords of a piece and the keys they belong to.</summary>
/// <remarks>Key and degree of each beat are decoded together (<see cref="HarmonyDecoder"/>). Where a beat clearly sounds another chord than
/// the degrees of the key have, such as a suspension, that one is taken and named by its root.</remarks>
public static class HarmonyAnalysis
{
    // How much better a chord outside the key's vocabulary must fit, in units of the logarithm.
    private const double Surprise = 6.85;

    /// <summary>The harmony of every beat in which something sounds, in order.</summary>
    /// <param name="notes">Notes in the order of their starts.</param>
    /// <param name="grid">Where beats lie.</param>
    public static ImmutableArray<HarmonyBeat> Of(ImmutableArray<SongNote> notes, BeatGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        List<BeatSlice> slices = BeatSlice.Of(notes, grid);
        if (slices.Count == 0)
            return [];
        DecodedBeat[] decoded = HarmonyDecoder.Decode(slices);
        var beats = new HarmonyBeat[slices.Count];
        for (int i = 0; i < beats.Length; i++)
        {
            MusicalKey key = decoded[i].Key;
            Numeral numeral = decoded[i].Numeral;
            var chord = new Chord((key.Tonic + numeral.Degree) % 12, numeral.Type, slices[i].Bass);
            string name = numeral.Name;
            if (FreeChord.Find(slices[i], chord.Root, chord.Type) is var free && free.Lead > Surprise)
            {
                chord = free.Chord;
                name = RomanNumeral.Of(chord, key);
            }
            if (!Chord.TonesOf(chord.Type).Contains((chord.Bass - chord.Root + 12) % 12))
                chord = chord with { Bass = chord.Root };
            beats[i] = new HarmonyBeat(slices[i].Beat, key, chord, name);
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(beats);
    }
}
