using System.Threading.Channels;
using Cascade.Dsp;
using Cascade.Dsp.Output;

namespace Cascade.Package.Tests.Embedding;

internal static class SoundServer
{
    public static void Run(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
        // Rendering takes a whole core: as many at once as there are cores, each with an engine that is used again.
        var engines = Channel.CreateUnbounded<VoiceEngine>();
        for (int i = 0; i < Environment.ProcessorCount; i++)
            engines.Writer.TryWrite(new VoiceEngine(new PianoInstrument(), null, new Reverb(), new Limiter()));
        WebApplication app = builder.Build();

        app.MapGet("/notes/{key:int:range(0,127)}", async (int key, float? velocity, CancellationToken aborted) =>
        {
            var note = new Sequence([EngineEvent.NoteOn(0, key, velocity ?? 0.8f), EngineEvent.NoteOff(48_000, key)], sampleRate: 48_000);
            VoiceEngine engine = await engines.Reader.ReadAsync(aborted);
            try
            {
                engine.Reset();
                using var sound = new MemoryStream();
                using var wav = new WaveWriter(sound, 48_000, leaveOpen: true);
                OfflineRenderer.Render(engine, note, wav, cancellationToken: aborted);
                wav.Complete();
                return Results.File(sound.ToArray(), "audio/wav", $"{key}.wav");
            }
            finally
            {
                engines.Writer.TryWrite(engine);
            }
        });

        app.Run();
    }
}
