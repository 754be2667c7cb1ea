namespace Cascade.Dsp.Envelopes;

/// <summary>The curve of an envelope's segments.</summary>
public enum EnvelopeShape
{
    /// <summary>Capacitor curves, as in analog synthesizers: the attack aims beyond 1 and is cut there; decay and release approach their
    /// ends. A full-scale decay of time T falls 80 dB in T.</summary>
    Analog,

    /// <summary>Linear attack; decay and release fall at a constant number of dB per second, 100 dB in their time, as in SoundFont
    /// 2.</summary>
    LinearDb,

    /// <summary>Straight lines.</summary>
    Linear,
}
