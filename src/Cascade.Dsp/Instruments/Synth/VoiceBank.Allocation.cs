using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Cascade.Dsp.Envelopes;
using static Cascade.Dsp.Instruments.Synth.VoiceField;

namespace Cascade.Dsp.Instruments.Synth;

/// <remarks>Places: who gets one, and who gives way.</remarks>
internal sealed partial class VoiceBank
{
    // What counts for a voice beside its loudness, in dB: that it has just begun, so much that the newer counts, up to a second; that it is
    // the bass or the melody; against it, that it is released.
    private const float YoungSeconds = 0.01f, NewSeconds = 1, NewDecibels = 1_200, OuterDecibels = 24, ReleasedDecibels = 40;

    private readonly Voice[] _voices;
    private readonly int _polyphony;
    private int _playing;

    /// <summary>The number of places, sounding or not.</summary>
    public int Slots => _voices.Length;

    /// <summary>The voice at a place.</summary>
    public ref Voice this[int slot] => ref _voices[slot];

    /// <summary>True if the voice sounds.</summary>
    public bool IsSounding(int slot) => (_active[slot / GroupSize] >> slot % GroupSize & 1) != 0;

    /// <summary>The next sounding voice at or after a place, or -1.</summary>
    public int Next(int slot)
    {
        for (int group = slot / GroupSize, lane = slot % GroupSize; group < _active.Length; group++, lane = 0)
        {
            uint rest = _active[group] >> lane << lane;
            if (rest != 0)
                return group * GroupSize + BitOperations.TrailingZeroCount(rest);
        }
        return -1;
    }

    /// <summary>Finds a place for a new voice and brings its group to the frame. The least missed voice gives way when all are
    /// playing.</summary>
    /// <param name="note">The note it belongs to, whose other voices do not give way.</param>
    /// <param name="offset">The frame of the block.</param>
    public int Allocate(int note, int offset)
    {
        while (_playing >= _polyphony)
        {
            int victim = LeastMissed(note, fading: false);
            if (victim < 0)
                break;
            Fade(victim, offset);
        }
        int slot = FirstFree();
        if (slot < 0)
        {
            slot = Math.Max(0, LeastMissed(note, fading: true));
            Touch(slot, offset);
            if (IsSounding(slot))
                End(slot);
        }
        Touch(slot, offset);
        _active[slot / GroupSize] |= 1u << slot % GroupSize;
        _playing++;
        ActiveVoices++;
        return slot;
    }

    /// <summary>Brings a voice's group to a frame of the block, before something of the voice changes there.</summary>
    public void Touch(int slot, int offset) => Advance(slot / GroupSize, offset);

    private void End(int slot)
    {
        int group = slot / GroupSize;
        ref Voice voice = ref _voices[slot];
        _active[group] &= ~(1u << slot % GroupSize);
        ActiveVoices--;
        if (!voice.Stolen)
            _playing--;
        voice.Stage = EnvelopeStage.Idle;
        for (VoiceField field = VoiceField.Level; field <= AmplitudeAge; field++)
            Field(slot, field) = 0;
        Field(slot, LeftLevel) = Field(slot, RightLevel) = 0;
        VoiceFeatures features = VoiceFeatures.None;
        for (uint rest = _active[group]; rest != 0; rest &= rest - 1)
            features |= _voices[group * GroupSize + BitOperations.TrailingZeroCount(rest)].Features;
        _groupFeatures[group] = features;
        FindNextAmplitude(group);
        FindNextModulation(group);
    }

    private int FirstFree()
    {
        for (int group = 0; group < _active.Length; group++)
            if (_active[group] != 0xFFFF)
                return group * GroupSize + BitOperations.TrailingZeroCount(~_active[group]);
        return -1;
    }

    // Released voices before held ones, old before new, quiet before loud; the lowest and the highest key last of the old ones.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int LeastMissed(int note, bool fading)
    {
        int least = -1;
        float lowest = float.MaxValue;
        (int bass, int melody) = fading ? (-1, -1) : OuterKeys();
        for (int slot = Next(0); slot >= 0; slot = Next(slot + 1))
        {
            ref readonly Voice voice = ref _voices[slot];
            if (voice.Stolen != fading || (voice.Note == note && !fading))
                continue;
            float score = fading ? Field(slot, VoiceField.Level) : Worth(slot, bass, melody);
            if (score < lowest)
            {
                lowest = score;
                least = slot;
            }
        }
        return least;
    }

    // In dB: how loud the voice is, or will be once its attack is over, and what counts beside that.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Worth(int slot, int bass, int melody)
    {
        ref readonly Voice voice = ref _voices[slot];
        float age = (_now - voice.StartTime) * _inverseRate;
        float level = voice.Stage == EnvelopeStage.Attack ? 1 : Field(slot, VoiceField.Level);
        float loudness = 6 * MathF.Log2(level * (Field(slot, Left) + Field(slot, Right)) + 1e-6f) - Math.Min(age, 20);
        if (age < YoungSeconds)
            return loudness + 2 * NewDecibels;
        if (voice.IsReleased)
            return loudness - ReleasedDecibels;
        float outer = voice.Key == bass || voice.Key == melody ? OuterDecibels : 0;
        return loudness + Math.Max(outer, NewDecibels * (1 - age / NewSeconds));
    }

    // The lowest and the highest key that is held; drums are neither bass nor melody.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int Lowest, int Highest) OuterKeys()
    {
        (int lowest, int highest) = (int.MaxValue, -1);
        for (int slot = Next(0); slot >= 0; slot = Next(slot + 1))
        {
            ref readonly Voice voice = ref _voices[slot];
            if (voice.Stolen || voice.IsReleased || voice.Patch.FixedKey >= 0 || voice.Patch.OneShot)
                continue;
            (lowest, highest) = (Math.Min(lowest, voice.Key), Math.Max(highest, voice.Key));
        }
        return (lowest, highest);
    }
}
