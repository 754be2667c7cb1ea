using System;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>A piano as smooth tables over the key (MIDI number) or the logarithm of frequency (natural, Hz). Logarithms are natural where
/// not said otherwise.</summary>
internal sealed record PianoTables
{
    /// <summary>Cents of the sounding fundamental from equal temperament, over the key.</summary>
    public required Curve Cents { get; init; }

    /// <summary>Logarithm of the inharmonicity B, over the key.</summary>
    public required Curve Inharmonicity { get; init; }

    /// <summary>Where the hammer strikes, as a share of the string's length, over the key.</summary>
    public required Curve Strike { get; init; }

    /// <summary>Logarithm of the squared depth that strike nodes are filled to, over the key.</summary>
    public required Curve CombFloor { get; init; }

    /// <summary>Logarithm of the contact time in ms at mezzo-forte, over the key, and the power of hammer speed it goes with.</summary>
    public required Curve Contact { get; init; }

    public required double ContactVelocity { get; init; }

    /// <summary>Logarithm of the steepness q of the force spectrum at mezzo-forte, over the key, and the power of hammer speed it goes
    /// with.</summary>
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
    public static PianoTables Of(PianoModel model) => model == PianoModel.Concert ? Concert : Grand;

    private static double[] Keys => [21, 27, 33, 39, 45, 51, 57, 63, 69, 75, 81, 87, 93, 99, 105];

    /// <summary>A Yamaha C5, fitted to recordings.</summary>
    /// <remarks>Fitted by the project to notes of the Salamander Grand Piano V3 by Alexander Holm (CC BY 3.0): 15 keys at three velocities,
    /// by time and third-octave band.</remarks>
    public static PianoTables Grand { get; } = new()
    {
        Cents = new([21, 27, 33, 39, 45, 57, 69, 81, 87, 99, 108], [-14, -9, -7, -4.3, -1.6, -.6, 1.1, 5.9, 9.4, 15, 22]),
        Inharmonicity =
        Log([21, 33, 45, 57, 69, 81, 93, 105, 108, 127],
        [2.24e-4, 9.14e-5, 8.22e-5, 2.18e-4, 6.44e-4, 1.79e-3, 5.2e-3, 1.6e-2, 2.06e-2, .12]),
        Strike = new([21, 48, 60, 70, 75, 80, 90, 100, 108], [.122, .122, .121, .115, .108, .100, .090, .075, .065]),
        CombFloor = new(Keys, [-3.29, -2.722, -2.155, -1.587, -1.021, -0.459, 0.096, 0.644, 1.186, 1.724, 2.258, 2.79, 3.32, 3.849, 4.378]),
        Contact = new(Keys, [1.395, 1.235, 1.08, 0.934, 0.786, 0.63, 0.467, 0.295, 0.118, -0.058, -0.228, -0.4, -0.57, -0.739, -0.908]),
        ContactVelocity = -0.462,
        Steepness =
        new(Keys, [-1.13, -0.944, -0.757, -0.571, -0.388, -0.213, -0.04, 0.13, 0.302, 0.482, 0.675, 0.871, 1.076, 1.288, 1.503]),
        SteepnessVelocity = -0.203,
        Body = OverFrequency(BodyFrequencies,
            [-1.899, -0.547, 1.078, 1.877, 1.715, 1.345, 1.183, 0.74, 0.38, 0.583, 0.392, 0.327, 0.428, -0.106, -0.006, -0.415, -0.216,
                -0.58, -0.992, -1.023, -1.546, -1.86, -2.018, -2.354, -2.808]),
        Loss = new(Keys,
        [-1.952, -1.865, -1.771, -1.678, -1.587, -1.478, -1.398, -1.36, -1.404, -1.55, -1.669, -1.741, -1.789, -1.829, -1.874]),
        LossOverFrequency =
            new(Keys, [0.074, 0.07, 0.074, 0.086, 0.104, 0.125, 0.134, 0.13, 0.099, 0.039, -0.005, -0.028, -0.04, -0.045, -0.038]),
        Prompt = new(Keys, [1.629, 1.719, 1.812, 1.905, 2.004, 2.13, 2.277, 2.431, 2.567, 2.673, 2.834, 3.063, 3.325, 3.603, 3.868]),
        Bridge = OverFrequency([60, 200, 600, 2000, 6000, 14000], [-0.02, 0.076, 0.163, 0.262, 0.354, 0.426]),
        Aftersound =
        new(Keys, [-0.357, -0.561, -0.781, -1.012, -1.262, -1.553, -1.827, -2.085, -2.281, -2.37, -2.521, -2.748, -3.025, -3.324, -3.637]),
        Beating = 0.3,
        DetuneLow = 0.3,
        DetuneSpread = 1,
        Onset = new(Keys, [0.296, 0.082, -0.123, -0.318, -0.511, -0.7, -0.836, -0.824, -0.564, -0.128, 0.242, 0.339, 0.145, -0.28, -0.839]),
        Knock = new NoiseTables(
            new(Keys,
            [-6.346, -6.629, -6.914, -7.197, -7.477, -7.742, -7.982, -8.189, -8.329, -8.393, -8.387, -8.339, -8.27, -8.186, -8.108]),
            new(Keys,
                [0.282, 0.089, -0.103, -0.293, -0.481, -0.666, -0.847, -1.027, -1.209, -1.396, -1.591, -1.794, -2.005, -2.22, -2.437]),
            OverFrequency(BodyFrequencies,
                [10.522, 9.367, 7.975, 9.827, 9.624, 9.278, 7.684, 6.459, 6.435, 6.555, 6.067, 5.462, 5.159, 5.044, 5.202, 5.904, 6.155,
                4.667, 2.32, -0.352, -2.728, -5.046, -7.402, -9.811, -12.052]),
            OverFrequency([60, 330.2, 1817.1, 10000], [-0.916, -0.916, -0.916, -0.916])),
        Burst = new NoiseTables(
            new(Keys,
            [-5.004, -4.796, -4.589, -4.383, -4.179, -3.977, -3.778, -3.585, -3.394, -3.213, -3.043, -2.895, -2.786, -2.704, -2.653]),
            new(Keys, [3.299, 2.99, 2.68, 2.37, 2.059, 1.747, 1.432, 1.115, 0.796, 0.474, 0.151, -0.176, -0.509, -0.843, -1.178]),
            OverFrequency(BodyFrequencies,
            [-2.454, -1.52, -0.397, 0.761, 0.565, 0.011, -0.468, -0.688, 0.015, 0.407, 0.557, 1.086, 1.088, 1.002, 1.243, 1.261, 1.278,
            0.531, 0.016, -0.412, -1.936, -3.582, -5.47, -8.058, -10.634]),
            OverFrequency([60, 330.2, 1817.1, 10000], [-3.113, -3.316, -3.517, -3.717])),
    };

