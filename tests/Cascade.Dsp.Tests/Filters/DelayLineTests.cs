using Cascade.Dsp.Filters;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Filters;

public sealed class DelayLineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(479)]
    [InlineData(48_000)]
    public void A_whole_delay_is_exact(int delay)
    {
        float[] input = Samples.Noise(60_000), output = new float[60_000];
        new DelayLine { Delay = delay }.Process(input, output);
        Samples.AssertSameBits(input.AsSpan(0, 60_000 - delay), output.AsSpan(delay));
        Assert.Equal(0, Samples.Peak(output.AsSpan(0, delay)));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(1000)]
    [InlineData(4000)]
    public void A_fractional_delay_keeps_to_its_bound(double frequency)
    {
        double w = 2 * Math.PI * frequency / 48_000;
        for (float delay = 10; delay <= 11; delay += 0.125f)
        {
            float[] output = new float[4000];
            new DelayLine { Delay = delay }.Process(Samples.Sine(4000, frequency, 48_000), output);
            double worst = 0;
            for (int n = 100; n < output.Length; n++)
                worst = Math.Max(worst, Math.Abs(output[n] - Math.Sin(w * (n - delay))));
            Assert.True(worst <= 0.0235 * Math.Pow(w, 4) + 1e-6, $"{delay}: {worst}");
        }
    }

    [Fact]
    public void A_cubic_is_read_exactly_between_samples()
    {
        var line = new DelayLine();
        for (int n = 0; n < 20; n++)
            line.Write((float)Math.Pow(n / 20.0, 3));
        for (float delay = 1; delay < 10; delay += 0.1f)
            Assert.Equal(Math.Pow((19 - delay) / 20.0, 3), line.Read(delay), 1e-6);
        Assert.Equal((float)Math.Pow(19 / 20.0, 3), line.Read(0));
        Assert.Equal(line.Read(1), line.Read(float.NaN));
    }

    [Fact]
    public void The_delay_glides_without_a_click()
    {
        var line = new DelayLine { Delay = 100 };
        float[] sine = Samples.Sine(48_000, 100, 48_000), output = new float[48_000];
        line.Process(sine.AsSpan(0, 10_000), output.AsSpan(0, 10_000));
        line.Delay = 500;
        line.Process(sine.AsSpan(10_000), output.AsSpan(10_000));
        double slope = 2 * Math.PI * 100 / 48_000;
        for (int n = 1000; n < output.Length; n++)
            Assert.True(Math.Abs(output[n] - output[n - 1]) <= 1.5 * slope);
        Assert.Equal(sine[30_000 - 500], output[30_000]);
    }

    [Fact]
    public void Ranges_are_kept()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DelayLine(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DelayLine(61));
        var line = new DelayLine(0.01) { Delay = -5 };
        Assert.Equal((480, 1f), (line.MaximumDelay, line.Delay));
        line.Delay = 1e9f;
        Assert.Equal(480, line.Delay);
        line.Delay = float.NaN;
        Assert.Equal(480, line.Delay);
        line.Prepare(8_000);
        Assert.Equal((80, 80f), (line.MaximumDelay, line.Delay));
    }
}
