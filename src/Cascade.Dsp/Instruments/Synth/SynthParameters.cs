using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Instruments.Synth;

/// <summary>The synthesizer's parameters, by number: what they change, they change in every patch.</summary>
public static class SynthParameters
{
    /// <summary>Level, in dB, -60 to 12.</summary>
    public const int Level = 0;

    /// <summary>Cutoff relative to the patch's own, in octaves, -5 to 5.</summary>
    public const int Cutoff = 1;

    /// <summary>Q relative to the patch's own, in dB, -24 to 24.</summary>
    public const int Resonance = 2;

    /// <summary>Factor on attack times, 0.1 to 10; for notes to come.</summary>
    public const int Attack = 3;

    /// <summary>Factor on decay times, 0.1 to 10; for notes to come.</summary>
    public const int Decay = 4;

    /// <summary>Factor on release times, 0.1 to 10; for notes to come.</summary>
    public const int Release = 5;

    /// <summary>Vibrato added, in cents to either side, 0 to 100.</summary>
    public const int Vibrato = 6;

    /// <summary>Tuning, in cents, -100 to 100.</summary>
    public const int Tune = 7;

    internal static readonly ParameterInfo[] All =
    [
        new("level", Unit.Decibels, -60, 12, 0),
        new("cutoff", Unit.Octaves, -5, 5, 0),
        new("resonance", Unit.Decibels, -24, 24, 0),
        new("attack", Unit.Ratio, 0.1f, 10, 1, Taper.Logarithmic),
        new("decay", Unit.Ratio, 0.1f, 10, 1, Taper.Logarithmic),
        new("release", Unit.Ratio, 0.1f, 10, 1, Taper.Logarithmic),
        new("vibrato", Unit.Cents, 0, 100, 0),
        new("tune", Unit.Cents, -100, 100, 0),
    ];
}
