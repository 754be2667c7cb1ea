using Cascade.Dsp;
using Cascade.Dsp.Output;

namespace Cascade.Package.Tests.Readmes;

internal static class RenderSong
{
    public static void Run()
    {
        Sequence song = Song.Read("song.mid").ToSequence(48_000);
        var band = new VoiceEngine(new SynthInstrument(PresetLibrary.GeneralMidi), null, new Reverb(), new Limiter());
        using var writer = new WaveWriter("song.wav", 48_000, format: WaveFormat.Int24);
        OfflineRenderer.Render(band, song, writer);
        writer.Complete();
    }
}
