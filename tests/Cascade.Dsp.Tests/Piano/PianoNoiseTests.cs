using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Simd;
using Cascade.Dsp.Tests.Signals;
using Cascade.Dsp.Tests.Simd;
using static Cascade.Dsp.Tests.Piano.NoiseTake;

namespace Cascade.Dsp.Tests.Piano;

public sealed class PianoNoiseTests
{
    private const int BlockSize = Instrument.BlockSize;

    // Frames after the damper's first.
    private const int BeforeKeyReturn = 460;

    // The level of a note at velocity 76, in dB of full scale.
    private static readonly double s_mezzoForte = 20 * Math.Log10(KeyLoudness.Target);

    [Theory]
    [InlineData(21, -36)]
    [InlineData(60, -40)]
    [InlineData(88, -46)]
    public void A_damper_falls_40_dB_under_a_note_in_the_middle(int key, double expected) =>
        Assert.Equal(expected, OnsetLevel(take => take.Release(key)) - s_mezzoForte, 0.7);

    [Fact]
    public void A_damper_falls_15_to_18_ms_after_the_key()
    {
        Assert.Equal(720, FirstFrame(take => take.Release(60, velocity: 127)));
        Assert.InRange(FirstFrame(take => take.Release(60)), 780, 800);
        Assert.Equal(864, FirstFrame(take => take.Release(60, velocity: 0)));
        Assert.Equal(864 + 31, FirstFrame(take => take.Release(60, velocity: 0, offset: 31)));
    }

    [Fact]
    public void A_fast_release_is_louder()
    {
        double slow = OnsetLevel(take => take.Release(60, velocity: 14)), fast = OnsetLevel(take => take.Release(60, velocity: 114));
        Assert.Equal(5, fast - slow, 0.7);
    }

    [Fact]
    public void A_bass_damper_falls_darker_and_longer()
    {
        double[] bass = PowerSpectrum(take => take.Release(24), BeforeKeyReturn),
            treble = PowerSpectrum(take => take.Release(84), BeforeKeyReturn);
        Assert.InRange(Centroid(bass) / Centroid(treble), 0, 0.7);
        Assert.InRange(Duration(take => take.Release(24), BeforeKeyReturn) / Duration(take => take.Release(84), BeforeKeyReturn), 1.3, 3);
    }

    [Fact]
    public void A_damper_is_low_passed_at_1500_Hz()
    {
        double[] spectrum = PowerSpectrum(take => take.Release(88), BeforeKeyReturn);
        Assert.Equal(0, Density(spectrum, 1_000) - Density(spectrum, 300), 1.5);
        Assert.Equal(-12, Density(spectrum, 6_000) - Density(spectrum, 3_000), 1.5);
    }

    [Fact]
    public void A_damper_that_does_not_fall_leaves_the_key()
    {
        Assert.InRange(FirstFrame(take => take.Release(60, engaged: 0)), 1_255, 1_285);
        Assert.Equal(-50, OnsetLevel(take => take.Release(60, engaged: 0)) - s_mezzoForte, 0.7);
        Assert.Equal(-46, OnsetLevel(take => take.Release(60, engaged: 0.5f)) - s_mezzoForte, 0.7);
    }

    [Fact]
    public void There_is_none_above_the_last_damper()
    {
        for (int key = 0; key < 128; key++)
        {
            var take = new NoiseTake();
            take.Release(key);
            Assert.Equal(key >= 89, take.Noise.IsSilent);
        }
    }

    [Theory]
    [InlineData(30, 576)]
    [InlineData(40, 576)]
    [InlineData(64, 24)]
    [InlineData(90, 0)]
    [InlineData(127, 0)]
    public void The_key_reaches_its_bed_late_when_struck_softly(int velocity, int frames)
    {
        Assert.Equal(frames, FirstFrame(take => take.Strike(velocity: velocity, thump: 1)));
        Assert.Equal(frames + 9, FirstFrame(take => take.Strike(velocity: velocity, offset: 9, thump: 1)));
    }

    [Theory]
    [InlineData(21, 76)]
    [InlineData(60, 76)]
    [InlineData(60, 120)]
    [InlineData(100, 90)]
    public void The_thump_stays_12_dB_under_the_knock(int key, int velocity)
    {
        double knock = OnsetLevel(take => take.Strike(key, velocity, knock: 1)),
            thump = OnsetLevel(take => take.Strike(key, velocity, thump: 1));
        Assert.InRange(thump - knock, -15, -12);
    }

    [Fact]
    public void The_thump_is_low_and_short()
    {
        double[] spectrum = PowerSpectrum(take => take.Strike(thump: 1));
        Assert.True(Band(spectrum, 60, 130) > Band(spectrum, 130, 400) + 3);
        Assert.True(Band(spectrum, 130, 400) > Band(spectrum, 500, 10_000) + 12);
        Assert.InRange(Duration(take => take.Strike(thump: 1)), 0.005, 0.015);
    }

