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

    /// <summary>The chord that fits best, and how well.</summary>
    public static (Chord Chord, double Score) Find(in BeatSlice slice)
    {
        (Chord Chord, double Score) best = (default, double.NegativeInfinity);
        for (int root = 0; root < 12; root++)
            for (int type = 0; type < Chord.Types; type++)
                if (Score(slice, root, (ChordType)type) is var score && score > best.Score)
                    best = (new Chord(root, (ChordType)type, slice.Bass), score);
        return best;
    }

    /// <summary>How well a chord fits.</summary>
    public static double Score(in BeatSlice slice, int root, ChordType type)
    {
        double[] tones = _tones[(int)type];
        double sum = 0;
        for (int i = 0; i < 12; i++)
            if (slice.Weights[i] > 0)
                sum += slice.Weights[i] * tones[i >= root ? i - root : i - root + 12];
        int bass = (slice.Bass - root + 12) % 12;
        double chance = bass == 0 ? BassRoot : Chord.TonesOf(type).Contains(bass) ? BassTone : BassForeign;
        return Sound * sum + Math.Log(chance) + _priors[(int)type];
    }

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
