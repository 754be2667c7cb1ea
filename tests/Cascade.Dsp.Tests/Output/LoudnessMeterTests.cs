using Cascade.Dsp.Filters;
using Cascade.Dsp.Output;
using Cascade.Dsp.Tests.Contracts;
using Cascade.Dsp.Tests.Signals;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Output;

/// <summary>The minimum requirements of EBU Tech 3341 and 3342 (2023), synthesised as specified; their numbers are those of the
/// tables.</summary>
/// <remarks>Numbers 6 (five channels), 7 and 8, and 5 and 6 of Tech 3342 (recorded programmes) are not for a stereo meter's synthetic
/// test.</remarks>
public sealed class LoudnessMeterTests
{
    private const int Rate = 48_000;

    public static TheoryData<int> Rates => [8_000, 11_025, 22_050, 44_100, 48_000, 88_200, 96_000, 192_000];

    [Theory]
    [MemberData(nameof(Rates))]
    public void A_full_scale_sine_of_997_Hz_in_one_channel_has_minus_3_01(int rate)
    {
        float[] sine = Samples.Sine(4 * rate, 997, rate), silence = new float[sine.Length];
        Assert.Equal(-3.01, Loudness.Measure(sine, silence, rate).Integrated, 0.02);
        Assert.Equal(-3.01, Loudness.Measure(silence, sine, rate).Integrated, 0.02);
        Assert.Equal(0, Loudness.Measure(sine, sine, rate).Integrated, 0.02);
    }

    [Fact]
    public void The_weighting_at_48_kHz_is_the_tabulated_one()
    {
        var weighting = new KWeighting(48_000);
        AssertEqual(new(1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585), weighting.Shelf);
        AssertEqual(new(1, -2, 1, -1.99004745483398, 0.99007225036621), weighting.HighPass);
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void The_weighting_is_the_same_at_every_rate(int rate)
    {
        var reference = new KWeighting(48_000);
        var weighting = new KWeighting(rate);
        foreach (double frequency in new[] { 20, 38, 100, 400, 1_000, 1_500 })
            Assert.Equal(Gain(reference, frequency, 48_000), Gain(weighting, frequency, rate), 0.05);

        static double Gain(KWeighting k, double frequency, double rate) =>
            Spectrum.Decibels(k.Shelf.Response(frequency, rate) * k.HighPass.Response(frequency, rate));
    }

    [Theory]
    [InlineData(-23)]
    [InlineData(-33)]
    public void Number_1_and_2(double expected)
    {
        Loudness loudness = Measure((expected, 20));
        foreach (double reading in new[] { loudness.Integrated, loudness.MaximumMomentary, loudness.MaximumShortTerm })
            Assert.Equal(expected, reading, 0.1);
    }

    [Fact]
    public void Number_3_to_5()
    {
        Assert.Equal(-23, Measure((-36, 10), (-23, 60), (-36, 10)).Integrated, 0.1);
        Assert.Equal(-23, Measure((-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)).Integrated, 0.1);
        Assert.Equal(-23, Measure((-26, 20), (-20, 20.1), (-26, 20)).Integrated, 0.1);
    }

    [Fact]
    public void Number_9()
    {
        var meter = new LoudnessMeter(Rate);
        Play(meter, [.. Enumerable.Repeat<(double, double)[]>([(-20, 1.34), (-30, 1.66)], 5).SelectMany(x => x)], time =>
        {
            if (time > 3.01)
                Assert.Equal(-23, meter.ShortTerm, 0.1);
        });
    }

    [Fact]
    public void Number_10_and_13()
    {
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(-23, Measure((double.NegativeInfinity, 0.15 * i), (-23, 3), (double.NegativeInfinity, 1)).MaximumShortTerm, 0.1);
            Assert.Equal(-23, Measure((double.NegativeInfinity, 0.02 * i), (-23, 0.4), (double.NegativeInfinity, 1)).MaximumMomentary, 0.1);
        }
    }

    [Fact]
    public void Number_11()
    {
        var meter = new LoudnessMeter(Rate);
        for (int i = 0; i < 20; i++)
        {
            double highest = double.NegativeInfinity;
            Play(meter, [(double.NegativeInfinity, 0.15 * i), (-38 + i, 3), (double.NegativeInfinity, 3 - 0.15 * i)], _ =>
                highest = Math.Max(highest, meter.ShortTerm));
            Assert.Equal(-38 + i, highest, 0.1);
        }
    }

