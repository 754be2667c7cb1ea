using Cascade.Dsp;
using Cascade.Dsp.Output;

namespace Cascade.Package.Tests.Embedding;

internal static class GameLoop
{
    public static void Run()
    {
        // Made once, while the level loads: the constructor does all the slow work.
        var engine = new VoiceEngine(new PianoInstrument(), new EngineOptions { SampleRate = 48_000 }, new Reverb(), new Limiter());
        const int FramesPerUpdate = 48_000 / 60;
        float[] left = new float[FramesPerUpdate], right = new float[FramesPerUpdate];
        int[] melody = [60, 64, 67, 72, 67, 64];

        // Stands for the game's sound card.
        using var speaker = new WaveWriter("game.wav", engine.SampleRate);

        for (int update = 0; update < 180; update++)
        {
            int step = update / 30;
            if (update % 30 == 0)
                engine.NoteOn(melody[step], velocity: 0.7f);
            if (update % 30 == 24)
                engine.NoteOff(melody[step]);

            engine.Render(left, right);
            speaker.Write(left, right);
        }
        speaker.Complete();
    }
}
