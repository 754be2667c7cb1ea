using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Services;

/// <summary>The audio synthesis service.</summary>
internal interface IAudioSynthesis
{
    /// <summary>The wave of a note, as loud as its velocity, without an envelope.</summary>
    float[] GenerateWaveform(SoundJob job, NoteRequest note);

    /// <summary>Gives a wave the envelope of its note.</summary>
    void ApplyAdsrEnvelope(SoundJob job, NoteRequest note, Span<float> wave);

    /// <summary>A whole note of a plain waveform.</summary>
    float[] SynthesizeNote(SoundJob job, NoteRequest note);

    /// <summary>A whole job by an engine, left and right in turn.</summary>
    float[] PlaySound(SoundJob job, CancellationToken cancellationToken);
}
