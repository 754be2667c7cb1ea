using Cascade.Dsp.Instruments.Piano;

namespace Cascade.Dsp.Tests.Piano;

/// <summary>Notes of the piano, as what shakes its bridge.</summary>
internal sealed class StruckNotes
{
    // Off: they are what these notes are to drive.
    private const float Off = -60;
    private readonly VoiceEngine _engine =
        new(new PianoInstrument(PianoPatch.Default.With(PianoInstrument.Sympathetic, Off).With(PianoInstrument.Body, Off)));

    /// <summary>The strings of all keys.</summary>
    public static StringModel[] Strings { get; } = [.. Enumerable.Range(0, 128).Select(key =>
        new StringModel(PianoTables.Grand, key, StringModel.Frequency(PianoTables.Grand, KeyTuning.Default, key), 48_000))];

    /// <summary>The mean of both sides of a note at mezzo-forte.</summary>
    public float[] Play(int key, double hold, double seconds)
    {
        _engine.Reset();
        float[] left = new float[Blocks(seconds)], right = new float[left.Length];
        int held = Math.Min(Blocks(hold), left.Length);
        _engine.NoteOn(key, 76 / 127f);
        _engine.Render(left.AsSpan(0, held), right.AsSpan(0, held));
        _engine.NoteOff(key);
        _engine.Render(left.AsSpan(held), right.AsSpan(held));
        for (int i = 0; i < left.Length; i++)
            left[i] = (left[i] + right[i]) / 2;
        return left;
    }

    /// <summary>The mean square of both sides, in dB.</summary>
    public static double Level(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double power = 1e-30;
        for (int i = 0; i < left.Length; i++)
            power += ((double)left[i] * left[i] + (double)right[i] * right[i]) / 2 / left.Length;
        return 10 * Math.Log10(power);
    }

    /// <summary>The mean square of a partial, in dB.</summary>
    public static double Partial(ReadOnlySpan<float> sound, double frequency)
    {
        double re = 0, im = 0, sum = 0;
        for (int i = 0; i < sound.Length; i++)
        {
            double t = (double)i / sound.Length,
                weight = 0.35875 - 0.48829 * Math.Cos(2 * Math.PI * t)
                + 0.14128 * Math.Cos(4 * Math.PI * t) - 0.01168 * Math.Cos(6 * Math.PI * t);
            (double sin, double cos) = Math.SinCos(2 * Math.PI * frequency * i / 48_000);
            re += weight * sound[i] * cos;
            im += weight * sound[i] * sin;
            sum += weight;
        }
        return 10 * Math.Log10(2 * (re * re + im * im) / (sum * sum) + 1e-30);
    }

    private static int Blocks(double seconds) => (int)(seconds * 48_000) / 32 * 32;
}
