using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Simd;
using Cascade.Dsp.Tests.Signals;
using Cascade.Dsp.Tests.Simd;

namespace Cascade.Dsp.Tests.Oscillators;

public class OscillatorTests
{
    public static TheoryData<Waveform, int, double> TableLimits
    {
        get
        {
            var data = new TheoryData<Waveform, int, double>();
            foreach (Waveform waveform in Enum.GetValues<Waveform>())
                foreach ((int key, double limit) in new[]
                {
                    (36, -80.0), (48, -100), (60, -100), (72, -100), (84, -110), (96, -110), (108, -110), (120, -110), (127, -110)
                })
                    data.Add(waveform, key, limit);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(TableLimits))]
    public void Tables_do_not_alias_below_20_kHz(Waveform waveform, int key, double limit)
    {
        int k = OddBinOf(key);
        Assert.True(Spectrum.WorstAliasDb(Tone(new Oscillator(waveform), k), k) <= limit);
    }

    // Two-point polyBLEP has a known alias level; more would be an error, and much less a wrong measurement.
    [Theory]
    [InlineData(36, -64)]
    [InlineData(48, -58)]
    [InlineData(60, -52)]
    [InlineData(72, -46)]
    [InlineData(84, -40)]
    [InlineData(96, -35)]
    [InlineData(108, -29)]
    public void Economical_saw_aliases_as_two_point_polyBLEP_does(int key, double published)
    {
        int k = OddBinOf(key);
        double worst = Spectrum.WorstAliasDb(Tone(new Oscillator(Waveform.Saw, OscillatorMode.Economical), k), k);
        Assert.InRange(worst, published - 1, published + 1);
    }

    [Theory]
    [InlineData(28)]
    [InlineData(45)]
    [InlineData(60)]
    [InlineData(83)]
    [InlineData(99)]
    public void Saw_partials_fall_as_one_over_n_up_to_20_kHz(int key)
    {
        int k = OddBinOf(key);
        float[] tone = Tone(new Oscillator(Waveform.Saw), k);
        for (int n = 2; n * Spectrum.BinFrequency(k) < 20_000; n += 1 + n / 8)
            Assert.Equal(-20 * Math.Log10(n), Spectrum.HarmonicDb(tone, k, n), 0.1);
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(0.31f)]
    [InlineData(0.1f)]
    public void Pulse_partials_follow_the_width(float width)
    {
        int k = OddBinOf(57);
        float[] tone = Tone(new Oscillator(Waveform.Square) { PulseWidth = width }, k);
        for (int n = 2; n < 40; n++)
        {
            double expected = Math.Abs(Math.Sin(Math.PI * n * width) / Math.Sin(Math.PI * width)) / n;
            double measured = Math.Pow(10, Spectrum.HarmonicDb(tone, k, n) / 20);
            Assert.Equal(expected, measured, 0.0005);
        }
    }

    [Fact]
    public void Triangle_has_odd_partials_falling_as_one_over_n_squared()
    {
        int k = OddBinOf(60);
        float[] tone = Tone(new Oscillator(Waveform.Triangle), k);
        for (int n = 3; n < 40; n += 2)
            Assert.Equal(-40 * Math.Log10(n), Spectrum.HarmonicDb(tone, k, n), 0.1);
        Assert.True(Spectrum.HarmonicDb(tone, k, 2) < -120);
    }

    // Partials of the right levels may still have wrong signs. Away from the jumps, by which it rings.
    [Theory]
    [InlineData(OscillatorMode.Wavetable)]
    [InlineData(OscillatorMode.Economical)]
    public void Every_waveform_has_its_shape(OscillatorMode mode)
    {
        foreach (Waveform waveform in Enum.GetValues<Waveform>())
        {
            var cycle = new float[480];
            new Oscillator(waveform, mode) { Frequency = 100 }.Process(cycle);
            for (int i = 0; i < cycle.Length; i++)
            {
                double place = (double)i / cycle.Length, toHalf = Math.Abs(place - 0.5), toEnd = Math.Min(place, 1 - place);
                double expected = waveform switch
                {
                    Waveform.Saw => 2 * (place - Math.Round(place)),
                    Waveform.Square => place < 0.5 ? 1 : -1,
                    Waveform.Triangle => (place < 0.5 ? 1 : -1) * (1 - 4 * Math.Abs(place % 0.5 - 0.25)),
                    _ => Math.Sin(2 * Math.PI * place),
                };
                if (toHalf > 0.05 && toEnd > 0.05)
                    Assert.Equal(expected, cycle[i], 0.04);
            }
        }
    }

