using System;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>What makes one partial of a key unlike the others: how its strings move against each other, and where it is heard.</summary>
/// <remarks>
/// The strings of a key share a bridge whose admittance is another one at every partial. So each partial splits by an amount of its own
/// into two prompt modes and an aftersound, which beat; each loses its sound faster or slower than the smooth tables say; and each
/// radiates to the two microphones by a pattern of its own. All is drawn from a hash of key and partial: random, but the same for ever.
/// <para>Sources: G. Weinreich, "Coupled piano strings", JASA 62, 1977; the distributions are the project's own, so that partials beat
/// and sides correlate as in recordings of two grands (docs/sound.md).</para>
/// </remarks>
internal readonly struct Unison
{
    private const double LowestSplit = 0.25, SplitOctaves = 2.4;
    private const double LowestShare = 0.74, ShareSpread = 0.2;
    private const double Scatter = 0.15, AfterScatter = 0.15;
    private const double NarrowestSide = 0.7, SideSpread = 0.6;
    private const uint Numbers = 16;

    /// <summary>Draws a partial's numbers.</summary>
    /// <param name="key">0 to 127.</param>
    /// <param name="partial">From 0.</param>
    /// <param name="frequency">Of the partial, in Hz.</param>
    public Unison(int key, int partial, double frequency)
    {
        uint seed = (uint)(key * StringModel.MostPartials + partial) * Numbers;
        double split = LowestSplit * Math.Pow(2, SplitOctaves * Random(seed)) * Math.Pow(frequency / 440, frequency < 440 ? 1.5 : 0.5);
        Split = Random(seed + 8) < 0.5 ? -split : split;
        Share = LowestShare + ShareSpread * Random(seed + 1);
        Faster = Math.Exp(Scatter * Normal(seed + 2));
        AfterFaster = Math.Exp(AfterScatter * Normal(seed + 3));
        double side = NarrowestSide + SideSpread * Random(seed + 4);
        Side = Random(seed + 5) < 0.5 ? -side : side;
        AfterPhase = 0.25 * Math.Min(1, frequency / 440);
        AfterShare = LowestShare + ShareSpread * Random(seed + 6);
        AfterApart = 0.5 + Random(seed + 7);
    }

    /// <summary>How far the second prompt mode is from the first, in Hz.</summary>
    public double Split { get; }

    /// <summary>The amplitude of the first against both together, whose powers add up to 1.</summary>
    public double Share { get; }

    /// <summary>A factor on what the bridge takes of the first prompt mode; the second's is the inverse.</summary>
    public double Faster { get; }

    /// <summary>A factor on the aftersound's loss.</summary>
    public double AfterFaster { get; }

    /// <summary>How far the first mode is to a side, about 1; the second is to the other.</summary>
    public double Side { get; }

    /// <summary>Where the aftersound starts, in cycles: a quarter from the prompt sound, so that their powers add up and no partial has a
    /// hole where one gives way to the other; less in the bass, whose pitch would glide.</summary>
    public double AfterPhase { get; }

    /// <summary>As <see cref="Share"/>, of the aftersound's two modes.</summary>
    public double AfterShare { get; }

    /// <summary>How far those are apart, against the prompt modes.</summary>
    public double AfterApart { get; }

    // Twelve halves of uniform numbers' sum would be nearer to normal; the sum of four from one hash will do.
    private static double Normal(uint number)
    {
        uint hash = Oscillators.Noise.Hash(number + 1);
        double sum = (hash & 255) + (hash >> 8 & 255) + (hash >> 16 & 255) + (hash >> 24);
        return (sum / 255 - 2) * Math.Sqrt(3);
    }

    private static double Random(uint number) => Oscillators.Noise.Hash(number + 1) * (1.0 / 4_294_967_296);
}
