using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Tests.Piano;

public sealed class QuarterRateTests
{
    private const int Slow = 32;

    // The slow sine's own definition, between its samples as well, and not a sample late.
    [Theory]
    [InlineData(0.0005)]
    [InlineData(0.01)]
    [InlineData(0.04)]
    [InlineData(0.06)]
    [InlineData(QuarterRate.Highest)]
    public void A_sine_comes_out_where_it_belongs(double frequency)
    {
        (float[] left, float[] right) = Play(n => Math.Sin(2 * Math.PI * frequency * 4 * n + 0.3), LaneWidth.Auto, 40);
        double error = 0;
        for (int i = 64; i < left.Length; i++)
        {
            double expected = Math.Sin(2 * Math.PI * frequency * i + 0.3);
            error = Math.Max(error, Math.Abs(left[i] - expected));
            Assert.Equal(-0.5f * left[i], right[i], 1e-6);
        }
        Assert.True(20 * Math.Log10(error) < -88, $"{20 * Math.Log10(error):F1} dB");
    }

    [Fact]
    public void Every_width_gives_the_same_bits()
    {
        float[] expected = Play(n => Math.Sin(n * n), LaneWidth.Scalar, 20).Left;
        LaneArithmetic arithmetic = LaneWidths.IsFused ? LaneArithmetic.Fused : LaneArithmetic.Separate;
        foreach (LaneWidth width in Enum.GetValues<LaneWidth>())
            if (width == LaneWidth.Auto || LaneWidths.IsSupported(width, arithmetic))
                Assert.Equal(expected, Play(n => Math.Sin(n * n), width, 20).Left);
    }

    // What was made is given out to its end; then nothing is left in any buffer.
    [Fact]
    public void It_rests_when_all_is_out()
    {
        var quarter = new QuarterRate(LaneWidths.Resolve(LaneWidth.Auto));
        float[] left = new float[32], right = new float[32];
        Assert.True(quarter.IsSilent);
        quarter.Left[Slow - 1] = 1;
        double sum = 0;
        for (int block = 0; block < 40; block++)
        {
            Array.Clear(left);
            quarter.Render(left, right, isFed: block == 0);
            foreach (float sample in left)
                sum += sample;
            Assert.Equal(block >= 16, quarter.IsSilent);
        }
        Assert.Equal(4, sum, 1e-3);
        Assert.Equal(-1, quarter.Left.IndexOfAnyExcept(0f));
        Assert.Equal(-1, quarter.NextLeft.IndexOfAnyExcept(0f));
    }

    private static (float[] Left, float[] Right) Play(Func<int, double> sound, LaneWidth width, int blocks)
    {
        var quarter = new QuarterRate(LaneWidths.Resolve(width));
        float[] left = new float[32 * blocks], right = new float[32 * blocks];
        int made = 0;
        void Make(Span<float> toLeft, Span<float> toRight)
        {
            for (int i = 0; i < Slow; i++, made++)
                (toLeft[i], toRight[i]) = ((float)sound(made), (float)(-0.5 * sound(made)));
        }
        Make(quarter.Left, quarter.Right);
        for (int block = 0; block < blocks; block++)
        {
            if (quarter.IsNextDue)
                Make(quarter.NextLeft, quarter.NextRight);
            quarter.Render(left.AsSpan(32 * block, 32), right.AsSpan(32 * block, 32), isFed: true);
        }
        return (left, right);
    }
}
