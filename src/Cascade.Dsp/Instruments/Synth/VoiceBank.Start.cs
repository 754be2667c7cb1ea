using System;
using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Oscillators;
using static Cascade.Dsp.Instruments.Synth.VoiceField;

namespace Cascade.Dsp.Instruments.Synth;

/// <remarks>How a patch, a key and a velocity become the values of a voice.</remarks>
internal sealed partial class VoiceBank
{
    private const double Cycle = 4294967296.0;

    // What controllers 77 and 78 add at most, in semitones and seconds.
    private const float DeepestVibrato = 0.5f, LongestDelay = 1;

    /// <summary>Sets up a voice at the place <see cref="Allocate"/> gave and starts it.</summary>
    /// <param name="slot">The place.</param>
    /// <param name="voice">Patch, key, channel, note, envelopes, gain and spread are read; the rest is set here.</param>
    /// <param name="frequency">Of the key, in Hz.</param>
    /// <param name="velocity">Above 0 to 1.</param>
    /// <param name="glide">Where the pitch starts relative to the key, in semitones.</param>
    /// <param name="glideTime">How long it takes to the key, in seconds.</param>
    /// <param name="seed">Of this voice's noise and phases.</param>
    /// <param name="offset">The frame of the block.</param>
    public void Start(int slot, in Voice voice, double frequency, float velocity, float glide, float glideTime, uint seed, int offset)
    {
        SynthPatch patch = voice.Patch;
        _voices[slot] = voice;
        _voices[slot].StartTime = _now + offset;
        _voices[slot].AmplitudeSegment = _voices[slot].ModulationSegment = EnvelopeSegment.Hold(0);
        VoiceFeatures features = StartOscillator(slot, patch.Oscillator1, 0, OscillatorStart1, TableLevel1, PulseWidth1, seed)
            | StartOscillator(slot, patch.Oscillator2, Phase2 - Phase1, OscillatorStart2, TableLevel2, PulseWidth2, seed * 3);
        SetInt(slot, NoiseCounter, (int)Noise.Hash(seed));
        Field(slot, NoiseGain) = patch.Noise;
        features |= patch.Noise > 0 ? VoiceFeatures.Noise : VoiceFeatures.None;
        features |= StartFilter(slot, patch.Filter, patch.FixedKey >= 0 ? patch.FixedKey : voice.Key, velocity);
        Field(slot, EnvelopePitch) = patch.ModulationSemitones;
        Field(slot, VoiceField.ModulationLevel) = 0;
        features |= patch.ModulationSemitones != 0 || patch.Filter.EnvelopeOctaves != 0 ? VoiceFeatures.Modulation : VoiceFeatures.None;
        features |= StartLfo(slot, Lfo1Phase, patch.Lfo1, seed) ? VoiceFeatures.Lfo1 : VoiceFeatures.None;
        features |= StartLfo(slot, Lfo2Phase, patch.Lfo2, seed + 77) ? VoiceFeatures.Lfo2 : VoiceFeatures.None;
        Need(slot, features);
        Tune(slot, frequency, glide, glideTime);
        Field(slot, Detune) = voice.Spread * patch.UnisonCents / 200;
    }

    /// <summary>Gives a voice the pitch of another key, or of its own anew.</summary>
    /// <param name="slot">The voice.</param>
    /// <param name="frequency">Of the key, in Hz.</param>
    /// <param name="glide">Where the pitch starts relative to the key, in semitones.</param>
    /// <param name="glideTime">How long it takes to the key, in seconds.</param>
    public void Tune(int slot, double frequency, float glide, float glideTime)
    {
        Retune(slot, frequency);
        Field(slot, Glide) = glideTime > 0 ? glide : 0;
        Field(slot, GlideStep) = glideTime > 0 ? MathF.Abs(glide) / (glideTime * _sampleRate) : 0;
    }

    /// <summary>Gives a voice another pitch at once; a glide goes on.</summary>
    /// <param name="slot">The voice.</param>
    /// <param name="frequency">Of its key, in Hz.</param>
    public void Retune(int slot, double frequency)
    {
        SynthPatch patch = _voices[slot].Patch;
        Field(slot, Base1) = Increment(frequency, patch.Oscillator1);
        Field(slot, Base2) = Increment(frequency, patch.Oscillator2);
    }

    /// <summary>The pitch a gliding voice is at, relative to its key, in semitones.</summary>
    public float GlideLeft(int slot) => Field(slot, Glide);

    /// <summary>Hands a voice what its channel's controllers are at.</summary>
    /// <param name="slot">The voice.</param>
    /// <param name="control">The values.</param>
    public void Control(int slot, in VoiceControls control)
    {
        ref Voice voice = ref _voices[slot];
        SynthPatch patch = voice.Patch;
        Field(slot, Bend) = control.Pitch;
        Field(slot, Vibrato) = control.Wheel * patch.WheelVibratoCents / 100 + control.Vibrato;
        if (Field(slot, Vibrato) > 0)
            Need(slot, VoiceFeatures.Lfo1);
        ControlLfo(slot, patch.Lfo1, control);
        Field(slot, CutoffControl) = control.Cutoff + control.Pressure * patch.PressureOctaves;
        Field(slot, Damping) = 1 / Math.Clamp(patch.Filter.Q * control.QFactor, 0.3f, 40);
        Field(slot, ChannelGain) = control.Gain;
        float pan = Math.Clamp(control.Pan + patch.Pan + voice.Spread * patch.UnisonWidth, -1, 1);
        float angle = (pan + 1) * MathF.PI / 4;
        Field(slot, LeftLevel) = voice.Gain * MathF.Cos(angle) * MathF.Sqrt(2);
        Field(slot, RightLevel) = voice.Gain * MathF.Sin(angle) * MathF.Sqrt(2);
    }

