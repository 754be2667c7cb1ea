using System;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Instruments;
using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp;

public sealed partial class PianoInstrument
{
    private const float UsualRelease = 0.5f;

    private void NoteOn(int channel, int key, float value, int offset)
    {
        _keyboard[channel].Press(key);
        _isSilenced = false;
        if ((_stale >> key & 1) != 0)
            Shape(key);
        ref Key struck = ref _keys[key];
        // The place not sounding, or the one struck longer ago, whose sound has faded by now.
        struck.Place ^= 1;
        int place = key * ModalBank.PlacesPerKey + struck.Place;
        float velocity = _velocities.At(value * 127);
        double soft = _keyboard[channel].Soft, softness = Math.Pow(SoftContact, soft) / Parameters[Hardness];
        var hammer = new Hammer(_tables, key, velocity, softness);
        double blow = hammer.Level * Math.Pow(SoftGain(key), soft);
        double power = _strings.Strike(place, hammer, struck.Level * blow, blow / Hammer.LevelOf(ReferenceVelocity), offset, struck.Onset);
        struck.Channel = (byte)channel;
        struck.Released = long.MaxValue;
        struck.Cut = false;
        SetGains(place, Gain(Level));
        ref ModalBank.Place p = ref _strings[place];
        p.Left = p.LeftNext;
        p.Right = p.RightNext;
        _noise.Strike(key, velocity, power, offset, p.Left, p.Right, Gain(Knock), Gain(Burst), Gain(Thump));
    }

    // With the soft pedal the hammer misses one string of two or three.
    private static double SoftGain(int key) => key < 29 ? 1 : key < 47 ? 0.8 : 0.67;

    private void NoteOff(int channel, int key, float velocity, int offset)
    {
        if (!_keyboard[channel].IsDown(key))
            return;
        _keyboard[channel].Release(key);
        ref Key released = ref _keys[key];
        released.Released = _now + offset;
        float gain = Gain(Level);
        double engaged = _keyboard[channel].IsLatched(key) ? 0 : _engagement[channel] * Math.Min(1, Parameters[Damper]);
        _noise.Release(key, velocity * 127, (float)engaged, offset,
            gain * _channelLeft[channel] * released.Left, gain * _channelRight[channel] * released.Right, Gain(DamperNoise));
    }

    private void Control(int channel, int number, float value, int offset)
    {
        switch (number)
        {
            case 120: AllSoundOff(channel, offset); return;
            case 123 or 124 or 125 or 126 or 127: AllNotesOff(channel, offset); return;
        }
        double pedal = _keyboard[channel].Sustain;
        if (!_keyboard[channel].SetControl(number, value) || !ActsOn(number))
            _ignored++;
        if (_keyboard[channel].Sustain != pedal)
            MovePedal(channel, pedal, _keyboard[channel].Sustain, offset);
    }

    // The rest of what a channel remembers a piano has no use for: it cannot bend, glide, swell or change its tone while it sounds.
    private static bool ActsOn(int controller) =>
        controller is 0 or 7 or 10 or 11 or 32 or 39 or 42 or 43 or 64 or 66 or 67 or 88 or >= 120;

    private void MovePedal(int channel, double from, double to, int offset)
    {
        _engagement[channel] = Dampers.Engagement(to);
        float gain = Centre * Gain(Level);
        _noise.Pedal(from, to, offset, gain * _channelLeft[channel], gain * _channelRight[channel], Gain(PedalNoise));
    }

    private void AllNotesOff(int channel, int offset)
    {
        for (int key = 0; key < Keys; key++)
            NoteOff(channel, key, UsualRelease, offset);
    }

    private void AllSoundOff(int channel, int offset)
    {
        AllNotesOff(channel, offset);
        _noise.End();
        _isSilenced = true;
        for (int key = 0; key < Keys; key++)
            _keys[key].Cut |= _keys[key].Channel == channel;
    }

    private void ResetSystem(int offset)
    {
        for (int channel = 0; channel < KeyboardState.Channels; channel++)
        {
            AllSoundOff(channel, offset);
            // Without the noise of a foot: this is a machine's doing.
            _engagement[channel] = Dampers.Engagement(0);
        }
        _keyboard.Reset();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MoveGains()
    {
        for (int channel = 0; channel < KeyboardState.Channels; channel++)
        {
            (float left, float right) = SidesOf(_keyboard[channel]);
            _channelLeft[channel] = Toward(_channelLeft[channel], left);
            _channelRight[channel] = Toward(_channelRight[channel], right);
        }
        float level = Gain(Level);
        foreach (int place in _strings.Sounding)
            SetGains(place, level);
    }

    private static float Toward(float value, float wanted) =>
        Math.Abs(wanted - value) < GainReached ? wanted : value + GainSmoothing * (wanted - value);

    // Volume, expression and pan of a channel: in the middle both sides have the whole gain, as a key's own place has its share in them already.
    private (float Left, float Right) SidesOf(ChannelState channel)
    {
        float gain = channel.Gain * _keyboard.MasterGain;
        if (channel.Pan == 0)
            return (gain, gain);
        (float sine, float cosine) = MathF.SinCos((channel.Pan + 1) * (MathF.PI / 4));
        return (MathF.Sqrt(2) * gain * cosine, MathF.Sqrt(2) * gain * sine);
    }

    private void SetGains(int place, float level)
    {
        ref readonly Key key = ref _keys[place / ModalBank.PlacesPerKey];
        _strings[place].LeftNext = _channelLeft[key.Channel] * level * key.Left;
        _strings[place].RightNext = _channelRight[key.Channel] * level * key.Right;
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
        if (struck.Released == long.MaxValue || _now < struck.Released + Dampers.Delay * Settings.SampleRate || channel.IsDown(key)
            || channel.IsLatched(key))
            return 0;
        return _keys[key].Damping * _engagement[struck.Channel] * Parameters[Damper];
    }

    // Which strings are free to answer the bridge: those without a damper on them, as long as no blow of their own goes on in them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FreeStrings()
    {
        if (!_keysMoved && _strings.Sounding.Length == _soundingBefore)
            return;
        _keysMoved = false;
        _soundingBefore = _strings.Sounding.Length;
        UInt128 struck = 0, held = 0;
        foreach (int place in _strings.Sounding)
            struck |= UInt128.One << place / ModalBank.PlacesPerKey;
        double engaged = 1;
        for (int channel = 0; channel < KeyboardState.Channels; channel++)
        {
            held |= _keyboard[channel].Held;
            engaged = Math.Min(engaged, _engagement[channel]);
        }
        for (int key = 0; key < Keys; key++)
        {
            double damping = (held >> key & 1) != 0 ? 0 : engaged * _keys[key].Damping * Parameters[Damper];
            float open = damping == 0 ? 1 : (float)(1 - engaged);
            _answering.Move(key, (struck >> key & 1) != 0 ? 0 : open, damping);
        }
    }

    private float Gain(Parameter level) => Decibels.ToGain(Parameters[level], level.Minimum);
}
