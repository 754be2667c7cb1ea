using System;
using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Instruments;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Oscillators;

namespace Cascade.Dsp;

/// <remarks>Keys: which voices start, move and end.</remarks>
public sealed partial class SynthInstrument
{
    // Parts of a note differ in their noise.
    private const uint PartSeed = 0x9E3779B9;

    private void NoteOn(in EngineEvent e, float velocity, int offset)
    {
        (int channel, int key) = (e.Channel, e.Number);
        ChannelState state = _keyboard[channel];
        state.Press(key);
        SynthPatch? patch = PatchOf(channel, key);
        if (patch is null)
            return;
        VoiceMode mode = ModeOf(state, patch);
        int named = state.TakeGlideFrom();
        if (patch.ExclusiveClass > 0)
            EndClass(channel, mode == VoiceMode.Poly ? null : patch, patch.ExclusiveClass, offset);
        if (mode == VoiceMode.Poly)
        {
            ReleaseKey(channel, key, 0, offset);
            StartNote(e, named, patch, velocity, offset);
        }
        else
        {
            bool overlapping = _mono[channel].Last >= 0;
            _mono[channel].Press(key);
            if (!Retune(e, named, patch, mode == VoiceMode.Mono || !overlapping ? velocity : null, offset))
                StartNote(e, named, patch, velocity, offset);
        }
        _lastKey[channel] = key;
    }

    private void NoteOff(in EngineEvent e, int offset)
    {
        (int channel, int key) = (e.Channel, e.Number);
        ChannelState state = _keyboard[channel];
        state.Release(key);
        MonoNotes mono = _mono[channel];
        bool sounded = mono.Last == key;
        mono.Release(key);
        if (sounded && mono.Last >= 0 && PatchOf(channel, mono.Last) is { } patch)
        {
            Retune(e with { Number = (ushort)mono.Last, Note = 0 }, -1, patch, null, offset);
            _lastKey[channel] = mono.Last;
        }
        if (!state.IsHeld(key))
            ReleaseKey(channel, key, e.Note, offset);
    }

    // Named: the key that controller 84 has it glide from, or -1.
    private void StartNote(in EngineEvent e, int named, SynthPatch patch, float velocity, int offset)
    {
        (int channel, int key, int note) = (e.Channel, e.Number, ++_notes);
        int from = named >= 0 ? named : _lastKey[channel];
        float glideTime = GlideTime(_keyboard[channel], patch, named);
        for (int part = 0; part < patch.Parts; part++)
            StartPart(e, note, patch, part, velocity, from, glideTime, offset);
    }

    private void StartPart(in EngineEvent e, int note, SynthPatch whole, int part, float velocity, int from, float glideTime, int offset)
    {
        (int channel, int key) = (e.Channel, e.Number);
        ChannelState state = _keyboard[channel];
        SynthPatch patch = whole.Part(part);
        int sounding = Sounding(patch, key);
        float glide = from >= 0 && patch.FixedKey < 0 ? Semitones(patch, channel, from, sounding) : 0;
        for (int i = 0; i < patch.Unison; i++)
        {
            int slot = _voices.Allocate(note, offset);
            var voice = new Voice
            {
                Patch = patch,
                Whole = whole,
                Note = note,
                NoteId = e.Note,
                Channel = (byte)channel,
                Key = (byte)key,
                Gain = LevelOf(patch, velocity),
                Spread = patch.Unison == 1 ? 0 : 2f * i / (patch.Unison - 1) - 1,
                Amplitude = Scale(patch.Amplitude, patch, sounding, state),
                Modulation = Scale(patch.Modulation, patch, sounding, state),
            };
            uint seed = Noise.Hash(Settings.Seed + (uint)(note * 8 + i) + (uint)part * PartSeed);
            _voices.Start(slot, voice, FrequencyOf(patch, channel, key), velocity, glide, glideTime, seed, offset);
            _voices.Control(slot, ControlsOf(_voices[slot]));
            _voices.Attack(slot, offset);
            _voices.Settle(slot);
        }
    }

