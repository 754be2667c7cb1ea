using Cascade.Dsp.Instruments.Synth;

namespace Cascade.GeneralMidi.Figures.Fitting;

/// <summary>What is known of a program before it is fitted.</summary>
/// <param name="IsTuned">Its first oscillator sounds the key.</param>
/// <param name="IsFree">Its partials need not be harmonic.</param>
/// <param name="IsDrum">It is one key of a kit.</param>
internal sealed record Kind(bool IsTuned, bool IsFree, bool IsDrum)
{
    /// <summary>The key that all drums are fixed to: oscillators reach from 33 Hz to 8.4 kHz.</summary>
    public const int DrumKey = 72;

    private static readonly LfoSettings s_none = new();

    public LfoSettings Vibrato { get; init; } = s_none;

    public LfoSettings Tremolo { get; init; } = s_none;

    public int Unison { get; init; } = 1;

    public float UnisonCents { get; init; } = 15;

    public bool BendsPitch => IsDrum || (IsFree && !IsTuned);

    public static Kind Of(int program)
    {
        if (program == Note.Drums)
            return new Kind(false, true, true);
        var plain = new Kind(true, HasFreePartials(program), false);
        LfoSettings vibrato = new() { Rate = 5.3f, Delay = 0.4f, FadeIn = 0.6f, PitchCents = 6 };
        return program switch
        {
            113 or 115 or >= 116 and <= 127 => plain with { IsTuned = program is 113 or 115 or 116 or 117 or 118 },
            3 => plain with { Unison = 2, UnisonCents = 14 },
            11 => plain with { Tremolo = new LfoSettings { Rate = 5.5f, Tremolo = 0.25f } },
            21 or 23 => plain with { Unison = 2, UnisonCents = 12 },
            >= 40 and <= 43 => plain with { Vibrato = vibrato },
            44 => plain with { Tremolo = new LfoSettings { Rate = 12, Tremolo = 0.5f }, Unison = 2 },
            >= 48 and <= 54 => plain with { Vibrato = vibrato with { PitchCents = 4 }, Unison = 2, UnisonCents = 14 },
            >= 56 and <= 60 => plain with { Vibrato = vibrato with { PitchCents = 3 } },
            61 => plain with { Unison = 2, UnisonCents = 12 },
            >= 64 and <= 79 => plain with { Vibrato = vibrato with { Rate = 5, PitchCents = 5 } },
            >= 88 and <= 95 => plain with { Unison = 2, UnisonCents = 16 },
            110 => plain with { Vibrato = vibrato },
            _ => plain,
        };
    }

    private static bool HasFreePartials(int program) => program is >= 8 and <= 14 or 47 or 55 or 98 or 108 or >= 112;
}
