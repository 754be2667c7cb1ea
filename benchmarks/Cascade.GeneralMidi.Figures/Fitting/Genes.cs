using Cascade.Dsp;
using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Oscillators;

namespace Cascade.GeneralMidi.Figures.Fitting;

/// <summary>A patch as a row of numbers from 0 to 1, so many for each of its parts.</summary>
internal static class Genes
{
    public const int Level = 0, First = 1, Second = 2, NoiseLevel = 3, Cutoff = 4, Q = 5, Tracking = 6, Sweep = 7, VelocityOctaves = 8,
        Attack = 9, Decay = 10, Sustain = 11, Release = 12, ModulationAttack = 13, ModulationDecay = 14, ModulationSustain = 15,
        Pitch = 16, DecayTracking = 17, Semitones1 = 18, Semitones2 = 19, Width1 = 20, Width2 = 21, Cents = 22, Sensitivity = 23,
        Wave1 = 24, Wave2 = 25, Mode = 26, Count = 27;

    /// <summary>Of what is off in a row: the least of its range.</summary>
    private const double Off = 0.05;

    private static readonly (double Low, double High, bool IsLogarithmic)[] s_ranges =
    [
        (-54, 0, false), (0, 1, false), (-40, 0, false), (-70, 0, false), (30, 18_000, true), (0.5, 15, true), (0, 1.2, false),
        (-5, 6, false), (0, 4, false), (0.0005, 1.5, true), (0.02, 30, true), (0, 1, false), (0.03, 3, true), (0.0005, 1.5, true),
        (0.01, 5, true), (0, 1, false), (-24, 48, false), (-0.3, 1.3, false), (-48, 48, false), (-48, 48, false), (0.05, 0.5, false),
        (0.05, 0.5, false), (0, 2.5, false), (0.3, 1, false), (0, 4, false), (0, 4, false), (0, 4, false),
    ];

    private static readonly double[] s_partials = [0.5, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 10, 12];
    private static readonly Waveform[] s_waves = [Waveform.Sine, Waveform.Saw, Waveform.Square, Waveform.Triangle];
    private static readonly FilterMode[] s_modes = [FilterMode.LowPass, FilterMode.BandPass, FilterMode.HighPass, FilterMode.LowPass];

    /// <summary>Of a number in a gene's own unit.</summary>
    public static double Of(int gene, double value)
    {
        (double low, double high, bool logarithmic) = s_ranges[gene];
        double share = logarithmic ? Math.Log(value / low) / Math.Log(high / low) : (value - low) / (high - low);
        return Math.Clamp(share, 0, 0.9999);
    }

    /// <summary>In a gene's own unit.</summary>
    public static double Value(int gene, double share)
    {
        (double low, double high, bool logarithmic) = s_ranges[gene];
        return logarithmic ? low * Math.Pow(high / low, share) : low + (high - low) * share;
    }

    /// <summary>The patch of a row.</summary>
    public static SynthPatch Patch(double[] row, Kind kind)
    {
        int parts = row.Length / Count;
        SynthPatch patch = Part(row.AsSpan(0, Count), kind, isFirst: true);
        var layers = new List<SynthPatch>();
        for (int i = 1; i < parts; i++)
            if (Value(Level, row[i * Count]) > -50)
                layers.Add(Part(row.AsSpan(i * Count, Count), kind, isFirst: false));
        return patch with { Layers = layers };
    }

    private static SynthPatch Part(ReadOnlySpan<double> row, Kind kind, bool isFirst)
    {
        var v = new double[Count];
        for (int i = 0; i < Count; i++)
            v[i] = Value(i, row[i]);
        float F(int gene) => Short(v[gene]);
        float semitones1 = kind.IsFree && !(isFirst && kind.IsTuned) ? F(Semitones1) : Harmonic(row[Semitones1]),
            semitones2 = kind.IsFree ? F(Semitones2) : Harmonic(row[Semitones2]);
        if (isFirst && kind.IsTuned)
            semitones1 = 0;
        bool second = row[Second] > Off, noise = row[NoiseLevel] > Off;
        float cents = kind.IsFree || !second ? 0 : F(Cents);
        FilterMode mode = s_modes[(int)v[Mode]];
        bool sweeps = Math.Abs(v[Sweep]) > 0.2;
        return new SynthPatch
        {
            Oscillator1 = new OscillatorSettings
            {
                Waveform = s_waves[(int)v[Wave1]],
                Level = row[First] > Off ? F(First) : 0,
                Semitones = semitones1,
                Cents = cents,
                PulseWidth = F(Width1),
            },
            Oscillator2 = new OscillatorSettings
            {
                Waveform = s_waves[(int)v[Wave2]],
                Level = second ? Short(Math.Pow(10, v[Second] / 20)) : 0,
                Semitones = semitones2,
                Cents = -cents,
                PulseWidth = F(Width2),
            },
            Noise = noise ? Short(Math.Pow(10, v[NoiseLevel] / 20)) : 0,
            Filter = new FilterSettings
            {
                Mode = mode,
                Cutoff = F(Cutoff),
                Q = F(Q),
                KeyTracking = kind.IsDrum ? 0 : F(Tracking),
                EnvelopeOctaves = sweeps ? F(Sweep) : 0,
                VelocityOctaves = F(VelocityOctaves),
            },
            Amplitude = new AdsrSettings(F(Attack), F(Decay), kind.IsDrum || row[Sustain] < Off ? 0 : F(Sustain), F(Release)),
            Modulation = new AdsrSettings(F(ModulationAttack), F(ModulationDecay), F(ModulationSustain), F(Release)),
            ModulationSemitones = kind.BendsPitch && Math.Abs(v[Pitch]) > 1 ? F(Pitch) : 0,
            DecayTracking = kind.IsDrum ? 0 : F(DecayTracking),
            LevelDecibels = F(Level),
            VelocitySensitivity = F(Sensitivity),
            Lfo1 = kind.Vibrato,
            Lfo2 = kind.Tremolo,
            Unison = isFirst ? kind.Unison : 1,
            UnisonCents = kind.UnisonCents,
            FixedKey = kind.IsDrum ? Kind.DrumKey : -1,
            OneShot = kind.IsDrum,
        };
    }

    private static float Harmonic(double share) =>
        Short(12 * Math.Log2(s_partials[Math.Min(s_partials.Length - 1, (int)(share * s_partials.Length))]));

    // Three digits say enough, but for what is heard as pitch.
    private static float Short(double value) =>
        value == 0 ? 0 : (float)Math.Round(value, Math.Clamp(3 - (int)Math.Ceiling(Math.Log10(Math.Abs(value))), 0, 5));
}
