using System;
using System.Runtime.CompilerServices;

namespace Cascade.Dsp.Instruments;

/// <summary>What the keys, pedals and controllers of one MIDI channel are at. Allocation-free after construction.</summary>
/// <remarks>Sources: MIDI 1.0 Detailed Specification 4.2; General MIDI 2 (defaults); RP-015 (reset all controllers).</remarks>
internal sealed class ChannelState
{
    private const int NoParameter = 0x3FFF, MostCents = 12_700, FineSteps = 8192;

    // How many controllers have a fine half, 32 above: those before this one.
    private const int Fine = 32;

    private readonly float[] _keyPressure = new float[128];

    // The coarse halves of controllers that have a fine one.
    private readonly float[] _coarse = new float[Fine];
    private UInt128 _down, _latched;

    // Let go while the sustain pedal held them.
    private UInt128 _sustained;
    private int _registered, _glideFrom;
    private bool _isUnregistered;
    private float _finerVelocity;

    /// <summary>Makes a channel at its defaults.</summary>
    public ChannelState() => Reset();

    /// <summary>The program, 0-127.</summary>
    public int Program { get; set; }

    /// <summary>Sustain pedal (controller 64), 0 up to 1 down; half-pedalling lies between.</summary>
    public float Sustain { get; private set; }

    /// <summary>Sostenuto pedal (controller 66), 0 up to 1 down. Keys that are down or sustained at the moment it goes down stay
    /// held.</summary>
    public float Sostenuto { get; private set; }

    /// <summary>Soft pedal (controller 67), 0 up to 1 down.</summary>
    public float Soft { get; private set; }

    /// <summary>Channel volume (controller 7), 0 to 1.</summary>
    public float Volume { get; private set; }

    /// <summary>Expression (controller 11), 0 to 1.</summary>
    public float Expression { get; private set; }

    /// <summary>Pan (controller 10), -1 left to 1 right.</summary>
    public float Pan { get; private set; }

    /// <summary>Modulation wheel (controller 1), 0 to 1.</summary>
    public float Modulation { get; private set; }

    /// <summary>Pressure on the whole channel, 0 to 1.</summary>
    public float Pressure { get; set; }

    /// <summary>Pitch wheel, -1 to 1.</summary>
    public float Bend { get; set; }

    /// <summary>How far the pitch wheel reaches, in semitones (registered parameter 0); 2 by default.</summary>
    public float BendRange { get; set; }

    /// <summary>The registered parameter that data entry moves now, 0x3FFF for none.</summary>
    public int Chosen => _isUnregistered ? NoParameter : _registered;

    /// <summary>The channel's tuning in semitones (registered parameters 1, fine, and 2, coarse).</summary>
    public float Tuning => FineTuning + CoarseTuning;

    /// <summary>Resonance (controller 71), -1 to 1 about the patch's own.</summary>
    public float Resonance { get; private set; }

    /// <summary>Brightness (controller 74), -1 to 1 about the patch's own.</summary>
    public float Brightness { get; private set; }

    /// <summary>Hold 2 pedal (controller 69), 0 up to 1 down: notes released meanwhile die away more slowly.</summary>
    public float Hold2 { get; private set; }

    /// <summary>Attack time (controller 73), -1 shortest to 1 longest about the patch's own; of notes to come.</summary>
    public float AttackTime { get; private set; }

    /// <summary>Decay time (controller 75), as <see cref="AttackTime"/>.</summary>
    public float DecayTime { get; private set; }

    /// <summary>Release time (controller 72), as <see cref="AttackTime"/>.</summary>
    public float ReleaseTime { get; private set; }

    /// <summary>Vibrato's rate (controller 76), -1 slowest to 1 fastest about the patch's own.</summary>
    public float VibratoRate { get; private set; }

    /// <summary>Vibrato's depth (controller 77), -1 none to 1 most about the patch's own.</summary>
    public float VibratoDepth { get; private set; }

    /// <summary>Vibrato's delay (controller 78), -1 shortest to 1 longest about the patch's own.</summary>
    public float VibratoDelay { get; private set; }

    /// <summary>Glide time (controller 5), 0 to 1; negative while no such controller came, the patch's own time then counts.</summary>
    public float GlideTime { get; private set; }

    /// <summary>Glide switch (controller 65): null while no such controller came.</summary>
    public bool? Glide { get; private set; }

    /// <summary>Mono (controller 126) or poly (127): null while neither came.</summary>
    public bool? Mono { get; private set; }

    /// <summary>Gain of volume and expression together, 0 to 1: 40 log10 of each, as General MIDI recommends.</summary>
    public float Gain => Heard(Volume * Volume * Expression * Expression);

