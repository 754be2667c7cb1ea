using System;
using Cascade.Dsp.Instruments;
using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp;

/// <summary>A grand piano without a sample: 128 keys, each a bank of decaying partials.</summary>
/// <remarks>
/// Every key has its own strings and no key is ever stolen from another. A key struck again while it sounds fades from under the new blow,
/// however fast the blows come; of several at the same sample the loudest counts. Sixteen channels play on the same strings: a damper
/// stays up as long as one of those that struck the key holds it, and a channel's all sound off leaves alone what others hold.
/// <para>Knows the sustain pedal with half-pedalling (controller 64), sostenuto (66), una corda (67), volume, expression, pan, all notes
/// off, all sound off and reset, on all sixteen channels; docs/midi.md has the whole list.</para>
/// <para>Sources: B. Bank, S. Zambon, F. Fontana, "A modal-based real-time piano synthesizer", IEEE TASLP 18(4), 2010; those named at each
/// part.</para>
/// </remarks>
public sealed partial class PianoInstrument : Instrument
{
    private const int Keys = 128;
    // Losses in 1/s: a string under a new blow falls 60 dB in 55 ms, one that is to be silent in 10 ms.
    internal const double RestrikeLoss = 125;
    private const double SoundOffLoss = 700;
    internal const double SoftContact = 1.43;
    private const double ReferenceVelocity = 76;
    private static readonly double s_referenceLevel = Hammer.LevelOf(ReferenceVelocity);
    private const float Centre = 0.70710678f;
    private const float GainSmoothing = 0.15f;
    private const float GainReached = 1e-5f;

    private readonly PianoPatch _patch;
    private readonly PianoTables _tables;
    private readonly VelocityCurve _velocities;
    private readonly KeyboardState _keyboard = new();
    private readonly float[] _channelLeft = new float[KeyboardState.Channels], _channelRight = new float[KeyboardState.Channels];
    private readonly double[] _engagement = new double[KeyboardState.Channels];
    private readonly Key[] _keys = new Key[Keys];
    private readonly float[] _levels = new float[Keys * KeyLoudness.Velocities.Length];
    private readonly Blow[] _blows = new Blow[Keys * ModalBank.PlacesPerKey];
    private readonly float[] _bridge = new float[BlockSize];
    private readonly StringModel _model = new();
    private readonly KeyModes[] _modes = new KeyModes[Keys];
    private SoundingStrings _strings = null!;
    private PianoNoise _noise = null!;
    private SympatheticStrings _answering = null!;
    private Resonators _wood = null!;
    private Soundboard _soundboard = null!;

    // A bit for every key: whose strings the parameters have left behind, and whose strings are not those of the start.
    private UInt128 _stale, _reshaped;
    private bool _keysMoved, _gainsMoved, _isSilenced;

    // A bit for every channel whose noises may still be heard.
    private int _noisy;
    private int _soundingBefore;
    private long _now;
    private long _dampersRest;
    private long _ignored;

    /// <summary>Makes the grand.</summary>
    public PianoInstrument() : this(PianoPatch.Default)
    {
    }

    /// <summary>Makes a piano.</summary>
    /// <param name="patch">What kind; see <c>PresetLibrary.Pianos</c> for some.</param>
    /// <exception cref="ArgumentNullException">The patch is null.</exception>
    public PianoInstrument(PianoPatch patch) : base("piano", All)
    {
        ArgumentNullException.ThrowIfNull(patch);
        _patch = patch.Clamped();
        _tables = PianoTables.Of(_patch.Model);
        _velocities = new VelocityCurve(_patch.VelocityCurve);
        ParameterValues.Start(Parameters, _patch.Values);
    }

    /// <summary>The piano it is.</summary>
    public PianoPatch Patch => _patch;

    /// <inheritdoc/>
    public override int ActiveVoices => (_strings?.Sounding.Length ?? 0) + (IsQuiet ? 0 : 1);

    // Noises, answering strings and wood count as one voice more.
    private bool IsQuiet => _noise is null || (_noise.IsSilent && _answering.IsSilent && _wood.IsSilent);

    /// <inheritdoc/>
    public override long IgnoredEvents => _ignored;

    /// <inheritdoc/>
    protected override void Setup(EngineSettings settings)
    {
        var bench = new ModeBench();
        for (int key = 0; key < Keys; key++)
            _modes[key] = new KeyModes(StringModel.MostPartialsOf(settings.Tuning[key]), settings.SampleRate, bench);
        _strings = new SoundingStrings(_modes, settings.SampleRate, settings.Lanes);
        _noise = new PianoNoise(_tables, settings.SampleRate, settings.Lanes, settings.Seed);
        _answering = new SympatheticStrings(settings.SampleRate, settings.Lanes);
        _wood = new Resonators(Soundboard.Modes, settings.SampleRate, settings.Lanes);
        _soundboard = new Soundboard(_wood);
        _reshaped = UInt128.MaxValue;
    }

    // At high rates the warm-up ends before a string reaches its steady path, or its rest.
    /// <inheritdoc/>
    protected override void WarmRest()
    {
        Render(new float[BlockSize], new float[BlockSize]);
        _strings.Warm();
        _keys[0].Holders = 1;
        ForgetHolders(0);
        for (int blow = 0; blow < 4; blow++)
            NoteOn(blow % 2, 60, 0.5f, blow % 3);
        AllSoundOff(1, 0);
        AllSoundOff(0, 0);
    }

