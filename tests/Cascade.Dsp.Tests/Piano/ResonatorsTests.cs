using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Simd;
using Cascade.Dsp.Tests.Signals;
using Cascade.Dsp.Tests.Simd;

namespace Cascade.Dsp.Tests.Piano;

public sealed class ResonatorsTests
{
    private const int BlockSize = Instrument.BlockSize;
    private const int Rate = 24_000;

    // At the rates that strings and the soundboard run at.
    [Theory]
    [InlineData(27.5, 1, 12_000)]
    [InlineData(440, 20, 12_000)]
    [InlineData(62, 0.7, 24_000)]
    [InlineData(1_000, 0.1, 24_000)]
    [InlineData(8_000, 0.5, 24_000)]
    public void An_impulse_is_answered_by_a_decaying_sine(double frequency, double t60, double rate)
    {
        Resonators bank = Bank(40);
        double w = 2 * Math.PI * frequency / rate, loss = 6.907755 / t60;
        Set(bank, 37, frequency, loss, 0.25, 1, -0.5, rate);
        var input = new float[48_000];
        input[5] = 1;
        (float[] left, float[] right) = Render(bank, input);
        double power = 0, error = 0;
        for (int n = -5; n < input.Length - 5; n++)
        {
            double expected = n < 0 ? 0 : 0.25 * Math.Exp(-loss * n / rate) * Math.Sin(w * n);
            power += expected * expected;
            error += (left[n + 5] - expected) * (left[n + 5] - expected);
            Assert.Equal(-0.5f * left[n + 5], right[n + 5]);
        }
        // What single precision makes of frequency and decay.
        Assert.True(error < 1e-5 * power, $"{10 * Math.Log10(error / power):F1} dB");
    }

    [Theory]
    [InlineData(110, 20)]
    [InlineData(1_000, 10)]
    [InlineData(5_000, 100)]
    public void At_resonance_it_settles_to_what_it_takes_over_what_it_loses(double frequency, double loss)
    {
        Resonators bank = Bank(1);
        double r = Math.Exp(-loss / Rate), drive = 1e-3;
        Set(bank, 0, frequency, loss, drive, 1, 1);
        (float[] left, _) = Render(bank, Samples.Sine(96_000, frequency, Rate));
        // A real input is two turning ones, of which one is in resonance.
        double expected = drive / (2 * (1 - r)), power = 0;
        for (int i = 48_000; i < 96_000; i++)
            power += 2.0 * left[i] * left[i] / 48_000;
        Assert.Equal(1, Math.Sqrt(power) / expected, 0.02);
    }

    [Fact]
    public void Every_width_gives_the_same_bits()
    {
        foreach (LaneArithmetic arithmetic in LaneChoices.Arithmetics)
        {
            (float[] Left, float[] Right) expected = Busy(LaneChoices.One(arithmetic));
            Assert.True(Samples.Peak(expected.Left) > 0.1f);
            foreach (LaneChoice lanes in LaneChoices.Of(arithmetic))
            {
                (float[] left, float[] right) = Busy(lanes);
                Samples.AssertSameBits(expected.Left, left, $"{lanes}, left.");
                Samples.AssertSameBits(expected.Right, right, $"{lanes}, right.");
            }
        }
    }

    [Fact]
    public void A_bank_that_has_died_away_sleeps_and_adds_nothing()
    {
        Resonators bank = Bank(40);
        Set(bank, 0, 200, 100, 1, 1, 1);
        Set(bank, 39, 3_000, 50, 1, 1, 1);
        Assert.True(bank.IsSilent);
        (float[] left, _) = Render(bank, Samples.Impulse(48_000));
        Assert.True(bank.IsSilent);
        // Each at its time, the slower one last.
        double fall = Math.Log(1 / ResonatorKernel.Inaudible) / 50 * Rate;
        Assert.InRange(Array.FindLastIndex(left, x => x != 0), fall - 100, fall + 100);
        Assert.Equal(0, Samples.CountSubnormals(left));
        var untouched = new float[BlockSize];
        Array.Fill(untouched, 0.25f);
        bank.Render(new float[BlockSize], untouched, untouched, 1);
        Assert.All(untouched, x => Assert.Equal(0.25f, x));
    }

    [Fact]
    public void What_has_died_away_answers_as_if_new()
    {
        Resonators bank = Bank(40);
        Set(bank, 20, 200, 100, 1, 1, 1);
        (float[] first, _) = Render(bank, Samples.Impulse(48_000));
        Samples.AssertSameBits(first, Render(bank, Samples.Impulse(48_000), prime: false).Left);
    }

