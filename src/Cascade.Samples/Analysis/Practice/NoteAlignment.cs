using System.Collections.Immutable;

namespace Cascade.Samples.Analysis;

/// <summary>A note of the reference and the note that was played for it.</summary>
/// <param name="Reference">The number of the reference's note.</param>
/// <param name="Played">The number of the played note.</param>
public readonly record struct NotePair(int Reference, int Played);

/// <summary>What was played against what is written.</summary>
/// <param name="Matched">Notes that were played, in the order of the reference.</param>
/// <param name="Wrong">Notes for which another key was played.</param>
/// <param name="Missing">Notes of the reference that were not played.</param>
/// <param name="Extra">Played notes that are not in the reference.</param>
public sealed record NoteAlignment(ImmutableArray<NotePair> Matched, ImmutableArray<NotePair> Wrong, ImmutableArray<int> Missing,
    ImmutableArray<int> Extra)
{
    // In seconds: a note this far from where it is due is another.
    private const double Farthest = 0.6;

    /// <summary>Aligns a performance with its reference, whatever its tempo.</summary>
    /// <param name="reference">The notes of the reference in the order of their starts.</param>
    /// <param name="played">The played notes in the order of their starts.</param>
    /// <remarks>
    /// What starts together is first warped onto what is written together by the pitches alone; that gives when each note is due. Then the
    /// notes of each key are paired in their order, as near to that as can be. Of what is left over, two that are due at one time are a
    /// wrong key.
    /// <para>Source: H. Sakoe and S. Chiba, "Dynamic programming algorithm optimization for spoken word recognition", IEEE Trans. ASSP 26,
    /// 1978.</para>
    /// </remarks>
    public static NoteAlignment Of(ImmutableArray<SongNote> reference, ImmutableArray<SongNote> played)
    {
        if (reference.IsEmpty || played.IsEmpty)
            return new NoteAlignment([], [], [.. Enumerable.Range(0, reference.Length)], [.. Enumerable.Range(0, played.Length)]);
        double[] due = NoteWarp.Due(reference, played);
        List<NotePair> matched = KeyPairing.Pair(reference, played, due, Farthest);
        // What the rest of its chord says of when a note is due, an extra note of its key cannot bend.
        due = KeyPairing.DueByOthers(reference, played, due, matched);
        matched = KeyPairing.Pair(reference, played, due, Farthest);
        var isMatched = new bool[reference.Length];
        var isUsed = new bool[played.Length];
        foreach (NotePair pair in matched)
            (isMatched[pair.Reference], isUsed[pair.Played]) = (true, true);
        // A chord may be rolled for seconds: what is left over of a key belongs to its onset if it was struck between the onsets around it.
        foreach (NotePair pair in KeyPairing.Rolled(reference, played, matched, isMatched, isUsed))
            matched.Add(pair);
        List<NotePair> wrong = KeyPairing.Wrong(reference, played, due, isMatched, isUsed);
        return new NoteAlignment([.. matched.OrderBy(p => p.Reference)], [.. wrong],
            [.. Enumerable.Range(0, reference.Length).Where(i => !isMatched[i])],
                [.. Enumerable.Range(0, played.Length).Where(i => !isUsed[i])]);
    }
}
