using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Simd;
using Cascade.Dsp.Tests.Signals;
using Cascade.Dsp.Tests.Simd;
using MathNet.Numerics.LinearAlgebra;

namespace Cascade.Dsp.Tests.Piano;

public sealed class SoundboardTests
{
    private const int BlockSize = Instrument.BlockSize;
    private readonly StruckNotes _notes = new();

    [Fact]
    public void Its_modes_are_those_measured()
    {
        double[] measured = [62, 90, 105, 127, 187, 222, 245, 325];
        for (int mode = 0; mode < measured.Length; mode++)
            Assert.Equal(measured[mode], Soundboard.Frequency(mode));
        // 0.072 to 0.075 modes a hertz on a Steinway D, a loss factor of 2 %.
        Assert.InRange((Soundboard.Modes - measured.Length) / (Soundboard.Frequency(Soundboard.Modes - 1) - 330), 0.063, 0.083);
        for (int mode = 1; mode < Soundboard.Modes; mode++)
        {
            Assert.InRange(Soundboard.Frequency(mode), Soundboard.Frequency(mode - 1), 1_100);
            Assert.Equal(Math.Min(0.7, 2.2 / (0.02 * Soundboard.Frequency(mode))), Soundboard.T60(mode), 1e-9);
        }
    }

    // Sines of exactly these frequencies and decays, in some amounts, are all that an impulse is answered with: amounts are fitted, and
    // nothing is left.
    [Fact]
    public void Every_mode_has_its_frequency_and_decay()
    {
        const int length = 24_000, step = 12;
        (float[] left, _) = Render(Make(), Samples.Impulse(length));
        Assert.True(Residual(left, 1, 1) < 3e-3);
        Assert.True(Residual(left, 1.1, 1) > 1e-2);
        Assert.True(Residual(left, 1, 1.002) > 1e-2);

        static double Residual(float[] sound, double slower, double higher)
        {
            Matrix<double> sines = Matrix<double>.Build.Dense(length / step, Soundboard.Modes, (i, mode) =>
                Math.Exp(-6.907755 / (slower * Soundboard.T60(mode)) * i * step / 48_000) * Math.Sin(
                    2 * Math.PI * higher * Soundboard.Frequency(mode) * i * step / 48_000));
            // At half the rate every second sample is one of its own, those between are means.
            Vector<double> samples = Vector<double>.Build.Dense(length / step, i => sound[i * step + 1]);
            return (sines * sines.QR().Solve(samples) - samples).L2Norm() / samples.L2Norm();
        }
    }

    [Fact]
    public void It_colours_nothing_by_3_dB_and_passes_no_steady_push()
    {
        const int length = 1 << 16;
        (float[] left, float[] right) = Render(Make(), Samples.Impulse(length));
        foreach (float[] side in new[] { left, right })
        {
            foreach (double f in Frequencies())
            {
                double re = 1, im = 0;
                for (int i = 0; i < length / 2; i++)
                {
                    (double sin, double cos) = Math.SinCos(2 * Math.PI * f * i / 48_000);
                    re += side[i] * cos;
                    im -= side[i] * sin;
                }
                Assert.InRange(10 * Math.Log10(re * re + im * im), -3, 3);
            }
            Assert.InRange(side.Sum(x => (double)x), -0.03, 0.03);
        }

        static IEnumerable<double> Frequencies()
        {
            for (double f = 30; f < 4_000; f *= 1.01)
                yield return f;
        }
    }

    [Fact]
    public void It_lies_15_to_18_dB_under_the_notes()
    {
        double sum = 0;
        int count = 0;
        for (int key = 21; key <= 84; key += 3)
        {
            float[] note = _notes.Play(key, 1, 1);
            (float[] left, float[] right) = Render(Make(), note);
            double level = StruckNotes.Level(left, right) - StruckNotes.Level(note, note);
            Assert.InRange(level, -29, -13);
            sum += level;
            count++;
        }
        Assert.InRange(sum / count, -22, -18);
    }

    [Fact]
    public void The_wood_rings_on_for_half_a_second()
    {
        float[] bridge = Samples.Noise(96_000, 0.5f);
        Array.Clear(bridge, 9_600, bridge.Length - 9_600);
        (float[] left, float[] right) = Render(Make(), bridge);
        double LevelAt(double seconds) =>
            StruckNotes.Level(left.AsSpan((int)(seconds * 48_000), 2_400), right.AsSpan((int)(seconds * 48_000), 2_400));
        double before = LevelAt(0.15);
        Assert.InRange(LevelAt(0.3) - before, -30, -10);
        Assert.True(LevelAt(0.5) - before > -60);
        Assert.True(LevelAt(0.8) - before < -60);
    }

    [Fact]
    public void Its_sides_differ()
    {
        (float[] left, float[] right) = Render(Make(), Samples.Noise(96_000));
        double sides = 0, power = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sides += (double)left[i] * right[i];
            power += ((double)left[i] * left[i] + (double)right[i] * right[i]) / 2;
        }
        // The eight lowest modes, which noise drives as much as the others, are the same on both.
        Assert.InRange(sides / power, -0.3, 0.5);
    }

    [Fact]
    public void It_falls_silent_and_sleeps()
    {
        Resonators board = Make();
        Render(board, Samples.Impulse(96_000));
        Assert.True(board.IsSilent);
        (float[] left, float[] right) = Render(board, new float[BlockSize]);
        Assert.All(left, x => Assert.Equal(0, x));
        Assert.All(right, x => Assert.Equal(0, x));
        Render(board, Samples.Impulse(BlockSize));
        Assert.False(board.IsSilent);
        board.Reset();
        Assert.True(board.IsSilent);
    }

    [Fact]
    public void Every_width_gives_the_same_bits()
    {
        foreach (LaneArithmetic arithmetic in LaneChoices.Arithmetics)
        {
            (float[] Left, float[] Right) expected = Render(Make(LaneChoices.One(arithmetic)), Samples.Noise(9_600));
            foreach (LaneChoice lanes in LaneChoices.Of(arithmetic))
            {
                (float[] left, float[] right) = Render(Make(lanes), Samples.Noise(9_600));
                Samples.AssertSameBits(expected.Left, left, $"{lanes}, left.");
                Samples.AssertSameBits(expected.Right, right, $"{lanes}, right.");
            }
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        Resonators board = Make();
        float[] input = Samples.Noise(BlockSize), left = new float[BlockSize], right = new float[BlockSize];
        Assert.Equal(0, Allocated.Bytes(() =>
        {
            for (int i = 0; i < 1_000; i++)
                board.Render(input, left, right, i % 5);
            board.Reset();
        }));
    }

    private static Resonators Make(LaneChoice? lanes = null)
    {
        var bank = new Resonators(Soundboard.Modes, 48_000, lanes ?? LaneWidth.Auto);
        _ = new Soundboard(bank);
        return bank;
    }

    // The first block after a rest brings the level up from 0.
    private static (float[] Left, float[] Right) Render(Resonators board, float[] bridge)
    {
        float[] left = new float[bridge.Length], right = new float[bridge.Length];
        board.Render(new float[BlockSize], left.AsSpan(0, BlockSize), right.AsSpan(0, BlockSize), 1);
        for (int i = 0; i < bridge.Length; i += BlockSize)
            board.Render(bridge.AsSpan(i, BlockSize), left.AsSpan(i, BlockSize), right.AsSpan(i, BlockSize), 1);
        return (left, right);
    }
}
