using System;
using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Events;
using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Instruments.Synth;

/// <summary>A polyphonic synthesizer on sixteen channels: two oscillators and noise, a filter, two envelopes, two LFOs, unison, glide, mono and legato.</summary>
/// <remarks>
/// Knows the controllers of General MIDI: modulation, volume, pan, expression, sustain, sostenuto, portamento, brightness, resonance, pitch bend with its
/// range, tuning, channel and key pressure, mono and poly, all notes off, all sound off, reset. Notes start and end at their exact sample;
/// controllers count from the next block of 32 frames, levels with a time constant of 4 ms.
/// <para>When all voices play, a new note takes the place of the least missed one, which fades out in 5 ms.</para>
/// </remarks>
public sealed class SynthInstrument : Instrument
{
    /// <summary>The number of voices when none is given.</summary>
    public const int DefaultPolyphony = 128;

    /// <summary>The largest number of voices.</summary>
    public const int MaximumPolyphony = 1_024;

    private const float BrightnessOctaves = 3;
    private const float ResonanceDecibels = 12;
    private const float LongestGlide = 2;

    private readonly PatchBank _bank;
    private readonly int _polyphony;
    private readonly KeyboardState _keyboard = new();
    private readonly MonoNotes[] _mono = new MonoNotes[KeyboardState.Channels];
    private readonly int[] _lastKey = new int[KeyboardState.Channels];
    private readonly float[] _parameters = new float[SynthParameters.All.Length];
    private EngineSettings _settings = null!;
    private VoiceBank _voices = null!;
    private int _notes;
    private long _ignored;

    /// <summary>Makes a synthesizer that plays one patch on all channels.</summary>
    /// <param name="patch">The patch; <see cref="SynthPatch.Default"/> if null. Values out of range are moved into it.</param>
    /// <param name="polyphony">How many voices sound at once, 1 to 1,024.</param>
    /// <exception cref="ArgumentOutOfRangeException">The polyphony is out of range.</exception>
    public SynthInstrument(SynthPatch? patch = null, int polyphony = DefaultPolyphony) : this(new PatchBank(patch ?? SynthPatch.Default), polyphony)
    {
    }

    /// <summary>Makes a synthesizer whose channels choose from a bank by program.</summary>
    /// <param name="bank">The patches.</param>
    /// <param name="polyphony">How many voices sound at once, 1 to 1,024.</param>
    /// <exception cref="ArgumentNullException">The bank is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The polyphony is out of range.</exception>
    public SynthInstrument(PatchBank bank, int polyphony = DefaultPolyphony)
    {
        ArgumentNullException.ThrowIfNull(bank);
        if (polyphony is < 1 or > MaximumPolyphony)
            throw new ArgumentOutOfRangeException(nameof(polyphony), polyphony, "The polyphony must lie within 1 to 1,024 voices.");
        _bank = bank;
        _polyphony = polyphony;
        for (int i = 0; i < _mono.Length; i++)
            _mono[i] = new MonoNotes();
    }

    /// <summary>How many voices sound at once, beside those fading out.</summary>
    public int Polyphony => _polyphony;

    /// <inheritdoc/>
    public override ReadOnlySpan<ParameterInfo> Parameters => SynthParameters.All;

    /// <inheritdoc/>
    public override int ActiveVoices => _voices?.ActiveVoices ?? 0;

    /// <inheritdoc/>
    public override long IgnoredEvents => _ignored;

    /// <inheritdoc/>
    protected internal override void Prepare(EngineSettings settings)
    {
        _settings = settings;
        _voices = new VoiceBank(_polyphony, settings.SampleRate, settings.Width);
        Reset();
    }

    /// <inheritdoc/>
    protected internal override void Reset()
    {
        _voices.Reset();
        _keyboard.Reset();
        foreach (MonoNotes notes in _mono)
            notes.Clear();
        Array.Fill(_lastKey, -1);
        for (int i = 0; i < _parameters.Length; i++)
            _parameters[i] = SynthParameters.All[i].Default;
        _notes = 0;
        _ignored = 0;
    }

    /// <inheritdoc/>
    protected internal override void Render(Span<float> left, Span<float> right) => _voices.Render(left, right);

    /// <inheritdoc/>
    protected internal override void Warm() => SynthWarmth.Run(_settings);

