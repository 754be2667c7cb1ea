using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Events;
using Cascade.Dsp.Instruments;
using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Parameters;

namespace Cascade.Dsp;

public sealed partial class PianoInstrument
{
    private const float UsualRelease = 0.5f;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void NoteOn(int channel, int key, float value, int offset)
    {
        _keyboard[channel].Press(key);
        _isSilenced = false;
        if (_strings.IsSilent && IsQuiet)
            SettleGains();
        if ((_stale >> key & 1) != 0)
            Shape(key);
        ref Key struck = ref _keys[key];
        double soft = _keyboard[channel].Soft, softness = Math.Pow(SoftContact, soft) / Parameters[Hardness];
        float velocity = _velocities.At(value * 127);
        var hammer = new Hammer(_tables, key, velocity, softness);
        double softer = Math.Pow(SoftGain(key), soft), blow = hammer.Level * softer;
        int place = PlaceFor(key, channel, blow * _keyboard[channel].Gain, offset);
        ForgetHolders(key);
        struck.Holders |= (ushort)(1 << channel);
        struck.Released = long.MaxValue;
        if (place < 0)
            return;
        double power = _strings.Strike(place, hammer, KeyLoudness.At(LevelsOf(key), velocity) * softer,
            blow / s_referenceLevel, offset, struck.Onset);
        (float left, float right) = GainsOf(place, Gain(Level));
        _strings.SetGains(place, left, right, atOnce: true);
        _noise.Strike(key, velocity, power, offset, left, right, Gain(Knock), Gain(Burst), Gain(Thump));
        _noisy |= 1 << channel;
    }

    // The key's place that does not sound, or the one struck longer ago, whose sound fades out beside the new one. Of blows at the same
    // frame the loudest is the one that counts; -1 for the others.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int PlaceFor(int key, int channel, double loudness, int offset)
    {
        ref Key struck = ref _keys[key];
        int place = key * ModalBank.PlacesPerKey + struck.Place;
        if (_strings.IsUnheard(place, offset))
        {
            if (loudness <= _blows[place].Loudness)
                return -1;
        }
        else
        {
            struck.Place ^= 1;
            place ^= 1;
            _strings.GiveAway(place, offset);
        }
        _blows[place] = new Blow { Channel = (byte)channel, Loudness = loudness };
        return place;
    }

    // Of strings at rest only those channels matter that still have the key down.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ForgetHolders(int key)
    {
        int place = key * ModalBank.PlacesPerKey;
        if (_strings.IsListed(place) || _strings.IsListed(place + 1))
            return;
        ref Key struck = ref _keys[key];
        for (int holders = struck.Holders; holders != 0; holders &= holders - 1)
        {
            int channel = BitOperations.TrailingZeroCount(holders);
            if ((_keyboard[channel].Held >> key & 1) == 0)
                struck.Holders &= (ushort)~(1 << channel);
        }
    }

    // With the soft pedal the hammer misses one string of two or three.
    internal static double SoftGain(int key) => key < 29 ? 1 : key < 47 ? 0.8 : 0.67;

    private void NoteOff(int channel, int key, float velocity, int offset)
    {
        if (!Release(channel, key, offset) || IsDown(key))
            return;
        ref readonly Key released = ref _keys[key];
        float gain = Gain(Level);
        _noise.Release(key, velocity * 127, (float)Math.Min(1, Engagement(key) * Parameters[Damper]), offset,
            gain * _channelLeft[channel] * released.Left, gain * _channelRight[channel] * released.Right, Gain(DamperNoise));
        _noisy |= 1 << channel;
    }

