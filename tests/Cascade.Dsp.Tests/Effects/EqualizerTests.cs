using Cascade.Dsp.Effects;
using Cascade.Dsp.Filters;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Effects;

public sealed class EqualizerTests
{

    /// <summary>Errors of single precision against a double filter for a full-scale input: the direct forms have up to -10 dB
    /// here.</summary>
    [Theory]
    [InlineData(48_000)]
    [InlineData(192_000)]
    public void Low_bands_are_as_precise_as_in_double_precision(int sampleRate)
    {
        EqualizerBand[] bands =
        [
            new() { Kind = EqualizerBandKind.HighPass, Frequency = 20 }, new() { Kind = EqualizerBandKind.HighPass, Frequency = 20, Q = 5 },
            new() { Frequency = 20, Q = 1, GainDecibels = 12 }, new() { Frequency = 20, Q = 5, GainDecibels = 12 },
            new() { Frequency = 20, Q = 1, GainDecibels = -12 },
            new() { Kind = EqualizerBandKind.LowShelf, Frequency = 20, GainDecibels = 12 },
            new() { Kind = EqualizerBandKind.LowPass, Frequency = 20 },
        ];
        float[] direct = new float[2 * sampleRate];
        Array.Fill(direct, 1);
        foreach (EqualizerBand band in bands)
        {
            foreach (float[] input in new[]
            {
                Samples.Sine(direct.Length, 20, sampleRate), Samples.Sine(direct.Length, 997, sampleRate), Samples.Noise(direct.Length),
                direct
            })
            {
                (double level, double error) = Compare(band, input, sampleRate);
                Assert.True(error <= -110 + Math.Max(0, level),
                    $"{band} at {sampleRate} Hz: {error:F1} dB with an output of {level:F1} dB.");
            }
        }
    }

