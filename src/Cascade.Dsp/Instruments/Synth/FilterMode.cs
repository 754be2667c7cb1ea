namespace Cascade.Dsp.Instruments.Synth;

/// <summary>What a voice's filter lets pass.</summary>
public enum FilterMode
{
    /// <summary>Everything: no filter, and no cost.</summary>
    Off,

    /// <summary>Below the cutoff, 12 dB per octave.</summary>
    LowPass,

    /// <summary>Around the cutoff, 6 dB per octave on each side, gain 1 at the cutoff.</summary>
    BandPass,

    /// <summary>Above the cutoff, 12 dB per octave.</summary>
    HighPass,

    /// <summary>All but the cutoff.</summary>
    Notch,
}