    [Fact]
    public void Number_12()
    {
        var meter = new LoudnessMeter(Rate);
        Play(meter, [.. Enumerable.Repeat<(double, double)[]>([(-20, 0.18), (-30, 0.22)], 25).SelectMany(x => x)], time =>
        {
            if (time > 1)
                Assert.Equal(-23, meter.Momentary, 0.1);
        });
    }

    [Fact]
    public void Number_14()
    {
        var meter = new LoudnessMeter(Rate);
        for (int i = 0; i < 20; i++)
        {
            double highest = double.NegativeInfinity;
            Play(meter, [(double.NegativeInfinity, 0.02 * i), (-38 + i, 0.4), (double.NegativeInfinity, 0.4 - 0.02 * i)], _ =>
                highest = Math.Max(highest, meter.Momentary));
            Assert.Equal(-38 + i, highest, 0.1);
        }
    }

    [Theory]
    [InlineData(15, 4, 0.5, 0, -6)]
    [InlineData(16, 4, 0.5, 45, -6)]
    [InlineData(17, 6, 0.5, 60, -6)]
    [InlineData(18, 8, 0.5, 67.5, -6)]
    [InlineData(19, 4, 1.41, 45, 3)]
    public void Number_15_to_19(int number, int period, double amplitude, double phase, double expected)
    {
        var tone = new float[Rate / 2];
        int taper = Rate / 100;
        for (int i = 0; i < tone.Length; i++)
        {
            double share = Math.Min(1, Math.Min(i, tone.Length - i) / (double)taper);
            tone[i] = (float)(share * amplitude * Math.Sin(2 * Math.PI * i / period + phase * Math.PI / 180));
        }
        AssertTruePeak(tone, expected, number);
    }

    [Theory]
    [InlineData(20, 0)]
    [InlineData(21, 1)]
    [InlineData(22, 2)]
    [InlineData(23, 3)]
    public void Number_20_to_23(int number, int offset)
    {
        // At four times the rate: a sine of a sixth of the rate, in it one period of a quarter, then low-pass and every fourth sample.
        const int before = 24 * 200, burst = 16, half = 512;
        var fine = new double[before + burst + before];
        for (int i = 0; i < fine.Length; i++)
        {
            double taper = Math.Min(1, Math.Min(i, fine.Length - i) / 500.0);
            bool isBurst = i >= before && i < before + burst;
            fine[i] = isBurst ? Math.Sin(2 * Math.PI * (i - before) / 16)
                : taper * 0.5 * Math.Sin(2 * Math.PI * (i < before ? i : i - before - burst) / 24);
        }
        var tone = new float[fine.Length / 4 - 1];
        for (int i = 0; i < tone.Length; i++)
        {
            double sum = 0;
            for (int tap = -half; tap <= half; tap++)
            {
                int at = 4 * i + offset + tap;
                if (at < 0 || at >= fine.Length)
                    continue;
                double sinc = tap == 0 ? 1 : Math.Sin(Math.PI * tap / 4) / (Math.PI * tap / 4), share = 0.5 + 0.5 * tap / half;
                sum += fine[at] * sinc / 4 * (0.42 - 0.5 * Math.Cos(2 * Math.PI * share) + 0.08 * Math.Cos(4 * Math.PI * share));
            }
            tone[i] = (float)sum;
        }
        AssertTruePeak(tone, 0, number);
    }

    [Fact]
    public void Ranges_are_those_of_Tech_3342()
    {
        Assert.Equal(10, Measure((-20, 20), (-30, 20)).Range, 1.0);
        Assert.Equal(5, Measure((-20, 20), (-15, 20)).Range, 1.0);
        Assert.Equal(20, Measure((-40, 20), (-20, 20)).Range, 1.0);
        Assert.Equal(15, Measure((-50, 20), (-35, 20), (-20, 20), (-35, 20), (-50, 20)).Range, 1.0);
        Assert.Equal(0, Measure((-20, 2)).Range);
    }

