namespace Cascade.Dsp.Filters;

/// <summary>Which side of its cutoff a <see cref="OnePole"/> lets through.</summary>
public enum OnePoleMode
{
    /// <summary>Below the cutoff; -6 dB per octave above it.</summary>
    LowPass,

    /// <summary>Above the cutoff; -6 dB per octave below it.</summary>
    HighPass,
}
