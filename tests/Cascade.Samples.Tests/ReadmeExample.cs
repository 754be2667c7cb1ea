using Cascade.Dsp;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Output;
using Cascade.Dsp.Presets;

namespace Cascade.Samples.Tests;

internal static class ReadmeExample
{
    public static void Play()
    {
        var synth = new SynthInstrument(PresetLibrary.Find("electric piano"));
        var engine = new VoiceEngine(synth, new EngineOptions { SampleRate = 48_000 });
        engine.NoteOn(60, 0.8f);
        var left = new float[48_000];
        var right = new float[48_000];
        engine.Render(left, right);
        WaveFile.Write("c4.wav", left, right, 48_000);
    }
}
