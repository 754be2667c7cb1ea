using System;
using System.Numerics;
using Cascade.Dsp.Envelopes;
using static Cascade.Dsp.Instruments.Synth.VoiceField;

namespace Cascade.Dsp.Instruments.Synth;

/// <remarks>Envelopes: which segment each voice is in and when it ends.</remarks>
internal sealed partial class VoiceBank
{
    private const float StealFade = 0.005f;

    /// <summary>Starts both envelopes' attack from their present levels.</summary>
    /// <param name="slot">The voice.</param>
    /// <param name="offset">The frame of the block, at which its group stands.</param>
    public void Attack(int slot, int offset)
    {
        ref Voice voice = ref _voices[slot];
        long time = _now + offset;
        SetAmplitude(slot, EnvelopeStage.Attack, EnvelopeSegment.Attack(voice.Amplitude, Level(voice, time), _sampleRate), time);
        SetModulation(slot, EnvelopeStage.Attack, EnvelopeSegment.Attack(voice.Modulation, ModulationLevel(voice, time), _sampleRate),
            time);
    }

    /// <summary>Starts both envelopes' release.</summary>
    /// <param name="slot">The voice.</param>
    /// <param name="offset">The frame of the block.</param>
    public void Release(int slot, int offset)
    {
        Touch(slot, offset);
        ref Voice voice = ref _voices[slot];
        if (!IsSounding(slot) || voice.IsReleased)
            return;
        long time = _now + offset;
        SetAmplitude(slot, EnvelopeStage.Release, EnvelopeSegment.Release(voice.Amplitude, Level(voice, time), _sampleRate), time);
        SetModulation(slot, EnvelopeStage.Release, EnvelopeSegment.Release(voice.Modulation, ModulationLevel(voice, time), _sampleRate),
            time);
    }

    /// <summary>Fades a voice out in 5 ms; it no longer counts as playing.</summary>
    /// <param name="slot">The voice.</param>
    /// <param name="offset">The frame of the block.</param>
    public void Fade(int slot, int offset)
    {
        Touch(slot, offset);
        ref Voice voice = ref _voices[slot];
        if (!IsSounding(slot) || voice.Stolen)
            return;
        long time = _now + offset;
        voice.Stolen = true;
        _playing--;
        SetAmplitude(slot, EnvelopeStage.Release, EnvelopeSegment.Fade(Level(voice, time), StealFade, _sampleRate), time);
    }

    private static double Level(in Voice voice, long time) => Math.Clamp(voice.AmplitudeSegment.LevelAt(time - voice.AmplitudeStart), 0, 1);

    private static double ModulationLevel(in Voice voice, long time) =>
        Math.Clamp(voice.ModulationSegment.LevelAt(time - voice.ModulationStart), 0, 1);

    private void SetAmplitude(int slot, EnvelopeStage stage, in EnvelopeSegment segment, long time)
    {
        ref Voice voice = ref _voices[slot];
        voice.Stage = stage;
        voice.AmplitudeSegment = segment;
        voice.AmplitudeStart = time;
        Field(slot, VoiceField.Level) = (float)segment.Start;
        Field(slot, LevelSlope) = (float)segment.Slope;
        Field(slot, LevelKeep) = (float)(1 - segment.Rate);
        Field(slot, AmplitudeAge) = _now - time;
        SetClosedForm(slot, AmplitudeGoal, segment);
        FindNextAmplitude(slot / GroupSize);
    }

    private void SetModulation(int slot, EnvelopeStage stage, in EnvelopeSegment segment, long time)
    {
        ref Voice voice = ref _voices[slot];
        voice.ModulationStage = stage;
        voice.ModulationSegment = segment;
        voice.ModulationStart = time;
        Field(slot, ModulationAge) = _now + BlockSize - time;
        SetClosedForm(slot, ModulationGoal, segment);
        FindNextModulation(slot / GroupSize);
    }

    private void SetClosedForm(int slot, VoiceField goal, in EnvelopeSegment segment)
    {
        bool curved = segment.Rate > 0;
        double end = curved ? segment.Slope / segment.Rate : segment.Start;
        Field(slot, goal) = (float)end;
        Field(slot, goal + 1) = (float)(segment.Start - end);
        Field(slot, goal + 2) = curved ? (float)Math.Log2(1 - segment.Rate) : 0;
        Field(slot, goal + 3) = curved ? 0 : (float)segment.Slope;
    }

    private void EndSegments(int group, int offset)
    {
        for (uint rest = _active[group]; rest != 0; rest &= rest - 1)
        {
            int slot = group * GroupSize + BitOperations.TrailingZeroCount(rest);
            if (_voices[slot].AmplitudeEnd <= _now + offset)
                EndSegment(slot, offset);
        }
        FindNextAmplitude(group);
    }

    private void EndSegment(int slot, int offset)
    {
        ref Voice voice = ref _voices[slot];
        long time = _now + offset;
        if (voice.Stage == EnvelopeStage.Attack)
            SetAmplitude(slot, EnvelopeStage.Decay, EnvelopeSegment.Decay(voice.Amplitude, 1, _sampleRate), time);
        else if (voice.Stage == EnvelopeStage.Decay && voice.Amplitude.Sustain > 0)
            SetAmplitude(slot, EnvelopeStage.Sustain, EnvelopeSegment.Hold(voice.Amplitude.Sustain), time);
        else
            End(slot);
    }

    // The modulation envelope is read once a block, so its segments change before the block in which they end.
    private void EndModulationSegments(int group)
    {
        for (uint rest = _active[group]; rest != 0; rest &= rest - 1)
        {
            int slot = group * GroupSize + BitOperations.TrailingZeroCount(rest);
            ref Voice voice = ref _voices[slot];
            while (voice.ModulationEnd <= _now + BlockSize)
                EndModulationSegment(slot, voice.ModulationEnd);
        }
        FindNextModulation(group);
    }

    private void EndModulationSegment(int slot, long time)
    {
        ref Voice voice = ref _voices[slot];
        if (voice.ModulationStage == EnvelopeStage.Attack)
            SetModulation(slot, EnvelopeStage.Decay, EnvelopeSegment.Decay(voice.Modulation, 1, _sampleRate), time);
        else
            SetModulation(slot, EnvelopeStage.Sustain,
            EnvelopeSegment.Hold(voice.ModulationStage == EnvelopeStage.Release ? 0 : voice.Modulation.Sustain), time);
        // The tick that follows adds a block.
        Field(slot, ModulationAge) = _now - time;
    }

    private void FindNextAmplitude(int group)
    {
        long next = long.MaxValue;
        for (uint rest = _active[group]; rest != 0; rest &= rest - 1)
            next = Math.Min(next, _voices[group * GroupSize + BitOperations.TrailingZeroCount(rest)].AmplitudeEnd);
        _nextAmplitude[group] = next;
    }

    private void FindNextModulation(int group)
    {
        long next = long.MaxValue;
        for (uint rest = _active[group]; rest != 0; rest &= rest - 1)
            next = Math.Min(next, _voices[group * GroupSize + BitOperations.TrailingZeroCount(rest)].ModulationEnd);
        _nextModulation[group] = next;
    }
}
