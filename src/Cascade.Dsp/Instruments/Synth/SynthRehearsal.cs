using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Oscillators;

namespace Cascade.Dsp.Instruments.Synth;

/// <summary>Runs every loop of the synthesizer once, before it is heard.</summary>
internal static class SynthRehearsal
{
    private static readonly SynthPatch[] s_patches =
    [
        Patch(Waveform.Saw, OscillatorMode.Wavetable, FilterMode.LowPass, VoiceMode.Poly),
        Patch(Waveform.Square, OscillatorMode.Wavetable, FilterMode.BandPass, VoiceMode.Mono),
        Patch(Waveform.Saw, OscillatorMode.Economical, FilterMode.HighPass, VoiceMode.Legato),
        Patch(Waveform.Square, OscillatorMode.Economical, FilterMode.Off, VoiceMode.Poly),
    ];

    /// <summary>Makes a small instrument of the same settings for each kind of patch and plays on it.</summary>
    public static void Run(EngineSettings settings)
    {
        var left = new float[Instrument.BlockSize];
        var right = new float[Instrument.BlockSize];
        foreach (SynthPatch patch in s_patches)
        {
            var instrument = SynthInstrument.ForRehearsal(patch);
            instrument.Prepare(settings);
            // More at once than there are voices: at low rates those below end too soon to be stolen.
            for (int key = 60; key < 66; key++)
                instrument.Apply(EngineEvent.NoteOn(0, key, 0.5f), 0);
            for (int i = 0; i < 40; i++)
            {
                instrument.Apply(EngineEvent.NoteOn(0, 40 + i, 0.5f), i % 7);
                instrument.Apply(EngineEvent.NoteOn(0, 41 + i, 0.5f), 7 + i % 7);
                instrument.Render(left, right);
                instrument.Apply(EngineEvent.NoteOff(0, 41 + i), 3);
                instrument.Apply(EngineEvent.NoteOff(0, 40 + i), 9);
                instrument.Render(left, right);
            }
        }
    }

    private static SynthPatch Patch(Waveform waveform, OscillatorMode mode, FilterMode filter, VoiceMode voices)
    {
        var oscillator = new OscillatorSettings { Waveform = waveform, Mode = mode };
        // Every shape of envelope has its turn.
        EnvelopeShape shape = filter == FilterMode.BandPass ? EnvelopeShape.Linear : filter == FilterMode.HighPass ? EnvelopeShape.LinearDb
            : EnvelopeShape.Analog;
        var envelope = new AdsrSettings(0.001f, 0.001f, 0.5f, 0.001f, shape);
        return new SynthPatch
        {
            Mode = voices,
            Oscillator1 = oscillator,
            Oscillator2 = oscillator,
            Noise = 0.1f,
            Layers = [new SynthPatch { DecayTracking = 1 }],
            ExclusiveClass = filter == FilterMode.Off ? 1 : 0,
            Glide = 0.01f,
            Filter = new FilterSettings { Mode = filter },
            Amplitude = envelope,
            Modulation = envelope,
        };
    }
}
