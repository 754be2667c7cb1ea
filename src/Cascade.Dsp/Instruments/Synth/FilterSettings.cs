using System;

namespace Cascade.Dsp.Instruments.Synth;

/// <summary>A voice's state-variable filter.</summary>
public sealed record FilterSettings
{
    /// <summary>What passes.</summary>
    public FilterMode Mode { get; init; } = FilterMode.Off;

    /// <summary>Cutoff at middle C, full velocity and envelope 0, in Hz, 10 to 20,000.</summary>
    public float Cutoff { get; init; } = 8_000;

    /// <summary>Resonance: the gain at the cutoff, 0.3 to 40; 0.7071 is flat.</summary>
    public float Q { get; init; } = 0.7071f;

    /// <summary>How far the cutoff follows the key: 0 not at all, 1 octave by octave; -1 to 2.</summary>
    public float KeyTracking { get; init; }

    /// <summary>How far the modulation envelope moves the cutoff at its peak, in octaves, -10 to 10.</summary>
    public float EnvelopeOctaves { get; init; }

    /// <summary>How far the softest velocity lowers the cutoff, in octaves, 0 to 10.</summary>
    public float VelocityOctaves { get; init; }

    /// <summary>The same settings with every value moved into its range; NaN becomes the default.</summary>
    public FilterSettings Clamped() => this with
    {
        Mode = Enum.IsDefined(Mode) ? Mode : FilterMode.Off,
        Cutoff = SynthPatch.Clamp(Cutoff, 10, 20_000, 8_000),
        Q = SynthPatch.Clamp(Q, 0.3f, 40, 0.7071f),
        KeyTracking = SynthPatch.Clamp(KeyTracking, -1, 2, 0),
        EnvelopeOctaves = SynthPatch.Clamp(EnvelopeOctaves, -10, 10, 0),
        VelocityOctaves = SynthPatch.Clamp(VelocityOctaves, 0, 10, 0),
    };
}
