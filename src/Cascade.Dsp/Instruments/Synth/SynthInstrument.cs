using System;
using Cascade.Dsp.Events;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp.Instruments.Synth;

/// <summary>A polyphonic synthesizer on sixteen channels: two oscillators and noise, a filter, two envelopes, two LFOs, unison, glide, mono and legato.</summary>
/// <remarks>
/// Knows the controllers of General MIDI: modulation, volume, pan, expression, sustain, sostenuto, portamento, brightness, resonance, pitch bend with its
/// range, tuning, channel and key pressure, mono and poly, all notes off, all sound off, reset. Notes start and end at their exact sample;
/// controllers count from the next block of 32 frames, levels with a time constant of 4 ms.
/// <para>When all voices play, a new note takes the place of the least missed one, which fades out in 5 ms.</para>
/// </remarks>
public sealed partial class SynthInstrument : Instrument
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

    /// <summary>Makes a synthesizer of 128 voices that plays <see cref="SynthPatch.Default"/> on all channels.</summary>
    public SynthInstrument() : this(SynthPatch.Default)
    {
    }

    /// <summary>Makes a synthesizer that plays one patch on all channels.</summary>
    /// <param name="patch">The patch: one of <see cref="Presets.PresetLibrary.Synth"/>, or your own. Values out of range are moved into it.</param>
    /// <param name="polyphony">How many voices sound at once, 1 to 1,024.</param>
    /// <exception cref="ArgumentNullException">The patch is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The polyphony is out of range.</exception>
    public SynthInstrument(SynthPatch patch, int polyphony = DefaultPolyphony) : this(new PatchBank(patch), polyphony)
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
        _voices = new VoiceBank(_polyphony, settings.SampleRate, settings.Lanes);
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

    private static float Gain(float decibels) => MathF.Pow(10, decibels / 20);
}
