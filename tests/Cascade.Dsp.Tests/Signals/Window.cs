namespace Cascade.Dsp.Tests.Signals;

/// <summary>The weighting of a signal before its spectrum is taken.</summary>
public enum Window
{
    /// <summary>None: for signals that repeat exactly within the measured length, and for impulse responses.</summary>
    Rectangular,

    /// <summary>Raised cosine: side lobes fall fast, neighbours two bins away are separate.</summary>
    Hann,

    /// <summary>Four-term Blackman-Harris: side lobes below -92 dB, neighbours four bins away are separate.</summary>
    BlackmanHarris,
}