    /// <summary>A gain, or 0 below -160 dB: what is multiplied with it would only cost the time of subnormal numbers.</summary>
    /// <param name="gain">0 or more.</param>
    public static float Heard(float gain) => gain < 1e-8f ? 0 : gain;

    /// <summary>Bend and tuning together, in semitones.</summary>
    public float PitchOffset => Bend * BendRange + Tuning;

    /// <summary>The keys that are down or held by the sostenuto pedal, a bit each.</summary>
    internal UInt128 Held => _down | _latched;

    private float FineTuning { get; set; }

    private float CoarseTuning { get; set; }

    /// <summary>True while the key is down.</summary>
    /// <param name="key">0 to 127.</param>
    public bool IsDown(int key) => (_down >> key & 1) != 0;

    /// <summary>True while the key is down or a pedal holds it.</summary>
    /// <param name="key">0 to 127.</param>
    public bool IsHeld(int key) => Sustain >= 0.5f || ((_down | _latched) >> key & 1) != 0;

    /// <summary>True while the sostenuto pedal holds the key.</summary>
    /// <param name="key">0 to 127.</param>
    public bool IsLatched(int key) => (_latched >> key & 1) != 0;

    /// <summary>Pressure on one key, 0 to 1.</summary>
    /// <param name="key">0 to 127.</param>
    public float KeyPressure(int key) => _keyPressure[key];

    /// <summary>A key goes down.</summary>
    /// <param name="key">0 to 127.</param>
    public void Press(int key)
    {
        _down |= UInt128.One << key;
        _keyPressure[key] = 0;
    }

    /// <summary>A key comes up.</summary>
    /// <param name="key">0 to 127.</param>
    public void Release(int key)
    {
        UInt128 released = _down & UInt128.One << key;
        _down &= ~released;
        _sustained |= Sustain >= 0.5f ? released : 0;
    }

    /// <summary>All keys come up; pedals hold on.</summary>
    public void ReleaseAll()
    {
        _sustained |= Sustain >= 0.5f ? _down : 0;
        _down = 0;
    }

    /// <summary>Pressure on one key.</summary>
    /// <param name="key">0 to 127.</param>
    /// <param name="value">0 to 1.</param>
    public void SetKeyPressure(int key, float value) => _keyPressure[key] = value;

    /// <summary>The key that the next note is to glide from (controller 84), once; -1 if none was named.</summary>
    public int TakeGlideFrom()
    {
        int from = _glideFrom;
        _glideFrom = -1;
        return from;
    }

    /// <summary>A note's velocity with the finer half that came before it (controller 88), once.</summary>
    /// <param name="velocity">0 to 1, of 7 bits.</param>
    public float Velocity(float velocity)
    {
        velocity = MathF.Min(1, velocity + _finerVelocity);
        _finerVelocity = 0;
        return velocity;
    }

    /// <summary>Moves a controller.</summary>
    /// <param name="number">0 to 127.</param>
    /// <param name="value">0 to 1; NaN puts the controller back to where it was at the start, so that the patch's own setting counts
    /// again.</param>
    /// <param name="up">More keys that the sostenuto pedal would catch now: their dampers are up, though nobody has them down.</param>
    /// <returns>False if the number means nothing here. 120 and 123 are left to the caller; 121 resets the controllers.</returns>
    public bool SetControl(int number, float value, UInt128 up = default)
    {
        value = float.IsNaN(value) ? StartOf(number) : value;
        switch (number)
        {
            case 0 or 32: return true;
            case 1 or 5 or 7 or 10 or 11:
                _coarse[number] = value;
                SetHalves(number, value);
                return true;
            case 33 or 37 or 39 or 42 or 43: SetHalves(number - Fine, Fuller(_coarse[number - Fine], value)); return true;
            case 6 or 38 when float.IsNaN(value): return true;
            case 6: SetRegistered(value); return true;
            case 38: SetRegisteredFine(value); return true;
            case 64: SetSustain(value); return true;
            case 65: Glide = float.IsNaN(value) ? null : value >= 0.5f; return true;
            case 66: SetSostenuto(value, up); return true;
            case 67: Soft = value; return true;
            case 69: Hold2 = value; return true;
            case 71: Resonance = Centered(value); return true;
            case 72: ReleaseTime = Centered(value); return true;
            case 73: AttackTime = Centered(value); return true;
            case 74: Brightness = Centered(value); return true;
            case 75: DecayTime = Centered(value); return true;
            case 76: VibratoRate = Centered(value); return true;
            case 77: VibratoDepth = Centered(value); return true;
            case 78: VibratoDelay = Centered(value); return true;
            case 84: _glideFrom = float.IsNaN(value) ? -1 : SevenBits(value); return true;
            case 88: _finerVelocity = value / 128; return true;
            case 96: StepRegistered(1); return true;
            case 97: StepRegistered(-1); return true;
            case 98 or 99: _isUnregistered = true; return true;
            case 100: Choose((_registered & 0x3F80) | SevenBits(value)); return true;
            case 101: Choose((_registered & 0x7F) | SevenBits(value) << 7); return true;
            case 121: ResetControllers(); return true;
            case 124 or 125: return true;
            case 126 or 127: Mono = float.IsNaN(value) ? null : number == 126; return true;
            default: return false;
        }
    }

