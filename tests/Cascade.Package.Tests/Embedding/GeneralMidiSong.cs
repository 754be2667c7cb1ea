using Cascade.Dsp;
using Cascade.Dsp.Output;

namespace Cascade.Package.Tests.Embedding;

internal static class GeneralMidiSong
{
    public static void Run()
    {
        Sequence music = Song.Read("band.mid").ToSequence(48_000);
        var engine = new VoiceEngine(GeneralMidiRack.For(music), null, new Limiter());
        using var wav = new WaveWriter("band.wav", 48_000);
        RenderResult result = OfflineRenderer.Render(engine, music, wav);
        wav.Complete();
        Console.WriteLine($"{((Rack)engine.Instrument).Parts.Count} parts, {result.Duration.TotalSeconds:F1} s");
    }
}