    [Fact]
    public void Silence_and_what_is_no_sound_are_silence()
    {
        var silent =
            new Loudness(double.NegativeInfinity, 0, double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity,
            double.NegativeInfinity);
        Assert.Equal(silent, Loudness.Measure([], [], Rate));
        Assert.Equal(silent, Loudness.Measure(new float[Rate], new float[Rate], Rate));
        float[] faulty = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e30f, .. new float[Rate]];
        Assert.Equal(silent, Loudness.Measure(faulty, new float[faulty.Length], Rate));
        Assert.Equal(0, silent.GainTo(-16));
    }

    [Fact]
    public void True_peaks_are_those_of_the_wave()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            float[] left = Samples.Noise(700 + 13 * seed, 0.3f, seed), right = Samples.Noise(left.Length, 0.3f, seed + 100);
            if (seed % 2 == 1)
                left[^(1 + seed)] = 0.9f;
            double expected = Math.Max(Oversampled.PeakDb(left), Oversampled.PeakDb(right));
            Loudness loudness = Loudness.Measure(left, right, Rate);
            Assert.InRange(loudness.TruePeak, expected - 0.15, expected + 0.1);
            Assert.Equal(Spectrum.Decibels(Math.Max(Samples.Peak(left), Samples.Peak(right))), loudness.SamplePeak, 1e-9);
        }
    }

    [Property(MaxTest = 20, Arbitrary = [typeof(Splits)])]
    public void Any_split_gives_the_same_readings(int[] lengths)
    {
        float[] left = Samples.Noise(40_000, 0.2f), right = Samples.Noise(40_000, 0.2f, 2);
        Loudness expected = Loudness.Measure(left, right, 11_025);
        var meter = new LoudnessMeter(11_025);
        Splits.Run(left.Length, lengths, (start, count) =>
        {
            meter.Add(left.AsSpan(start, count), right.AsSpan(start, count));
            if (start % 7 == 0)
                Assert.True(meter.TruePeak >= meter.SamplePeak);
        });
        Assert.Equal(expected, meter.Loudness);
        meter.Reset();
        meter.Add(left, right);
        Assert.Equal(expected, meter.Loudness);
    }

    [Fact]
    public void Nothing_is_allocated_after_construction()
    {
        float[] left = Samples.Noise(Rate), right = Samples.Noise(Rate, seed: 2);
        var meter = new LoudnessMeter(Rate);
        double sum = 0;
        Assert.Equal(0, Allocated.Bytes(() =>
        {
            for (int i = 0; i < 5; i++)
                meter.Add(left, right);
            sum += meter.Loudness.Integrated + meter.Momentary + meter.ShortTerm;
        }));
        Assert.True(double.IsFinite(sum));
    }

    [Fact]
    public void A_gain_reaches_the_target_and_keeps_the_ceiling()
    {
        var loudness = new Loudness(-23.5, 5, -3, -20, -21, -3.2);
        Assert.Equal(7.5, loudness.GainTo(-16));
        Assert.Equal(2, loudness.GainTo(-16, -1), 1e-9);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LoudnessMeter(7_999));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LoudnessMeter(192_001));
        Assert.Throws<ArgumentException>(() => new LoudnessMeter(Rate).Add(new float[2], new float[3]));
    }

    private static void AssertTruePeak(float[] tone, double expected, int number)
    {
        double peak = Loudness.Measure(tone, tone, Rate).TruePeak;
        Assert.True(peak >= expected - 0.4 && peak <= expected + 0.2, $"Number {number}: {peak:F3} dBTP, not {expected}.");
    }

    private static void AssertEqual(BiquadCoefficients expected, BiquadCoefficients actual)
    {
        Assert.Equal(expected.B0, actual.B0, 1e-7);
        Assert.Equal(expected.B1, actual.B1, 1e-7);
        Assert.Equal(expected.B2, actual.B2, 1e-7);
        Assert.Equal(expected.A1, actual.A1, 1e-7);
        Assert.Equal(expected.A2, actual.A2, 1e-7);
    }

    private static Loudness Measure(params (double Decibels, double Seconds)[] tones)
    {
        var meter = new LoudnessMeter(Rate);
        Play(meter, tones, _ => { });
        return meter.Loudness;
    }

    // Stereo tones of 1 kHz, one after another; after each 10 ms the meter is looked at.
    private static void Play(LoudnessMeter meter, (double Decibels, double Seconds)[] tones, Action<double> look)
    {
        int position = 0;
        var piece = new float[Rate / 100];
        double end = 0;
        foreach ((double decibels, double seconds) in tones)
        {
            end += seconds * Rate;
            double amplitude = Math.Pow(10, decibels / 20);
            while (position < (int)Math.Round(end))
            {
                int count = Math.Min(piece.Length - position % piece.Length, (int)Math.Round(end) - position);
                for (int i = 0; i < count; i++)
                    piece[i] = (float)(amplitude * Math.Sin(2 * Math.PI * 1_000 * (position + i) / Rate));
                meter.Add(piece.AsSpan(0, count), piece.AsSpan(0, count));
                position += count;
                look((double)position / Rate);
            }
        }
    }
}
