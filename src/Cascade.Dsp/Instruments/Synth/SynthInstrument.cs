using System;
using Cascade.Dsp.Events;
using Cascade.Dsp.Instruments;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp;

/// <summary>A polyphonic synthesizer on sixteen channels: two oscillators and noise, a filter, two envelopes, two LFOs, unison, glide, mono
/// and legato.</summary>
/// <remarks>
/// Knows the controllers of General MIDI: modulation, volume, pan, expression, sustain, sostenuto, portamento, brightness, resonance, pitch
/// bend with its range, tuning, channel and key pressure, mono and poly, all notes off, all sound off, reset; docs/midi.md has the whole
/// list. Notes start and end at their exact sample; controllers count from the next block of 32 frames, levels with a time constant of 4
/// ms.
/// <para>When all voices play, a new note takes the place of the least missed one, which fades out in 5 ms.</para>
/// </remarks>
public sealed partial class SynthInstrument : Instrument
{
    /// <summary>The number of voices when none is given.</summary>
    public const int DefaultPolyphony = 128;

    /// <summary>The largest number of voices.</summary>
    public const int MaximumPolyphony = 1_024;

    private const int EveryChannel = -1;
    private const float BrightnessOctaves = 3;
    private const float ResonanceDecibels = 12;
    private const float WidestNoteBend = 96;
    private const float LongestGlide = 2, UsualGlide = 0.1f;

    // The second hold pedal lengthens releases so many times.
    private const float HeldRelease = 4;

    private readonly PatchBank _bank;
    private readonly int _polyphony;
    private readonly KeyboardState _keyboard = new();
    private readonly MonoNotes[] _mono = new MonoNotes[KeyboardState.Channels];
    private readonly double[] _frequencies = new double[KeyTuning.Keys];
    private readonly int[] _lastKey = new int[KeyboardState.Channels];
    private VoiceBank _voices = null!;
    private int _notes;
    private long _ignored;
    private bool _isRehearsal;

    /// <summary>Makes a synthesizer of 128 voices that plays <see cref="SynthPatch.Default"/> on all channels.</summary>
    public SynthInstrument() : this(SynthPatch.Default)
    {
    }

    /// <summary>Makes a synthesizer that plays one patch on all channels.</summary>
    /// <param name="patch">The patch: one of <see cref="PresetLibrary.Synth"/>, or your own. Values out of range are moved into it.</param>
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
        : base("synth", Level, Cutoff, Resonance, Attack, Decay, Release, Vibrato, Tune)
    {
        ArgumentNullException.ThrowIfNull(bank);
        if (polyphony is < 1 or > MaximumPolyphony)
            throw new ArgumentOutOfRangeException(nameof(polyphony), polyphony, "The polyphony must lie within 1 to 1,024 voices.");
        _bank = bank;
        _polyphony = polyphony;
        for (int i = 0; i < _mono.Length; i++)
            _mono[i] = new MonoNotes();
    }

    /// <summary>An instrument of the rehearsal, which needs none itself.</summary>
    internal static SynthInstrument ForRehearsal(SynthPatch patch) => new(patch, polyphony: 4) { _isRehearsal = true };

    /// <summary>How many voices sound at once, beside those fading out.</summary>
    public int Polyphony => _polyphony;

    /// <summary>Level, in dB, -60 to 12.</summary>
    public static Parameter Level { get; } = new("level", Unit.Decibels, -60, 12, 0);

    /// <summary>Cutoff relative to the patch's own, in octaves, -5 to 5.</summary>
    public static Parameter Cutoff { get; } = new("cutoff", Unit.Octaves, -5, 5, 0);

    /// <summary>Q relative to the patch's own, in dB, -24 to 24.</summary>
    public static Parameter Resonance { get; } = new("resonance", Unit.Decibels, -24, 24, 0);

    /// <summary>Factor on attack times, 0.1 to 10; for notes to come.</summary>
    public static Parameter Attack { get; } = new("attack", Unit.Ratio, 0.1f, 10, 1, Taper.Logarithmic);

    /// <summary>Factor on decay times, 0.1 to 10; for notes to come.</summary>
    public static Parameter Decay { get; } = new("decay", Unit.Ratio, 0.1f, 10, 1, Taper.Logarithmic);

    /// <summary>Factor on release times, 0.1 to 10; for notes to come.</summary>
    public static Parameter Release { get; } = new("release", Unit.Ratio, 0.1f, 10, 1, Taper.Logarithmic);

