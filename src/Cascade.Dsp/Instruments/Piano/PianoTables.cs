using System;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>A piano as smooth tables over the key (MIDI number) or the logarithm of frequency (natural, Hz). Logarithms are natural where
/// not said otherwise.</summary>
internal sealed partial record PianoTables
{
    /// <summary>How many shapes the noises of a blow have, from the lowest keys to the highest.</summary>
    public const int NoiseShapes = 5;

    /// <summary>Cents of the sounding fundamental from equal temperament, over the key.</summary>
    public required Curve Cents { get; init; }

    /// <summary>Logarithm of the inharmonicity B, over the key.</summary>
    public required Curve Inharmonicity { get; init; }

    /// <summary>Where the hammer strikes, as a share of the string's length, over the key.</summary>
    public required Curve Strike { get; init; }

    /// <summary>Logarithm of the squared depth that strike nodes are filled to, over the key.</summary>
    public required Curve CombFloor { get; init; }

    /// <summary>Logarithm of the contact time in ms at mezzo-forte, over the key.</summary>
    public required Curve Contact { get; init; }

    /// <summary>The power of hammer speed that the contact time goes with, over the key.</summary>
    public required Curve ContactVelocity { get; init; }

    /// <summary>Logarithm of the steepness q of the force spectrum at mezzo-forte, over the key.</summary>
    public required Curve Steepness { get; init; }

    /// <summary>The power of hammer speed that the steepness goes with, over the key.</summary>
    public required Curve SteepnessVelocity { get; init; }

    /// <summary>Radiated power, log10, over the key and log frequency.</summary>
    public required Surface Body { get; init; }

    /// <summary>Logarithm of the loss b1 in 1/s, over the key.</summary>
    public required Curve Loss { get; init; }

    /// <summary>Logarithm of the loss that grows with frequency, over the key.</summary>
    public required Curve LossOverFrequency { get; init; }

    /// <summary>Logarithm of what the bridge takes of the prompt sound, in b1, over the key and log frequency.</summary>
    public required Surface Prompt { get; init; }

    /// <summary>Logarithm of the aftersound's amplitude against the prompt sound's, over the key and log frequency.</summary>
    public required Surface Aftersound { get; init; }

    /// <summary>How far partials are to a side, in the mean: over the key and log frequency. At 1 the two sides are unlike, at 0 the same,
    /// beyond 1 rather opposite.</summary>
    public Surface Sides { get; init; } = Microphones.Sides;

    /// <summary>How loud a key is against the others, in dB, over the key.</summary>
    public required Curve Balance { get; init; }

    /// <summary>How far the best tuned keys' strings are apart, in cents.</summary>
    public required double DetuneLow { get; init; }

    /// <summary>How much further the worst tuned keys' strings are apart, in cents.</summary>
    public required double DetuneSpread { get; init; }

    /// <summary>How fast the strings' power builds up: over the first 30 ms it is divided by 1 + e^-onset; over the key.</summary>
    public required Curve Onset { get; init; }

    /// <summary>The hammer's knock on the wood.</summary>
    public required NoiseTables Knock { get; init; }

    /// <summary>The soundboard's dense answer to the blow.</summary>
    public required NoiseTables Burst { get; init; }

    /// <summary>The tables of a model.</summary>
    public static PianoTables Of(PianoModel model) => model == PianoModel.Concert ? Concert : Grand;

    private static double[] Keys => [21, 33, 45, 57, 69, 81, 93, 105];

    private static double[] Logs(params double[] values) => Array.ConvertAll(values, Math.Log);

    // All noises of a blow have their shapes between those of these keys.
    private static NoiseShape[] Shapes(double[] shapes, double[] decays)
    {
        double[] keys = [21, 42, 63, 84, 105], frequencies = Logs(NoiseFrequencies), coarse = Logs(60, 330.2, 1817.1, 10000);
        var all = new NoiseShape[keys.Length];
        for (int i = 0; i < all.Length; i++)
            all[i] = new NoiseShape(keys[i], new Curve(frequencies, shapes.AsSpan(i * frequencies.Length, frequencies.Length).ToArray()),
                new Curve(coarse, decays.AsSpan(i * coarse.Length, coarse.Length).ToArray()));
        return all;
    }

    private static double[] NoiseFrequencies => [45, 70, 110, 170, 260, 400, 630, 1000, 1600, 2500, 4000, 6300, 10000];

    private static double[] BodyFrequencies =>
        [45, 55, 70, 88, 110, 138, 170, 210, 260, 325, 400, 500, 630, 800, 1000, 1260, 1600, 2000, 2500, 3200, 4000, 5000, 6300, 8000,
        10000];

    private static double[] BridgeFrequencies => [60, 200, 600, 2000, 6000, 14000];

    private static double[] AftersoundFrequencies => [60, 330.2, 1817.1, 10000];

    private static Curve Log(double[] places, double[] values) => new(places, Array.ConvertAll(values, Math.Log));
}
