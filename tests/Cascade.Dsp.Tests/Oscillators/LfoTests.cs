using Cascade.Dsp.Oscillators;

namespace Cascade.Dsp.Tests.Oscillators;

public sealed class LfoTests
{
    [Theory]
    [InlineData(LfoShape.Sine, 0, 1, 0, -1)]
    [InlineData(LfoShape.Triangle, 0, 1, 0, -1)]
    [InlineData(LfoShape.SawUp, -1, -0.5, 0, 0.5)]
    [InlineData(LfoShape.SawDown, 1, 0.5, 0, -0.5)]
    [InlineData(LfoShape.Square, 1, 1, -1, -1)]
    public void Quarters_of_the_cycle_are_where_they_belong(LfoShape shape, double first, double second, double third, double fourth)
    {
        float[] output = Render(new Lfo(shape) { Rate = 1 }, 2 * 48_000);
        double[] expected = [first, second, third, fourth];
        for (int quarter = 0; quarter < 8; quarter++)
            Assert.Equal(expected[quarter % 4], output[quarter * 12_000 + 1], 1e-3);
        Assert.Equal(1, output.Max(), 1e-3);
        Assert.Equal(-1, output.Min(), 1e-3);
    }

    [Fact]
    public void The_sine_is_exact()
    {
        float[] output = Render(new Lfo { Rate = 7.5f }, 48_000);
        for (int n = 0; n < output.Length; n++)
            Assert.Equal(Math.Sin(2 * Math.PI * 7.5 * n / 48_000), output[n], 1e-6);
    }

    [Fact]
    public void The_slowest_rate_does_not_drift()
    {
        float[] output = Render(new Lfo(LfoShape.SawUp) { Rate = Lfo.MinimumRate }, 8_000 * 500, 8_000);
        Assert.Equal(0, output[^1], 1e-6);
    }

    [Fact]
    public void Random_values_are_held_for_a_cycle_or_joined()
    {
        float[] held = Render(new Lfo(LfoShape.SampleAndHold) { Rate = 100 }, 48_000),
            smooth = Render(new Lfo(LfoShape.SmoothRandom) { Rate = 100 }, 48_000);
        Assert.Equal(100, held.Distinct().Count(), 1.0);
        for (int n = 0; n + 481 < held.Length; n += 480)
        {
            Assert.Equal(held[n + 1], held[n + 478]);
            Assert.Equal(held[n + 1], smooth[n + 1], 0.02);
        }
        for (int n = 1; n < smooth.Length; n++)
            Assert.True(Math.Abs(smooth[n] - smooth[n - 1]) <= 1.5 * 2 / 480 + 1e-6);
    }

    [Fact]
    public void Delay_and_fade_in_start_with_Sync()
    {
        var lfo = new Lfo(LfoShape.Square) { Rate = 0.001f, Delay = 0.1f, FadeIn = 0.2f };
        for (int round = 0; round < 2; round++)
        {
            float[] output = Render(lfo, 48_000);
            Assert.All(output[..4800], x => Assert.Equal(0, x));
            Assert.Equal(0.5, output[4800 + 4800], 1e-3);
            Assert.All(output[14_400..], x => Assert.Equal(1, x));
            lfo.Sync();
        }
    }

    [Fact]
    public void Phase_moves_the_start_and_nonsense_is_clamped()
    {
        Assert.Equal(1, Render(new Lfo { Phase = 1.25f }, 1)[0], 1e-6);
        var lfo = new Lfo((LfoShape)99) { Rate = float.NaN, Delay = -1, FadeIn = float.NaN, Phase = float.PositiveInfinity };
        Assert.Equal((LfoShape.Sine, 1f, 0f, 0f, 0f), (lfo.Shape, lfo.Rate, lfo.Delay, lfo.FadeIn, lfo.Phase));
        lfo.Rate = 1e9f;
        Assert.Equal(Lfo.MaximumRate, lfo.Rate);
    }

    private static float[] Render(Lfo lfo, int length, int sampleRate = 48_000)
    {
        if (sampleRate != 48_000)
            lfo.Prepare(sampleRate);
        var output = new float[length];
        lfo.Process(output);
        return output;
    }
}