    [Theory]
    [InlineData(21, 76)]
    [InlineData(60, 30)]
    [InlineData(60, 76)]
    [InlineData(60, 120)]
    [InlineData(105, 76)]
    public void Knock_and_burst_have_the_levels_of_the_tables(int key, int velocity)
    {
        Check(PianoTables.Grand.Knock, take => take.Strike(key, velocity, knock: 1));
        Check(PianoTables.Grand.Burst, take => take.Strike(key, velocity, burst: 1));

        void Check(NoiseTables tables, Action<NoiseTake> play)
        {
            int shape = tables.ShapeOf(key, out float part);
            double sum = (1 - part) * Sum(tables.Shapes[shape]) + (part > 0 ? part * Sum(tables.Shapes[shape + 1]) : 0);
            // Both sides together; their mean is 3 dB under the strings' on one.
            double expected = 10 * (tables.Level.At(key) + tables.Velocity.At(key) * (velocity - 76) / 100 + Math.Log10(2 * sum));
            // Bands that die away within the first milliseconds are behind the line already.
            Assert.InRange(OnsetLevel(play), expected - 2.5, expected + 0.8);
        }

        static double Sum(NoiseShape shape) =>
            Enumerable.Range(0, NoiseBank.Bands).Sum(band => Math.Exp(shape.Power.At(Math.Log(NoiseBank.Center(band)))));
    }

    // The same noise, so that the difference is exact.
    [Theory]
    [InlineData(30)]
    [InlineData(120)]
    public void Knock_and_burst_follow_the_velocity_by_the_tables(int velocity)
    {
        double steps = (velocity - 76) / 10.0;
        Assert.Equal(steps * PianoTables.Grand.Knock.Velocity.At(60), Energy(take => take.Strike(60, velocity, knock: 1))
            - Energy(take => take.Strike(60, 76, knock: 1)), 0.05);
        Assert.Equal(steps * PianoTables.Grand.Burst.Velocity.At(60), Energy(take => take.Strike(60, velocity, burst: 1))
            - Energy(take => take.Strike(60, 76, burst: 1)), 0.05);
    }

    [Fact]
    public void Blows_on_all_keys_at_once_are_all_heard()
    {
        double sum = 0;
        for (int key = 0; key < 128; key += 8)
            sum += 8 * Math.Pow(10, Energy(take => take.Strike(key, 100, knock: 1, burst: 1, thump: 1)) / 10);
        double together = Energy(take =>
        {
            for (int i = 0; i < 128; i++)
                take.Strike(i / 8 * 8, 100, offset: i % BlockSize, knock: 1, burst: 1, thump: 1);
        });
        Assert.Equal(10 * Math.Log10(sum), together, 0.5);
    }

