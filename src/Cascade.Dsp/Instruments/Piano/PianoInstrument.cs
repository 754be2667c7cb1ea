using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Events;
using Cascade.Dsp.Parameters;

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
    private const double SoftContact = 1.43;
    private const double ReferenceVelocity = 76;
    private const float GainSmoothing = 0.15f;
    private const float GainReached = 1e-5f;

    private readonly PianoPatch _patch;
    private readonly PianoTables _tables;
    private readonly ParameterInfo[] _infos;
    private readonly VelocityCurve _velocities;
    private readonly KeyboardState _keyboard = new();
    private readonly float[] _parameters;
    private readonly float[] _channelGain = new float[KeyboardState.Channels];
    private readonly double[] _engagement = new double[KeyboardState.Channels];
    private readonly Key[] _keys = new Key[Keys];
    private readonly StringModel _model = new();
    private readonly KeyModes[] _modes = new KeyModes[Keys];
    private EngineSettings _settings = null!;
    private ModalBank _strings = null!;
    private HammerNoise _noise = null!;
    private UInt128 _stale;
    private bool _isReshaped;
    private long _now;
    private long _ignored;

    /// <summary>Makes the grand.</summary>
    public PianoInstrument() : this(PianoPatch.Default)
    {
    }

    /// <summary>Makes a piano.</summary>
    /// <param name="patch">What kind; see <c>PresetLibrary.Pianos</c> for some.</param>
    /// <exception cref="ArgumentNullException">The patch is null.</exception>
    public PianoInstrument(PianoPatch patch)
    {
        ArgumentNullException.ThrowIfNull(patch);
        _patch = patch.Clamped();
        _tables = PianoTables.Of(_patch.Model);
        _infos = PianoParameters.Of(_patch);
        _velocities = new VelocityCurve(_patch.VelocityCurve);
        _parameters = new float[_infos.Length];
    }

    /// <summary>The piano it is.</summary>
    public PianoPatch Patch => _patch;

    /// <inheritdoc/>
    public override ReadOnlySpan<ParameterInfo> Parameters => _infos;

    /// <inheritdoc/>
    public override int ActiveVoices => (_strings?.Sounding.Length ?? 0) + (_noise is { IsSilent: false } ? 1 : 0);

    /// <inheritdoc/>
    public override long IgnoredEvents => _ignored;

    /// <inheritdoc/>
    protected internal override void Prepare(EngineSettings settings)
    {
        _settings = settings;
        for (int key = 0; key < Keys; key++)
            _modes[key] = new KeyModes(StringModel.MostPartialsOf(settings.Tuning[key]));
        _strings = new ModalBank(_modes, settings.SampleRate, settings.Width);
        _noise = new HammerNoise(_tables, settings.SampleRate, settings.Width, settings.Seed);
        _isReshaped = true;
        Reset();
    }

    /// <inheritdoc/>
    protected internal override void Reset()
    {
        _strings.Reset();
        _noise.Reset();
        _keyboard.Reset();
        for (int key = 0; key < Keys; key++)
            _keys[key] = _keys[key] with { Place = 0, Channel = 0, Cut = false, Released = 0 };
        for (int i = 0; i < _parameters.Length; i++)
            _parameters[i] = _infos[i].Default;
        for (int channel = 0; channel < _channelGain.Length; channel++)
        {
            _channelGain[channel] = _keyboard[channel].Gain;
            _engagement[channel] = Dampers.Engagement(0);
        }
        for (int key = 0; key < Keys && _isReshaped; key++)
            Shape(key);
        _isReshaped = false;
        _stale = 0;
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
            case EventKind.Parameter when e.Number < _parameters.Length: Move(e.Number, e.Value); break;
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
        if (_stale != 0)
            Shape((int)UInt128.TrailingZeroCount(_stale));
        if (_strings.Sounding.Length > 0)
        {
            MoveGains();
            MoveDampers();
            _strings.Render(left, right);
        }
        _noise.Render(left, right);
        _now += BlockSize;
    }

    // Strings are built anew a key a block, so that a moved parameter costs little at a time; a key that is struck before has its turn at once.
    private void Move(int parameter, float value)
    {
        float clamped = _infos[parameter].Clamp(value);
        if (clamped == _parameters[parameter])
            return;
        _parameters[parameter] = clamped;
        if (!PianoParameters.ShapesStrings(parameter))
            return;
        _stale = UInt128.MaxValue;
        _isReshaped = true;
    }

    private void Shape(int key)
    {
        _stale &= ~(UInt128.One << key);
        _model.Build(_tables, _parameters, key, StringModel.Frequency(_tables, _settings.Tuning, key, _parameters[PianoParameters.Stretch]), _settings.SampleRate);
        double softness = 1 / _parameters[PianoParameters.Hardness], level = Loudness.Level(_tables, key, _model, softness);
        _modes[key].Build(_model, new Hammer(_tables, key, ReferenceVelocity, softness), new Hammer(_tables, key, 127, softness), level, key, PianoParameters.Linear(_parameters[PianoParameters.Phantoms]), _settings.SampleRate);
        ref Key k = ref _keys[key];
        k.Level = level;
        k.Damping = Dampers.Rate(key);
        k.Onset = _tables.Onset.At(key);
        // Low keys to the left, high keys to the right, as the player hears them.
        float angle = (1 + _parameters[PianoParameters.Width] * Math.Clamp((key - 64) / 44f, -1, 1) * 0.6f) * MathF.PI / 4;
        k.Left = MathF.Cos(angle);
        k.Right = MathF.Sin(angle);
    }

    private void NoteOn(int channel, int key, float value, int offset)
    {
        _keyboard[channel].Press(key);
        if ((_stale >> key & 1) != 0)
            Shape(key);
        ref Key struck = ref _keys[key];
        // The place not sounding, or the one struck longer ago, whose sound has faded by now.
        struck.Place ^= 1;
        int place = key * ModalBank.PlacesPerKey + struck.Place;
        float velocity = _velocities.At(value * 127);
        double soft = _keyboard[channel].Soft, softness = Math.Pow(SoftContact, soft) / _parameters[PianoParameters.Hardness];
        var hammer = new Hammer(_tables, key, velocity, softness);
        double blow = hammer.Level * Math.Pow(SoftGain(key), soft);
        double power = _strings.Strike(place, hammer, struck.Level * blow, blow / Hammer.LevelOf(ReferenceVelocity), offset, struck.Onset);
        struck.Channel = (byte)channel;
        struck.Released = long.MaxValue;
        struck.Cut = false;
        SetGains(place, PianoParameters.Linear(_parameters[PianoParameters.Level]));
        ref ModalBank.Place p = ref _strings[place];
        p.Left = p.LeftNext;
        p.Right = p.RightNext;
        float noise = PianoParameters.Linear(_parameters[PianoParameters.Knock]);
        _noise.Strike(key, velocity, power, offset, noise * p.Left, noise * p.Right);
    }

    // With the soft pedal the hammer misses one string of two or three.
    private static double SoftGain(int key) => key < 29 ? 1 : key < 47 ? 0.8 : 0.67;

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
        _engagement[channel] = Dampers.Engagement(_keyboard[channel].Sustain);
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
        {
            float wanted = _keyboard[channel].Gain, left = wanted - _channelGain[channel];
            _channelGain[channel] = Math.Abs(left) < GainReached ? wanted : _channelGain[channel] + GainSmoothing * left;
        }
        float level = PianoParameters.Linear(_parameters[PianoParameters.Level]);
        foreach (int place in _strings.Sounding)
            SetGains(place, level);
    }

    private void SetGains(int place, float level)
    {
        ref readonly Key key = ref _keys[place / ModalBank.PlacesPerKey];
        float gain = _channelGain[key.Channel] * level;
        _strings[place].LeftNext = gain * key.Left;
        _strings[place].RightNext = gain * key.Right;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MoveDampers()
    {
        foreach (int place in _strings.Sounding)
        {
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
        return _keys[key].Damping * _engagement[struck.Channel] * _parameters[PianoParameters.Damper];
    }

    private struct Key
    {
        public int Place;
        public byte Channel;
        public bool Cut;
        public long Released;
        public float Left;
        public float Right;
        public double Level;
        public double Damping;
        public double Onset;
    }
}
