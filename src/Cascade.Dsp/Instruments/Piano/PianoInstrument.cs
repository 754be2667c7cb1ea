using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Events;
using Cascade.Dsp.Parameters;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Instruments.Piano;

/// <summary>A grand piano without a sample: 128 keys, each a bank of decaying partials.</summary>
/// <remarks>
/// Every key has its own strings and no key is ever stolen from another. A key struck again while it sounds fades from under the new blow.
/// <para>Knows the sustain pedal with half-pedalling (controller 64), sostenuto (66), una corda (67), volume, expression, all notes off, all sound off and reset, on all sixteen channels.</para>
/// <para>Sources: B. Bank, S. Zambon, F. Fontana, "A modal-based real-time piano synthesizer", IEEE TASLP 18(4), 2010; those named at each part.</para>
/// </remarks>
public sealed class PianoInstrument : Instrument
{
    private const int Keys = 128;
    // Losses in 1/s: a string under a new blow falls 60 dB in 55 ms, one that is to be silent in 10 ms.
    private const double RestrikeLoss = 125;
    private const double SoundOffLoss = 700;
    private const double SoftContact = 1.25;
    private const double SoftGain = 0.85;
    private const float GainSmoothing = 0.15f;

    private readonly PianoTables _tables = PianoTables.Grand;
    private readonly KeyboardState _keyboard = new();
    private readonly float[] _parameters = new float[PianoParameters.All.Length];
    private readonly float[] _channelGain = new float[KeyboardState.Channels];
    private readonly Key[] _keys = new Key[Keys];
    private readonly double[] _levels = new double[Keys];
    private readonly double[] _onsets = new double[Keys];
    private readonly double[] _damping = new double[Keys];
    private EngineSettings _settings = null!;
    private ModalBank _strings = null!;
    private HammerNoise _noise = null!;
    private long _now;
    private long _ignored;

    /// <inheritdoc/>
    public override ReadOnlySpan<ParameterInfo> Parameters => PianoParameters.All;

    /// <inheritdoc/>
    public override int ActiveVoices => (_strings?.Sounding ?? 0) + (_noise is { IsSilent: false } ? 1 : 0);

    /// <inheritdoc/>
    public override long IgnoredEvents => _ignored;

    /// <inheritdoc/>
    protected internal override void Prepare(EngineSettings settings)
    {
        _settings = settings;
        var modes = new KeyModes[Keys];
        for (int key = 0; key < Keys; key++)
        {
            var strings = new StringModel(_tables, key, StringModel.Frequency(_tables, settings.Tuning, key), settings.SampleRate);
            _levels[key] = Loudness.Level(_tables, key, strings);
            _onsets[key] = _tables.Onset.At(key);
            _damping[key] = Dampers.Rate(key);
            modes[key] = new KeyModes(strings, new Hammer(_tables, key, 127, 1), _levels[key], settings.SampleRate);
        }
        _strings = new ModalBank(modes, settings.SampleRate, settings.Width);
        _noise = new HammerNoise(_tables, settings.SampleRate, settings.Width, settings.Seed);
        Reset();
    }

    /// <inheritdoc/>
    protected internal override void Reset()
    {
        _strings.Reset();
        _noise.Reset();
        _keyboard.Reset();
        Array.Clear(_keys);
        for (int i = 0; i < _parameters.Length; i++)
            _parameters[i] = PianoParameters.All[i].Default;
        for (int channel = 0; channel < _channelGain.Length; channel++)
            _channelGain[channel] = _keyboard[channel].Gain;
        _now = 0;
        _ignored = 0;
    }

    /// <inheritdoc/>
    protected internal override void Apply(in EngineEvent e, int offset)
    {
        if (e.Channel >= KeyboardState.Channels || e.Number > 127)
        {
            _ignored++;
            return;
        }
        float value = float.IsNaN(e.Value) ? 0 : Math.Clamp(e.Value, 0, 1);
        switch (e.Kind)
        {
            case EventKind.NoteOn when value > 0: NoteOn(e.Channel, e.Number, value, offset); break;
            case EventKind.NoteOn or EventKind.NoteOff: NoteOff(e.Channel, e.Number, offset); break;
            case EventKind.Control: Control(e.Channel, e.Number, value, offset); break;
            case EventKind.Program: _keyboard[e.Channel].Program = e.Number; break;
            case EventKind.Parameter when e.Number < _parameters.Length: _parameters[e.Number] = PianoParameters.All[e.Number].Clamp(e.Value); break;
            case EventKind.AllNotesOff: AllNotesOff(e.Channel, offset); break;
            case EventKind.AllSoundOff: AllSoundOff(e.Channel, offset); break;
            default: _ignored++; break;
        }
    }

