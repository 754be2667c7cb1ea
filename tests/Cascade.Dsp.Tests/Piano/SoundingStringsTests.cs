using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Tests.Piano;

public sealed class SoundingStringsTests
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

    // The low modes at a quarter of the rate, struck at any moment of their blocks, beside the same modes at the whole rate.
    [Theory]
    [InlineData(21, 48_000)]
    [InlineData(45, 44_100)]
    [InlineData(60, 48_000)]
    [InlineData(72, 96_000)]
    [InlineData(88, 48_000)]
    [InlineData(40, 11_025)]
    public void Low_modes_sound_as_they_would_at_the_whole_rate(int key, int rate)
    {
        KeyModes modes = Modes(key, rate);
        var whole = new ModeSet(modes.Count, rate);
        foreach (ref readonly Mode mode in modes.Modes)
            whole.Add(mode);
        Assert.True(modes.Slow.Count > 0 && modes.Slow.Count + modes.Fast.Count == modes.Count);
        var blow = new Hammer(PianoTables.Grand, key, 76, 1);
        for (int block = 0; block < 2 * QuarterRate.Every; block++)
        {
            int offset = 5 * block % 32;
            LaneChoice lanes = LaneWidths.Resolve(LaneWidth.Auto);
            var strings = new SoundingStrings([modes], rate, lanes);
            var bank = new ModalBank([whole], rate, lanes);
            // Something that sounds already, so that the blow comes in the middle of a slow block.
            strings.Strike(1, blow, 1e-3, 1, 0, 0.145f);
            strings.SetGains(1, 0, 0, atOnce: true);
            float[] actual = new float[rate / 32 * 32], right = new float[actual.Length], expected = new float[actual.Length];
            for (int i = 0; i < actual.Length; i += 32)
            {
                if (i == 32 * block)
                {
                    double power = strings.Strike(0, blow, 1, 1, offset, 0.145f);
                    strings.SetGains(0, 0.7f, 0.4f, atOnce: true);
                    var spectrum = new float[StringModel.MostPartials];
                    for (int partial = 0; partial < modes.Partials; partial++)
                        spectrum[partial] = (float)blow.Spectrum(Math.Pow(2, modes.LogFrequency[partial]));
                    bank.Strike(0, new StringBlow(blow.Contact, 1, 1, 1e-4 * Math.Sqrt(power), 0.145f), spectrum, offset);
                    bank[0].SetGains(0.7f, 0.4f, atOnce: true);
                }
                strings.Render(actual.AsSpan(i, 32), right.AsSpan(i, 32));
                bank.Render(expected.AsSpan(i, 32), right.AsSpan(i, 32));
            }
            int start = 32 * block + offset, settled = start + rate / 9;
            double onset = Error(expected, actual, start, settled), later = Error(expected, actual, settled, actual.Length);
            Assert.True(onset < -45 && later < -75, $"block {block}: {onset:F1} dB at the onset, {later:F1} dB later");
        }
    }

    // In dB under the expected sound.
    private static double Error(float[] expected, float[] actual, int from, int to)
    {
        double signal = 0, error = 0;
        for (int i = from; i < to; i++)
        {
            signal += expected[i] * expected[i];
            error += (actual[i] - expected[i]) * (double)(actual[i] - expected[i]);
        }
        return 10 * Math.Log10(error / signal);
    }

    private static KeyModes Modes(int key, int rate)
    {
        var modes = new KeyModes(StringModel.MostPartials, rate);
        var blow = new Hammer(PianoTables.Grand, key, 76, 1);
        double frequency = StringModel.Frequency(PianoTables.Grand, KeyTuning.Default, key);
        modes.Build(new StringModel(PianoTables.Grand, key, frequency, rate), blow, blow, 1, key, 1);
        return modes;
    }

    private static float[] Strike(StringModel strings, int key, double offset)
    {
        var modes = new KeyModes(StringModel.MostPartials, Rate);
        var blow = new Hammer(PianoTables.Grand, key, 76, 1);
        modes.Build(strings, blow, blow, 1, key, 1);
        var bank = new SoundingStrings([modes], Rate, LaneWidths.Resolve(LaneWidth.Auto));
        bank.Strike(0, blow, 1, 1, offset, 0.293f);
        bank.SetGains(0, 1, 0, atOnce: true);
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
