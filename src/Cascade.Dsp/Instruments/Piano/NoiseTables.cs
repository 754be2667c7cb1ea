using System;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The shape of a noise.</summary>
/// <param name="Key">The key it is of; between keys powers are mixed.</param>
/// <param name="Power">Natural logarithm of the power in a third-octave band, over log frequency.</param>
/// <param name="Decay">Natural logarithm of the time in s in which the power falls to 1/e, over log frequency.</param>
internal readonly record struct NoiseShape(double Key, Curve Power, Curve Decay)
{
    private const double LongestDecay = 0.4;

    /// <summary>The shape and the decay in the bands of the noise bank.</summary>
    /// <param name="total">What the powers of all bands sum up to; otherwise as the shape says.</param>
    public NoiseSpectrum Spectrum(double? total = null)
    {
        var power = new double[NoiseBank.Bands];
        var decay = new float[NoiseBank.Bands];
        double sum = 0;
        for (int band = 0; band < power.Length; band++)
        {
            double place = Math.Log(NoiseBank.Center(band));
            power[band] = Math.Exp(Power.At(place));
            sum += power[band];
            decay[band] = (float)Math.Min(LongestDecay, Math.Exp(Decay.At(place)));
        }
        double scale = total / sum ?? 1;
        return new NoiseSpectrum(Array.ConvertAll(power, x => (float)(x * scale)), decay);
    }

    /// <summary>The power of all bands together.</summary>
    public float Total()
    {
        float sum = 0;
        foreach (float power in Spectrum().Power)
            sum += power;
        return sum;
    }
}

/// <summary>A kind of noise as smooth tables, against the power of a sound it goes with: of all partials of its blow, or of a note at
/// mezzo-forte.</summary>
/// <param name="Level">log10 of the power at velocity 76, over the key.</param>
/// <param name="Velocity">What is added to it for 100 steps of velocity, over the key.</param>
/// <param name="Shapes">Its shapes, by ascending key; one is that of all keys.</param>
internal sealed record NoiseTables(Curve Level, Curve Velocity, params NoiseShape[] Shapes)
{
    /// <summary>A noise with the same shape at all keys.</summary>
    public NoiseTables(Curve level, Curve velocity, Curve power, Curve decay) : this(level, velocity, new NoiseShape(0, power, decay))
    {
    }

    /// <summary>10 to the power of the level of every key.</summary>
    public float[] Levels()
    {
        var levels = new float[128];
        for (int key = 0; key < levels.Length; key++)
            levels[key] = (float)Math.Pow(10, Level.At(key));
        return levels;
    }

    /// <summary>Which two shapes a key has its own between.</summary>
    /// <param name="key">0 to 127.</param>
    /// <param name="part">How much of the second it has, 0 to 1.</param>
    /// <returns>The first of them; the second follows if there is a part of it.</returns>
    public int ShapeOf(int key, out float part)
    {
        int first = 0;
        while (first + 1 < Shapes.Length && Shapes[first + 1].Key <= key)
            first++;
        part = first + 1 == Shapes.Length || key <= Shapes[first].Key ? 0
            : (float)((key - Shapes[first].Key) / (Shapes[first + 1].Key - Shapes[first].Key));
        return first;
    }
}
