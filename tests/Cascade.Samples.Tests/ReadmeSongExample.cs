using Cascade.Dsp;
using Cascade.Dsp.Output;

namespace Cascade.Samples.Tests;

internal static class ReadmeSongExample
{
    public static void Play(VoiceEngine engine)
    {
        Sequence song = Song.Read("song.mid").ToSequence(48_000);
        using var writer = new WaveWriter("song.wav", 48_000, format: WaveFormat.Int24);
        OfflineRenderer.Render(engine, song, writer);
        writer.Complete();
    }
}
