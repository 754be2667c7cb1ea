namespace Cascade.Samples.Analysis.Harmony;

/// <summary>Judges what chord a beat sounds by itself, whatever the key.</summary>
internal static class FreeChord
{
    private const float Tone = 0.24f, Foreign = 0.014f, BassRoot = 0.5f, BassTone = 0.14f, BassForeign = 0.02f;
    private const double Sound = 11;

    // Of each kind: the logarithm of how much of each pitch above the root is expected.
    private static readonly double[][] _tones = [.. Enum.GetValues<ChordType>().Select(TonesOf)];
    private static readonly double[] _priors =
        [.. ((double[])[30, 20, 4, 0.5, 16, 3, 6, 2, 3, 0.3, 0.7, 1.5]).Select(p => Math.Log(p / 87))];

    private static readonly SoundTable _sounds = new(12 * Chord.Types, (c, pitch) => Sound * _tones[c % Chord.Types][Above(c, pitch)],
        (c, pitch) => Math.Log(BassChance((ChordType)(c % Chord.Types), Above(c, pitch))) + _priors[c % Chord.Types]);

    /// <summary>The chord that fits best, and how much better it fits than another one.</summary>
    /// <param name="slice">What sounds.</param>
    /// <param name="root">The other's root.</param>
    /// <param name="type">The other's kind.</param>
    public static (Chord Chord, double Lead) Find(in BeatSlice slice, int root, ChordType type)
    {
        Span<double> scores = stackalloc double[12 * Chord.Types];
        _sounds.Score(slice, scores);
        int best = 0;
        for (int c = 1; c < scores.Length; c++)
            if (scores[c] > scores[best])
                best = c;
        return (new Chord(best / Chord.Types, (ChordType)(best % Chord.Types), slice.Bass),
            scores[best] - scores[root * Chord.Types + (int)type]);
    }

    private static int Above(int chord, int pitch) => (pitch - chord / Chord.Types + 12) % 12;

    private static double BassChance(ChordType type, int above) =>
        above == 0 ? BassRoot : Chord.TonesOf(type).Contains(above) ? BassTone : BassForeign;

    private static double[] TonesOf(ChordType type)
    {
        var chances = new double[12];
        Array.Fill(chances, Foreign);
        foreach (int tone in Chord.TonesOf(type))
            chances[tone] = Tone;
        double sum = chances.Sum();
        return [.. chances.Select(c => Math.Log(c / sum))];
    }
}
