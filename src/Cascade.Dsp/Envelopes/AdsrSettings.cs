using System;

namespace Cascade.Dsp.Envelopes;

/// <summary>Times, level and curve of an ADSR envelope.</summary>
/// <param name="Attack">Time from 0 to 1, in seconds, 0.0005 to 60.</param>
/// <param name="Decay">Time of a full-scale fall from 1 to 0, in seconds, 0.0005 to 60; a fall to a higher sustain takes less.</param>
/// <param name="Sustain">Level held while the key is down, 0 to 1.</param>
/// <param name="Release">Time of a full-scale fall from 1 to 0 after the key is up, in seconds, 0.0005 to 60.</param>
/// <param name="Shape">The curve.</param>
/// <remarks>No curve is steeper than full scale in 0.5 ms, which would click: an analog attack takes at least 0.95 ms, a full-scale fall
/// 4.6 ms (analog) or 5.8 ms (linear in dB), a little more at low sample rates.</remarks>
public readonly record struct AdsrSettings(float Attack, float Decay, float Sustain, float Release,
    EnvelopeShape Shape = EnvelopeShape.Analog)
{
    /// <summary>The shortest time of a segment, in seconds: the steepest slope that does not click.</summary>
    public const float MinimumTime = 0.0005f;

    /// <summary>The longest time of a segment, in seconds.</summary>
    public const float MaximumTime = 60;

    /// <summary>A plain envelope: 5 ms, 0.2 s, 0.7, 0.3 s, analog.</summary>
    public static AdsrSettings Default { get; } = new(0.005f, 0.2f, 0.7f, 0.3f);

    /// <summary>The same settings with every value moved into its range; NaN becomes the default.</summary>
    public AdsrSettings Clamped() =>
        new(Time(Attack, Default.Attack), Time(Decay, Default.Decay), float.IsNaN(Sustain) ? Default.Sustain : Math.Clamp(Sustain, 0, 1),
        Time(Release, Default.Release), Shape is >= EnvelopeShape.Analog and <= EnvelopeShape.Linear ? Shape : Default.Shape);

    private static float Time(float seconds, float otherwise) =>
        float.IsNaN(seconds) ? otherwise : Math.Clamp(seconds, MinimumTime, MaximumTime);
}
