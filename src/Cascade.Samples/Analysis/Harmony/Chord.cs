using System.Text.Json.Serialization;

namespace Cascade.Samples.Analysis;

/// <summary>The kinds of chords.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChordType>))]
public enum ChordType
{
    /// <summary>Root, major third, fifth.</summary>
    Major,

    /// <summary>Root, minor third, fifth.</summary>
    Minor,

    /// <summary>Root, minor third, diminished fifth.</summary>
    Diminished,

    /// <summary>Root, major third, augmented fifth.</summary>
    Augmented,

    /// <summary>A major triad with a minor seventh.</summary>
    Dominant7,

    /// <summary>A major triad with a major seventh.</summary>
    Major7,

    /// <summary>A minor triad with a minor seventh.</summary>
    Minor7,

    /// <summary>A diminished triad with a minor seventh.</summary>
    HalfDiminished7,

    /// <summary>A diminished triad with a diminished seventh.</summary>
    Diminished7,

    /// <summary>A minor triad with a major seventh.</summary>
    MinorMajor7,

    /// <summary>Root, second, fifth.</summary>
    Suspended2,

    /// <summary>Root, fourth, fifth.</summary>
    Suspended4,
}

/// <summary>A chord.</summary>
/// <param name="Root">The pitch class of the root, 0 to 11.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Bass">The pitch class of its lowest note.</param>
public readonly record struct Chord(int Root, ChordType Type, int Bass)
{
    /// <summary>The number of kinds.</summary>
    public const int Types = 12;

    private static readonly string[] _suffixes = ["", "m", "dim", "aug", "7", "maj7", "m7", "m7b5", "dim7", "mM7", "sus2", "sus4"];

    private static readonly int[][] _tones =
    [
        [0, 4, 7], [0, 3, 7], [0, 3, 6], [0, 4, 8], [0, 4, 7, 10], [0, 4, 7, 11], [0, 3, 7, 10], [0, 3, 6, 10], [0, 3, 6, 9], [0, 3, 7, 11],
        [0, 2, 7], [0, 5, 7],
    ];

    /// <summary>0 in root position, 1 with the third below, 2 with the fifth, 3 with the seventh; 0 too if the bass is no tone of
    /// it.</summary>
    public int Inversion => Math.Max(0, Array.IndexOf(_tones[(int)Type], (Bass - Root + 12) % 12));

    /// <summary>The distances of its tones from the root, in semitones, root first.</summary>
    /// <param name="type">The kind.</param>
    public static ReadOnlySpan<int> TonesOf(ChordType type) => _tones[(int)type];

    /// <summary>The name: "C", "F#m7", "G/B".</summary>
    /// <param name="flats">True to spell with flats.</param>
    public string ToString(bool flats) =>
        PitchName.Of(Root, flats) + _suffixes[(int)Type] + (Bass == Root ? "" : "/" + PitchName.Of(Bass, flats));

    /// <summary>The name: "C", "F#m7", "G/B".</summary>
    public override string ToString() => ToString(flats: false);
}