    // Moves the channel's one note to another key, and starts it again where a velocity is given; false if none sounds.
    private bool Retune(in EngineEvent e, int named, SynthPatch patch, float? velocity, int offset)
    {
        (int channel, int key, bool any) = (e.Channel, e.Number, false);
        for (int slot = _voices.Next(0); slot >= 0; slot = _voices.Next(slot + 1))
        {
            if (_voices[slot].Channel != channel || !ReferenceEquals(_voices[slot].Whole, patch) || _voices[slot].Stolen
                || (_voices[slot].IsReleased && velocity is null))
                continue;
            _voices.Touch(slot, offset);
            if (!_voices.IsSounding(slot))
                continue;
            ref Voice voice = ref _voices[slot];
            int sounding = Sounding(voice.Patch, key);
            float glide = voice.Patch.FixedKey >= 0 ? 0
                : Semitones(voice.Patch, channel, named >= 0 ? named : voice.Key, key) + (named >= 0 ? 0 : _voices.GlideLeft(slot));
            (voice.Key, voice.NoteId) = ((byte)key, e.Note);
            _voices.Tune(slot, FrequencyOf(voice.Patch, channel, key), glide, GlideTime(_keyboard[channel], patch, named));
            if (velocity is { } again)
            {
                voice.Gain = LevelOf(voice.Patch, again);
                voice.Amplitude = Scale(voice.Patch.Amplitude, voice.Patch, sounding, _keyboard[channel]);
                _voices.Control(slot, ControlsOf(_voices[slot]));
                _voices.Attack(slot, offset);
            }
            any = true;
        }
        return any;
    }

    // Ends what sounds of an exclusive class on a channel, but for the notes of a patch that takes care of its own.
    private void EndClass(int channel, SynthPatch? own, int number, int offset)
    {
        for (int slot = _voices.Next(0); slot >= 0; slot = _voices.Next(slot + 1))
            if (_voices[slot].Channel == channel && _voices[slot].Whole.ExclusiveClass == number
                && !ReferenceEquals(_voices[slot].Whole, own))
                _voices.Fade(slot, offset);
    }

    // Id: of the note that ends, 0 for all of the key.
    private void ReleaseKey(int channel, int key, int id, int offset)
    {
        for (int slot = _voices.Next(0); slot >= 0; slot = _voices.Next(slot + 1))
            if (_voices[slot].Channel == channel && _voices[slot].Key == key && !_voices[slot].Patch.OneShot
                && (id == 0 || _voices[slot].NoteId == id))
                EndNote(slot, offset);
    }

    private void EndNote(int slot, int offset)
    {
        ref Voice voice = ref _voices[slot];
        if (!voice.IsReleased && _keyboard[voice.Channel].Hold2 >= 0.5f)
            voice.Amplitude = (voice.Amplitude with { Release = voice.Amplitude.Release * HeldRelease }).Clamped();
        _voices.Release(slot, offset);
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
                EndNote(slot, offset);
    }

    private SynthPatch? PatchOf(int channel, int key) => _bank.Find(_keyboard.Drums[channel], _keyboard[channel].Program, key);

    private static int Sounding(SynthPatch patch, int key) => patch.FixedKey >= 0 ? patch.FixedKey : key;

    private static float LevelOf(SynthPatch patch, float velocity) => ChannelState.Heard(
        Gain(patch.LevelDecibels) / MathF.Sqrt(patch.Unison) * MathF.Pow(velocity, 2 * patch.VelocitySensitivity));

    private AdsrSettings Scale(in AdsrSettings envelope, SynthPatch patch, int key, ChannelState state)
    {
        float tracking = patch.DecayTracking == 0 ? 1 : MathF.Pow(2, -patch.DecayTracking * (key - 60) / 12f);
        return (envelope with
        {
            Attack = envelope.Attack * Parameters[Attack] * TimeFactor(state.AttackTime),
            Decay = envelope.Decay * tracking * Parameters[Decay] * TimeFactor(state.DecayTime),
            Release = envelope.Release * Parameters[Release] * TimeFactor(state.ReleaseTime),
        }).Clamped();
    }

    // The controllers reach as far as the parameters, to a tenth and ten times.
    private static float TimeFactor(float control) => control == 0 ? 1 : MathF.Pow(10, control);

    private float Semitones(SynthPatch patch, int channel, int from, int to) =>
        12 * (float)Math.Log2(FrequencyOf(patch, channel, from) / FrequencyOf(patch, channel, to));

    private static VoiceMode ModeOf(ChannelState state, SynthPatch patch) => state.Mono switch
    {
        true when patch.Mode == VoiceMode.Poly => VoiceMode.Mono,
        false => VoiceMode.Poly,
        _ => patch.Mode,
    };

    private static float GlideTime(ChannelState state, SynthPatch patch, int named)
    {
        float chosen = state.GlideTime * state.GlideTime * LongestGlide;
        // A glide that controller 84 asks for needs no switch, and no time set.
        if (named >= 0)
            return !float.IsNaN(chosen) ? chosen : patch.Glide > 0 ? patch.Glide : UsualGlide;
        if (state.Glide == false)
            return 0;
        if (float.IsNaN(chosen))
            return patch.Glide;
        return state.Glide == true || patch.Glide > 0 ? chosen : 0;
    }
}
