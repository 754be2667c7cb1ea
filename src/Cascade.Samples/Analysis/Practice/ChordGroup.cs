using System.Collections.Immutable;

namespace Cascade.Samples.Analysis;

/// <summary>Notes that start together, as the set of their keys.</summary>
/// <param name="Seconds">When they start, as the first of them does.</param>
/// <param name="Keys">A bit for each key.</param>
/// <param name="First">The number of the first note.</param>
/// <param name="Count">The number of notes.</param>
internal readonly record struct ChordGroup(double Seconds, UInt128 Keys, int First, int Count)
{
    /// <summary>The groups of notes.</summary>
    /// <param name="notes">Notes in the order of their starts.</param>
    /// <param name="together">How far the first and the last of a group are apart at most, in seconds.</param>
    public static ChordGroup[] Of(ImmutableArray<SongNote> notes, double together)
    {
        var groups = new List<ChordGroup>();
        for (int i = 0; i < notes.Length;)
        {
            int first = i;
            UInt128 keys = 0;
            for (; i < notes.Length && notes[i].Start - notes[first].Start <= together; i++)
                keys |= UInt128.One << notes[i].Key;
            groups.Add(new ChordGroup(notes[first].Start, keys, first, i - first));
        }
        return [.. groups];
    }

    /// <summary>How little two groups have in common: 0 if one holds the other, 1 if nothing.</summary>
    public float DistanceTo(in ChordGroup other)
    {
        int common = (int)UInt128.PopCount(Keys & other.Keys);
        return 1 - (float)common / Math.Min((int)UInt128.PopCount(Keys), (int)UInt128.PopCount(other.Keys));
    }
}
