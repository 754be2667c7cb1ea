namespace Cascade.Dsp.Effects;

/// <summary>What a band of an <see cref="Equalizer"/> does.</summary>
public enum EqualizerBandKind
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>Raises or lowers what lies around its frequency.</summary>
    Peak,

    /// <summary>Raises or lowers what lies below its frequency.</summary>
    LowShelf,

    /// <summary>Raises or lowers what lies above its frequency.</summary>
    HighShelf,

    /// <summary>Takes away what lies above its frequency, 12 dB per octave.</summary>
    LowPass,

    /// <summary>Takes away what lies below its frequency, 12 dB per octave.</summary>
    HighPass,

    /// <summary>Leaves what lies around its frequency, 6 dB per octave on both sides.</summary>
    BandPass,

    /// <summary>Takes out its frequency.</summary>
    Notch,
}
