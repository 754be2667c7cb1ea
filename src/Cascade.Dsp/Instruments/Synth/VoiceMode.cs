namespace Cascade.Dsp.Instruments.Synth;

/// <summary>How the keys of a channel share its voices.</summary>
public enum VoiceMode
{
    /// <summary>Every key has voices of its own.</summary>
    Poly,

    /// <summary>One note at a time, the last key pressed; every key starts the envelopes.</summary>
    Mono,

    /// <summary>One note at a time; a key pressed while another is down changes the pitch only.</summary>
    Legato,
}
