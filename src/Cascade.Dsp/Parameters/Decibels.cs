using System;

namespace Cascade.Dsp.Parameters;

/// <summary>Levels in dB as factors.</summary>
internal static class Decibels
{
    /// <summary>The factor of a level.</summary>
    /// <param name="decibels">In dB.</param>
    public static float ToGain(float decibels) => decibels == 0 ? 1 : MathF.Pow(10, decibels / 20);

    /// <summary>The factor of a level that is off at its lowest.</summary>
    /// <param name="decibels">In dB.</param>
    /// <param name="off">The level, and all below, that is 0.</param>
    public static float ToGain(float decibels, float off) => decibels <= off ? 0 : ToGain(decibels);
}
