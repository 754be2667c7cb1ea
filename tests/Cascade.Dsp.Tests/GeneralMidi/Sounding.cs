using Cascade.Dsp.Instruments.Synth;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.GeneralMidi;

/// <summary>The bank of General MIDI, played, and what is heard of it.</summary>
internal static class Sounding
{
    public const int LowestDrum = 27, HighestDrum = 87;

    private const int Transform = 16_384;

    public static PatchBank Bank => PresetLibrary.GeneralMidi;

    /// <summary>An engine that plays a program, or the drums.</summary>
    public static VoiceEngine Engine(int program = 0)
    {
        var engine = new VoiceEngine(new SynthInstrument(Bank, polyphony: 64));
        engine.Events.TryEnqueue(new EngineEvent(0, EventKind.Program, 0, (ushort)program, 0));
        return engine;
    }

    /// <summary>The mean of both sides of what comes next.</summary>
    public static float[] Next(VoiceEngine engine, int frames)
    {
        var left = new float[frames];
        var right = new float[frames];
        engine.Render(left, right);
        for (int i = 0; i < frames; i++)
            left[i] = (left[i] + right[i]) / 2;
        return left;
    }

    /// <summary>Notes of a program, struck together.</summary>
    public static float[] Play(int program, int frames, params ReadOnlySpan<int> keys)
    {
        VoiceEngine engine = Engine(program);
        foreach (int key in keys)
            engine.NoteOn(key, 100 / 127f);
        return Next(engine, frames);
    }

    /// <summary>A drum.</summary>
    public static float[] Drum(int key, int frames)
    {
        VoiceEngine engine = Engine();
        engine.NoteOn(key, 100 / 127f, PatchBank.DrumChannel);
        return Next(engine, frames);
    }

    public static double Frequency(int key) => 440 * Math.Pow(2, (key - 69) / 12.0);

    public static double Cents(double frequency, double expected) => 1_200 * Math.Log2(frequency / expected);

    /// <summary>The strongest partial between two frequencies, in the third of a second from 50 ms on.</summary>
    public static (double Frequency, double Decibels) Strongest(float[] sound, double from, double to)
    {
        double[] levels = Levels(sound);
        int strongest = (int)(from * Transform / 48_000) + 1;
        for (int bin = strongest; bin < to * Transform / 48_000; bin++)
            if (levels[bin] > levels[strongest])
                strongest = bin;
        (double a, double b, double c) = (levels[strongest - 1], levels[strongest], levels[strongest + 1]);
        double shift = a < b && c < b ? 0.5 * (a - c) / (a - 2 * b + c) : 0;
        return ((strongest + shift) * 48_000 / Transform, b);
    }

    private static double[] Levels(float[] sound) => Spectrum.MagnitudeDb(sound.AsSpan(2_400, Transform), Window.Hann);
}
