using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Tests.Piano;

public sealed class ModalBankTests
{
    private const int Rate = 48_000;

    // The phase of a partial tells how late it is; what it decays by in that time tells it, too, but less finely.
    [Theory]
    [InlineData(21, 13)]
    [InlineData(40, 13)]
    public void A_note_begins_at_any_fraction_of_a_sample(int key, int partial)
    {
        // Without detuning and aftersound, and beyond those partials that are split, a partial is one mode.
        var together = new ParameterBank(PianoInstrument.All);
        together.Start(PianoInstrument.Detune, 0);
        together.Start(PianoInstrument.Width, 0);
        var strings = new StringModel();
        PianoTables prompt = PianoTables.Grand with { Aftersound = Surface.Constant(-20) };
        strings.Build(prompt, together, key, StringModel.Frequency(prompt, KeyTuning.Default, key), Rate);
        double frequency = strings.Frequencies[partial - 1], reference = Phase(Strike(strings, key, 0), frequency);
        foreach (double offset in new[] { 1 / 256.0, 0.1, 0.25, 0.5, 0.75, 0.999, 1, 13.37, 31.5 })
        {
            double lag = (reference - Phase(Strike(strings, key, offset), frequency)) / (2 * Math.PI), period = Rate / frequency;
            double late = (lag - Math.Round(lag - offset / period)) * period;
            Assert.Equal(offset, late, 1e-4);
        }
    }

    private static float[] Strike(StringModel strings, int key, double offset)
    {
        var modes = new KeyModes(StringModel.MostPartials);
        var blow = new Hammer(PianoTables.Grand, key, 76, 1);
        modes.Build(strings, blow, blow, 1, key, 1, Rate);
        var bank = new ModalBank([modes], Rate, LaneWidths.Resolve(LaneWidth.Auto));
        bank.Strike(0, blow, 1, 1, offset, 0);
        bank[0].Left = bank[0].LeftNext = 1;
        float[] left = new float[Rate], right = new float[Rate];
        for (int i = 0; i < Rate; i += 32)
            bank.Render(left.AsSpan(i, 32), right.AsSpan(i, 32));
        return left;
    }

    private static double Phase(float[] sound, double frequency)
    {
        const int From = 4_800;
        double re = 0, im = 0;
        for (int i = From; i < sound.Length; i++)
        {
            double t = 2 * Math.PI * (i - From) / (sound.Length - From),
                weight = 0.35875 - 0.48829 * Math.Cos(t) + 0.14128 * Math.Cos(2 * t) - 0.01168 * Math.Cos(3 * t);
            (double sin, double cos) = Math.SinCos(2 * Math.PI * frequency * i / Rate);
            re += weight * sound[i] * cos;
            im -= weight * sound[i] * sin;
        }
        return Math.Atan2(im, re);
    }
}
