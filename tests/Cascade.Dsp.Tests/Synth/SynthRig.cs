using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Oscillators;

namespace Cascade.Dsp.Tests.Synth;

/// <summary>An engine with one patch, and what it renders; the engine's latency is taken off.</summary>
public sealed class SynthRig
{
    public SynthRig(SynthPatch patch, int polyphony = 128, KeyTuning? tuning = null)
    {
        Engine = new VoiceEngine(new SynthInstrument(patch, polyphony), new EngineOptions { Tuning = tuning ?? KeyTuning.Default });
        Engine.Control(7, 1);
        Engine.Render(new float[Engine.LatencyFrames], new float[Engine.LatencyFrames]);
    }

    public VoiceEngine Engine { get; }

    /// <summary>A plain sine of full level, on at once and off at once, that velocity does not touch.</summary>
    public static SynthPatch Sine => new()
    {
        Oscillator1 = new OscillatorSettings { Waveform = Waveform.Sine },
        Filter = new FilterSettings { Mode = FilterMode.Off },
        Amplitude = new AdsrSettings(0.001f, 0.1f, 1, 0.001f, EnvelopeShape.Linear),
        LevelDecibels = 0,
        VelocitySensitivity = 0,
    };

    /// <summary>Posts an event for a frame of the sound to come, counted from the last rendered one.</summary>
    public void At(int frame, EventKind kind, int number, float value, int channel = 0) =>
        Assert.True(Engine.Events.TryEnqueue(new EngineEvent(Engine.Position - Engine.LatencyFrames + frame, kind, (byte)channel,
        (byte)number, value)));

    public float[] Left(int frames) => Both(frames).Left;

    public (float[] Left, float[] Right) Both(int frames)
    {
        var left = new float[frames];
        var right = new float[frames];
        Engine.Render(left, right);
        return (left, right);
    }

    /// <summary>The frequency of a nearly sinusoidal sound, from its rises through zero.</summary>
    public static double Frequency(ReadOnlySpan<float> sound)
    {
        double first = -1, last = -1;
        int cycles = -1;
        for (int n = 1; n < sound.Length; n++)
        {
            if (!(sound[n - 1] < 0 && sound[n] >= 0))
                continue;
            last = n - sound[n] / (sound[n] - (double)sound[n - 1]);
            if (cycles++ < 0)
                first = last;
        }
        return cycles * 48_000 / (last - first);
    }

    public static double Peak(ReadOnlySpan<float> sound)
    {
        double peak = 0;
        foreach (float sample in sound)
            peak = Math.Max(peak, Math.Abs(sample));
        return peak;
    }
}
