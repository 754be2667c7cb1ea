using System;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>How strongly the felt of each key damps its strings, by key and pedal.</summary>
/// <remarks>Half-pedalling is continuous: the dampers lift off around 42 % of the pedal's way. Source of the three ranges: H.-M. Lehtonen,
/// A. Askenfelt, V. Valimaki, "Analysis of the part-pedaling effect in the piano", JASA 126, 2009.</remarks>
internal static class Dampers
{
    /// <summary>The lowest key without a damper.</summary>
    public const int FirstWithout = 89;

    /// <summary>How long after the key comes up the felt touches, in seconds.</summary>
    public const double Delay = 0.015;

    private static readonly Curve s_rate = new([21, 33, 45, 57, 69, 81, 88], [8, 10, 14, 20, 28, 36, 40]);
    private static readonly Curve s_strength = new([83, 88, 89], [1, 0.3, 0]);

    /// <summary>Loss of the first partial under a fully engaged damper, in 1/s; 0 where there is none.</summary>
    /// <param name="key">0 to 127.</param>
    public static double Rate(int key) => s_rate.At(key) * s_strength.At(key);

    /// <summary>How far the pedal lifts the dampers: nearly 0 with the pedal up to nearly 1.</summary>
    /// <param name="pedal">0 up to 1 down.</param>
    public static double Lift(double pedal) => 1 / (1 + Math.Exp(-(pedal - 0.42) / 0.06));

    /// <summary>How far the felt is engaged at a place of the pedal: 1 with the pedal up to nearly 0.</summary>
    /// <param name="pedal">0 up to 1 down.</param>
    public static double Engagement(double pedal)
    {
        double engaged = Math.Pow(1 - Lift(pedal), 2.5);
        return engaged < 1e-3 ? 0 : engaged;
    }
}
