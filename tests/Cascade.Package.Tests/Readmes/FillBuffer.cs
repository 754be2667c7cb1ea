using Cascade.Dsp;

namespace Cascade.Package.Tests.Readmes;

internal static class FillBuffer
{
    public static void Run()
    {
        var engine = new VoiceEngine(new SynthInstrument(PresetLibrary.Synth("electric piano")));
        engine.NoteOn(60, 0.7f);   // from the thread that plays

        var buffer = new float[2 * 256];
        void OnAudio() => engine.RenderInterleaved(buffer);   // from the audio thread; any length
        OnAudio();
    }
}