    // The dry sound comes as late as the other.
    [Theory]
    [InlineData(0.25f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public void A_mix_is_a_share_of_both(float mix)
    {
        float[] dry = Play(0), wet = Play(1), mixed = Play(mix);
        Assert.True(Samples.LevelDb(wet) > Samples.LevelDb(dry) + 0.5);
        for (int i = 0; i < mixed.Length; i++)
            Assert.Equal(dry[i] + mix * (wet[i] - dry[i]), mixed[i], 1e-5f);

        static float[] Play(float mix)
        {
            Equalizer equalizer = new Equalizer([new() { Frequency = 1_000, Q = 0.5f, GainDecibels = 12 }]).Ready();
            equalizer.Set(Effect.Mix, mix);
            float[] left = Samples.Noise(5_000), right = Samples.Noise(5_000, seed: 2);
            equalizer.Process(left, right);
            return left;
        }
    }

    [Fact]
    public void Flat_bands_leave_every_bit()
    {
        foreach (int count in new[] { 1, 2, 5, 10 })
        {
            foreach (EqualizerBandKind kind in new[]
            {
                EqualizerBandKind.Off, EqualizerBandKind.Peak, EqualizerBandKind.LowShelf, EqualizerBandKind.HighShelf
            })
            {
                EqualizerBand[] bands = [.. Enumerable.Range(0, count)
                    .Select(i => new EqualizerBand
                    {
                        Kind = kind,
                        Frequency = 20 << i,
                        Q = 0.1f + 2 * i,
                        GainDecibels = kind == EqualizerBandKind.Off ? 9 : 0,
                    })];
                var equalizer = new Equalizer(bands).Ready();
                float[] input = Samples.Noise(2000), output = [.. input];
                equalizer.Process(output, Samples.Noise(2000, seed: 2));
                Assert.Equal(count - 1, equalizer.LatencyFrames);
                Samples.AssertSameBits(input.AsSpan(0, 2000 - equalizer.LatencyFrames), output.AsSpan(equalizer.LatencyFrames));
                Assert.Equal(1, equalizer.Response(1234));
                Assert.InRange(equalizer.TailFrames, equalizer.LatencyFrames, equalizer.LatencyFrames + 64);
            }
        }
    }

    [Fact]
    public void A_number_that_is_none_is_gone_after_a_few_blocks_of_silence()
    {
        var equalizer = new Equalizer([new() { GainDecibels = 6 }, new() { Kind = EqualizerBandKind.LowPass }]).Ready();
        float[] left = [float.NaN, float.PositiveInfinity, 1, .. new float[500]], right = [.. new float[503]];
        equalizer.Process(left, right);
        Assert.Equal(0, Samples.Peak(right));
        Assert.Equal(0, Samples.Peak(left.AsSpan(200)));
    }

    [Fact]
    public void What_is_fainter_than_minus_300_dB_does_not_wake_it()
    {
        var equalizer = new Equalizer([new() { GainDecibels = 24 }]).Ready();
        float[] left = Samples.Noise(500, 1e-16f), right = [.. left];
        equalizer.Process(left, right);
        Assert.Equal(new float[500], left);
        Assert.Equal(new float[500], right);
    }

    [Fact]
    public void Parameters_are_numbered_band_by_band()
    {
        var equalizer =
            new Equalizer([new() { Kind = EqualizerBandKind.Notch, Frequency = 50, Q = 9 },
            new() { Frequency = 3000, GainDecibels = -4, Q = 2 }]).Ready();
        Assert.Equal(11, equalizer.Parameters.Count);
        Assert.Equal("band 2 gain", Equalizer.BandGain(1).Name);
        Assert.Equal([0f, 1, 0, 7, 50, 0, 9, 1, 3000, -4, 2], equalizer.Parameters.Select(equalizer.Get));
        equalizer.Set(Equalizer.BandKind(0), (float)EqualizerBandKind.Off);
        equalizer.Set(Equalizer.OutputGain, 6);
        Assert.Equal(2, Spectrum.Decibels(equalizer.Response(3000)), 0.05);
    }

    [Fact]
    public void Presets_have_their_own_names_and_stay_near_the_sound()
    {
        IReadOnlyList<EffectPatch> presets = EffectKind.Find("equalizer")!.Presets;
        Assert.Equal("flat", presets[0].Name);
        foreach (EffectPatch preset in presets)
        {
            Assert.Same(preset, PresetLibrary.FindEffect("equalizer", preset.Name.ToUpperInvariant().Replace(' ', '_')));
            Equalizer own = new Equalizer(preset), ready = new Equalizer(preset).Ready();
            Assert.Equal(4, own.Bands);
            for (double frequency = 20; frequency < 20_000; frequency *= 1.5)
            {
                Assert.Equal(own.Response(frequency), ready.Response(frequency));
                Assert.InRange(Spectrum.Decibels(own.Response(frequency)), -40, 4);
            }
        }
        Assert.Equal(presets.Count, presets.Select(preset => preset.Name).Distinct().Count());
        Assert.Null(PresetLibrary.FindEffect("equalizer", "nothing"));
    }

    [Fact]
    public void Wrong_arguments_are_refused_and_odd_values_moved_into_range()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Equalizer(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Equalizer(11));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Equalizer(1).Ready(width: (LaneWidth)7));
        Assert.Throws<ArgumentNullException>(() => new Equalizer([null!]));
        Assert.Throws<ArgumentNullException>(() => new Equalizer((EffectPatch)null!));
        Assert.Throws<ArgumentException>(() => new Equalizer().Ready().Process(new float[3], new float[4]));
        Assert.Throws<ArgumentException>(() => new Equalizer(Spaces.Hall));
        EqualizerBand odd = new EqualizerBand
        {
            Kind = (EqualizerBandKind)99,
            Frequency = float.NaN,
            GainDecibels = float.NegativeInfinity,
            Q = 1e9f,
        }.Clamped();
        Assert.Equal(new EqualizerBand { Kind = EqualizerBandKind.Off, Frequency = 1000, GainDecibels = -24, Q = 20 }, odd);
    }

    // The mean powers of the double filter's output and of the difference, in dB, after half of the time.
    private static (double Level, double Error) Compare(EqualizerBand band, float[] input, int sampleRate)
    {
        var equalizer = new Equalizer([band]).Ready(sampleRate);
        float[] output = [.. input];
        equalizer.Process(output, [.. input]);
        EqualizerCoefficients c =
            EqualizerCoefficients.Of(EqualizerBandMotion.Section(new AnalogMatch(sampleRate), band.Kind, band.Frequency, band.Q,
            band.GainDecibels));
        double first = 0, second = 0, power = 1e-30, error = 1e-30;
        for (int i = 0; i < input.Length; i++)
        {
            double exact = DoubleFilter.Next(c, input[i], ref first, ref second);
            if (i < input.Length / 2)
                continue;
            power += exact * exact;
            error += (output[i] - exact) * (output[i] - exact);
        }
        return (10 * Math.Log10(2 * power / input.Length), 10 * Math.Log10(2 * error / input.Length));
    }
}
