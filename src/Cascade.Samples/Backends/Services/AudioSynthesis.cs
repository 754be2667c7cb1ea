using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Backends.Services;

/// <inheritdoc cref="IAudioSynthesis"/>
internal sealed class AudioSynthesis : IAudioSynthesis
{
    private readonly EnginePool _engines = new();

    public float[] GenerateWaveform(SoundJob job, NoteRequest note) =>
        Tone.Wave(job.Waveform!.Value, Tone.FrequencyOf(note.Key), note, job.Configuration);

    public void ApplyAdsrEnvelope(SoundJob job, NoteRequest note, Span<float> wave) => Tone.Shape(wave, note, job.Configuration);

    public float[] SynthesizeNote(SoundJob job, NoteRequest note)
    {
        float[] wave = GenerateWaveform(job, note);
        ApplyAdsrEnvelope(job, note, wave);
        return wave;
    }

    public float[] PlaySound(SoundJob job, CancellationToken cancellationToken)
    {
        PooledEngine engine = _engines.Rent(job);
        float[] sound = engine.ReadAll(cancellationToken);
        _engines.Return(engine);
        return sound;
    }
}