    /// <summary>Vibrato added, in cents to either side, 0 to 100.</summary>
    public static Parameter Vibrato { get; } = new("vibrato", Unit.Cents, 0, 100, 0);

    /// <summary>Tuning, in cents, -100 to 100.</summary>
    public static Parameter Tune { get; } = new("tune", Unit.Cents, -100, 100, 0);

    /// <inheritdoc/>
    public override int ActiveVoices => _voices?.ActiveVoices ?? 0;

    /// <inheritdoc/>
    public override long IgnoredEvents => _ignored;

    /// <inheritdoc/>
    protected override void Setup(EngineSettings settings) => _voices = new VoiceBank(_polyphony, settings.SampleRate, settings.Lanes);

    /// <inheritdoc/>
    protected override void Clear()
    {
        _voices.Reset();
        _keyboard.Reset();
        Settings.Tuning.Frequencies.CopyTo(_frequencies);
        foreach (MonoNotes notes in _mono)
            notes.Clear();
        Array.Fill(_lastKey, -1);
        _notes = 0;
        _ignored = 0;
    }

    /// <inheritdoc/>
    public override void Render(Span<float> left, Span<float> right) => _voices.Render(left, right);

    /// <inheritdoc/>
    protected override void WarmRest()
    {
        if (!_isRehearsal)
            SynthRehearsal.Run(Settings);
    }

    /// <inheritdoc/>
    public override void Apply(in EngineEvent e, int offset)
    {
        if (e.Channel >= KeyboardState.Channels || e.Number > 127)
        {
            _ignored++;
            return;
        }
        float value = float.IsNaN(e.Value) ? 0 : Math.Clamp(e.Value, 0, 1);
        Play(e, value, offset);
        if (!IsForZone(e))
            return;
        for (int member = 0; member < KeyboardState.Channels; member++)
            if (member != e.Channel && _keyboard.LeaderOf(member) == e.Channel)
                Play(e with { Channel = (byte)member }, value, offset);
    }

    // What moves a leader's whole zone is passed on to its members; wheel, pressure and timbre add to their own.
    private static bool IsForZone(in EngineEvent e) => e.Kind switch
    {
        EventKind.Control => e.Number is not (6 or 38 or 74 or (>= 96 and <= 101)),
        EventKind.Program or EventKind.AllNotesOff or EventKind.AllSoundOff => true,
        _ => false,
    };

    private void Play(in EngineEvent e, float value, int offset)
    {
        ChannelState channel = _keyboard[e.Channel];
        switch (e.Kind)
        {
            case EventKind.NoteOn when value > 0: NoteOn(e, channel.Velocity(value), offset); break;
            case EventKind.NoteOn or EventKind.NoteOff: NoteOff(e, offset); break;
            case EventKind.Control: Control(e.Channel, e.Number, float.IsNaN(e.Value) ? e.Value : value, offset); break;
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
            case EventKind.AllNotesOff: AllNotesOff(e.Channel, offset); break;
            case EventKind.AllSoundOff: AllSoundOff(e.Channel, offset); break;
            case EventKind.SystemReset: ResetSystem(offset); break;
            case EventKind.MasterVolume:
                _keyboard.SetMasterVolume(value);
                ControlVoices(EveryChannel);
                break;
            case EventKind.MasterTuning:
                _keyboard.SetMasterTuning(e.Number == 1, e.Value);
                ControlVoices(EveryChannel);
                break;
            case EventKind.NoteBend or EventKind.NotePressure or EventKind.NoteTimbre: MoveNote(e); break;
            case EventKind.DrumPart: break;
            case EventKind.KeyTuning: TuneKeys(e); break;
            default: _ignored++; break;
        }
        _keyboard.Drums.Apply(e, e.Channel);
    }

    private void ResetSystem(int offset)
    {
        for (int channel = 0; channel < KeyboardState.Channels; channel++)
            AllSoundOff(channel, offset);
        _keyboard.Reset();
        Settings.Tuning.Frequencies.CopyTo(_frequencies);
        Array.Fill(_lastKey, -1);
    }

