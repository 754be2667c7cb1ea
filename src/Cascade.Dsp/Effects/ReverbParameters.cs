using System;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Effects;

/// <summary>The parameters of <see cref="Reverb"/>, by number. Their defaults are those of the effect's <see cref="ReverbPatch"/>.</summary>
/// <remarks>A move takes effect from the next block of 32 frames.</remarks>
public static class ReverbParameters
{
    /// <summary>Time between the sound and its reverberation, in seconds, 0 to 0.25. A change cross-fades the two for 30 ms.</summary>
    public const int PreDelay = 0;

    /// <summary>Size, a factor on the delays of the network, 0.25 to 1.5; at 1 its lines are 55 to 230 ms long. A change cross-fades the delays for 30 ms; the tail goes on.</summary>
    public const int Size = 1;

    /// <summary>Time of a decay by 60 dB between the crossovers, in seconds, 0.1 to 20.</summary>
    public const int Decay = 2;

    /// <summary>Decay time of the lowest frequencies as a factor on that between the crossovers, 0.25 to 4.</summary>
    public const int LowRatio = 3;

    /// <summary>Decay time of the highest frequencies as a factor, 0.1 to 2.</summary>
    public const int HighRatio = 4;

    /// <summary>Where half of the low change of the decay rate has come about, in Hz, 50 to 1,000.</summary>
    public const int LowCrossover = 5;

    /// <summary>Where half of the high change, the damping, has come about, in Hz, 1,500 to 20,000.</summary>
    public const int HighCrossover = 6;

    /// <summary>Stereo width of the reverberation, 0 (the same on both sides) to 1 (both sides independent). Its power stays.</summary>
    public const int Width = 7;

    /// <summary>How far four of the lines are lengthened and shortened, in seconds, 0 to 0.00025; 0 is off.</summary>
    public const int ModulationDepth = 8;

    /// <summary>How often, in Hz, 0.05 to 5.</summary>
    public const int ModulationRate = 9;

    /// <summary>Level of the diffused sound before the network, in dB, -60 (off) to 6.</summary>
    public const int EarlyLevel = 10;

    /// <summary>Balance of the sound itself and its reverberation, 0 to 1: up to 0.5 the sound is whole and the reverberation rises to full; above, the sound falls.</summary>
    public const int Mix = 11;

    /// <summary>1 keeps what sounds for ever, unmodulated, and takes in no more; 0 lets it decay. Anything from 0.5 is 1.</summary>
    public const int Freeze = 12;

    /// <summary>The largest <see cref="Size"/>.</summary>
    internal const float LargestSize = 1.5f;

    /// <summary>The longest <see cref="PreDelay"/>, in seconds.</summary>
    internal const float LongestPreDelay = 0.25f;

    /// <summary>The largest <see cref="ModulationDepth"/>, in seconds.</summary>
    internal const float DeepestModulation = 0.00025f;

    /// <summary>Names, units and ranges with a patch's values as defaults.</summary>
    internal static ParameterInfo[] Of(ReverbPatch patch)
    {
        ParameterInfo[] all =
        [
            new("pre-delay", Unit.Seconds, 0, LongestPreDelay, 0, Taper.Square),
            new("size", Unit.Ratio, 0.25f, LargestSize, 1, Taper.Logarithmic),
            new("decay", Unit.Seconds, 0.1f, 20, 2, Taper.Logarithmic),
            new("low ratio", Unit.Ratio, 0.25f, 4, 1, Taper.Logarithmic),
            new("high ratio", Unit.Ratio, 0.1f, 2, 1, Taper.Logarithmic),
            new("low crossover", Unit.Hertz, 50, 1_000, 200, Taper.Logarithmic),
            new("high crossover", Unit.Hertz, 1_500, 20_000, 5_000, Taper.Logarithmic),
            new("width", Unit.Ratio, 0, 1, 1),
            new("modulation depth", Unit.Seconds, 0, DeepestModulation, 0),
            new("modulation rate", Unit.Hertz, 0.05f, 5, 0.5f, Taper.Logarithmic),
            new("early level", Unit.Decibels, -60, 6, -6.5f),
            new("mix", Unit.Ratio, 0, 1, 0.2f),
            new("freeze", Unit.Choice, 0, 1, 0),
        ];
        float[] values = patch.Values();
        for (int i = 0; i < all.Length; i++)
            all[i] = new ParameterInfo(all[i].Name, all[i].Unit, all[i].Minimum, all[i].Maximum, all[i].Clamp(values[i]), all[i].Taper);
        return all;
    }

    /// <summary>The linear gain of a level in dB; off at the lowest.</summary>
    internal static float Linear(float decibels) => decibels <= -60 ? 0 : MathF.Pow(10, decibels / 20);
}
