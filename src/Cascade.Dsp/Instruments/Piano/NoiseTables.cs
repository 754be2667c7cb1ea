using System;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>A kind of noise as smooth tables, against the power of a sound it goes with: of all partials of its blow, or of a note at
/// mezzo-forte.</summary>
/// <param name="Level">log10 of the power at velocity 76, over the key.</param>
/// <param name="Velocity">What is added to it for 100 steps of velocity, over the key.</param>
/// <param name="Shape">Natural logarithm of the power in a third-octave band, over log frequency.</param>
/// <param name="Decay">Natural logarithm of the time in s in which the power falls to 1/e, over log frequency.</param>
internal sealed record NoiseTables(Curve Level, Curve Velocity, Curve Shape, Curve Decay)
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
            power[band] = Math.Exp(Shape.At(place));
            sum += power[band];
            decay[band] = (float)Math.Min(LongestDecay, Math.Exp(Decay.At(place)));
        }
        double scale = total / sum ?? 1;
        return new NoiseSpectrum(Array.ConvertAll(power, x => (float)(x * scale)), decay);
    }

    /// <summary>10 to the power of the level of every key.</summary>
    public float[] Levels()
    {
        var levels = new float[128];
        for (int key = 0; key < levels.Length; key++)
            levels[key] = (float)Math.Pow(10, Level.At(key));
        return levels;
    }
}
