using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Simd;
using Cascade.Dsp.Tests.Signals;
using Cascade.Dsp.Tests.Simd;

namespace Cascade.Dsp.Tests.Piano;

public sealed class NoiseBankTests
{
    private const int BlockSize = Instrument.BlockSize;
    private const float Forever = float.PositiveInfinity;
    private const double LongestWait = 0.02;

    [Theory]
    [InlineData(44_100, 5)]
    [InlineData(48_000, 1)]
    [InlineData(192_000, 10)]
    public void A_band_has_the_power_asked_for(int sampleRate, int step)
    {
        for (int band = 0; band < NoiseBank.Bands; band += step)
        {
            double seconds = 1500 / NoiseBank.Center(band);
            (float[] left, float[] right) = Render(Playing(band, 0.01f, Forever, sampleRate), (int)(seconds * sampleRate));
            Assert.Equal(-20, 10 * Math.Log10((Power(left) + Power(right)) / 2), 0.5);
        }
    }

    [Fact]
    public void A_band_keeps_to_itself()
    {
        const int length = 1 << 16;
        for (int band = 0; band < NoiseBank.Bands; band++)
        {
            NoiseBank bank = Playing(band, 1, Forever);
            var powers = new double[NoiseBank.Bands + 2];
            double sum = 0;
            for (int i = 0; i < 2 + 8 / (1 + band); i++)
            {
                (float[] left, float[] right) = Render(bank, length);
                sum += AddThirds(left, powers) + AddThirds(right, powers);
            }
            double inside = 10 * Math.Log10(powers[band + 1] / sum);
            Assert.InRange(inside, -1.2, -0.4);
            for (int other = 0; other < powers.Length; other++)
                if (Math.Abs(other - band - 1) >= 2)
                    Assert.True(powers[other] < 0.01 * powers[band + 1],
                        $"Band {band} has {10 * Math.Log10(powers[other] / powers[band + 1]):F1} dB in band {other - 1}.");
        }
    }

    [Fact]
    public void Equal_density_is_flat()
    {
        var powers = new float[NoiseBank.Bands];
        for (int band = 0; band < powers.Length; band++)
            powers[band] = 1e-6f * (float)NoiseBank.Center(band);
        NoiseBank bank = Bank(new NoiseSpectrum(powers, All(Forever)));
        bank.Start(0, 0, 1, 1);
        var measured = new double[NoiseBank.Bands + 2];
        for (int i = 0; i < 8; i++)
            AddThirds(Render(bank, 1 << 15).Left, measured);
        for (int band = 6; band < NoiseBank.Bands; band++)
            Assert.Equal(powers[band], measured[band + 1] / 8, 0.2 * powers[band]);
    }

    [Fact]
    public void The_first_noise_has_its_low_bands()
    {
        double power = 0;
        for (uint seed = 1; seed <= 50; seed++)
        {
            (float[] left, float[] right) = Render(Playing(0, 1, Forever, seed: seed), 2400);
            power += (Power(left) + Power(right)) / 100;
        }
        Assert.InRange(power, 0.7, 1.4);
    }