    private bool Release(int channel, int key, int offset)
    {
        if (!_keyboard[channel].IsDown(key))
            return false;
        _keyboard[channel].Release(key);
        _keys[key].Released = _now + offset;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsDown(int key)
    {
        for (int holders = _keys[key].Holders; holders != 0; holders &= holders - 1)
            if (_keyboard[BitOperations.TrailingZeroCount(holders)].IsDown(key))
                return true;
        return false;
    }

    // How far the damper of a key that nobody has down would come: 0 as long as one of the channels that struck it holds it up, to 1.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Engagement(int key)
    {
        double engaged = 1;
        for (int holders = _keys[key].Holders; holders != 0; holders &= holders - 1)
        {
            int channel = BitOperations.TrailingZeroCount(holders);
            engaged = Math.Min(engaged, (_keyboard[channel].Held >> key & 1) != 0 ? 0 : _engagement[channel]);
        }
        return engaged;
    }

    private void Control(int channel, int number, float value, int offset)
    {
        switch (number)
        {
            case 120: AllSoundOff(channel, offset); return;
            case 123 or 124 or 125 or 126 or 127: AllNotesOff(channel, offset); return;
        }
        double pedal = _keyboard[channel].Sustain;
        UInt128 up = number == 66 && value >= 0.5f ? DampersUp(channel, offset) : 0;
        _keyboard[channel].SetControl(number, value, up);
        // What it has no use for: a piano cannot bend, glide, swell or change its tone while it sounds.
        if ((Controllers.Of(number).By & Controllers.Users.Piano) == 0)
            _ignored++;
        if (_keyboard[channel].Sustain != pedal)
            MovePedal(channel, pedal, _keyboard[channel].Sustain, offset);
    }

    private void MovePedal(int channel, double from, double to, int offset)
    {
        _engagement[channel] = Dampers.Engagement(to);
        _noisy |= 1 << channel;
        float gain = Centre * Gain(Level);
        _noise.Pedal(from, to, offset, gain * _channelLeft[channel], gain * _channelRight[channel], Gain(PedalNoise));
    }

    private void AllNotesOff(int channel, int offset)
    {
        for (int key = 0; key < Keys; key++)
            NoteOff(channel, key, UsualRelease, offset);
    }

    // What other channels play goes on, to the bit.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AllSoundOff(int channel, int offset)
    {
        for (int key = 0; key < Keys; key++)
        {
            Release(channel, key, offset);
            ref Key struck = ref _keys[key];
            if ((struck.Holders >> channel & 1) == 0)
                continue;
            struck.Holders &= (ushort)~(1 << channel);
            if (struck.Holders != 0 && Engagement(key) < 1)
                continue;
            for (int place = key * ModalBank.PlacesPerKey; place < (key + 1) * ModalBank.PlacesPerKey; place++)
                _blows[place].Cut |= (struck.Holders >> _blows[place].Channel & 1) == 0;
        }
        _noisy &= ~(1 << channel);
        if (_noisy != 0 || IsStruck())
            return;
        _noise.End();
        _isSilenced = true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsStruck()
    {
        foreach (int place in _strings.Sounding)
            if (!_blows[place].Cut)
                return true;
        return false;
    }

    // The pedal lifts all dampers, and one falls some time after its key.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private UInt128 DampersUp(int channel, int offset)
    {
        if (_keyboard[channel].Sustain >= 0.5f)
            return UInt128.MaxValue;
        UInt128 up = 0;
        for (int key = 0; key < Keys; key++)
            if ((_keys[key].Holders >> channel & 1) != 0 && IsFalling(_keys[key], _now + offset))
                up |= UInt128.One << key;
        return up;
    }

    private bool IsFalling(in Key struck, long now) => now < struck.Released + Dampers.Delay * Settings.SampleRate;

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
        if (!_gainsMoved)
            return;
        _gainsMoved = false;
        _answering.Level = Gain(Sympathetic);
        _soundboard.Level = Gain(Body);
        for (int channel = 0; channel < KeyboardState.Channels; channel++)
        {
            (float left, float right) = SidesOf(_keyboard[channel]);
            _channelLeft[channel] = Toward(_channelLeft[channel], left);
            _channelRight[channel] = Toward(_channelRight[channel], right);
            // Once more in the next block, until it is there.
            _gainsMoved |= _channelLeft[channel] != left || _channelRight[channel] != right;
        }
        float level = Gain(Level);
        foreach (int place in _strings.Sounding)
        {
            (float left, float right) = GainsOf(place, level);
            _strings.SetGains(place, left, right);
        }
    }

    // With nothing to be heard of a glide, what was sent before the first note holds from its first frame on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SettleGains()
    {
        for (int channel = 0; channel < KeyboardState.Channels; channel++)
            (_channelLeft[channel], _channelRight[channel]) = SidesOf(_keyboard[channel]);
    }

    private static float Toward(float value, float wanted) =>
        Math.Abs(wanted - value) < GainReached ? wanted : value + GainSmoothing * (wanted - value);

    // Volume, expression and pan of a channel: in the middle both sides have the whole gain, as a key's own place has its share in them
    // already.
    private (float Left, float Right) SidesOf(ChannelState channel)
    {
        float gain = channel.Gain * _keyboard.MasterGain;
        if (channel.Pan == 0)
            return (gain, gain);
        (float sine, float cosine) = MathF.SinCos((channel.Pan + 1) * (MathF.PI / 4));
        return (MathF.Sqrt(2) * gain * cosine, MathF.Sqrt(2) * gain * sine);
    }

    private (float Left, float Right) GainsOf(int place, float level)
    {
        ref readonly Key key = ref _keys[place / ModalBank.PlacesPerKey];
        int channel = _blows[place].Channel;
        return (_channelLeft[channel] * level * key.Left, _channelRight[channel] * level * key.Right);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MoveDampers()
    {
        if (_now >= _dampersRest)
            return;
        foreach (int place in _strings.Sounding)
        {
            int key = place / ModalBank.PlacesPerKey;
            ref readonly Key struck = ref _keys[key];
            if (_blows[place].Cut)
                _strings.Damp(place, SoundOffLoss, even: true);
            else if (place % ModalBank.PlacesPerKey != struck.Place)
                _strings.Damp(place, RestrikeLoss, even: true);
            else
                _strings.Damp(place, DampingOf(key, struck), even: false);
        }
    }

    private double DampingOf(int key, in Key struck) =>
        IsFalling(struck, _now) || IsDown(key) ? 0 : struck.Damping * Engagement(key) * Parameters[Damper];

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
