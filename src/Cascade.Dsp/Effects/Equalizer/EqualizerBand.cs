using System;
using Cascade.Dsp.Filters;

namespace Cascade.Dsp.Effects;

/// <summary>The settings of a band of an <see cref="Equalizer"/>.</summary>
/// <remarks>The curves are those of the analog filters of R. Bristow-Johnson's "Cookbook formulae for audio equalizer biquad filter
/// coefficients", 1998.</remarks>
public sealed record EqualizerBand
{
    /// <summary>The lowest frequency, in Hz.</summary>
    public const float MinimumFrequency = 20;

    /// <summary>The highest frequency, in Hz.</summary>
    public const float MaximumFrequency = 20_000;

    /// <summary>The largest gain up or down, in dB.</summary>
    public const float MaximumGain = 24;

    /// <summary>The lowest Q.</summary>
    public const float MinimumQ = 0.1f;

    /// <summary>The highest Q.</summary>
    public const float MaximumQ = 20;

    internal const float DefaultFrequency = 1000;
    internal const float DefaultQ = 0.7071f;

    /// <summary>What the band does; a peak by default.</summary>
    public EqualizerBandKind Kind { get; init; } = EqualizerBandKind.Peak;

    /// <summary>The centre, the cutoff, or the middle of a shelf's slope, in Hz, 20 to 20,000; 1,000 by default. An equalizer goes no
    /// higher than 0.46 of its sample rate.</summary>
    public float Frequency { get; init; } = DefaultFrequency;

    /// <summary>The gain of a peak or shelf in dB, -24 to 24; the other kinds have none. 0 by default: a peak or shelf that changes
    /// nothing.</summary>
    public float GainDecibels { get; init; }

    /// <summary>
    /// 0.1 to 20; 0.7071 by default. Of a peak the centre over the bandwidth between the points of half the gain in dB, of a band-pass or
    /// notch between the -3 dB points; of a low-pass or high-pass the gain at the cutoff; of a shelf its steepness. Without a bump the
    /// steepest low-pass, high-pass or shelf has 0.7071.
    /// </summary>
    public float Q { get; init; } = DefaultQ;

    /// <summary>The same settings with every value moved into its range; NaN becomes the default, an unknown kind
    /// <see cref="EqualizerBandKind.Off"/>.</summary>
    public EqualizerBand Clamped() => new()
    {
        Kind = KnownKind,
        Frequency = float.IsNaN(Frequency) ? DefaultFrequency : Math.Clamp(Frequency, MinimumFrequency, MaximumFrequency),
        GainDecibels = float.IsNaN(GainDecibels) ? 0 : Math.Clamp(GainDecibels, -MaximumGain, MaximumGain),
        Q = float.IsNaN(Q) ? DefaultQ : Math.Clamp(Q, MinimumQ, MaximumQ),
    };

    /// <summary>The gain of the analog filter that the band is modelled on: what a sine is multiplied by.</summary>
    /// <param name="frequency">In Hz, above 0.</param>
    /// <returns>The factor; 1 changes nothing.</returns>
    public double AnalogResponse(double frequency) => Kind == EqualizerBandKind.Off ? 1 : Math.Sqrt(Analog().Power(frequency / Frequency));

    internal EqualizerBandKind KnownKind => Kind is >= EqualizerBandKind.Off and <= EqualizerBandKind.Notch ? Kind : EqualizerBandKind.Off;

    private AnalogSection Analog() => Kind switch
    {
        EqualizerBandKind.LowShelf => AnalogSection.LowShelf(Q, GainDecibels),
        EqualizerBandKind.HighShelf => AnalogSection.HighShelf(Q, GainDecibels),
        EqualizerBandKind.LowPass => AnalogSection.LowPass(Q),
        EqualizerBandKind.HighPass => AnalogSection.HighPass(Q),
        EqualizerBandKind.BandPass => AnalogSection.BandPass(Q),
        EqualizerBandKind.Notch => AnalogSection.Notch(Q),
        _ => AnalogSection.Peak(Q, GainDecibels),
    };
}
