namespace Cascade.Dsp.Envelopes;

/// <summary>Where an envelope is.</summary>
public enum EnvelopeStage
{
    /// <summary>At zero, not started or ended.</summary>
    Idle,

    /// <summary>Rising to 1.</summary>
    Attack,

    /// <summary>Falling to the sustain level.</summary>
    Decay,

    /// <summary>Holding the sustain level.</summary>
    Sustain,

    /// <summary>Falling to zero.</summary>
    Release,
}