    /// <inheritdoc/>
    protected override void Clear()
    {
        _strings.Reset();
        _noise.Reset();
        _answering.Reset();
        _answering.Close();
        _wood.Reset();
        _keyboard.Reset();
        for (int key = 0; key < Keys; key++)
            _keys[key] = _keys[key] with { Place = 0, Holders = 0, Released = 0 };
        Array.Clear(_blows);
        SettleGains();
        Array.Fill(_engagement, Dampers.Engagement(0));
        while (_reshaped != 0)
        {
            int key = (int)UInt128.TrailingZeroCount(_reshaped);
            Shape(key);
            _reshaped &= ~(UInt128.One << key);
        }
        _strings.TouchMemory();
        _stale = 0;
        _isSilenced = false;
        _noisy = 0;
        _soundingBefore = 0;
        _now = 0;
        Touch();
        _ignored = 0;
    }

    /// <inheritdoc/>
    public override void Apply(in EngineEvent e, int offset)
    {
        if (e.Channel >= KeyboardState.Channels || e.Number > 127)
        {
            _ignored++;
            return;
        }
        Touch();
        float value = float.IsNaN(e.Value) ? 0 : Math.Clamp(e.Value, 0, 1);
        switch (e.Kind)
        {
            case EventKind.NoteOn when value > 0: NoteOn(e.Channel, e.Number, _keyboard[e.Channel].Velocity(value), offset); break;
            case EventKind.NoteOn or EventKind.NoteOff: NoteOff(e.Channel, e.Number, value, offset); break;
            case EventKind.Control: Control(e.Channel, e.Number, float.IsNaN(e.Value) ? e.Value : value, offset); break;
            case EventKind.Program: _keyboard[e.Channel].Program = e.Number; break;
            case EventKind.AllNotesOff: AllNotesOff(e.Channel, offset); break;
            case EventKind.AllSoundOff: AllSoundOff(e.Channel, offset); break;
            case EventKind.SystemReset: ResetSystem(offset); break;
            case EventKind.MasterVolume: _keyboard.SetMasterVolume(value); break;
            default: _ignored++; break;
        }
    }

    /// <inheritdoc/>
    public override void Render(Span<float> left, Span<float> right)
    {
        left.Clear();
        right.Clear();
        if (_stale != 0)
            Shape((int)UInt128.TrailingZeroCount(_stale));
        MoveGains();
        if (!_strings.IsSilent)
        {
            MoveDampers();
            _strings.Render(left, right);
        }
        _noise.Render(left, right);
        if (_noise.IsSilent)
            _noisy = 0;
        Answer(left, right);
        _now += BlockSize;
    }

    // The strings and noises shake the bridge, which shakes the undamped strings and the wood.
    private void Answer(Span<float> left, Span<float> right)
    {
        if (_strings.IsSilent && IsQuiet)
            return;
        FreeStrings();
        for (int i = 0; i < BlockSize; i++)
            _bridge[i] = 0.5f * (left[i] + right[i]);
        float level = _isSilenced ? 0 : 1;
        _answering.Render(_bridge, left, right, level);
        _wood.Render(_bridge, left, right, level);
    }

    // One key is rebuilt per block to bound the cost; a key struck before its turn is rebuilt at once.
    /// <inheritdoc/>
    protected override void Moved(Parameter parameter)
    {
        Touch();
        if (!ShapesStrings(parameter))
            return;
        _stale = UInt128.MaxValue;
    }

    private void Shape(int key)
    {
        _stale &= ~(UInt128.One << key);
        _reshaped |= UInt128.One << key;
        _model.Build(_tables, Parameters, key, StringModel.Frequency(_tables, Settings.Tuning, key, Parameters[Stretch]),
            Settings.SampleRate);
        double softness = 1 / Parameters[Hardness];
        Span<float> levels = LevelsOf(key);
        _modes[key].AddStrings(key, _model);
        KeyLoudness.Levels(_tables, key, _modes[key].Modes, _model, softness, _soundboard, Gain(Body), levels);
        Hammer reference = new(_tables, key, ReferenceVelocity, softness), hardest = new(_tables, key, 127, softness);
        _modes[key].Build(_model, reference, hardest, KeyLoudness.At(levels, 127), key, Gain(Phantoms));
        ref Key k = ref _keys[key];
        k.Damping = Dampers.Rate(key);
        k.Onset = (float)(1 - 1 / Math.Sqrt(1 + Math.Exp(-_tables.Onset.At(key))));
        // Low keys to the left, high keys to the right, as the player hears them.
        float angle = (1 + Parameters[Width] * Math.Clamp((key - 64) / 44f, -1, 1) * 0.6f) * MathF.PI / 4;
        k.Left = MathF.Cos(angle);
        k.Right = MathF.Sin(angle);
        _answering.SetKey(key, _model, k.Left, k.Right);
        _gainsMoved = true;
    }

    // After an event or a parameter's move: gains, dampers and open strings are looked at until all are at rest again.
    private void Touch()
    {
        _keysMoved = _gainsMoved = true;
        _dampersRest = _now + 2 * BlockSize + (long)Math.Ceiling(Dampers.Delay * Settings.SampleRate);
    }

    private Span<float> LevelsOf(int key) =>
        _levels.AsSpan(key * KeyLoudness.Velocities.Length, KeyLoudness.Velocities.Length);

    private struct Key
    {
        public int Place;

        // A bit for every channel that has struck the strings since they were last at rest.
        public ushort Holders;
        public long Released;
        public float Left;
        public float Right;
        public double Damping;
        public float Onset;
    }

    private struct Blow
    {
        public byte Channel;
        public bool Cut;
        public double Loudness;
    }
}