    /// <summary>A Steinway B: strings, hammers and soundboard as published, the losses fitted to how its notes decay.</summary>
    /// <remarks>
    /// Inharmonicity, stretch and decay after measurements of the University of Iowa's recordings; strike points after H. Conklin, contact
    /// times after A. Askenfelt and E. Jansson, both in "Five lectures on the acoustics of the piano", KTH, 1990; noises and onset as of
    /// <see cref="Grand"/>.
    /// </remarks>
    public static PianoTables Concert { get; } = new()
    {
        Cents = new([21, 24, 36, 48, 60, 69, 72, 84, 96, 108], [-16, -15, -4, 0, -1, 0, 0, 6, 14, 25]),
        Inharmonicity =
        Log([0, 21, 24, 36, 48, 60, 69, 72, 84, 96, 108, 127],
        [0.00143, 0.000245, 0.00021, 0.00012, 0.000127, 0.00031, 0.00073, 0.00096, 0.0021, 0.00865, 0.0263, 0.153]),
        Strike = Grand.Strike,
        CombFloor = Curve.Constant(-12),
        Contact = Log([21, 36, 48, 60, 72, 84, 96, 108], [3.7, 3, 2.8, 2.1, 1.45, 1.1, 0.6, 0.5]),
        ContactVelocity = -0.2,
        Steepness = Log([21, 36, 48, 60, 72, 84, 96, 108], [0.99, 1.2, 1.15, 1.42, 2.24, 4.26, 5.3, 5.3]),
        SteepnessVelocity = -0.225,
        Body = OverFrequency([20, 30, 40, 55, 70, 100, 1000, 2000, 4000, 8000, 11000, 20000],
        [-4, -3, -2, -1, -0.4, 0, 0, -0.3, -0.6, -1.1, -1.5, -2.4]),
        Loss = new(ConcertKeys, [-2.388, -2.338, -2.142, -1.987, -1.847, -1.756, -1.674, -1.286, -0.977, -0.67, -0.257, -0.026]),
        LossOverFrequency = new(ConcertKeys, [0.363, 0.043, 0.022, 0.202, 0.352, 0.336, 0.152, -0.067, -0.373, -0.858, -1.456, -2.115]),
        Prompt = new(ConcertKeys, [2.32, 2.385, 2.383, 2.413, 2.661, 2.967, 3.049, 2.932, 2.402, 1.909, 1.898, 2.082]),
        Bridge = OverFrequency([55, 110, 220, 440, 880, 1760, 3520, 7040], [-0.1, 0.057, 0.153, 0.097, -0.253, -0.403, -0.129, 0.292]),
        Aftersound = new(ConcertKeys, [-0.949, -1.31, -1.815, -1.916, -2.187, -2.466, -2.944, -2.715, -2.755, -3.219, -4.206, -5.214]),
        Beating = 0.2,
        DetuneLow = 0.3,
        DetuneSpread = 1,
        Onset = Grand.Onset,
        Knock = Grand.Knock,
        Burst = Grand.Burst,
    };

    private static double[] ConcertKeys => [21, 33, 41, 48, 55, 60, 66, 72, 78, 84, 96, 108];

    private static double[] BodyFrequencies =>
        [45, 55, 70, 88, 110, 138, 170, 210, 260, 325, 400, 500, 630, 800, 1000, 1260, 1600, 2000, 2500, 3200, 4000, 5000, 6300, 8000,
        10000];

    private static Curve Log(double[] places, double[] values) => new(places, Array.ConvertAll(values, Math.Log));

    private static Curve OverFrequency(double[] frequencies, double[] values) => new(Array.ConvertAll(frequencies, Math.Log), values);
}
