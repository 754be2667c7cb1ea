using System;
using System.Collections.Generic;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>A piano: which model it starts from, and what is changed. Immutable. Values out of range are moved into it when an instrument takes the patch.</summary>
/// <remarks>All but the name, the model and the velocity curve are the starting values of <see cref="PianoParameters"/>, which can be moved while it plays.</remarks>
public sealed record PianoPatch
{
    /// <summary>The grand as it was fitted.</summary>
    public static PianoPatch Default { get; } = new();

    /// <summary>The name it is found by, in small letters: "grand".</summary>
    public string Name { get; init; } = "grand";

    /// <summary>What it sounds like, in a line.</summary>
    public string Description { get; init; } = "";

    /// <summary>The piano it starts from.</summary>
    public PianoModel Model { get; init; }

    /// <summary>From played to sounding velocity, in straight lines between these points and to 0 and 127; none leaves velocities as they are.</summary>
    public IReadOnlyList<VelocityPoint> VelocityCurve { get; init; } = [];

    /// <summary>Level of everything, in dB, -60 to 12.</summary>
    public float LevelDecibels { get; init; }

    /// <summary>Hammer hardness, a factor, 0.25 to 4.</summary>
    public float Hardness { get; init; } = 1;

    /// <summary>Strike point, a factor, 0.25 to 4.</summary>
    public float StrikePoint { get; init; } = 1;

    /// <summary>Inharmonicity, a factor on B, 0.05 to 50.</summary>
    public float Inharmonicity { get; init; } = 1;

    /// <summary>Stretch, a factor on the model's stretched octaves, 0 to 4.</summary>
    public float Stretch { get; init; } = 1;

    /// <summary>Unison detune, a factor, 0 to 50.</summary>
    public float UnisonDetune { get; init; } = 1;

    /// <summary>Decay, a factor on all decay times, 0.1 to 4.</summary>
    public float Decay { get; init; } = 1;

    /// <summary>Brightness, dB at 8 kHz against 500 Hz, -24 to 24.</summary>
    public float BrightnessDecibels { get; init; }

    /// <summary>How strongly the dampers damp, a factor, 0 to 4.</summary>
    public float Damper { get; init; } = 1;

    /// <summary>Level of the sympathetic resonance, in dB, -60 (off) to 12.</summary>
    public float SympatheticDecibels { get; init; }

    /// <summary>Level of the soundboard's ringing modes, in dB, -60 (off) to 12.</summary>
    public float BodyDecibels { get; init; }

    /// <summary>Level of the hammer's knock, in dB, -60 (off) to 12.</summary>
    public float KnockDecibels { get; init; }

    /// <summary>Level of the soundboard's dense answer to the blow, in dB, -60 (off) to 12.</summary>
    public float BurstDecibels { get; init; }

    /// <summary>Level of the key's thump, in dB, -60 (off) to 12.</summary>
    public float ThumpDecibels { get; init; }

    /// <summary>Level of the dampers' noise, in dB, -60 (off) to 12.</summary>
    public float DamperNoiseDecibels { get; init; }

    /// <summary>Level of the pedal's noise, in dB, -60 (off) to 12.</summary>
    public float PedalNoiseDecibels { get; init; }

    /// <summary>Level of phantom partials and the longitudinal mode, in dB, -60 (off) to 12.</summary>
    public float PhantomDecibels { get; init; }

    /// <summary>Stereo width, 0 to 1.</summary>
    public float Width { get; init; } = 0.7f;

    /// <summary>The patch with every value moved into its range.</summary>
    public PianoPatch Clamped()
    {
        ReadOnlySpan<ParameterInfo> infos = PianoParameters.Of(this);
        var points = new VelocityPoint[VelocityCurve?.Count ?? 0];
        for (int i = 0; i < points.Length; i++)
            points[i] = new VelocityPoint(Velocity(VelocityCurve![i].Played), Velocity(VelocityCurve[i].Sounding));
        return this with
        {
            Model = Enum.IsDefined(Model) ? Model : PianoModel.Grand,
            VelocityCurve = points,
            LevelDecibels = infos[PianoParameters.Level].Default,
            Hardness = infos[PianoParameters.Hardness].Default,
            StrikePoint = infos[PianoParameters.Strike].Default,
            Inharmonicity = infos[PianoParameters.Inharmonicity].Default,
            Stretch = infos[PianoParameters.Stretch].Default,
            UnisonDetune = infos[PianoParameters.Detune].Default,
            Decay = infos[PianoParameters.Decay].Default,
            BrightnessDecibels = infos[PianoParameters.Brightness].Default,
            Damper = infos[PianoParameters.Damper].Default,
            SympatheticDecibels = infos[PianoParameters.Sympathetic].Default,
            BodyDecibels = infos[PianoParameters.Body].Default,
            KnockDecibels = infos[PianoParameters.Knock].Default,
            BurstDecibels = infos[PianoParameters.Burst].Default,
            ThumpDecibels = infos[PianoParameters.Thump].Default,
            DamperNoiseDecibels = infos[PianoParameters.DamperNoise].Default,
            PedalNoiseDecibels = infos[PianoParameters.PedalNoise].Default,
            PhantomDecibels = infos[PianoParameters.Phantoms].Default,
            Width = infos[PianoParameters.Width].Default,
        };
    }

    /// <summary>The values in the order of <see cref="PianoParameters"/>.</summary>
    internal float[] Values() =>
    [
        LevelDecibels, Hardness, StrikePoint, Inharmonicity, Stretch, UnisonDetune, Decay, BrightnessDecibels, Damper, SympatheticDecibels, BodyDecibels,
        KnockDecibels, BurstDecibels, ThumpDecibels, DamperNoiseDecibels, PedalNoiseDecibels, PhantomDecibels, Width,
    ];

    private static float Velocity(float value) => float.IsNaN(value) ? 0 : Math.Clamp(value, 0, 127);
}
