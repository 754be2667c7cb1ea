using System;
using Cascade.Dsp.Oscillators;

namespace Cascade.Dsp.Instruments.Synth;

/// <summary>One of a voice's two oscillators.</summary>
public sealed record OscillatorSettings
{
    /// <summary>The shape of the cycle.</summary>
    public Waveform Waveform { get; init; } = Waveform.Saw;

    /// <summary>How aliasing is kept away.</summary>
    public OscillatorMode Mode { get; init; } = OscillatorMode.Wavetable;

    /// <summary>Gain, 0 to 1; 0 switches the oscillator off.</summary>
    public float Level { get; init; } = 1;

    /// <summary>Transposition in semitones, -48 to 48; fractions count.</summary>
    public float Semitones { get; init; }

    /// <summary>Detuning in cents, -100 to 100.</summary>
    public float Cents { get; init; }

    /// <summary>The share of the cycle a square is high, 0.02 to 0.98.</summary>
    public float PulseWidth { get; init; } = 0.5f;

    /// <summary>Where in the cycle a note starts, 0 to 1; 0 is the rise through zero.</summary>
    public float Phase { get; init; }

    /// <summary>The same settings with every value moved into its range; NaN becomes the default.</summary>
    public OscillatorSettings Clamped() => this with
    {
        Waveform = Enum.IsDefined(Waveform) ? Waveform : Waveform.Saw,
        Mode = Enum.IsDefined(Mode) ? Mode : OscillatorMode.Wavetable,
        Level = SynthPatch.Clamp(Level, 0, 1, 1),
        Semitones = SynthPatch.Clamp(Semitones, -48, 48, 0),
        Cents = SynthPatch.Clamp(Cents, -100, 100, 0),
        PulseWidth = SynthPatch.Clamp(PulseWidth, 0.02f, 0.98f, 0.5f),
        Phase = SynthPatch.Clamp(Phase, 0, 1, 0),
    };
}
