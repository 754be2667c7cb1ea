using System;
using System.Collections.Generic;
using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Instruments.Synth;

namespace Cascade.Dsp;

/// <summary>A sound of the synthesizer: everything a voice is set to, in natural units. Immutable.</summary>
/// <remarks>
/// <code>
/// oscillator 1 --+
/// oscillator 2 --+--> filter --> amplitude --> pan
/// noise --------+       ^            ^
///             modulation envelope   amplitude envelope
///             (and pitch)           two LFOs: pitch, cutoff, level, pulse width
/// </code>
/// Further voices of other settings may sound with it: see <see cref="Layers"/>. Values out of range are moved into it when an instrument
/// takes the patch.
/// </remarks>
public sealed record SynthPatch
{
    /// <summary>How many layers a patch may have.</summary>
    public const int MaximumLayers = 7;

    private readonly LayerList _layers = LayerList.Empty;

    /// <summary>A plain sound: one saw through an open low-pass filter.</summary>
    public static SynthPatch Default { get; } = new();

    /// <summary>The name it is found by, in small letters: "electric piano".</summary>
    public string Name { get; init; } = "saw";

    /// <summary>What it sounds like, in a line.</summary>
    public string Description { get; init; } = "";

    /// <summary>How the keys of a channel share its voices.</summary>
    public VoiceMode Mode { get; init; }

    /// <summary>Time the pitch takes from the last note to a new one, in seconds, 0 to 10; 0 is no glide.</summary>
    public float Glide { get; init; }

    /// <summary>Voices a key sounds, 1 to 8.</summary>
    public int Unison { get; init; } = 1;

    /// <summary>Detuning from the lowest to the highest unison voice, in cents, 0 to 100.</summary>
    public float UnisonCents { get; init; } = 15;

    /// <summary>How far unison voices are spread from left to right, 0 to 1.</summary>
    public float UnisonWidth { get; init; } = 0.6f;

    /// <summary>The first oscillator.</summary>
    public OscillatorSettings Oscillator1 { get; init; } = new();

    /// <summary>The second oscillator; off by default.</summary>
    public OscillatorSettings Oscillator2 { get; init; } = new() { Level = 0 };

    /// <summary>Gain of white noise, 0 to 1.</summary>
    public float Noise { get; init; }

    /// <summary>The filter.</summary>
    public FilterSettings Filter { get; init; } = new() { Mode = FilterMode.LowPass, Cutoff = 8_000, KeyTracking = 0.5f };

    /// <summary>Patches that sound with this one, as its resonances, its breath or its blow: up to <see cref="MaximumLayers"/>.</summary>
    /// <remarks>Each is a voice beside the patch's own, or several by its unison. Mode, glide, one-shot and exclusive class are those of
    /// the whole, and a layer has no layers of its own.</remarks>
    public IReadOnlyList<SynthPatch> Layers { get => _layers; init => _layers = LayerList.Of(value); }

    /// <summary>The envelope of the level.</summary>
    public AdsrSettings Amplitude { get; init; } = AdsrSettings.Default;

    /// <summary>The envelope of cutoff and pitch.</summary>
    public AdsrSettings Modulation { get; init; } = AdsrSettings.Default;

    /// <summary>How far high keys die away sooner than low ones: by 0 not at all, by 1 twice as fast an octave up; -1 to 2. Middle C has
    /// the envelopes' own decays.</summary>
    public float DecayTracking { get; init; }

    /// <summary>How far the modulation envelope raises the pitch at its peak, in semitones, -96 to 96.</summary>
    public float ModulationSemitones { get; init; }

    /// <summary>The first low-frequency oscillator; the modulation wheel adds vibrato by it.</summary>
    public LfoSettings Lfo1 { get; init; } = new();

    /// <summary>The second low-frequency oscillator.</summary>
    public LfoSettings Lfo2 { get; init; } = new();

    /// <summary>Level of a note at full velocity, in dB, -60 to 24.</summary>
    public float LevelDecibels { get; init; } = -12;

    /// <summary>How far velocity matters for the level, from 0, not at all, to 1, as 40 log10 of it.</summary>
    public float VelocitySensitivity { get; init; } = 0.7f;

    /// <summary>Place of the sound, -1 left to 1 right; the channel's pan is added.</summary>
    public float Pan { get; init; }

    /// <summary>Vibrato of the full modulation wheel or pressure, in cents to either side, 0 to 1,200.</summary>
    public float WheelVibratoCents { get; init; } = 40;

    /// <summary>How far full pressure raises the cutoff, in octaves, 0 to 5.</summary>
    public float PressureOctaves { get; init; } = 1;

    /// <summary>The key that sounds whatever key is played, 0 to 127, for drums; -1 follows the keyboard.</summary>
    public int FixedKey { get; init; } = -1;

    /// <summary>The class of sounds that end each other on a channel, as the hi-hats of a kit do, 1 to 127; 0 is none.</summary>
    public int ExclusiveClass { get; init; }

    /// <summary>True if a note-off does not end the note: it plays its envelope through to a sustain of 0, as drums do.</summary>
    public bool OneShot { get; init; }

    /// <summary>The same patch with every value moved into its range; NaN and null become the defaults.</summary>
    public SynthPatch Clamped() => this with
    {
        Mode = Enum.IsDefined(Mode) ? Mode : VoiceMode.Poly,
        Glide = Clamp(Glide, 0, 10, 0),
        Unison = Math.Clamp(Unison, 1, 8),
        UnisonCents = Clamp(UnisonCents, 0, 100, 15),
        UnisonWidth = Clamp(UnisonWidth, 0, 1, 0.6f),
        Oscillator1 = (Oscillator1 ?? Default.Oscillator1).Clamped(),
        Oscillator2 = (Oscillator2 ?? Default.Oscillator2).Clamped(),
        Noise = Clamp(Noise, 0, 1, 0),
        Filter = (Filter ?? Default.Filter).Clamped(),
        Layers = _layers.Clamped(OneShot),
        Amplitude = OneShot ? Amplitude.Clamped() with { Sustain = 0 } : Amplitude.Clamped(),
        Modulation = Modulation.Clamped(),
        DecayTracking = Clamp(DecayTracking, -1, 2, 0),
        ModulationSemitones = Clamp(ModulationSemitones, -96, 96, 0),
        Lfo1 = (Lfo1 ?? Default.Lfo1).Clamped(),
        Lfo2 = (Lfo2 ?? Default.Lfo2).Clamped(),
        LevelDecibels = Clamp(LevelDecibels, -60, 24, -12),
        VelocitySensitivity = Clamp(VelocitySensitivity, 0, 1, 0.7f),
        Pan = Clamp(Pan, -1, 1, 0),
        WheelVibratoCents = Clamp(WheelVibratoCents, 0, 1_200, 40),
        PressureOctaves = Clamp(PressureOctaves, 0, 5, 1),
        FixedKey = Math.Clamp(FixedKey, -1, 127),
        ExclusiveClass = Math.Clamp(ExclusiveClass, 0, 127),
    };

    /// <summary>How many patches sound together: this one and its layers.</summary>
    internal int Parts => 1 + _layers.Count;

    /// <summary>One of those that sound together, 0 being the patch itself.</summary>
    internal SynthPatch Part(int number) => number == 0 ? this : _layers[number - 1];

    internal static float Clamp(float value, float minimum, float maximum, float otherwise) =>
        float.IsNaN(value) ? otherwise : Math.Clamp(value, minimum, maximum);
}
