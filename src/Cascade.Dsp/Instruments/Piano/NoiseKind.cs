namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The kinds of noise a piano makes.</summary>
internal enum NoiseKind
{
    /// <summary>What the hammer's knock leaves in the wood, by the shape of the lowest key; those of higher keys follow.</summary>
    Knock,

    /// <summary>The soundboard's dense answer to the blow, likewise.</summary>
    Burst = Knock + PianoTables.NoiseShapes,

    /// <summary>The key hitting its bed.</summary>
    Thump = Burst + PianoTables.NoiseShapes,

    /// <summary>A damper's felt falling on the string.</summary>
    Damper,

    /// <summary>What a bass damper's weight adds.</summary>
    HeavyDamper,

    /// <summary>The key coming back to rest.</summary>
    KeyReturn,

    /// <summary>The dampers leaving the strings all together.</summary>
    PedalDown,

    /// <summary>The dampers falling on them all together.</summary>
    PedalUp,

    /// <summary>The number of kinds.</summary>
    Count,
}