    [Theory]
    [InlineData(0, 3, 3e-3)]
    [InlineData(13, 1, 3e-3)]
    [InlineData(23, 0, 1e-3)]
    public void Powers_decay_exponentially_and_amplitudes_move_in_straight_lines(int band, int late, double tolerance)
    {
        (float[] steady, _) = Render(Playing(band, 1, Forever), 32_000);
        NoiseBank bank = Bank(new(One(band, 0.25f), All(0.02f)), new(One(band, 0.01f), All(0.2f)));
        bank.Start(0, 0, 1, 1);
        bank.Start(1, 0, 1, 1);
        (float[] left, _) = Render(bank, steady.Length);
        for (int i = 3 * BlockSize; i < steady.Length; i++)
        {
            if (Math.Abs(steady[i]) < 0.1)
                continue;
            int frame = i - late;
            double from = Amplitude(frame / BlockSize * BlockSize), to = Amplitude((frame / BlockSize + 1) * BlockSize),
                part = frame % BlockSize / (double)BlockSize;
            double expected = from + part * (to - from);
            Assert.Equal(expected, left[i] / steady[i], tolerance * expected);
        }

        static double Amplitude(int frame) => Math.Sqrt(0.25 * Math.Exp(-frame / 960.0) + 0.01 * Math.Exp(-frame / 9600.0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(100)]
    public void A_noise_begins_at_its_frame(int offset)
    {
        NoiseBank steadyBank = Playing(20, 1, Forever), bank = Bank(Kind(20, Forever), Kind(20, 0.05f));
        bank.Start(0, 0, 1, 1);
        // The first noise has risen when the second one begins.
        Render(steadyBank, 2 * BlockSize);
        Render(bank, 2 * BlockSize);
        (float[] steady, _) = Render(steadyBank, 320);
        bank.Start(1, offset, 0.25f, 0.25f);
        (float[] left, _) = Render(bank, 320);
        double before = 1;
        for (int i = 0; i < 320; i++)
        {
            if (Math.Abs(steady[i]) < 0.01)
                continue;
            double gain = left[i] / steady[i], expected = i <= offset ? 1 : Math.Sqrt(1 + 0.25 * Math.Exp(-(i - offset) / 2400.0));
            if (i <= offset || i >= offset + 2 * BlockSize)
                Assert.Equal(expected, gain, 1e-4);
            // In between it rises, and in no step.
            Assert.InRange(gain, 1 - 1e-5, expected + 1e-4);
            Assert.InRange(gain - before, -0.001, 0.05);
            before = gain;
        }
    }

    [Fact]
    public void From_each_first_frame_a_line_goes_to_the_powers_so_far()
    {
        (float[] steady, _) = Render(Playing(20, 1, Forever), BlockSize);
        NoiseBank bank = Bank(Kind(20, 0.002f), Kind(20, 0.001f), Kind(20, 0.0005f));
        bank.Start(0, 0, 1, 1);
        bank.Start(1, 5, 2, 2);
        bank.Start(2, 20, 3, 3);
        (float[] left, _) = Render(bank, BlockSize);
        double gain = 0, next = 0, step = 0;
        for (int i = 0; i < BlockSize; i++)
        {
            (double power, double decay) = i switch { 0 => (1, 96.0), 5 => (2, 48.0), 20 => (3, 24.0), _ => (0, 1) };
            double way = (BlockSize - i) / (2.0 * BlockSize - i);
            next += way * way * power * Math.Exp((i - BlockSize) / decay);
            step = power > 0 ? (Math.Sqrt(next) - gain) / (BlockSize - i) : step;
            // The steady noise has come i / 64 of its way.
            double expected = i == 0 ? 0 : gain * steady[i] * 2 * BlockSize / i;
            Assert.Equal(expected, left[i], 1e-4 * Math.Abs(expected));
            gain += step;
        }
    }

    [Theory]
    [InlineData(5, 96)]
    [InlineData(12, 96)]
    [InlineData(20, 69)]
    public void A_waiting_noise_is_silent_and_leaves_the_source_where_it_is(int band, int heard)
    {
        NoiseBank bank = Bank(Kind(band, 0.1f));
        bank.Start(0, 64 + 3, 1, 1);
        Assert.False(bank.IsSilent);
        (float[] left, float[] right) = Render(bank, 96);
        Assert.All(left.AsSpan(0, 68).ToArray(), x => Assert.Equal(0, x));
        Assert.Contains(left[68..heard], x => x != 0);
        NoiseBank prompt = Bank(Kind(band, 0.1f));
        prompt.Start(0, 3, 1, 1);
        (float[] promptLeft, float[] promptRight) = Render(prompt, 32);
        Assert.Equal(promptLeft, left[64..]);
        Assert.Equal(promptRight, right[64..]);
    }

    [Fact]
    public void Every_width_gives_the_same_bits()
    {
        foreach (LaneArithmetic arithmetic in LaneChoices.Arithmetics)
        {
            (float[] left, float[] right) expected = Busy(BusyBank(LaneChoices.One(arithmetic), 7));
            Assert.True(Power(expected.left) > 1e-4);
            foreach (LaneChoice lanes in LaneChoices.Of(arithmetic))
            {
                (float[] left, float[] right) = Busy(BusyBank(lanes, 7));
                Assert.Equal(expected.left, left);
                Assert.Equal(expected.right, right);
            }
        }
    }

    [Fact]
    public void Reset_gives_the_same_again_and_other_seeds_do_not()
    {
        NoiseBank bank = BusyBank(LaneWidths.Resolve(LaneWidth.Auto), 7);
        (float[] Left, float[] Right) first = Busy(bank);
        bank.Reset();
        Assert.True(bank.IsSilent);
        (float[] Left, float[] Right) second = Busy(bank);
        Assert.Equal(first.Left, second.Left);
        Assert.Equal(first.Right, second.Right);
        Assert.NotEqual(first.Left, Busy(BusyBank(LaneWidths.Resolve(LaneWidth.Auto), 8)).Left);
    }

    [Fact]
    public void The_sides_are_independent_and_have_their_gains()
    {
        NoiseBank bank = Bank(new NoiseSpectrum(All(0.1f), All(Forever)));
        bank.Start(0, 0, 1, 0.25f);
        (float[] left, float[] right) = Render(bank, 96_000);
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        Assert.InRange(sum / left.Length / Math.Sqrt(Power(left) * Power(right)), -0.1, 0.1);
        Assert.Equal(2.4, Power(left), 0.3);
        Assert.Equal(0.6, Power(right), 0.08);
    }

    [Fact]
    public void A_noise_ends_when_it_cannot_be_heard()
    {
        NoiseBank bank = Bank(Kind(3, 0.01f), Kind(20, 0.001f));
        bank.Start(0, 0, 1, 0);
        bank.Start(1, 0, 1e-3f, 0);
        int frames = 0, subnormals = 0;
        float last = 1;
        for (; !bank.IsSilent; frames += BlockSize)
        {
            (float[] left, float[] right) = Render(bank, BlockSize);
            subnormals += Samples.CountSubnormals(left);
            Assert.All(right, x => Assert.Equal(0, x));
            last = left[^1];
            Assert.True(frames < 48_000);
        }
        double decays = -Math.Log(NoiseBank.Floor(NoiseBank.Center(3)));
        Assert.InRange(frames, decays * 480 - 1, decays * 480 + 4 * BlockSize);
        Assert.Equal(0, subnormals);
        Assert.InRange(Math.Abs(last), 0, 1e-6);
        var untouched = new float[BlockSize];
        Array.Fill(untouched, 0.25f);
        bank.Render(untouched, untouched);
        Assert.All(untouched, x => Assert.Equal(0.25f, x));
    }

    [Fact]
    public void What_cannot_be_heard_does_not_start()
    {
        NoiseBank bank = Bank(Kind(3, 1), new(All(0), All(1)));
        bank.Start(0, 0, NoiseBank.Inaudible / 4, NoiseBank.Inaudible / 4);
        bank.Start(0, 40, 0, 0);
        bank.Start(1, 0, 1, 1);
        Assert.True(bank.IsSilent);
    }

    [Fact]
    public void All_end_within_two_blocks_when_told_to()
    {
        NoiseBank bank = Bank(Kind(3, 1), Kind(9, 1));
        bank.Start(0, 0, 1, 1);
        bank.Start(1, 200, 1, 1);
        Render(bank, BlockSize);
        bank.End();
        Render(bank, 2 * BlockSize);
        Assert.True(bank.IsSilent);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(13, 2)]
    [InlineData(31, 10_000)]
    public void Powers_add_and_none_is_lost(int offset, int noises)
    {
        NoiseBank one = Bank(Kind(7, 0.05f), Kind(7, 0.05f)), all = Bank(Kind(7, 0.05f), Kind(7, 0.05f));
        one.Start(0, offset, 1e-4f, 1e-4f);
        for (int i = 0; i < noises; i++)
            all.Start(i % 2, offset, 1e-4f, 1e-4f);
        (float[] single, _) = Render(one, 4_800);
        (float[] sum, _) = Render(all, 4_800);
        for (int i = 0; i < sum.Length; i++)
            Assert.Equal(Math.Sqrt(noises) * single[i], sum[i], 1e-3 * Math.Abs(sum[i]));
    }

    [Fact]
    public void A_wait_is_held_to_the_longest()
    {
        NoiseBank bank = Bank(Kind(20, 0.1f));
        bank.Start(0, int.MaxValue, 1, 1);
        (float[] left, _) = Render(bank, 9_600);
        Assert.InRange(Array.FindIndex(left, x => x != 0), LongestWait * 48_000, LongestWait * 48_000 + 2 * BlockSize);
    }

    [Fact]
    public void Adds_to_the_output()
    {
        float[] left = new float[BlockSize], right = new float[BlockSize];
        Array.Fill(left, 2);
        Playing(12, 1e-4f, 1).Render(left, right);
        (float[] expected, _) = Render(Playing(12, 1e-4f, 1), BlockSize);
        for (int i = 0; i < BlockSize; i++)
            Assert.Equal(2 + expected[i], left[i], 1e-6f);
    }

    [Fact]
    public void Bands_above_the_rate_are_silent()
    {
        (float[] left, _) = Render(Playing(23, 1, Forever, 8_000), 8_000);
        Assert.All(left, x => Assert.Equal(0, x));
        Assert.InRange(Power(Render(Playing(17, 1, Forever, 8_000), 80_000).Left), 0.9, 1.1);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        NoiseBank bank = Bank(Kind(3, 0.01f));
        float[] left = new float[BlockSize], right = new float[BlockSize];
        Assert.Equal(0, Allocated.Bytes(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                bank.Start(0, i % 40, 1, 1);
                bank.Render(left, right);
            }
            bank.Reset();
        }));
    }