    private void MoveNote(in EngineEvent e)
    {
        float value = float.IsNaN(e.Value) ? e.Kind == EventKind.NoteTimbre ? 64 / 127f : 0 : e.Value;
        bool isFound = false;
        for (int slot = _voices.Next(0); slot >= 0; slot = _voices.Next(slot + 1))
        {
            ref Voice voice = ref _voices[slot];
            if (e.Note == 0 || voice.NoteId != e.Note || voice.Channel != e.Channel)
                continue;
            isFound = true;
            switch (e.Kind)
            {
                case EventKind.NoteBend: voice.NoteBend = Math.Clamp(value, -WidestNoteBend, WidestNoteBend); break;
                case EventKind.NotePressure: voice.NotePressure = Math.Clamp(value, 0, 1); break;
                case EventKind.NoteTimbre: voice.NoteTimbre = ChannelState.Centered(Math.Clamp(value, 0, 1)); break;
            }
            _voices.Control(slot, ControlsOf(voice));
        }
        if (!isFound)
            _ignored++;
    }

    private void TuneKeys(in EngineEvent e)
    {
        bool isOfName = ScaleTunings.IsOfName(e);
        if (isOfName)
            _keyboard.TuneName(e);
        else
            _frequencies[e.Number] = float.IsNaN(e.Value) ? Settings.Tuning[e.Number]
                : 440 * Math.Pow(2, (Math.Clamp(e.Value, 0, 128) - 69) / 12.0);
        if ((e.Note & ScaleTunings.SoundingToo) == 0)
            return;
        for (int slot = _voices.Next(0); slot >= 0; slot = _voices.Next(slot + 1))
        {
            ref readonly Voice voice = ref _voices[slot];
            int sounding = Sounding(voice.Patch, voice.Key);
            if (isOfName ? voice.Channel == e.Channel && sounding % ScaleTunings.Names == e.Number % ScaleTunings.Names
                : sounding == e.Number)
                _voices.Retune(slot, FrequencyOf(voice.Patch, voice.Channel, voice.Key));
        }
    }

    // A scale is of melodies: drums, and what has a fixed key, stay as they are.
    private double FrequencyOf(SynthPatch patch, int channel, int key)
    {
        float scale = patch.FixedKey >= 0 || _keyboard.Drums[channel] ? 0 : _keyboard[channel].ScaleTuning(key);
        double frequency = _frequencies[Sounding(patch, key)];
        return scale == 0 ? frequency : frequency * Math.Pow(2, scale / 12.0);
    }

    private void Control(int channel, int number, float value, int offset)
    {
        switch (number)
        {
            case 120: AllSoundOff(channel, offset); return;
            case 123: AllNotesOff(channel, offset); return;
        }
        _keyboard[channel].SetControl(number, value);
        if ((Controllers.Of(number).By & Controllers.Users.Synthesizer) == 0)
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
            if (channel == EveryChannel || _keyboard.Concerns(channel, _voices[slot].Channel))
                _voices.Control(slot, ControlsOf(_voices[slot]));
    }

    private VoiceControls ControlsOf(in Voice voice)
    {
        ChannelState state = _keyboard[voice.Channel];
        float pitch = state.PitchOffset + voice.NoteBend, brightness = state.Brightness + voice.NoteTimbre,
            pressure = Math.Max(Math.Max(state.Pressure, state.KeyPressure(voice.Key)), voice.NotePressure);
        int leader = _keyboard.LeaderOf(voice.Channel);
        if (leader != voice.Channel)
        {
            pitch += _keyboard[leader].PitchOffset;
            brightness += _keyboard[leader].Brightness;
            pressure = Math.Max(pressure, _keyboard[leader].Pressure);
        }
        return new VoiceControls(
            Pitch: pitch + _keyboard.MasterTuning + Parameters[Tune] / 100,
            Gain: state.Gain * _keyboard.MasterGain * Gain(Parameters[Level]),
            Pan: state.Pan,
            Wheel: Math.Max(state.Modulation, pressure),
            Vibrato: Parameters[Vibrato] / 100,
            Pressure: pressure,
            Cutoff: Math.Clamp(brightness, -1, 1) * BrightnessOctaves + Parameters[Cutoff],
            QFactor: Gain(state.Resonance * ResonanceDecibels + Parameters[Resonance]),
            LfoRate: MathF.Pow(4, state.VibratoRate),
            LfoDepth: state.VibratoDepth,
            LfoDelay: state.VibratoDelay);
    }

    /// <inheritdoc/>
    protected override void Moved(Parameter parameter)
    {
        ControlVoices(EveryChannel);
    }

    private static float Gain(float decibels) => MathF.Pow(10, decibels / 20);
}
