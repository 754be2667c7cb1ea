using Cascade.Dsp;
using Cascade.Dsp.Output;

namespace Cascade.Package.Tests.Embedding;

internal static class ManyEngines
{
    public static void Run()
    {
        // An engine shares nothing with another: one for each core, used again for song after song.
        using var engines = new ThreadLocal<VoiceEngine>(() => new VoiceEngine(new PianoInstrument(), null, new Reverb(), new Limiter()));

        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            var song = new Sequence(
            [
                EngineEvent.NoteOn(time: 0, key: 60 + i, velocity: 0.8f),
                EngineEvent.NoteOff(time: 24_000, key: 60 + i),
            ], sampleRate: 48_000);

            VoiceEngine engine = engines.Value!;
            engine.Reset();   // as if new: the same song gives the same bits whatever was played before
            using var wav = new WaveWriter($"song{i}.wav", 48_000, format: WaveFormat.Float32);
            OfflineRenderer.Render(engine, song, wav);
            wav.Complete();
        });
    }
}