    private static NoiseBank Bank(params NoiseSpectrum[] kinds) => new(kinds, LongestWait, 48_000, LaneWidths.Resolve(LaneWidth.Auto), 1);

    private static NoiseBank Playing(int band, float power, float decay, int sampleRate = 48_000, uint seed = 1)
    {
        var bank = new NoiseBank([Kind(band, decay)], LongestWait, sampleRate, LaneWidths.Resolve(LaneWidth.Auto), seed);
        bank.Start(0, 0, power, power);
        return bank;
    }

    private static NoiseSpectrum Kind(int band, float decay) => new(One(band, 1), All(decay));

    private static float[] One(int band, float value)
    {
        var values = new float[NoiseBank.Bands];
        values[band] = value;
        return values;
    }

    private static float[] All(float value)
    {
        var values = new float[NoiseBank.Bands];
        Array.Fill(values, value);
        return values;
    }

    private static (float[] Left, float[] Right) Render(NoiseBank bank, int frames)
    {
        frames = (frames + BlockSize - 1) / BlockSize * BlockSize;
        float[] left = new float[frames], right = new float[frames];
        for (int i = 0; i < frames; i += BlockSize)
            bank.Render(left.AsSpan(i, BlockSize), right.AsSpan(i, BlockSize));
        return (left, right);
    }

