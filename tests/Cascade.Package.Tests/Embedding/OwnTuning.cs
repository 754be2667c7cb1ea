using Cascade.Dsp;
using Cascade.Dsp.Tuning;

namespace Cascade.Package.Tests.Embedding;

internal static class OwnTuning
{
    public static void Run()
    {
        // A text in Scala's format: the steps above key 60 as ratios or cents, up to the octave. A4 stays at 440 Hz.
        KeyTuning just = KeyTuning.FromScala(ScalaScale.Parse("""
            ! just.scl
            Just intonation
             12
            !
             16/15
             9/8
             6/5
             5/4
             4/3
             45/32
             3/2
             8/5
             5/3
             9/5
             15/8
             2/1
            """));

        // Or a function of the key: nineteen equal steps to the octave, A4 at 442 Hz.
        var frequencies = new double[KeyTuning.Keys];
        for (int key = 0; key < frequencies.Length; key++)
            frequencies[key] = 442 * Math.Pow(2, (key - 69) / 19.0);
        KeyTuning nineteen = KeyTuning.FromFrequencies(frequencies);

        foreach ((string name, KeyTuning tuning) in new[] { ("just", just), ("nineteen", nineteen) })
        {
            var engine = new VoiceEngine(new SynthInstrument(PresetLibrary.Synth("church organ")), new EngineOptions { Tuning = tuning });
            foreach (int key in (ReadOnlySpan<int>)[60, 64, 67])
                engine.NoteOn(key, 0.8f);
            float[] left = new float[48_000], right = new float[48_000];
            engine.Render(left, right);
            WaveFile.Write($"{name}.wav", left, right, engine.SampleRate);
        }
    }
}
