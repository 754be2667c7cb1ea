using Cascade.Dsp;

namespace Cascade.Package.Tests.Readmes;

internal static class PlayOneNote
{
    public static void Run()
    {
        var options = new EngineOptions { SampleRate = 48_000 };
        var engine = new VoiceEngine(new PianoInstrument(), options, new Equalizer(), new Reverb(), new Limiter());
        engine.NoteOn(60, 0.8f);
        var left = new float[48_000];
        var right = new float[48_000];
        engine.Render(left, right);
        WaveFile.Write("c4.wav", left, right, 48_000);
    }
}
