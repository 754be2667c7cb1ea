namespace Cascade.Dsp.Effects;

/// <summary>The parameters of a band of an <see cref="Equalizer"/>, in the order of their numbers.</summary>
public enum EqualizerParameter
{
    /// <summary>The number of an <see cref="EqualizerBandKind"/>.</summary>
    Kind,

    /// <summary>In Hz.</summary>
    Frequency,

    /// <summary>In dB.</summary>
    Gain,

    /// <summary>A plain number.</summary>
    Q,
}
