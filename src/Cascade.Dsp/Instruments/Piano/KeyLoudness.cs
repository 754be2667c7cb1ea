using System;
using System.Numerics;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>Makes all keys as loud at every velocity as the piano's balance says: 40 dB from the softest to the hardest blow on each,
/// in steps that grow smaller towards the hardest.</summary>
/// <remarks>A harder blow is brighter as well, the more so the higher the key; what that adds is taken off again, or the treble would be
/// silent at pianissimo and pierce at fortissimo.
/// <para>Source of the weighting: ITU-R BS.1770-4, filters for 48 kHz.</para></remarks>
internal static class KeyLoudness
{
    /// <summary>The root mean square of a note at velocity 76 over its first 0.4 s, weighted.</summary>
    /// <remarks>Performances then come out of the usual chain at about -20 LUFS; five notes at velocity 127 and the default channel
    /// volume peak just under full scale.</remarks>
    public const double Target = 0.0625;

    /// <summary>The velocities whose levels are worked out; those between have theirs between, in dB.</summary>
    public static ReadOnlySpan<float> Velocities => [1, 20, 40, 64, 90, 127];

    private const double Velocity = 76;

    // Between the curves of two sound fonts' pianos; in equal steps the middle velocities were 8 dB softer than on either. Hammer.LevelOf,
    // which phantoms grow with, keeps to equal steps, by which they were fitted.
    private const double Range = 40, Bend = 1.9;
    private const double Window = 0.4;
    private const int ColouredPartials = 6;

    /// <summary>The amplitudes that give a key's note at each of <see cref="Velocities"/> the weighted power over its first 0.4 s that it
    /// should have.</summary>
    /// <param name="tables">The piano.</param>
    /// <param name="key">0 to 127.</param>
    /// <param name="modes">Its modes.</param>
    /// <param name="strings">Its strings.</param>
    /// <param name="softness">The hammer's factor on contact times.</param>
    /// <param name="board">The soundboard, which makes single partials louder or softer.</param>
    /// <param name="wood">Its level.</param>
    /// <param name="levels">Receives the binary logarithms of the amplitudes.</param>
    public static void Levels(PianoTables tables, int key, ReadOnlySpan<Mode> modes, StringModel strings, double softness, Soundboard board,
        double wood, Span<float> levels)
    {
        Span<double> heard = stackalloc double[StringModel.MostPartials];
        int count = strings.Frequencies.Length;
        for (int i = 0; i < count; i++)
        {
            double f = strings.Frequencies[i], weight = Weight(f);
            heard[i] = weight * weight * (i < ColouredPartials ? board.Power(f, wood) : 1);
        }
        Span<double> powers = stackalloc double[StringModel.MostPartials];
        powers.Clear();
        for (int i = 0; i < modes.Length; i++)
            for (int j = i; j < modes.Length && modes[j].Partial == modes[i].Partial; j++)
                if (modes[i].Second < 0)
                    powers[modes[i].Partial] += (j == i ? 1 : 2) * Together(modes[i], modes[j]);
        for (int i = 0; i < count; i++)
            heard[i] *= powers[i];
        double knock = Noise(tables.Knock, key), burst = Noise(tables.Burst, key);
        for (int level = 0; level < levels.Length; level++)
        {
            double velocity = Velocities[level], steps = (velocity - Velocity) / 100, power = 0, blow = 0;
            var hammer = new Hammer(tables, key, velocity, softness);
            for (int i = 0; i < count; i++)
            {
                double force = hammer.Spectrum(strings.Frequencies[i]), strength = strings.Strengths[i];
                power += force * force * heard[i];
                blow += force * force * strength * strength / 2;
            }
            power += blow * (knock * Math.Pow(10, tables.Knock.Velocity.At(key) * steps)
                + burst * Math.Pow(10, tables.Burst.Velocity.At(key) * steps));
            double wanted = Target * Math.Pow(10, tables.Balance.At(key) / 20) * Loudness(velocity) / Loudness(Velocity);
            levels[level] = (float)Math.Log2(wanted / Math.Sqrt(Math.Max(1e-30, power)));
        }
    }

    private static double Loudness(double velocity) => Math.Pow(10, -Range * Math.Pow(1 - velocity / 127, Bend) / 20);

    /// <summary>The amplitude at a velocity.</summary>
    /// <param name="levels">As <see cref="Levels"/> gave them.</param>
    /// <param name="velocity">MIDI velocity, 0 to 127.</param>
    public static float At(ReadOnlySpan<float> levels, float velocity)
    {
        ReadOnlySpan<float> velocities = Velocities;
        int above = 1;
        while (above < velocities.Length - 1 && velocities[above] < velocity)
            above++;
        float part = (velocity - velocities[above - 1]) / (velocities[above] - velocities[above - 1]);
        return MathF.Pow(2, levels[above - 1] + part * (levels[above] - levels[above - 1]));
    }

    private static double Noise(NoiseTables noise, int key)
    {
        int shape = noise.ShapeOf(key, out float part);
        double power = (1 - part) * Noise(noise.Shapes[shape]);
        if (part > 0)
            power += part * Noise(noise.Shapes[shape + 1]);
        return power * Math.Pow(10, noise.Level.At(key));
    }

    private static double Noise(in NoiseShape shape)
    {
        double power = 0;
        for (int band = 0; band < NoiseBank.Bands; band++)
        {
            double f = NoiseBank.Center(band), place = Math.Log(f), weight = Weight(f);
            power += weight * weight * Math.Exp(shape.Power.At(place)) * Mean(0.5 / Math.Exp(shape.Decay.At(place)));
        }
        return power;
    }

    // What two modes give together, in the mean of both sides over the window, against a mean whose sides are unlike.
    private static double Together(in Mode a, in Mode b)
    {
        double sides = (1 + a.Side * b.Side) / 2, loss = a.Loss + b.Loss, apart = 2 * Math.PI * (a.Frequency - b.Frequency);
        Complex rate = new(-loss, apart), mean = (Complex.Exp(rate * Window) - 1) / (rate * Window);
        return sides * a.Strength * b.Strength / 2 * (mean * Complex.FromPolarCoordinates(1, 2 * Math.PI * (a.Phase - b.Phase))).Real;
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