    // Controllers 76 to 78: the vibrato that comes with the note, after its delay; the wheel's has none.
    private void ControlLfo(int slot, LfoSettings lfo, in VoiceControls control)
    {
        float more = Math.Max(0, control.LfoDepth);
        SetInt(slot, Lfo1Increment, StepOf(lfo.Rate * control.LfoRate));
        Field(slot, Lfo1Pitch) = lfo.PitchCents / 100 * Math.Min(1, 1 + control.LfoDepth) + more * DeepestVibrato;
        Field(slot, Lfo1Delay) =
            (lfo.Delay * MathF.Pow(4, control.LfoDelay) + Math.Max(0, control.LfoDelay) * LongestDelay) * _sampleRate - 1;
        if (more > 0)
            Need(slot, VoiceFeatures.Lfo1);
    }

    private int StepOf(float rate) => (int)(uint)(rate * BlockSize / _sampleRate * Cycle % Cycle);

    /// <summary>Computes what moves slowly at the start of a note, so that its first sample is right. Called last.</summary>
    public void Settle(int slot) => VoiceControl.Start(ref Field(slot, Phase1), _inverseRate, _lanes.Arithmetic);

    private void Need(int slot, VoiceFeatures features)
    {
        _voices[slot].Features |= features;
        _groupFeatures[slot / GroupSize] |= features;
    }

    private float Increment(double frequency, OscillatorSettings oscillator) =>
        (float)(frequency * Math.Pow(2, (oscillator.Semitones + oscillator.Cents / 100) / 12) / _sampleRate * Cycle);

    private VoiceFeatures StartOscillator(int slot, OscillatorSettings settings, int first, VoiceField start, VoiceField levels,
        VoiceField width, uint seed)
    {
        bool square = settings.Waveform == Waveform.Square;
        bool blep = settings.Mode == OscillatorMode.Economical && settings.Waveform is (Waveform.Saw or Waveform.Square);
        float level = settings.Level;
        // Voices of one note start apart, or they would add up to one loud voice that then thins out.
        double phase = settings.Phase + (_voices[slot].Spread == 0 ? 0 : Noise.Hash(seed) / Cycle);
        SetInt(slot, Phase1 + first, unchecked((int)(uint)(long)(phase * Cycle)));
        Field(slot, start) = WaveTables.Start(settings.Waveform);
        Field(slot, start + 1) = WaveTables.BandStride(settings.Waveform);
        Field(slot, levels) = blep ? 0 : level;
        Field(slot, levels + 1) = !blep && square ? level : 0;
        Field(slot, levels + 2) = blep ? level : 0;
        Field(slot, levels + 3) = blep && square ? level : 0;
        Field(slot, width) = settings.PulseWidth;
        if (level == 0)
            return VoiceFeatures.None;
        VoiceFeatures features = (blep ? VoiceFeatures.Blep1 : VoiceFeatures.Table1) | (square ? VoiceFeatures.Pulse1 : VoiceFeatures.None);
        return first == 0 ? features : (VoiceFeatures)((int)features << 3);
    }

    private VoiceFeatures StartFilter(int slot, FilterSettings filter, int key, float velocity)
    {
        Field(slot, Integrator1) = Field(slot, Integrator2) = 0;
        Field(slot, VoiceField.Cutoff) = MathF.Log2(filter.Cutoff)
            + filter.KeyTracking * (key - 60) / 12f - filter.VelocityOctaves * (1 - velocity);
        Field(slot, EnvelopeCutoff) = filter.EnvelopeOctaves;
        (float input, float band, float low) = filter.Mode switch
        {
            FilterMode.LowPass => (0f, 0f, 0.5f),
            FilterMode.BandPass => (0f, 0.5f, 0f),
            FilterMode.HighPass => (1f, -0.5f, -0.5f),
            FilterMode.Notch => (1f, -0.5f, 0f),
            _ => (1f, 0f, 0f),
        };
        Field(slot, MixInput) = input;
        Field(slot, DampedMixBand) = band;
        Field(slot, MixLow) = low;
        return filter.Mode == FilterMode.Off ? VoiceFeatures.None : VoiceFeatures.Filter;
    }

    private bool StartLfo(int slot, VoiceField first, LfoSettings lfo, uint seed)
    {
        SetInt(slot, first, 0);
        SetInt(slot, first + 1, StepOf(lfo.Rate));
        SetInt(slot, first + 2, (int)Noise.Hash(seed));
        SetInt(slot, first + 3, (int)lfo.Shape);
        Field(slot, first + 4) = 0;
        Field(slot, first + 5) = lfo.Delay * _sampleRate - 1;
        Field(slot, first + 6) = 1 / Math.Max(1, lfo.FadeIn * _sampleRate);
        Field(slot, first + 7) = lfo.PitchCents / 100;
        Field(slot, first + 8) = lfo.CutoffOctaves;
        Field(slot, first + 9) = lfo.Tremolo;
        Field(slot, first + 10) = lfo.PulseWidth;
        Field(slot, first + 11) = Field(slot, first + 12) = 0;
        return lfo.PitchCents + lfo.CutoffOctaves + lfo.Tremolo + lfo.PulseWidth > 0;
    }
}
