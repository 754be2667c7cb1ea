using System;
using System.Numerics;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>Makes all keys equally loud at the same velocity, but for the highest, whose peaks are limited.</summary>
/// <remarks>Source of the weighting: ITU-R BS.1770-4, filters for 48 kHz.</remarks>
internal static class KeyLoudness
{
    /// <summary>The root mean square of a note at velocity 76 over its first 0.4 s, weighted.</summary>
    /// <remarks>Ten notes at velocity 127 and the default channel volume then peak just under full scale.</remarks>
    public const double Target = 0.03;

    private const double Velocity = 76;
    private const double Window = 0.4;
    private const int ColouredPartials = 6;
    private const double HighestPeak = 1.26;

    /// <summary>The amplitude that gives a key's note at velocity 76 the same weighted power over its first 0.4 s as every other
    /// key's.</summary>
    /// <param name="tables">The piano.</param>
    /// <param name="key">0 to 127.</param>
    /// <param name="strings">Its strings.</param>
    /// <param name="softness">The hammer's factor on contact times.</param>
    /// <param name="board">The soundboard, which makes single partials louder or softer.</param>
    /// <param name="wood">Its level.</param>
    public static double Level(PianoTables tables, int key, StringModel strings, double softness, Soundboard board, double wood)
    {
        var hammer = new Hammer(tables, key, Velocity, softness);
        double power = 0, blow = 0, after = strings.AfterLevel;
        for (int i = 0; i < strings.Frequencies.Length; i++)
        {
            double f = strings.Frequencies[i], amplitude = strings.Strengths[i] * hammer.Spectrum(f), weight = Weight(f);
            double prompt = strings.PromptLoss[i], late = strings.AfterLoss[i];
            if (i < ColouredPartials)
                weight *= Math.Sqrt(board.Power(f, wood));
            blow += amplitude * amplitude / 2;
            power += weight * weight * amplitude * amplitude / 2 * (Mean(prompt) + 2 * after * Mean((prompt + late) / 2)
                + after * after * Mean(late));
        }
        power += blow * (Noise(tables.Knock, key) + Noise(tables.Burst, key));
        // The highest keys die away so fast that they would need far higher peaks; they give way to a limit.
        double even = Target / (hammer.Level * Math.Sqrt(power)),
            highest = HighestPeak / Peak(new Hammer(tables, key, 127, softness), strings);
        return 1 / Math.Sqrt(1 / (even * even) + 1 / (highest * highest));
    }

    private static double Noise(NoiseTables noise, int key)
    {
        double power = 0;
        for (int band = 0; band < NoiseBank.Bands; band++)
        {
            double f = NoiseBank.Center(band), place = Math.Log(f), weight = Weight(f);
            power += weight * weight * Math.Exp(noise.Shape.At(place)) * Mean(0.5 / Math.Exp(noise.Decay.At(place)));
        }
        return power * Math.Pow(10, noise.Level.At(key));
    }

    private static double Peak(in Hammer hammer, StringModel strings)
    {
        double peak = 0;
        for (int i = 0; i < strings.Frequencies.Length; i++)
            peak += Math.Abs(strings.Strengths[i]) * hammer.Spectrum(strings.Frequencies[i]) * (1 + strings.AfterLevel);
        return Math.Max(1e-9, peak);
    }

    private static double Mean(double loss) => (1 - Math.Exp(-2 * loss * Window)) / (2 * loss * Window);

    private static double Weight(double frequency)
    {
        Complex z = Complex.FromPolarCoordinates(1, -2 * Math.PI * Math.Min(frequency, 23_000) / 48_000);
        Complex shelf =
            (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z * z) / (1 - 1.69065929318241 * z + 0.73248077421585 * z * z);
        Complex highPass = (1 - 2 * z + z * z) / (1 - 1.99004745483398 * z + 0.99007225036621 * z * z);
        return (shelf * highPass).Magnitude;
    }
}