    /// <inheritdoc/>
    protected internal override void Apply(in EngineEvent e, int offset)
    {
        if (e.Channel >= KeyboardState.Channels || e.Number > 127)
        {
            _ignored++;
            return;
        }
        float value = float.IsNaN(e.Value) ? 0 : Math.Clamp(e.Value, 0, 1);
        ChannelState channel = _keyboard[e.Channel];
        switch (e.Kind)
        {
            case EventKind.NoteOn when value > 0: NoteOn(e.Channel, e.Number, value, offset); break;
            case EventKind.NoteOn or EventKind.NoteOff: NoteOff(e.Channel, e.Number, offset); break;
            case EventKind.Control: Control(e.Channel, e.Number, value, offset); break;
            case EventKind.PitchBend:
                channel.Bend = float.IsNaN(e.Value) ? 0 : Math.Clamp(e.Value, -1, 1);
                ControlVoices(e.Channel);
                break;
            case EventKind.ChannelPressure:
                channel.Pressure = value;
                ControlVoices(e.Channel);
                break;
            case EventKind.KeyPressure:
                channel.SetKeyPressure(e.Number, value);
                ControlVoices(e.Channel);
                break;
            case EventKind.Program: channel.Program = e.Number; break;
            case EventKind.Parameter: SetParameter(e.Number, e.Value); break;
            case EventKind.AllNotesOff: AllNotesOff(e.Channel, offset); break;
            case EventKind.AllSoundOff: AllSoundOff(e.Channel, offset); break;
            default: _ignored++; break;
        }
    }

    private void NoteOn(int channel, int key, float velocity, int offset)
    {
        ChannelState state = _keyboard[channel];
        state.Press(key);
        SynthPatch? patch = _bank.Find(channel, state.Program, key);
        if (patch is null)
            return;
        VoiceMode mode = ModeOf(state, patch);
        if (mode == VoiceMode.Poly)
        {
            ReleaseKey(channel, key, offset);
            StartNote(channel, key, patch, velocity, offset);
        }
        else
        {
            bool overlapping = _mono[channel].Last >= 0;
            _mono[channel].Press(key);
            if (!Retune(channel, key, patch, mode == VoiceMode.Mono || !overlapping ? LevelOf(patch, velocity) : null, offset))
                StartNote(channel, key, patch, velocity, offset);
        }
        _lastKey[channel] = key;
    }

    private void NoteOff(int channel, int key, int offset)
    {
        ChannelState state = _keyboard[channel];
        state.Release(key);
        MonoNotes mono = _mono[channel];
        bool sounded = mono.Last == key;
        mono.Release(key);
        if (sounded && mono.Last >= 0 && _bank.Find(channel, state.Program, mono.Last) is { } patch)
        {
            Retune(channel, mono.Last, patch, null, offset);
            _lastKey[channel] = mono.Last;
        }
        if (!state.IsHeld(key))
            ReleaseKey(channel, key, offset);
    }

    private void StartNote(int channel, int key, SynthPatch patch, float velocity, int offset)
    {
        int note = ++_notes;
        int sounding = patch.FixedKey >= 0 ? patch.FixedKey : key;
        float glideTime = GlideTime(_keyboard[channel], patch);
        float glide = _lastKey[channel] >= 0 ? Semitones(_lastKey[channel], sounding) : 0;
        for (int i = 0; i < patch.Unison; i++)
        {
            int slot = _voices.Allocate(note, offset);
            var voice = new Voice
            {
                Patch = patch,
                Note = note,
                Channel = (byte)channel,
                Key = (byte)key,
                Gain = LevelOf(patch, velocity),
                Spread = patch.Unison == 1 ? 0 : 2f * i / (patch.Unison - 1) - 1,
                Amplitude = Scale(patch.Amplitude),
                Modulation = Scale(patch.Modulation),
            };
            uint seed = Noise.Hash(_settings.Seed + (uint)(note * 8 + i));
            _voices.Start(slot, voice, _settings.Tuning[sounding], velocity, glide, glideTime, seed, offset);
            _voices.Control(slot, ControlsOf(channel, key));
            _voices.Attack(slot, offset);
            _voices.Settle(slot);
        }
    }

    // Moves the channel's one note to another key, and starts it again where a level is given; false if none sounds.
    private bool Retune(int channel, int key, SynthPatch patch, float? level, int offset)
    {
        bool any = false;
        for (int slot = _voices.Next(0); slot >= 0; slot = _voices.Next(slot + 1))
        {
            if (_voices[slot].Channel != channel || !ReferenceEquals(_voices[slot].Patch, patch) || _voices[slot].Stolen || (_voices[slot].IsReleased && level is null))
                continue;
            _voices.Touch(slot, offset);
            if (!_voices.IsSounding(slot))
                continue;
            ref Voice voice = ref _voices[slot];
            float glide = Semitones(voice.Key, key) + _voices.GlideLeft(slot);
            voice.Key = (byte)key;
            _voices.Tune(slot, _settings.Tuning[key], glide, GlideTime(_keyboard[channel], voice.Patch));
            if (level is { } gain)
            {
                voice.Gain = gain;
                _voices.Control(slot, ControlsOf(channel, key));
                _voices.Attack(slot, offset);
            }
            any = true;
        }
        return any;
    }

