using System;
using Cascade.Dsp.Oscillators;

namespace Cascade.Dsp.Instruments.Synth;

/// <summary>One of a voice's two low-frequency oscillators and what it moves. It starts with the note.</summary>
public sealed record LfoSettings
{
    /// <summary>The curve.</summary>
    public LfoShape Shape { get; init; } = LfoShape.Sine;

    /// <summary>Cycles per second, 0.001 to 100 Hz.</summary>
    public float Rate { get; init; } = 5;

    /// <summary>Seconds after the note's start without effect, 0 to 60.</summary>
    public float Delay { get; init; }

    /// <summary>Seconds the effect then grows, 0 to 60.</summary>
    public float FadeIn { get; init; }

    /// <summary>Pitch to either side, in cents, 0 to 1,200.</summary>
    public float PitchCents { get; init; }

    /// <summary>Cutoff to either side, in octaves, 0 to 5.</summary>
    public float CutoffOctaves { get; init; }

    /// <summary>Tremolo: how far the level falls at the lowest point, 0 to 1.</summary>
    public float Tremolo { get; init; }

    /// <summary>Pulse width to either side, 0 to 0.48.</summary>
    public float PulseWidth { get; init; }

    /// <summary>The same settings with every value moved into its range; NaN becomes the default.</summary>
    public LfoSettings Clamped() => this with
    {
        Shape = Enum.IsDefined(Shape) ? Shape : LfoShape.Sine,
        Rate = SynthPatch.Clamp(Rate, 0.001f, 100, 5),
        Delay = SynthPatch.Clamp(Delay, 0, 60, 0),
        FadeIn = SynthPatch.Clamp(FadeIn, 0, 60, 0),
        PitchCents = SynthPatch.Clamp(PitchCents, 0, 1_200, 0),
        CutoffOctaves = SynthPatch.Clamp(CutoffOctaves, 0, 5, 0),
        Tremolo = SynthPatch.Clamp(Tremolo, 0, 1, 0),
        PulseWidth = SynthPatch.Clamp(PulseWidth, 0, 0.48f, 0),
    };
}