    [Fact]
    public void Every_mode_has_a_gain_of_its_own()
    {
        Resonators bank = Bank(80);
        double[] expected = new double[960];
        for (int mode = 0; mode < 80; mode++)
        {
            double w = 2 * Math.PI * (100 + 37 * mode) / Rate, gain = 1 - mode / 50.0;
            Set(bank, mode, 100 + 37 * mode, 10, 1, gain, 2 * gain);
            for (int i = 0; i < expected.Length; i++)
                expected[i] += gain * Math.Exp(-10 * i / (double)Rate) * Math.Sin(w * i);
        }
        (float[] left, float[] right) = Render(bank, Samples.Impulse(expected.Length));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], left[i], 1e-3);
            Assert.Equal(2 * expected[i], right[i], 2e-3);
        }
    }

    [Theory]
    [InlineData(LaneWidth.Scalar)]
    [InlineData(LaneWidth.Bits128)]
    [InlineData(LaneWidth.Bits256)]
    [InlineData(LaneWidth.Bits512)]
    public void The_modes_that_ring_are_known(LaneWidth width)
    {
        if (!LaneWidths.IsSupported(width))
            return;
        var bank = new Resonators(64, Rate, width);
        Set(bank, 15, 200, 1, 1, 1, 1);
        Set(bank, 47, 250, 1, 1, 1, 1);
        Set(bank, 63, 250, 1, 1, 1, 1);
        Set(bank, 16, 300, 200, 1, 1, 1);
        Assert.False(bank.Rings(0, 16));
        Render(bank, Samples.Impulse(BlockSize));
        Assert.False(bank.Rings(0, 15));
        Assert.True(bank.Rings(15, 1));
        Assert.True(bank.Rings(16, 1));
        Assert.True(bank.Rings(8, 16));
        Assert.False(bank.Rings(17, 16));
        Assert.False(bank.Rings(32, 15));
        Assert.True(bank.Rings(47, 1));
        Assert.False(bank.Rings(48, 15));
        Assert.True(bank.Rings(63, 1));
        Render(bank, new float[9_600]);
        Assert.True(bank.Rings(15, 2));
        Assert.False(bank.Rings(16, 2));
    }

    [Fact]
    public void What_no_longer_is_driven_rings_on()
    {
        Resonators bank = Bank(20);
        Set(bank, 3, 500, 5, 1, 1, 1);
        (float[] whole, _) = Render(bank, Samples.Impulse(9_600));
        bank.Reset();
        (float[] first, _) = Render(bank, Samples.Impulse(4_800));
        bank.Drive(3, 0);
        (float[] second, _) = Render(bank, new float[4_800], prime: false);
        Samples.AssertSameBits(whole, [.. first, .. second]);
        Render(bank, new float[480_000], prime: false);
        (float[] closed, _) = Render(bank, Samples.Impulse(4_800), prime: false);
        Assert.All(closed, x => Assert.Equal(0, x));
    }

    [Fact]
    public void The_level_moves_in_a_straight_line_and_at_0_all_comes_to_rest()
    {
        Resonators bank = Bank(1), steady = Bank(1);
        Set(bank, 0, 500, 1, 1, 1, 1);
        Set(steady, 0, 500, 1, 1, 1, 1);
        (float[] expected, _) = Render(steady, Samples.Impulse(4 * BlockSize));
        float[] input = Samples.Impulse(4 * BlockSize), left = new float[4 * BlockSize], right = new float[4 * BlockSize];
        bank.Render(new float[BlockSize], left.AsSpan(0, BlockSize), right.AsSpan(0, BlockSize), 1);
        float[] levels = [1, 0.5f, 0, 0];
        for (int block = 0; block < 4; block++)
            bank.Render(input.AsSpan(block * BlockSize, BlockSize), left.AsSpan(block * BlockSize, BlockSize),
                right.AsSpan(block * BlockSize, BlockSize), levels[block]);
        for (int i = 0; i < left.Length; i++)
        {
            double level = i < 32 ? 1 : i < 96 ? 1 - 0.5 * (i - 31) / 32 : 0;
            Assert.Equal(level * expected[i], left[i], 1e-6);
        }
        Assert.True(bank.IsSilent);
    }

    [Fact]
    public void Reset_gives_the_same_again()
    {
        Resonators bank = Bank(20);
        Set(bank, 3, 500, 5, 1, 1, 1);
        (float[] first, _) = Render(bank, Samples.Noise(4_800));
        bank.Reset();
        Assert.True(bank.IsSilent);
        Assert.False(bank.Rings(0, 16));
        Samples.AssertSameBits(first, Render(bank, Samples.Noise(4_800)).Left);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        Resonators bank = Bank(100);
        float[] input = Samples.Noise(BlockSize), left = new float[BlockSize], right = new float[BlockSize];
        Assert.Equal(0, Allocated.Bytes(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                Set(bank, i % 100, 100 + i, 10, i % 3, 1, 1);
                bank.Render(input, left, right, i % 7);
            }
            bank.Reset();
        }));
    }

    private static Resonators Bank(int modes) => new(modes, Rate, LaneWidths.Resolve(LaneWidth.Auto));

    private static void Set(Resonators bank, int mode, double frequency, double loss, double drive, double left, double right,
        double rate = Rate)
    {
        double r = Math.Exp(-loss / rate), w = 2 * Math.PI * frequency / rate;
        bank.Tune(mode, r * Math.Cos(w), r * Math.Sin(w));
        bank.Drive(mode, (float)drive);
        bank.Place(mode, (float)left, (float)right);
    }

    // The first block after a rest brings the level up from 0.
    private static (float[] Left, float[] Right) Render(Resonators bank, float[] input, bool prime = true)
    {
        float[] left = new float[input.Length], right = new float[input.Length], unheard = new float[BlockSize];
        if (prime)
            bank.Render(new float[BlockSize], unheard, unheard, 1);
        for (int i = 0; i < input.Length; i += BlockSize)
            bank.Render(input.AsSpan(i, BlockSize), left.AsSpan(i, BlockSize), right.AsSpan(i, BlockSize), 1);
        return (left, right);
    }

    // Groups that are driven, ring or rest, in changing numbers.
    private static (float[] Left, float[] Right) Busy(LaneChoice lanes)
    {
        var bank = new Resonators(150, Rate, lanes);
        var random = new Random(5);
        float[] left = new float[300 * BlockSize], right = new float[left.Length];
        for (int i = 0; i < left.Length; i += BlockSize)
        {
            Set(bank, random.Next(150), 20 + 8_000 * random.NextDouble(), 200 * random.NextDouble(), i < 6_000 ? random.NextDouble() : 0,
                random.NextDouble(), -random.NextDouble());
            bank.Render(Samples.Noise(BlockSize, i < 4_000 ? 1 : 0, i), left.AsSpan(i, BlockSize), right.AsSpan(i, BlockSize),
                random.NextSingle());
        }
        return (left, right);
    }
}