    /// <inheritdoc/>
    protected internal override void Render(Span<float> left, Span<float> right)
    {
        left.Clear();
        right.Clear();
        if (_strings.Sounding > 0)
        {
            MoveGains();
            MoveDampers();
            _strings.Render(left, right);
        }
        _noise.Render(left, right);
        _now += BlockSize;
    }

    private void NoteOn(int channel, int key, float velocity, int offset)
    {
        _keyboard[channel].Press(key);
        ref Key struck = ref _keys[key];
        // The place not sounding, or the one struck longer ago, whose sound has faded by now.
        struck.Place ^= 1;
        int place = key * ModalBank.PlacesPerKey + struck.Place;
        double soft = _keyboard[channel].Soft;
        var hammer = new Hammer(_tables, key, velocity * 127, Math.Pow(SoftContact, soft) / _parameters[PianoParameters.Hardness]);
        double power = _strings.Strike(place, hammer, _levels[key] * hammer.Level * Math.Pow(SoftGain, soft), offset, _onsets[key]);
        struck.Channel = (byte)channel;
        struck.Released = long.MaxValue;
        struck.Cut = false;
        SetPan(key);
        SetGains(place, MathF.Pow(10, _parameters[PianoParameters.Level] / 20));
        float noise = MathF.Pow(10, _parameters[PianoParameters.Noise] / 20);
        _noise.Strike(key, velocity * 127, power, offset, noise * _strings[place].Left, noise * _strings[place].Right);
    }

    private void NoteOff(int channel, int key, int offset)
    {
        if (!_keyboard[channel].IsDown(key))
            return;
        _keyboard[channel].Release(key);
        _keys[key].Released = _now + offset;
    }

    private void Control(int channel, int number, float value, int offset)
    {
        switch (number)
        {
            case 120: AllSoundOff(channel, offset); return;
            case 123 or 124 or 125 or 126 or 127: AllNotesOff(channel, offset); return;
        }
        if (!_keyboard[channel].SetControl(number, value))
            _ignored++;
    }

    private void AllNotesOff(int channel, int offset)
    {
        for (int key = 0; key < Keys; key++)
            NoteOff(channel, key, offset);
    }

    private void AllSoundOff(int channel, int offset)
    {
        AllNotesOff(channel, offset);
        _noise.End();
        for (int key = 0; key < Keys; key++)
            _keys[key].Cut |= _keys[key].Channel == channel;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MoveGains()
    {
        for (int channel = 0; channel < _channelGain.Length; channel++)
            _channelGain[channel] = Subnormals.Flush(_channelGain[channel] + GainSmoothing * (_keyboard[channel].Gain - _channelGain[channel]));
        float level = MathF.Pow(10, _parameters[PianoParameters.Level] / 20);
        for (int place = 0; place < Keys * ModalBank.PlacesPerKey; place++)
            if (_strings[place].Groups > 0)
                SetGains(place, level);
    }

    private void SetGains(int place, float level)
    {
        int key = place / ModalBank.PlacesPerKey;
        float gain = _channelGain[_keys[key].Channel] * level;
        _strings[place].Left = gain * _keys[key].Left;
        _strings[place].Right = gain * _keys[key].Right;
    }

    // Low keys to the left, high keys to the right, as the player hears them.
    private void SetPan(int key)
    {
        float angle = (1 + _parameters[PianoParameters.Width] * Math.Clamp((key - 64) / 44f, -1, 1) * 0.6f) * MathF.PI / 4;
        _keys[key].Left = MathF.Cos(angle);
        _keys[key].Right = MathF.Sin(angle);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MoveDampers()
    {
        for (int place = 0; place < Keys * ModalBank.PlacesPerKey; place++)
        {
            if (_strings[place].Groups == 0)
                continue;
            int key = place / ModalBank.PlacesPerKey;
            ref readonly Key struck = ref _keys[key];
            if (struck.Cut)
                _strings.Damp(place, SoundOffLoss, even: true);
            else if (place % ModalBank.PlacesPerKey != struck.Place)
                _strings.Damp(place, RestrikeLoss, even: true);
            else
                _strings.Damp(place, DampingOf(key, struck), even: false);
        }
    }

    private double DampingOf(int key, in Key struck)
    {
        ChannelState channel = _keyboard[struck.Channel];
        if (struck.Released == long.MaxValue || _now < struck.Released + Dampers.Delay * _settings.SampleRate || channel.IsDown(key) || channel.IsLatched(key))
            return 0;
        return _damping[key] * Dampers.Engagement(channel.Sustain) * _parameters[PianoParameters.Damper];
    }

    private struct Key
    {
        public int Place;
        public byte Channel;
        public bool Cut;
        public long Released;
        public float Left;
        public float Right;
    }
}
