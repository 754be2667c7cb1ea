using Cascade.Dsp.Effects;
using Cascade.Dsp.Filters;
using Cascade.Dsp.Tests.Signals;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Effects;

/// <summary>What the equalizer's settings do to the sound while they move.</summary>
public sealed class EqualizerMotionTests
{
    private const int Rate = 48_000;
    private const int Block = 32;
    private const int Sweep = Rate / 20;
    private const int Start = 300 * Block;

    /// <summary>Against the same filter whose coefficients are designed anew for every sample of the sweep: that has no zipper noise at
    /// all.</summary>
    [Theory]
    [InlineData(EqualizerBandKind.Peak, 1000, 1, 1000)]
    [InlineData(EqualizerBandKind.Peak, 1000, 1, 700)]
    [InlineData(EqualizerBandKind.Peak, 8000, 0.7, 5000)]
    [InlineData(EqualizerBandKind.LowShelf, 300, 0.7, 200)]
    [InlineData(EqualizerBandKind.HighShelf, 6000, 0.7, 9000)]
    public void A_sweep_of_12_dB_in_50_ms_has_no_zipper_noise(EqualizerBandKind kind, float frequency, double q, double tone)
    {
        var band = new EqualizerBand { Kind = kind, Frequency = frequency, Q = (float)q };
        float[] input = Samples.Sine(Start + 4 * Sweep, tone, Rate), output = [.. input];
        var equalizer = new Equalizer([band]).Ready();
        equalizer.Process(output.AsSpan(0, Start), new float[Start]);
        equalizer.Set(Equalizer.BandGain(0), 12);
        equalizer.Process(output.AsSpan(Start), new float[output.Length - Start]);
        double[] ideal = Ideal(band, input);
        double worst = 0, level = 0;
        for (int i = 0; i < output.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs(output[i] - ideal[i]));
            level = Math.Max(level, Math.Abs(ideal[i]));
        }
        Assert.True(Spectrum.Decibels(worst / level) <= -80, $"{Spectrum.Decibels(worst / level):F1} dB");
    }

    [Fact]
    public void The_output_gain_moves_by_equal_steps_in_decibels_while_the_bands_rest()
    {
        float[] output = Samples.Sine(Start + 2 * Sweep, 1_000, Rate);
        EqualizerBand band = new() { Kind = EqualizerBandKind.Peak, Frequency = 1_000, GainDecibels = 3 };
        Equalizer equalizer = new Equalizer([band, band]).Ready();
        equalizer.Process(output.AsSpan(0, Start), new float[Start]);
        equalizer.Set(Equalizer.OutputGain, -12);
        equalizer.Process(output.AsSpan(Start), new float[output.Length - Start]);
        double before = Level(Start - 48), middle = Level(Start + Sweep / 2 - 24), after = Level(output.Length - 48);
        Assert.Equal(-6, middle - before, 0.7);
        Assert.Equal(-12, after - before, 0.01);

        // Of one cycle of the tone.
        double Level(int from) => Spectrum.Decibels(Samples.Peak(output.AsSpan(from, 48)));
    }

    /// <summary>Zipper noise lies at multiples of 1.5 kHz from the tone, where the sidebands of the sweep itself have died away.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sweep_of_12_dB_in_50_ms_gives_off_nothing_but_its_tone(bool isByHost)
    {
        const double tone = 6000;
        float[] output = Samples.Sine(Start + 4 * Sweep, tone, Rate);
        var equalizer = new Equalizer([new() { Frequency = (float)tone, Q = 1 }]).Ready();
        for (int at = 0; at < output.Length; at += Block)
        {
            int swept = at - Start;
            if (isByHost ? swept is >= 0 and <= Sweep : swept == 0)
                equalizer.Set(Equalizer.BandGain(0), isByHost ? 12f * swept / Sweep : 12);
            equalizer.Process(output.AsSpan(at, Block), new float[Block]);
        }
        Assert.True(FarFromTone(output.AsSpan(Start - Sweep, 4 * Sweep), tone) <= -90,
            $"{FarFromTone(output.AsSpan(Start - Sweep, 4 * Sweep), tone):F1} dB");
        Assert.Equal(Spectrum.Decibels(equalizer.Response(tone)), Spectrum.Decibels(Samples.Peak(output.AsSpan(Start + 3 * Sweep))), 0.05);
    }

    [Fact]
    public void A_change_of_kind_does_not_click()
    {
        const double tone = 6000;
        EqualizerBandKind[] kinds = Enum.GetValues<EqualizerBandKind>();
        foreach (EqualizerBandKind from in kinds)
        {
            foreach (EqualizerBandKind to in kinds)
            {
                float[] output = Samples.Sine(Start + 4 * Sweep, tone, Rate);
                var equalizer = new Equalizer([new() { Kind = from, Frequency = 5000, Q = 1, GainDecibels = 9 }]).Ready();
                equalizer.Process(output.AsSpan(0, Start), new float[Start]);
                equalizer.Set(Equalizer.BandKind(0), (float)to);
                equalizer.Process(output.AsSpan(Start), new float[output.Length - Start]);
                double noise = FarFromTone(output.AsSpan(Start - Sweep, 4 * Sweep), tone);
                Assert.True(noise <= -80, $"{from} to {to}: {noise:F1} dB");
            }
        }
    }

    /// <summary>Settings of all parameters, each for some frames.</summary>
    public static Arbitrary<(float[] Settings, int Frames)[]> Jumps { get; } =
        (from settings in Gen.Choose(0, 1000).Select(value => value / 1000f)
            .ArrayOf(4)
         from frames in Gen.Choose(1, 3000)
         select (settings, frames)).ArrayOf().ToArbitrary();

    [Property(MaxTest = 300, Arbitrary = [typeof(EqualizerMotionTests)])]
    public void It_stays_bounded_while_everything_jumps_at_random((float[] Settings, int Frames)[] steps)
    {
        var equalizer = new Equalizer(1).Ready();
        float[] left = Samples.Noise(3000), right = Samples.Noise(3000, seed: 2);
        foreach ((float[] values, int frames) in steps)
        {
            Parameter[] own = [Equalizer.BandKind(0), Equalizer.BandFrequency(0), Equalizer.BandGain(0), Equalizer.BandQ(0)];
            for (int number = 0; number < values.Length; number++)
                equalizer.Set(own[number], own[number].FromPosition(values[number]));
            float[] l = left[..frames], r = right[..frames];
            equalizer.Process(l, r);
            Samples.AssertFinite(l);
            // The highest gain of all, Q 20 with a shelf of 24 dB, is below 55 dB; a band that moves while it rings can add to it for a
            // while.
            Assert.InRange(Math.Max(Samples.Peak(l), Samples.Peak(r)), 0, 6_000);
        }
    }

    [Fact]
    public void Settings_made_before_the_sound_hold_from_its_first_sample()
    {
        var set = new Equalizer(1).Ready();
        set.Set(Equalizer.BandGain(0), 12);
        set.Set(Equalizer.BandFrequency(0), 300);
        EqualizerBand band = new() { Frequency = 300, GainDecibels = 12 };
        float[] expected = Samples.Noise(500), actual = [.. expected];
        new Equalizer([band]).Ready().Process(expected, new float[500]);
        set.Process(actual, new float[500]);
        Samples.AssertSameBits(expected, actual);
    }

    private static double[] Ideal(EqualizerBand band, float[] input)
    {
        var match = new AnalogMatch(Rate);
        var output = new double[input.Length];
        double first = 0, second = 0;
        for (int i = 0; i < input.Length; i++)
        {
            double gain = 12 * Math.Clamp((double)(i - Start) / Sweep, 0, 1);
            EqualizerCoefficients c = EqualizerCoefficients.Of(EqualizerBandMotion.Section(match, band.Kind, band.Frequency, band.Q, gain));
            output[i] = DoubleFilter.Next(c, input[i], ref first, ref second);
        }
        return output;
    }

    // The highest level more than a kilohertz away from the tone, in dB relative to it.
    private static double FarFromTone(ReadOnlySpan<float> sound, double tone)
    {
        double[] levels = Spectrum.MagnitudeDb(sound, Window.BlackmanHarris);
        double peak = levels.Max(), worst = Spectrum.Floor;
        for (int bin = 0; bin < levels.Length; bin++)
            if (Math.Abs((double)bin * Rate / sound.Length - tone) > 1000)
                worst = Math.Max(worst, levels[bin]);
        return worst - peak;
    }
}