    [Fact]
    public void Levels_are_amplitudes_and_gains_their_sides()
    {
        AssertScaled(take => take.Strike(knock: 1, burst: 1, thump: 1), take => take.Strike(knock: 0.5f, burst: 0.5f, thump: 0.5f));
        AssertScaled(take => take.Release(60), take => take.Release(60, level: 0.5f));
        AssertScaled(take => take.Stroke(0, 1), take => take.Stroke(0, 1, level: 0.5f));
        AssertScaled(take => take.Noise.Release(60, 64, 1, 0, 500, 1_000, 1), take => take.Noise.Release(60, 64, 1, 0, 250, 500, 1));
        AssertScaled(take =>
            take.Noise.Strike(60, 64, 1, 0, 500, 1_000, 1, 1, 1), take => take.Noise.Strike(60, 64, 1, 0, 250, 500, 1, 1, 1));

        static void AssertScaled(Action<NoiseTake> whole, Action<NoiseTake> half)
        {
            NoiseTake loud = new(), soft = new();
            whole(loud);
            half(soft);
            loud.Rest(300);
            soft.Rest(300);
            float[] expected = loud.Sound, actual = soft.Sound;
            Assert.True(Samples.Peak(expected) > 1e-6);
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i] / 2, actual[i], 1e-3 * Math.Abs(expected[i]) + 1e-6);
        }
    }

    [Theory]
    [InlineData(0, 1, 0.040)]
    [InlineData(1, 0, 0.030)]
    public void A_fast_stroke_of_the_pedal_is_35_dB_under_a_note(double from, double to, double decay)
    {
        // As much as a noise of that level whose amplitude decays in that time.
        double whole = s_mezzoForte + 10 * Math.Log10(SampleRate * decay / 2) - 35;
        Assert.Equal(whole, Energy(take => take.Stroke(from, to)), 0.7);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void A_stroke_in_many_steps_sounds_like_one_in_few(double from, double to)
    {
        double whole = Energy(take => take.Stroke(from, to));
        foreach (double seconds in new[] { 0.02, 0.05, 0.08 })
            foreach (int steps in new[] { 10, 50 })
                Assert.Equal(whole, Energy(take => take.Stroke(from, to, steps, seconds)), 1.5);
        Assert.Equal(whole, Energy(take => take.Stroke(from, to, 50)), 1.5);
    }

    [Fact]
    public void A_slow_stroke_is_soft_however_many_its_steps()
    {
        double fast = Energy(take => take.Stroke(0, 1)), slow = Energy(take => take.Stroke(0, 1, 50, 1)),
            finer = Energy(take => take.Stroke(0, 1, 200, 1));
        Assert.InRange(fast - slow, 8, 20);
        Assert.Equal(slow, finer, 1.5);
    }

    [Fact]
    public void A_pedal_that_moves_no_damper_is_quiet() =>
        Assert.True(Energy(take => take.Stroke(0.8, 1)) < Energy(take => take.Stroke(0.2, 0.6)) - 40);

    [Fact]
    public void The_pedal_is_low_passed_at_800_Hz()
    {
        double[] down = PowerSpectrum(take => take.Stroke(0, 1)), up = PowerSpectrum(take => take.Stroke(1, 0));
        Assert.Equal(0, Density(down, 600) - Density(down, 150), 1.5);
        Assert.Equal(-12, Density(down, 3_200) - Density(down, 1_600), 1.5);
        Assert.Equal(-12, Density(up, 3_200) - Density(up, 1_600), 1.5);
        Assert.True(Band(up, 50, 200) > Band(up, 500, 20_000) + 6);
        Assert.True(Duration(take => take.Stroke(0, 1)) > Duration(take => take.Stroke(1, 0)));
    }

    [Fact]
    public void A_level_of_zero_is_silence()
    {
        var take = new NoiseTake();
        take.Strike();
        take.Release(40, level: 0);
        take.Stroke(0, 1, level: 0);
        take.Stroke(1, 0, level: 0);
        Assert.True(take.Noise.IsSilent);
        take.Rest(50);
        Assert.All(take.Sound, x => Assert.Equal(0, x));
    }

    [Fact]
    public void Every_width_gives_the_same_bits_and_a_reset_too()
    {
        foreach (LaneArithmetic arithmetic in LaneChoices.Arithmetics)
        {
            NoiseTake scalar = new(3, LaneChoices.One(arithmetic));
            Busy(scalar);
            float[] expected = scalar.Sound;
            Assert.True(Samples.Peak(expected) > 1e-4);
            foreach (LaneChoice lanes in LaneChoices.Of(arithmetic))
            {
                NoiseTake take = new(3, lanes);
                Busy(take);
                Samples.AssertSameBits(expected, take.Sound);
            }
            scalar.Clear();
            Assert.True(scalar.Noise.IsSilent);
            Busy(scalar);
            Samples.AssertSameBits(expected, scalar.Sound);
        }
    }

    [Fact]
    public void All_end_when_told_to()
    {
        NoiseTake take = new();
        Busy(take);
        Assert.False(take.Noise.IsSilent);
        take.Noise.End();
        take.Rest(2);
        Assert.True(take.Noise.IsSilent);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        PianoNoise noise = new NoiseTake().Noise;
        float[] left = new float[BlockSize], right = new float[BlockSize];
        Assert.Equal(0, Allocated.Bytes(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                noise.Strike(i % 128, i % 128, 1e-2, 3, 1, 1, 1, 1, 1);
                noise.Release(i % 128, 64, 1, 5, 1, 1, 1);
                noise.Pedal(i % 2, 1 - i % 2, 7, 1, 1, 1);
                noise.Render(left, right);
            }
            noise.End();
            noise.Reset();
        }));
    }

    private static void Busy(NoiseTake take)
    {
        var random = new Random(5);
        for (int i = 0; i < 300; i++)
        {
            if (i % 7 == 0)
                take.Noise.Strike(random.Next(128), random.Next(128), 1e-2, random.Next(BlockSize), random.NextSingle(),
                    random.NextSingle(), 1, 1, 1);
            if (i % 5 == 0)
                take.Noise.Release(random.Next(128), random.Next(128), random.NextSingle(), random.Next(BlockSize), random.NextSingle(),
                    random.NextSingle(), 1);
            if (i % 11 == 0)
                take.Noise.Pedal(random.NextDouble(), random.NextDouble(), random.Next(BlockSize), 1, 1, 1);
            take.Rest(1);
        }
    }
}
