using System;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The noises of keys, dampers and pedal as tables.</summary>
/// <remarks>
/// Levels, corners and times are the project's own choice, within what is heard beside a note at mezzo-forte: nobody has published
/// measurements of them. Spectra are white below their corner and fall by 12 dB per octave above it, where not said otherwise; times are
/// those of the amplitude, so the tables hold half of them.
/// <para>Source of the thump's bands, those of a grand's lowest soundboard modes: K. Wogram, in "Five lectures on the acoustics of the
/// piano", KTH, 1990, and X. Boutillon, K. Ege, arXiv 1210.3948, 2012.</para>
/// </remarks>
internal static class ActionNoises
{
    /// <summary>The felt of a damper: -40 dB in the middle, less where dampers are small; to 1.5 kHz, 5 ms.</summary>
    public static NoiseTables Damper { get; } = new(
        new([21, 60, 88], [-4.6, -4.05, -4.6]), ReleaseVelocity, White(1_500), Constant(0.005));

    /// <summary>What the large dampers of the bass add: -36 dB at the lowest key; to 600 Hz, 20 ms at the bottom and 8 ms at the
    /// top.</summary>
    public static NoiseTables HeavyDamper { get; } = new(
        new([21, 40, 60, 76], [-3.65, -4, -4.9, -6]), ReleaseVelocity, White(600), OverFrequency([60, 600], [0.02, 0.008], Amplitude));

    /// <summary>Wood on felt as the key comes to rest: -50 dB around 200 Hz, 8 ms.</summary>
    public static NoiseTables KeyReturn { get; } = new(
        Curve.Constant(-5), ReleaseVelocity, OverFrequency([50, 120, 250, 500, 2_000], [-15, 0, 0, -8, -40], Decibels), Constant(0.008));

    /// <summary>Felt leaving all strings, softly: to 800 Hz, 40 ms.</summary>
    public static NoiseTables PedalDown { get; } = new(Curve.Constant(PedalLevel), Curve.Constant(0), White(800), Constant(0.04));

    /// <summary>Felt and wood falling on all strings: as much in every band up to 200 Hz, then falling, by 12 dB per octave above 800 Hz;
    /// 30 ms.</summary>
    public static NoiseTables PedalUp { get; } = new(
        Curve.Constant(PedalLevel), Curve.Constant(0), OverFrequency([50, 200, 800, 12_800], [0, 0, -6, -42], Decibels), Constant(0.03));

    private const double PedalLevel = -3.5;

    // Of the knock's: its bands die away sooner than the thump's, so that what is heard of both is 12 dB apart.
    private const float ThumpPower = 0.045f;

    private static Curve ReleaseVelocity => Curve.Constant(0.5);

    /// <summary>The key on its bed: low, and less above 250 Hz; 25 to 8 ms.</summary>
    public static NoiseShape Thump { get; } = new(0,
        OverFrequency([50, 62, 90, 127, 250, 400, 800, 2_000], [4.5, 6.4, 6.4, 6.7, 4.2, 1.6, -3.5, -12], x => x),
        OverFrequency([62, 400], [0.025, 0.008], Amplitude));

    /// <summary>The power of the thump of every key, 12 dB under the knock of the same blow.</summary>
    /// <param name="knock">The knock.</param>
    public static float[] ThumpLevels(NoiseTables knock)
    {
        float[] levels = knock.Levels(), totals = Array.ConvertAll(knock.Shapes, shape => shape.Total());
        for (int key = 0; key < levels.Length; key++)
        {
            int shape = knock.ShapeOf(key, out float part);
            float total = (1 - part) * totals[shape] + (part > 0 ? part * totals[shape + 1] : 0);
            levels[key] *= total * ThumpPower;
        }
        return levels;
    }

    private static Curve White(double corner) => OverFrequency([50, corner, 16 * corner], [10 * Math.Log10(50 / corner), 0, -36], Decibels);

    private static Curve Constant(double seconds) => Curve.Constant(Amplitude(seconds));

    private static Curve OverFrequency(double[] frequencies, double[] values, Converter<double, double> logarithm) =>
        new(Array.ConvertAll(frequencies, Math.Log), Array.ConvertAll(values, logarithm));

    private static double Decibels(double level) => level / 10 * Math.Log(10);

    private static double Amplitude(double seconds) => Math.Log(seconds / 2);
}
