using System;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>What a bass string's stretching adds to its sound: phantom partials at sums of two partials' frequencies, and its own
/// longitudinal mode.</summary>
/// <remarks>
/// Stretching goes with the square of the blow, so these come out at hard blows. They are strong near the longitudinal resonance, some 14.6
/// times the fundamental.
/// <para>Sources: H. Conklin, "Generation of partials due to nonlinear mixing in a stringed instrument", JASA 105, 1999; B. Bank, L.
/// Sujbert, "Generation of longitudinal vibrations in piano strings", JASA 117, 2005.</para>
/// </remarks>
internal static class StretchModes
{
    /// <summary>The most modes a key has of this kind.</summary>
    public const int Most = 16;

    /// <summary>The first key without them.</summary>
    public const int FirstWithout = 72;

    private const double Longitudinal = 14.6;
    private const double LongitudinalLoss = 20;
    private const double Breadth = 0.05;
    private const double Aside = 0.8;

    // dB of the phantoms and of the longitudinal mode against the strings' sound at velocity 76.
    private static readonly Curve s_phantoms = new([21, 36, 57, 72], [-30, -32, -38, -46]);
    private static readonly Curve s_longitudinal = new([21, 36, 48, 60, 72], [-34, -34, -38, -48, -60]);

    // Pairs of partials, counted from 1: neighbours, whose sums no partial is near, and doubles.
    private static readonly (int, int)[] s_pairs =
        [(3, 4), (4, 5), (5, 6), (6, 7), (7, 8), (8, 9), (9, 10), (10, 11), (4, 4), (5, 5), (6, 6), (7, 7), (8, 8), (9, 9), (10, 10)];

    /// <summary>Adds a key's modes.</summary>
    /// <param name="key">0 to 127.</param>
    /// <param name="strings">Its strings.</param>
    /// <param name="spectrum">The force on each partial at velocity 76.</param>
    /// <param name="amplitude">Of all, 1 as on a grand.</param>
    /// <param name="highest">The highest frequency in Hz.</param>
    /// <param name="modes">Receives them.</param>
    /// <returns>How many.</returns>
    public static int Add(int key, StringModel strings, double[] spectrum, double amplitude, double highest, Span<Mode> modes)
    {
        int partials = strings.Frequencies.Length;
        if (key >= FirstWithout || amplitude <= 0 || partials <= 11)
            return 0;
        double total = 0, power = 0, resonance = Longitudinal * strings.Frequencies[0];
        for (int i = 0; i < partials; i++)
            total += strings.Strengths[i] * strings.Strengths[i] * spectrum[i] * spectrum[i];
        int count = 0;
        foreach ((int first, int second) in s_pairs)
        {
            int i = first - 1, j = second - 1;
            double f = strings.Frequencies[i] + strings.Frequencies[j],
                strength = strings.Strengths[i] * strings.Strengths[j] * Resonance(f / resonance);
            if (f >= highest)
                continue;
            power += strength * strength * spectrum[i] * spectrum[i] * spectrum[j] * spectrum[j];
            modes[count++] = new Mode(i, j, f, strength, strings.PromptLoss[i] + strings.PromptLoss[j], 0,
                count % 2 == 0 ? Aside : -Aside);
        }
        Scale(modes[..count], amplitude * Math.Pow(10, s_phantoms.At(key) / 20) * Math.Sqrt(total / Math.Max(1e-30, power)));
        if (resonance >= highest)
            return count;
        double own = amplitude * Math.Pow(10, s_longitudinal.At(key) / 20) * Math.Sqrt(total) / Math.Max(1e-30, spectrum[0] * spectrum[1]);
        modes[count++] = new Mode(0, 1, resonance, own, LongitudinalLoss, 0, 0);
        return count;
    }

    private static void Scale(Span<Mode> modes, double factor)
    {
        for (int i = 0; i < modes.Length; i++)
            modes[i] = modes[i] with { Strength = modes[i].Strength * factor };
    }

    private static double Resonance(double ratio) => 1 / Math.Sqrt((1 - ratio * ratio) * (1 - ratio * ratio) + Breadth);
}
