using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Events;

namespace Cascade.Dsp.Instruments;

/// <summary>A MIDI channel as an instrument plays it: what its controllers are at, in the instrument's terms, and which keys are down or
/// held. Allocation-free after construction.</summary>
/// <param name="memory">What the channel was told.</param>
/// <param name="channel">Which of its channels it is, 0 to 15.</param>
internal sealed class ChannelState(ChannelMemory memory, int channel)
{
    private readonly float[] _keyPressure = new float[128];
    private UInt128 _down, _latched;

    // Let go while the sustain pedal held them.
    private UInt128 _sustained;

    /// <summary>The program, 0-127.</summary>
    public int Program { get => (int)memory[channel, ChannelMemory.Program]; set => memory[channel, ChannelMemory.Program] = value; }

    /// <summary>Sustain pedal (controller 64), 0 up to 1 down; half-pedalling lies between.</summary>
    public float Sustain => At(64);

    /// <summary>Sostenuto pedal (controller 66), 0 up to 1 down. Keys that are down or sustained at the moment it goes down stay
    /// held.</summary>
    public float Sostenuto => At(66);

    /// <summary>Soft pedal (controller 67), 0 up to 1 down.</summary>
    public float Soft => At(67);

    /// <summary>Channel volume (controller 7), 0 to 1.</summary>
    public float Volume => memory.Full(channel, 7);

    /// <summary>Expression (controller 11), 0 to 1.</summary>
    public float Expression => memory.Full(channel, 11);

    /// <summary>Pan (controller 10), -1 left to 1 right.</summary>
    public float Pan => Centered(memory.Full(channel, 10));

    /// <summary>Modulation wheel (controller 1), 0 to 1.</summary>
    public float Modulation => memory.Full(channel, 1);

    /// <summary>Pressure on the whole channel, 0 to 1.</summary>
    public float Pressure { get => memory[channel, ChannelMemory.Pressure]; set => memory[channel, ChannelMemory.Pressure] = value; }

    /// <summary>Pitch wheel, -1 to 1.</summary>
    public float Bend { get => memory[channel, ChannelMemory.Bend]; set => memory[channel, ChannelMemory.Bend] = value; }

    /// <summary>How far the pitch wheel reaches, in semitones (registered parameter 0); 2 by default.</summary>
    public float BendRange => memory.BendRange(channel);

    /// <summary>The channel's tuning in semitones (registered parameters 1, fine, and 2, coarse).</summary>
    public float Tuning => memory.Tuning(channel);

    /// <summary>Resonance (controller 71), -1 to 1 about the patch's own.</summary>
    public float Resonance => Centered(At(71));

    /// <summary>Brightness (controller 74), -1 to 1 about the patch's own.</summary>
    public float Brightness => Centered(At(74));

    /// <summary>Hold 2 pedal (controller 69), 0 up to 1 down: notes released meanwhile die away more slowly.</summary>
    public float Hold2 => At(69);

    /// <summary>Attack time (controller 73), -1 shortest to 1 longest about the patch's own; of notes to come.</summary>
    public float AttackTime => Centered(At(73));

    /// <summary>Decay time (controller 75), as <see cref="AttackTime"/>.</summary>
    public float DecayTime => Centered(At(75));

    /// <summary>Release time (controller 72), as <see cref="AttackTime"/>.</summary>
    public float ReleaseTime => Centered(At(72));

    /// <summary>Vibrato's rate (controller 76), -1 slowest to 1 fastest about the patch's own.</summary>
    public float VibratoRate => Centered(At(76));

    /// <summary>Vibrato's depth (controller 77), -1 none to 1 most about the patch's own.</summary>
    public float VibratoDepth => Centered(At(77));

    /// <summary>Vibrato's delay (controller 78), -1 shortest to 1 longest about the patch's own.</summary>
    public float VibratoDelay => Centered(At(78));

    /// <summary>Glide time (controller 5), 0 to 1; NaN while no such controller came, the patch's own time then counts.</summary>
    public float GlideTime => memory.Full(channel, 5);

    /// <summary>Glide switch (controller 65): null while no such controller came.</summary>
    public bool? Glide => float.IsNaN(At(65)) ? null : At(65) >= 0.5f;

    /// <summary>Mono (controller 126) or poly (127): null while neither came.</summary>
    public bool? Mono => float.IsNaN(memory[channel, ChannelMemory.Mode]) ? null : memory[channel, ChannelMemory.Mode] == 126;

    /// <summary>Gain of volume and expression together, 0 to 1: 40 log10 of each, as General MIDI recommends.</summary>
    public float Gain
    {
        get
        {
            float volume = Volume, expression = Expression;
            return Heard(volume * volume * expression * expression);
        }
    }

    /// <summary>A gain, or 0 below -160 dB: what is multiplied with it would only cost the time of subnormal numbers.</summary>
    /// <param name="gain">0 or more.</param>
    public static float Heard(float gain) => gain < 1e-8f ? 0 : gain;

    /// <summary>Bend and tuning together, in semitones.</summary>
    public float PitchOffset => Bend * BendRange + Tuning;

    /// <summary>The keys that are down or held by the sostenuto pedal, a bit each.</summary>
    internal UInt128 Held => _down | _latched;

    /// <summary>How far a key's name is tuned away, in semitones (scale tuning).</summary>
    /// <param name="key">0 to 127.</param>
    public float ScaleTuning(int key) => memory[channel, ChannelMemory.Scale + key % ScaleTunings.Names];

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
        float from = At(84);
        memory.MoveControl(channel, 84, float.NaN);
        return float.IsNaN(from) ? -1 : ChannelMemory.SevenBits(from);
    }

    /// <summary>A note's velocity with the finer half that came before it (controller 88), once.</summary>
    /// <param name="velocity">0 to 1, of 7 bits.</param>
    public float Velocity(float velocity)
    {
        velocity = MathF.Min(1, velocity + At(88) / 128);
        memory.MoveControl(channel, 88, float.NaN);
        return velocity;
    }

    /// <summary>Moves a controller. All notes off (123) and all sound off (120) are left to the caller.</summary>
    /// <param name="number">0 to 127.</param>
    /// <param name="value">0 to 1; NaN puts the controller back to where it was at the start, so that the patch's own setting counts
    /// again.</param>
    /// <param name="up">More keys that the sostenuto pedal would catch now: their dampers are up, though nobody has them down.</param>
    public void SetControl(int number, float value, UInt128 up = default)
    {
        bool wasSostenuto = Sostenuto >= 0.5f;
        memory.MoveControl(channel, number, value);
        switch (number)
        {
            case 64 when Sustain < 0.5f: _sustained = 0; break;
            case 66 when Sostenuto < 0.5f: _latched = 0; break;
            case 66 when !wasSostenuto: _latched = _down | _sustained | up; break;
            case 121: LetGo(); break;
        }
    }

    /// <summary>No key is down, held or pressed. The memory is cleared by whoever has all channels.</summary>
    public void Reset()
    {
        _down = 0;
        LetGo();
    }

    private void LetGo()
    {
        _latched = _sustained = 0;
        Array.Clear(_keyPressure);
    }

    private float At(int controller) => memory[channel, ChannelMemory.Control + controller];

    // 64 of 127 is the centre.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Centered(float value) => Math.Clamp((value * 127 - 64) / 63, -1, 1);
}
