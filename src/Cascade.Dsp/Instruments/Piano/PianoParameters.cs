using System;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>The piano's parameters, by number. Their defaults are those of the instrument's <see cref="PianoPatch"/>.</summary>
/// <remarks>A level of -60 dB is off. What concerns the strings counts for notes to come; notes that sound keep their strings.</remarks>
public static class PianoParameters
{
    /// <summary>Level of everything, in dB, -60 to 12.</summary>
    public const int Level = 0;

    /// <summary>Hammer hardness, a factor, 0.25 to 4: contact times are divided by it. Notes stay as loud.</summary>
    public const int Hardness = 1;

    /// <summary>Strike point, a factor on where the hammer strikes each string, 0.25 to 4.</summary>
    public const int Strike = 2;

    /// <summary>Inharmonicity, a factor on B, 0.05 to 50.</summary>
    public const int Inharmonicity = 3;

    /// <summary>Stretch, a factor on the piano's own stretched octaves, 0 to 4; 0 is the engine's tuning alone.</summary>
    public const int Stretch = 4;

    /// <summary>Unison detune, a factor on how far the strings of a key are apart, 0 to 50. On the grand they are 0.3 to 1.3 cents apart.</summary>
    public const int Detune = 5;

    /// <summary>Decay, a factor on all decay times, 0.1 to 4.</summary>
    public const int Decay = 6;

    /// <summary>Brightness, as by a lid: dB at 8 kHz against 500 Hz and below, -24 to 24.</summary>
    public const int Brightness = 7;

    /// <summary>How strongly the dampers damp, a factor, 0 to 4; 0 is a piano without dampers.</summary>
    public const int Damper = 8;

    /// <summary>Level of the sympathetic resonance of undamped strings, in dB, -60 to 12.</summary>
    public const int Sympathetic = 9;

    /// <summary>Level of the soundboard's ringing modes, in dB, -60 to 12.</summary>
    public const int Body = 10;

    /// <summary>Level of the hammer's knock, in dB, -60 to 12.</summary>
    public const int Knock = 11;

    /// <summary>Level of the soundboard's dense answer to the blow, in dB, -60 to 12.</summary>
    public const int Burst = 12;

    /// <summary>Level of the key's thump on its bed, in dB, -60 to 12.</summary>
    public const int Thump = 13;

    /// <summary>Level of the dampers' falling on the strings, in dB, -60 to 12.</summary>
    public const int DamperNoise = 14;

    /// <summary>Level of the sustain pedal's noise, in dB, -60 to 12.</summary>
    public const int PedalNoise = 15;

    /// <summary>Level of phantom partials and the longitudinal mode of the bass, in dB, -60 to 12.</summary>
    public const int Phantoms = 16;

    /// <summary>Stereo width, 0 to 1.</summary>
    public const int Width = 17;

    internal static readonly float[] Defaults = PianoPatch.Default.Values();

    /// <summary>Names, units and ranges with a patch's values as defaults.</summary>
    internal static ParameterInfo[] Of(PianoPatch patch)
    {
        ParameterInfo[] all =
        [
            Gain("level"),
            Factor("hardness", 0.25f, 4),
            Factor("strike point", 0.25f, 4),
            Factor("inharmonicity", 0.05f, 50),
            new("stretch", Unit.Ratio, 0, 4, 1),
            new("unison detune", Unit.Ratio, 0, 50, 1, Taper.Square),
            Factor("decay", 0.1f, 4),
            new("brightness", Unit.Decibels, -24, 24, 0),
            new("damper", Unit.Ratio, 0, 4, 1),
            Gain("sympathetic"),
            Gain("body"),
            Gain("knock"),
            Gain("burst"),
            Gain("thump"),
            Gain("damper noise"),
            Gain("pedal noise"),
            Gain("phantoms"),
            new("width", Unit.Ratio, 0, 1, 0.7f),
        ];
        float[] values = patch.Values();
        for (int i = 0; i < all.Length; i++)
            all[i] = new ParameterInfo(all[i].Name, all[i].Unit, all[i].Minimum, all[i].Maximum, all[i].Clamp(values[i]), all[i].Taper);
        return all;
    }

    /// <summary>The linear gain of a level in dB; off at the lowest.</summary>
    internal static float Linear(float decibels) => decibels <= -60 ? 0 : MathF.Pow(10, decibels / 20);

    /// <summary>True for parameters on which the strings of the keys depend.</summary>
    internal static bool ShapesStrings(int number) => number is Hardness or Strike or Inharmonicity or Stretch or Detune or Decay or Brightness or Body or Phantoms or Width;

    private static ParameterInfo Gain(string name) => new(name, Unit.Decibels, -60, 12, 0);

    private static ParameterInfo Factor(string name, float minimum, float maximum) => new(name, Unit.Ratio, minimum, maximum, 1, Taper.Logarithmic);
}
