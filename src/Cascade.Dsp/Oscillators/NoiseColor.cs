namespace Cascade.Dsp.Oscillators;

/// <summary>The spectrum of a <see cref="Noise"/>.</summary>
public enum NoiseColor
{
    /// <summary>The same power in every hertz. Evenly spread over -1 to 1: -4.8 dB RMS.</summary>
    White,

    /// <summary>The same power in every octave: -3.01 dB per octave. -12 dB RMS, about normally spread, so that peaks beyond 1 are
    /// rare.</summary>
    Pink,
}