    private static NoiseBank BusyBank(LaneChoice lanes, uint seed)
    {
        var random = new Random(3);
        var kinds = new NoiseSpectrum[5];
        for (int i = 0; i < kinds.Length; i++)
            kinds[i] = new NoiseSpectrum(Any(0.01f), Any(0.2f));
        return new NoiseBank(kinds, LongestWait, 48_000, lanes, seed);

        float[] Any(float largest) => Array.ConvertAll(All(largest), x => x * random.NextSingle());
    }

    // Noises of any kind at any frames; then silence.
    private static (float[] Left, float[] Right) Busy(NoiseBank bank)
    {
        var random = new Random(3);
        float[] left = new float[24_000], right = new float[left.Length];
        for (int i = 0; i < left.Length; i += BlockSize)
        {
            for (int n = i < 6_000 ? random.Next(3) : 0; n > 0; n--)
                bank.Start(random.Next(5), random.Next(100), random.NextSingle(), random.NextSingle());
            bank.Render(left.AsSpan(i, BlockSize), right.AsSpan(i, BlockSize));
        }
        return (left, right);
    }

    private static double Power(float[] samples) => samples.Sum(x => (double)x * x) / samples.Length;

    // Adds the power in each third of an octave, one more below and above the bank's; returns that of all frequencies.
    private static double AddThirds(float[] samples, double[] powers)
    {
        const double hannBandwidth = 1.5;
        double[] levels = Spectrum.MagnitudeDb(samples, Window.Hann);
        double sum = 0;
        for (int bin = 1; bin < levels.Length; bin++)
        {
            double power = Math.Pow(10, levels[bin] / 10) / 2 / hannBandwidth;
            int third = (int)Math.Floor(3 * Math.Log2(bin * 48_000.0 / samples.Length / 50)) + 1;
            sum += power;
            if (third >= 0 && third < powers.Length)
                powers[third] += power;
        }
        return sum;
    }
}
