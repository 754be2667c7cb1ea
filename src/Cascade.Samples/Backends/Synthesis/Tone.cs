using System.Buffers;
using System.Numerics.Tensors;
using Cascade.Dsp;
using Cascade.Dsp.Envelopes;
using Cascade.Dsp.Oscillators;

namespace Cascade.Samples.Backends.Synthesis;

/// <summary>One note of a plain waveform, made in three steps: frequency, wave, envelope.</summary>
/// <remarks>Every backend makes a tone by these steps, each in a place of its own, so all give the same samples.</remarks>
internal static class Tone
{
    /// <summary>The frequency of a key, in Hz.</summary>
    public static double FrequencyOf(int key) => KeyTuning.Default[key];

    /// <summary>What a velocity makes of a level: 40 log10, as General MIDI counts.</summary>
    public static float LevelOf(NoteRequest note) => note.Velocity * note.Velocity;

    /// <summary>How many frames a note is held, and how many it may then sound on: a fall from full scale takes the release's time, or the
    /// least that does not click.</summary>
    public static (int Held, int Release) FramesOf(NoteRequest note, BackendConfiguration configuration) =>
        (Math.Max(1, (int)Math.Round(note.Duration * configuration.SampleRate)),
        (int)(Math.Max(configuration.Envelope.Release, 0.006f) * configuration.SampleRate) + 1);

    /// <summary>The oscillator of a note, at its start.</summary>
    public static Oscillator OscillatorOf(Waveform waveform, double frequency, BackendConfiguration configuration)
    {
        var oscillator = new Oscillator(waveform) { Frequency = frequency };
        oscillator.Prepare(configuration.SampleRate);
        return oscillator;
    }

    /// <summary>The envelope of a note, before its start.</summary>
    public static Adsr EnvelopeOf(BackendConfiguration configuration)
    {
        var envelope = new Adsr(configuration.Envelope.ToAdsr());
        envelope.Prepare(configuration.SampleRate);
        return envelope;
    }

    /// <summary>The wave of a whole note, its release included: band-limited, at the level of its velocity.</summary>
    public static float[] Wave(Waveform waveform, double frequency, NoteRequest note, BackendConfiguration configuration)
    {
        (int held, int release) = FramesOf(note, configuration);
        var wave = new float[held + release];
        OscillatorOf(waveform, frequency, configuration).Process(wave);
        TensorPrimitives.Multiply(wave, LevelOf(note), wave);
        return wave;
    }

    /// <summary>Gives a wave its envelope.</summary>
    public static void Shape(Span<float> wave, NoteRequest note, BackendConfiguration configuration)
    {
        Adsr envelope = EnvelopeOf(configuration);
        float[] rented = ArrayPool<float>.Shared.Rent(wave.Length);
        Span<float> levels = rented.AsSpan(0, wave.Length);
        int held = FramesOf(note, configuration).Held;
        envelope.NoteOn();
        envelope.Process(levels[..held]);
        envelope.NoteOff();
        envelope.Process(levels[held..]);
        TensorPrimitives.Multiply(wave, levels, wave);
        ArrayPool<float>.Shared.Return(rented);
    }
}
