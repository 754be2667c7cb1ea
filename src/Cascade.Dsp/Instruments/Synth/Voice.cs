using Cascade.Dsp.Envelopes;

namespace Cascade.Dsp.Instruments.Synth;

/// <summary>What a voice is, beside its values in the bank's fields: read when events come, not per sample.</summary>
internal struct Voice
{
    public SynthPatch Patch;
    public SynthPatch Whole;   // of which the patch is a part, or itself
    public int Note;
    public int NoteId;   // by which events address the note, 0 if none can
    public float NoteBend, NotePressure, NoteTimbre;   // in semitones, 0 to 1, -1 to 1
    public byte Channel;
    public byte Key;
    public EnvelopeStage Stage;
    public EnvelopeStage ModulationStage;
    public bool Stolen;
    public VoiceFeatures Features;
    public float Gain;
    public float Spread;
    public AdsrSettings Amplitude;
    public AdsrSettings Modulation;
    public EnvelopeSegment AmplitudeSegment;
    public EnvelopeSegment ModulationSegment;
    public long StartTime;
    public long AmplitudeStart;
    public long ModulationStart;

    /// <summary>True once the key and the pedals have let go, or the voice fades out.</summary>
    public readonly bool IsReleased => Stage == EnvelopeStage.Release;

    /// <summary>When the segment ends, in samples since the start.</summary>
    public readonly long AmplitudeEnd => End(AmplitudeStart, AmplitudeSegment);

    /// <summary>When the segment ends, in samples since the start.</summary>
    public readonly long ModulationEnd => End(ModulationStart, ModulationSegment);

    private static long End(long start, in EnvelopeSegment segment) =>
        segment.Length == EnvelopeSegment.Endless ? long.MaxValue : start + segment.Length;
}
