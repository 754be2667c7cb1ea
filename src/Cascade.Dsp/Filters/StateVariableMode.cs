namespace Cascade.Dsp.Filters;

/// <summary>What a <see cref="StateVariable"/> filter lets through.</summary>
public enum StateVariableMode
{
    /// <summary>Below the cutoff; -12 dB per octave above it.</summary>
    LowPass,

    /// <summary>Around the cutoff, 0 dB there; -6 dB per octave on both sides.</summary>
    BandPass,

    /// <summary>Above the cutoff; -12 dB per octave below it.</summary>
    HighPass,

    /// <summary>All but the cutoff.</summary>
    Notch,

    /// <summary>Everything, raised or lowered by <see cref="StateVariable.GainDecibels"/> around the cutoff.</summary>
    Peak,

    /// <summary>Everything at 0 dB; the phase turns by 180 degrees at the cutoff.</summary>
    AllPass,
}
