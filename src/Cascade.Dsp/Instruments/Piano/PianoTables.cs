using System;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>A piano as smooth tables over the key (MIDI number) or the logarithm of frequency (natural, Hz). Logarithms are natural where not said otherwise.</summary>
internal sealed record PianoTables
{
    /// <summary>Cents of the sounding fundamental from equal temperament, over the key.</summary>
    public required Curve Cents { get; init; }

    /// <summary>Logarithm of the inharmonicity B, over the key.</summary>
    public required Curve Inharmonicity { get; init; }

    /// <summary>Where the hammer strikes, as a share of the string's length, over the key.</summary>
    public required Curve Strike { get; init; }

    /// <summary>Logarithm of the squared depth that strike nodes are filled to.</summary>
    public required double CombFloor { get; init; }

    /// <summary>Logarithm of the contact time in ms at mezzo-forte, over the key, and the power of hammer speed it goes with.</summary>
    public required Curve Contact { get; init; }

    public required double ContactVelocity { get; init; }

    /// <summary>Logarithm of the steepness q of the force spectrum at mezzo-forte, over the key, and the power of hammer speed it goes with.</summary>
    public required Curve Steepness { get; init; }

    public required double SteepnessVelocity { get; init; }

    /// <summary>Radiated power, log10, over log frequency.</summary>
    public required Curve Body { get; init; }

    /// <summary>Logarithm of the loss b1 in 1/s, over the key.</summary>
    public required Curve Loss { get; init; }

    /// <summary>Logarithm of the loss that grows with frequency, over the key.</summary>
    public required Curve LossOverFrequency { get; init; }

    /// <summary>Logarithm of what the prompt sound loses more than the aftersound, in b1, over the key.</summary>
    public required Curve Prompt { get; init; }

    /// <summary>Logarithm of the bridge's conductance, over log frequency.</summary>
    public required Curve Bridge { get; init; }

    /// <summary>Logarithm of the aftersound's amplitude against the prompt sound's, over the key.</summary>
    public required Curve Aftersound { get; init; }

    /// <summary>The share of the aftersound that beats, 0 to 1, in the lowest partials.</summary>
    public required double Beating { get; init; }

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
    public static PianoTables Of(PianoModel model) => Grand;

    private static double[] Keys => [21, 27, 33, 39, 45, 51, 57, 63, 69, 75, 81, 87, 93, 99, 105];

    /// <summary>A Yamaha C5, fitted to recordings.</summary>
    /// <remarks>Fitted by the project to notes of the Salamander Grand Piano V3 by Alexander Holm (CC BY 3.0): 15 keys at three velocities, by time and third-octave band.</remarks>
    public static PianoTables Grand { get; } = new()
    {
        Cents = new([21, 27, 33, 39, 45, 57, 69, 81, 87, 99, 108], [-14, -9, -7, -4.3, -1.6, -.6, 1.1, 5.9, 9.4, 15, 22]),
        Inharmonicity = Log([21, 33, 45, 57, 69, 81, 93, 105, 108, 127], [2.24e-4, 9.14e-5, 8.22e-5, 2.18e-4, 6.44e-4, 1.79e-3, 5.2e-3, 1.6e-2, 2.06e-2, .12]),
        Strike = new([21, 48, 60, 70, 75, 80, 90, 100, 108], [.122, .122, .121, .115, .108, .100, .090, .075, .065]),
        CombFloor = -0.528,
        Contact = new(Keys, [1.454, 1.271, 0.891, 0.972, 0.916, 0.718, 0.63, 0.414, 0.158, -0.068, -0.199, -0.328, -0.493, -0.776, -1.11]),
        ContactVelocity = -0.457,
        Steepness = new(Keys, [-1.379, -0.923, -0.484, -0.519, -0.432, -0.321, -0.161, 0.041, 0.221, 0.379, 0.894, 0.828, 1.048, 1.273, 1.461]),
        SteepnessVelocity = -0.175,
        Body = OverFrequency(BodyFrequencies,
            [-2.511, -0.624, 1.267, 3.093, 2.451, 2.22, 1.975, 1.479, 1.071, 1.441, 1.221, 1.253, 1.274, 0.658, 0.848, 0.572, 0.765, 0.41, 0.048, 0.096, -0.389, -0.781, -0.811, -0.87, -0.987]),
        Loss = new(Keys, [-1.233, -1.236, -1.018, -0.906, -0.896, -0.453, -0.481, -0.225, -0.178, -1.036, -1.562, -1.815, -1.663, -1.483, -1.366]),
        LossOverFrequency = new(Keys, [0.894, 0.232, -0.216, -0.291, -0.236, 0.02, 0.333, 0.708, 0.762, 0.804, 1.004, 1.155, 1.644, 1.751, 1.783]),
        Prompt = new(Keys, [3.06, 2.745, 2.421, 2.093, 1.77, 1.506, 1.59, 1.728, 1.893, 2.09, 2.31, 2.632, 3.108, 3.632, 4.035]),
        Bridge = OverFrequency([60, 200, 600, 2000, 6000, 14000], [-2.106, -1.002, 0.019, 0.883, 0.336, 2.322]),
        Aftersound = new(Keys, [0.721, 0.303, -0.135, -0.278, -0.403, -0.595, -0.806, -1.235, -1.707, -2.127, -2.677, -2.563, -2.481, -2.384, -2.174]),
        Beating = 0.6,
        DetuneLow = 0.3,
        DetuneSpread = 1,
        Onset = new(Keys, [0.654, 0.171, -0.325, -0.629, -0.682, -0.634, -0.481, -0.355, -0.288, 0.246, 0.907, 1.567, 2.22, 2.838, 3.443]),
        Knock = new NoiseTables(
            new(Keys, [-6.079, -6.762, -7.604, -7.747, -8.06, -8.885, -8.173, -9.472, -9.467, -9.6, -9.081, -8.731, -9.262, -8.873, -9.189]), -1.322,
            OverFrequency(BodyFrequencies, [11.7, 9.972, 8.193, 9.398, 9.687, 9.322, 8.118, 7.236, 7.03, 6.769, 6.456, 6.121, 5.765, 5.911, 6.39, 7.182, 8.187, 4.996, -0.549, -6.298, -12.252, -18.418, -24.764, -31.226, -37.737]),
            OverFrequency([60, 330.2, 1817.1, 10000], [0.713, 0.288, -0.804, -1.858])),
        Burst = new NoiseTables(
            new(Keys, [-6.297, -4.408, -2.535, -2.294, -2.208, -2.559, -2.511, -3.554, -3.638, -3.542, -3.415, -2.971, -3.614, -3.123, -3.626]), -0.319,
            OverFrequency(BodyFrequencies, [-1.442, -0.339, 0.659, 2.258, 1.946, 1.9, 1.718, 1.211, 2.133, 2.758, 2.454, 2.323, 2.35, 2.24, 2.035, 2.078, 2.051, 0.563, -0.757, -2.233, -3.9, -5.654, -7.76, -8.526, -9.009]),
            OverFrequency([60, 330.2, 1817.1, 10000], [-2.95, -3.675, -3.364, -2.025])),
    };

    private static double[] BodyFrequencies => [45, 55, 70, 88, 110, 138, 170, 210, 260, 325, 400, 500, 630, 800, 1000, 1260, 1600, 2000, 2500, 3200, 4000, 5000, 6300, 8000, 10000];

    private static Curve Log(double[] places, double[] values) => new(places, Array.ConvertAll(values, Math.Log));

    private static Curve OverFrequency(double[] frequencies, double[] values) => new(Array.ConvertAll(frequencies, Math.Log), values);
}
