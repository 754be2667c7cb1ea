using System;

namespace Cascade.Dsp.Effects;

/// <summary>How long a reverb rings at each frequency: the set curve.</summary>
/// <remarks>
/// Decay rates add up: 1 / T(f) = (1 / T) (1 + (1 / low - 1) / (1 + (f / f_low)^2) + (1 / high - 1) / (1 + (f_high / f)^2)). As f_low is
/// below f_high, the weights of the three rates are never negative and add up to 1, so no T(f) is longer than the longest of T, low T and
/// high T.
/// </remarks>
/// <param name="Mid">T, the time of a decay by 60 dB between the crossovers, in seconds.</param>
/// <param name="LowRatio">T at 0 Hz, as a factor.</param>
/// <param name="HighRatio">T far above, as a factor.</param>
/// <param name="LowCrossover">f_low in Hz: where half of the low change has come about.</param>
/// <param name="HighCrossover">f_high in Hz, above f_low.</param>
internal readonly record struct ReverbDecay(double Mid, double LowRatio, double HighRatio, double LowCrossover, double HighCrossover)
{
    /// <summary>Nepers in 60 dB.</summary>
    public const double Nepers = 6.907755278982137;

    /// <summary>The curve that a reverb is set to.</summary>
    /// <param name="values">Its parameters.</param>
    public static ReverbDecay Of(ParameterBank values) => new(values[Reverb.Decay], values[Reverb.LowRatio], values[Reverb.HighRatio],
        values[Reverb.LowCrossover], values[Reverb.HighCrossover]);

    /// <summary>The longest T(f), in seconds.</summary>
    public double Longest => Mid * Math.Max(1, Math.Max(LowRatio, HighRatio));

    /// <summary>T(f), in seconds.</summary>
    /// <param name="frequency">f in Hz, 0 or more.</param>
    public double Time(double frequency) => Mid / (1 + LowLoss(frequency) + HighLoss(frequency));

    /// <summary>What the low part adds to the decay rate, in units of the middle one; above -1.</summary>
    public double LowLoss(double frequency) => (1 / LowRatio - 1) / (1 + Square(frequency / LowCrossover));

    /// <summary>What the high part adds.</summary>
    public double HighLoss(double frequency) => (1 / HighRatio - 1) * Square(frequency) / (Square(frequency) + Square(HighCrossover));

    private static double Square(double x) => x * x;
}