    /// <summary>Controller 121: modulation, expression, pedals, wheel and pressure back to their defaults; volume, pan, program and tuning
    /// stay.</summary>
    public void ResetControllers()
    {
        Modulation = Sustain = Sostenuto = Soft = Hold2 = Pressure = Bend = 0;
        Expression = 1;
        _coarse[1] = 0;
        _coarse[11] = 1;
        _glideFrom = -1;
        _finerVelocity = 0;
        Glide = null;
        _latched = _sustained = 0;
        Choose(NoParameter);
        Array.Clear(_keyPressure);
    }

    /// <summary>Everything back to the defaults, no key down.</summary>
    public void Reset()
    {
        ResetControllers();
        ReleaseAll();
        Program = 0;
        _coarse[7] = Volume = 100f / 127;
        _coarse[10] = 64f / 127;
        _coarse[5] = float.NaN;
        Pan = Resonance = Brightness = FineTuning = CoarseTuning = 0;
        AttackTime = DecayTime = ReleaseTime = VibratoRate = VibratoDepth = VibratoDelay = 0;
        BendRange = 2;
        GlideTime = -1;
        Mono = null;
    }

    /// <summary>The number 0-127 that a value from 0 to 1 stands for.</summary>
    public static int SevenBits(float value) => (int)MathF.Round(value * 127);

    // Where a controller stands at the start; NaN where the patch decides, or there is nothing to stand.
    private static float StartOf(int number) => number switch
    {
        7 => 100f / 127,
        10 or (>= 71 and <= 78) => 64f / 127,
        11 or (>= 98 and <= 101) => 1,
        5 or 6 or 37 or 38 or 65 or 84 or 126 or 127 => float.NaN,
        _ => 0,
    };

    // A half alone counts with 0 as the other; neither is what the patch says.
    private static float Fuller(float coarse, float fine) =>
        float.IsNaN(fine) ? coarse : MathF.Min(1, (float.IsNaN(coarse) ? 0 : coarse) + fine / 128);

    private void SetHalves(int number, float value)
    {
        switch (number)
        {
            case 1: Modulation = value; break;
            case 5: GlideTime = float.IsNaN(value) ? -1 : value; break;
            case 7: Volume = value; break;
            case 10: Pan = Centered(value); break;
            case 11: Expression = value; break;
        }
    }

    private void SetSustain(float value)
    {
        Sustain = value;
        if (value < 0.5f)
            _sustained = 0;
    }

    private void SetSostenuto(float value, UInt128 up)
    {
        bool was = Sostenuto >= 0.5f, now = value >= 0.5f;
        Sostenuto = value;
        if (now && !was)
            _latched = _down | _sustained | up;
        else if (!now)
            _latched = 0;
    }

    private void Choose(int registered)
    {
        _registered = registered;
        _isUnregistered = false;
    }

    private void SetRegistered(float value)
    {
        int seven = SevenBits(value);
        switch (Chosen)
        {
            case 0: BendRange = seven; break;
            case 1: FineTuning = (seven - 64) / 64f; break;
            case 2: CoarseTuning = seven - 64; break;
        }
    }

    private void SetRegisteredFine(float value)
    {
        int seven = SevenBits(value);
        switch (Chosen)
        {
            case 0: BendRange = MathF.Floor(BendRange) + Math.Min(seven, 99) / 100f; break;
            case 1: FineTuning = MathF.Floor(FineTuning * 64) / 64f + seven / 8192f; break;
        }
    }

    // Source: RP-018 (what data increment and decrement move).
    private void StepRegistered(int by)
    {
        switch (Chosen)
        {
            case 0: BendRange = Math.Clamp(MathF.Round(BendRange * 100) + by, 0, MostCents) / 100; break;
            case 1: FineTuning = Math.Clamp(MathF.Round(FineTuning * FineSteps) + by, -FineSteps, FineSteps - 1) / FineSteps; break;
            case 2: CoarseTuning = Math.Clamp(CoarseTuning + by, -64, 63); break;
        }
    }

    // 64 of 127 is the centre.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Centered(float value) => Math.Clamp((value * 127 - 64) / 63, -1, 1);
}
