using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The piano's parameters, by number.</summary>
public static class PianoParameters
{
    /// <summary>Level, in dB, -60 to 12.</summary>
    public const int Level = 0;

    /// <summary>Hammer hardness: contact times are divided by it, 0.5 to 2; for notes to come.</summary>
    public const int Hardness = 1;

    /// <summary>Stereo width, 0 to 1; for notes to come.</summary>
    public const int Width = 2;

    /// <summary>How strongly the dampers damp, a factor, 0 to 4.</summary>
    public const int Damper = 3;

    /// <summary>Level of the blow's noises, in dB, -60 to 12; for notes to come.</summary>
    public const int Noise = 4;

    internal static readonly ParameterInfo[] All =
    [
        new("level", Unit.Decibels, -60, 12, 0),
        new("hardness", Unit.Ratio, 0.5f, 2, 1, Taper.Logarithmic),
        new("width", Unit.Ratio, 0, 1, 0.7f),
        new("damper", Unit.Ratio, 0, 4, 1),
        new("noise", Unit.Decibels, -60, 12, 0),
    ];
}
