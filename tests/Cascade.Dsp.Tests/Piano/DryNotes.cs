using Cascade.Dsp.Instruments.Piano;

namespace Cascade.Dsp.Tests.Piano;

/// <summary>Single notes of a piano at full channel volume, struck at time 0 and held.</summary>
/// <param name="model">The piano.</param>
/// <param name="detune">How much of its strings' detuning; at 0 no partial beats.</param>
/// <param name="noise">Level of the blow's noises in dB; at -60 the strings are alone.</param>
internal sealed class DryNotes(PianoModel model, float detune = 1, float noise = 0)
{
    private readonly VoiceEngine _engine =
        new(new PianoInstrument((PianoPatch.Default with { Model = model }).With(PianoInstrument.Detune, detune)
            .With(PianoInstrument.Knock, noise).With(PianoInstrument.Burst, noise).With(PianoInstrument.Thump, noise)));

    /// <summary>The mean of both sides of a note.</summary>
    /// <param name="key">0 to 127.</param>
    /// <param name="velocity">1 to 127.</param>
    /// <param name="seconds">How long.</param>
    public double[] Play(int key, int velocity, double seconds)
    {
        (float[] left, float[] right) = PlayBoth(key, velocity, seconds, seconds);
        return [.. left.Zip(right, (l, r) => ((double)l + r) / 2)];
    }

    /// <summary>Both sides of a note.</summary>
    /// <param name="key">0 to 127.</param>
    /// <param name="velocity">1 to 127.</param>
    /// <param name="held">When the key is let go, in seconds.</param>
    /// <param name="seconds">How long.</param>
    public (float[] Left, float[] Right) PlayBoth(int key, int velocity, double held, double seconds)
    {
        _engine.Reset();
        _engine.Control(7, 1);
        // The volume moves to where it is to be.
        _engine.Render(new float[4_800], new float[4_800]);
        _engine.NoteOn(key, velocity / 127f);
        var left = new float[(int)(seconds * MeasuredNote.Rate)];
        var right = new float[left.Length];
        int down = Math.Min(left.Length, (int)(held * MeasuredNote.Rate));
        _engine.Render(left.AsSpan(0, down), right.AsSpan(0, down));
        _engine.NoteOff(key);
        _engine.Render(left.AsSpan(down), right.AsSpan(down));
        return (left, right);
    }
}
