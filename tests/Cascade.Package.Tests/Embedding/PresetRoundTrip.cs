using Cascade.Dsp;
using Cascade.Dsp.Output;
using Cascade.Dsp.Presets;

namespace Cascade.Package.Tests.Embedding;

internal static class PresetRoundTrip
{
    public static void Run()
    {
        // A sound of the library, changed, to a text and back. Patches are immutable records.
        SynthPatch found = PresetLibrary.Synth("super saw");
        SynthPatch mine = found with { Name = "my saw", Unison = 5, Amplitude = found.Amplitude with { Release = 1.5f } };
        File.WriteAllText("my-saw.json", PresetLibrary.ToJson(mine));

        SynthPatch loaded;
        try
        {
            loaded = PresetLibrary.SynthFromJson(File.ReadAllText("my-saw.json"));
        }
        catch (PresetFormatException e)
        {
            Console.WriteLine($"This is no preset: {e.Message}");
            return;
        }

        var engine = new VoiceEngine(new SynthInstrument(loaded));
        engine.NoteOn(57, 0.8f);
        float[] left = new float[48_000], right = new float[48_000];
        engine.Render(left, right);
        WaveFile.Write("my-saw.wav", left, right, engine.SampleRate, WaveFormat.Float32);
    }
}