    [Fact]
    public void Sine_is_a_sine()
    {
        var output = new float[4_096];
        new Oscillator(Waveform.Sine) { Frequency = 997 }.Process(output);
        double increment = Math.Round(997 / 48_000.0 * 4294967296.0) / 4294967296.0;
        for (int n = 0; n < output.Length; n++)
            Assert.Equal(Math.Sin(2 * Math.PI * increment * (n + 1)), output[n], 1e-6);
    }

    [Theory]
    [InlineData(Waveform.Saw, OscillatorMode.Wavetable)]
    [InlineData(Waveform.Saw, OscillatorMode.Economical)]
    [InlineData(Waveform.Square, OscillatorMode.Wavetable)]
    [InlineData(Waveform.Square, OscillatorMode.Economical)]
    [InlineData(Waveform.Triangle, OscillatorMode.Wavetable)]
    public void Every_width_gives_the_same_bits(Waveform waveform, OscillatorMode mode)
    {
        foreach (LaneArithmetic arithmetic in LaneChoices.Arithmetics)
            foreach (LaneChoice lanes in LaneChoices.Of(arithmetic))
            {
                for (int length = 0; length < 70; length++)
                {
                    var expected = new float[length];
                    var actual = new float[length];
                    new Oscillator(waveform, mode, LaneWidth.Scalar, arithmetic) { Frequency = 1_234 }.Process(expected);
                    new Oscillator(waveform, mode, lanes.Width, arithmetic) { Frequency = 1_234 }.Process(actual);
                    Assert.Equal(expected, actual);
                }
            }
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(22_050)]
    [InlineData(44_100)]
    [InlineData(96_000)]
    [InlineData(192_000)]
    public void Nothing_aliases_into_the_clean_band_at_any_rate(int sampleRate)
    {
        // Bins scale with the rate: what is measured up to 20 kHz of 48 is 5/12 of any rate.
        foreach (double share in new[] { 0.001, 0.004, 0.02, 0.1 })
        {
            int k = 2 * (int)(share * Spectrum.AliasLength / 2) + 1;
            var oscillator = new Oscillator(Waveform.Saw);
            oscillator.Prepare(sampleRate);
            oscillator.Frequency = (double)k * sampleRate / Spectrum.AliasLength;
            var tone = new float[Spectrum.AliasLength];
            oscillator.Process(tone);
            Assert.True(Spectrum.WorstAliasDb(tone, k) < -80);
        }
    }

    [Fact]
    public void The_start_phase_counts_from_the_first_sample()
    {
        var output = new float[2];
        var oscillator = new Oscillator { Frequency = 0, StartPhase = 0.25 };
        oscillator.Process(output);
        oscillator.StartPhase = 0.75;
        oscillator.Process(output.AsSpan(1));
        Assert.Equal(1, output[0], 1e-6);
        Assert.Equal(1, output[1], 1e-6);
        oscillator.Reset();
        oscillator.Process(output);
        Assert.Equal(-1, output[0], 1e-6);
    }

    [Fact]
    public void Setup_outside_its_range_throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Oscillator((Waveform)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Oscillator(Waveform.Saw, (OscillatorMode)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Oscillator().Prepare(7_999));
        Assert.Equal(440, new Oscillator { Frequency = double.NaN }.Frequency);
        Assert.Equal(0.99f, new Oscillator { PulseWidth = 7 }.PulseWidth);
    }

    private static int OddBinOf(int key) => Spectrum.OddBin(440 * Math.Pow(2, (key - 69) / 12.0));

    private static float[] Tone(Oscillator oscillator, int k)
    {
        oscillator.Frequency = Spectrum.BinFrequency(k);
        var tone = new float[Spectrum.AliasLength];
        oscillator.Process(tone);
        return tone;
    }
}
