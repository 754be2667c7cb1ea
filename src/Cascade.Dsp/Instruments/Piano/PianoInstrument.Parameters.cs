using Cascade.Dsp.Parameters;

namespace Cascade.Dsp;

/// <remarks>The parameters. A level of -60 dB is off. What concerns the strings counts for notes to come; notes that sound keep their
/// strings.</remarks>
public sealed partial class PianoInstrument
{
    /// <summary>Level of everything, in dB, -60 to 12.</summary>
    public static Parameter Level { get; } = Volume("level");

    /// <summary>Hammer hardness, a factor, 0.25 to 4: contact times are divided by it. Notes stay as loud.</summary>
    public static Parameter Hardness { get; } = Factor("hardness", 0.25f, 4);

    /// <summary>Strike point, a factor on where the hammer strikes each string, 0.25 to 4.</summary>
    public static Parameter Strike { get; } = Factor("strike point", 0.25f, 4);

    /// <summary>Inharmonicity, a factor on B, 0.05 to 50.</summary>
    public static Parameter Inharmonicity { get; } = Factor("inharmonicity", 0.05f, 50);

    /// <summary>Stretch, a factor on the piano's own stretched octaves, 0 to 4; 0 is the engine's tuning alone.</summary>
    public static Parameter Stretch { get; } = new("stretch", Unit.Ratio, 0, 4, 1);

    /// <summary>Unison detune, a factor on how far the strings of a key are apart, 0 to 50. On the grand they are 0.3 to 1.3 cents
    /// apart.</summary>
    public static Parameter Detune { get; } = new("unison detune", Unit.Ratio, 0, 50, 1, Taper.Square);

    /// <summary>Decay, a factor on all decay times, 0.1 to 4.</summary>
    public static Parameter Decay { get; } = Factor("decay", 0.1f, 4);

    /// <summary>Brightness, as by a lid: dB at 8 kHz against 500 Hz and below, -24 to 24.</summary>
    public static Parameter Brightness { get; } = new("brightness", Unit.Decibels, -24, 24, 0);

    /// <summary>How strongly the dampers damp, a factor, 0 to 4; 0 is a piano without dampers.</summary>
    public static Parameter Damper { get; } = new("damper", Unit.Ratio, 0, 4, 1);

    /// <summary>Level of the sympathetic resonance of undamped strings, in dB, -60 to 12.</summary>
    public static Parameter Sympathetic { get; } = Volume("sympathetic");

    /// <summary>Level of the soundboard's ringing modes, in dB, -60 to 12.</summary>
    public static Parameter Body { get; } = Volume("body");

    /// <summary>Level of the hammer's knock, in dB, -60 to 12.</summary>
    public static Parameter Knock { get; } = Volume("knock");

    /// <summary>Level of the soundboard's dense answer to the blow, in dB, -60 to 12.</summary>
    public static Parameter Burst { get; } = Volume("burst");

    /// <summary>Level of the key's thump on its bed, in dB, -60 to 12.</summary>
    public static Parameter Thump { get; } = Volume("thump");

    /// <summary>Level of the dampers' falling on the strings, in dB, -60 to 12.</summary>
    public static Parameter DamperNoise { get; } = Volume("damper noise");

    /// <summary>Level of the sustain pedal's noise, in dB, -60 to 12.</summary>
    public static Parameter PedalNoise { get; } = Volume("pedal noise");

    /// <summary>Level of phantom partials and the longitudinal mode of the bass, in dB, -60 to 12.</summary>
    public static Parameter Phantoms { get; } = Volume("phantoms");

    /// <summary>Stereo width, 0 to 1.</summary>
    public static Parameter Width { get; } = new("width", Unit.Ratio, 0, 1, 0.7f);

    /// <summary>All parameters.</summary>
    internal static Parameter[] All { get; } =
    [
        Level, Hardness, Strike, Inharmonicity, Stretch, Detune, Decay, Brightness, Damper,
        Sympathetic, Body, Knock, Burst, Thump, DamperNoise, PedalNoise, Phantoms, Width,
    ];

    private static bool ShapesStrings(Parameter p) => p == Hardness || p == Strike || p == Inharmonicity || p == Stretch || p == Detune
        || p == Decay || p == Brightness || p == Body || p == Phantoms || p == Width;

    private static Parameter Volume(string name) => new(name, Unit.Decibels, -60, 12, 0);

    private static Parameter Factor(string name, float minimum, float maximum) =>
        new(name, Unit.Ratio, minimum, maximum, 1, Taper.Logarithmic);
}