    private void ReleaseKey(int channel, int key, int offset)
    {
        for (int slot = _voices.Next(0); slot >= 0; slot = _voices.Next(slot + 1))
            if (_voices[slot].Channel == channel && _voices[slot].Key == key && !_voices[slot].Patch.OneShot)
                _voices.Release(slot, offset);
    }

    private void Control(int channel, int number, float value, int offset)
    {
        switch (number)
        {
            case 120: AllSoundOff(channel, offset); return;
            case 123: AllNotesOff(channel, offset); return;
        }
        if (!_keyboard[channel].SetControl(number, value))
        {
            _ignored++;
            return;
        }
        if (number >= 124)
            AllNotesOff(channel, offset);
        if (number is 64 or 66 or 121)
            ReleaseUnheld(channel, offset);
        ControlVoices(channel);
    }

    private void AllNotesOff(int channel, int offset)
    {
        _keyboard[channel].ReleaseAll();
        _mono[channel].Clear();
        ReleaseUnheld(channel, offset);
    }

    private void AllSoundOff(int channel, int offset)
    {
        _keyboard[channel].ReleaseAll();
        _mono[channel].Clear();
        for (int slot = _voices.Next(0); slot >= 0; slot = _voices.Next(slot + 1))
            if (_voices[slot].Channel == channel)
                _voices.Fade(slot, offset);
    }

    private void ReleaseUnheld(int channel, int offset)
    {
        ChannelState state = _keyboard[channel];
        for (int slot = _voices.Next(0); slot >= 0; slot = _voices.Next(slot + 1))
            if (_voices[slot].Channel == channel && !_voices[slot].Patch.OneShot && !state.IsHeld(_voices[slot].Key))
                _voices.Release(slot, offset);
    }

    private void ControlVoices(int channel)
    {
        for (int slot = _voices.Next(0); slot >= 0; slot = _voices.Next(slot + 1))
            if (_voices[slot].Channel == channel)
                _voices.Control(slot, ControlsOf(channel, _voices[slot].Key));
    }

    private VoiceControls ControlsOf(int channel, int key)
    {
        ChannelState state = _keyboard[channel];
        float pressure = Math.Max(state.Pressure, state.KeyPressure(key));
        return new VoiceControls(
            Pitch: state.PitchOffset + _parameters[SynthParameters.Tune] / 100,
            Gain: state.Gain * Gain(_parameters[SynthParameters.Level]),
            Pan: state.Pan,
            Wheel: Math.Max(state.Modulation, pressure),
            Vibrato: _parameters[SynthParameters.Vibrato] / 100,
            Pressure: pressure,
            Cutoff: state.Brightness * BrightnessOctaves + _parameters[SynthParameters.Cutoff],
            QFactor: Gain(state.Resonance * ResonanceDecibels + _parameters[SynthParameters.Resonance]));
    }

    private void SetParameter(int number, float value)
    {
        if (number >= _parameters.Length)
        {
            _ignored++;
            return;
        }
        _parameters[number] = SynthParameters.All[number].Clamp(value);
        for (int channel = 0; channel < KeyboardState.Channels; channel++)
            ControlVoices(channel);
    }

    private static float LevelOf(SynthPatch patch, float velocity) =>
        Gain(patch.LevelDecibels) / MathF.Sqrt(patch.Unison) * MathF.Pow(velocity, 2 * patch.VelocitySensitivity);

    private AdsrSettings Scale(in AdsrSettings envelope) => (envelope with
    {
        Attack = envelope.Attack * _parameters[SynthParameters.Attack],
        Decay = envelope.Decay * _parameters[SynthParameters.Decay],
        Release = envelope.Release * _parameters[SynthParameters.Release],
    }).Clamped();

    private float Semitones(int from, int to) => 12 * (float)Math.Log2(_settings.Tuning[from] / _settings.Tuning[to]);

    private static VoiceMode ModeOf(ChannelState state, SynthPatch patch) => state.Mono switch
    {
        true when patch.Mode == VoiceMode.Poly => VoiceMode.Mono,
        false => VoiceMode.Poly,
        _ => patch.Mode,
    };

    private static float GlideTime(ChannelState state, SynthPatch patch)
    {
        if (state.Glide == false)
            return 0;
        if (state.GlideTime < 0)
            return patch.Glide;
        return state.Glide == true || patch.Glide > 0 ? state.GlideTime * state.GlideTime * LongestGlide : 0;
    }

    private static float Gain(float decibels) => MathF.Pow(10, decibels / 20);
}
