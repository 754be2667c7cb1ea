using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Oscillators;

public sealed class NoiseTests
{
    [Theory]
    [InlineData(44_100)]
    [InlineData(48_000)]
    [InlineData(192_000)]
    public void Pink_falls_by_3_dB_per_octave(int sampleRate)
    {
        var noise = new Noise(NoiseColor.Pink);
        noise.Prepare(sampleRate);
        double[] octaves = OctaveLevels(noise, sampleRate, out double rms);
        // Each octave holds the same power; the spread of the estimate is largest where the octave has the fewest bins.
        double mean = octaves.Average();
        for (int i = 0; i < octaves.Length; i++)
            Assert.Equal(mean, octaves[i], i < 3 ? 0.9 : 0.3);
        Assert.Equal(0.25, rms, 0.01);
    }

    [Fact]
    public void White_has_twice_the_power_in_each_octave()
    {
        double[] octaves = OctaveLevels(new Noise(), 48_000, out double rms);
        for (int i = 3; i < octaves.Length; i++)
            Assert.Equal(3.01, octaves[i] - octaves[i - 1], 0.35);
        Assert.Equal(1 / Math.Sqrt(3), rms, 1e-3);
    }

    [Fact]
    public void White_is_evenly_spread_and_without_memory()
    {
        var samples = new float[1 << 20];
        new Noise().Process(samples);
        var counts = new int[100];
        foreach (float sample in samples)
            counts[Math.Clamp((int)((sample + 1) * 50), 0, 99)]++;
        double expected = samples.Length / 100.0;
        Assert.True(counts.Sum(count => (count - expected) * (count - expected) / expected) < 160);
        foreach (int lag in new[] { 1, 2, 3, 16, 1000 })
        {
            double sum = 0;
            for (int i = lag; i < samples.Length; i++)
                sum += samples[i] * samples[i - lag];
            Assert.Equal(0, 3 * sum / samples.Length, 0.005);
        }
    }

    [Fact]
    public void Equal_seeds_are_equal_and_others_are_not()
    {
        float[] a = new float[100], b = new float[100], c = new float[100];
        new Noise(NoiseColor.White, 5).Process(a);
        new Noise(NoiseColor.White, 5).Process(b);
        new Noise(NoiseColor.White, 6).Process(c);
        Assert.Equal(a, b);
        Assert.Empty(a.Intersect(c));
    }

    // The level of the octaves from 32 Hz to 16 kHz, averaged over 40 blocks of 65,536 samples.
    private static double[] OctaveLevels(Noise noise, int sampleRate, out double rms)
    {
        const int blocks = 40;
        var block = new float[1 << 16];
        var powers = new double[9];
        double sum = 0;
        for (int i = -2; i < blocks; i++)
        {
            noise.Process(block);
            if (i < 0)
                continue;
            sum += block.Sum(x => (double)x * x) / block.Length;
            double[] levels = Spectrum.MagnitudeDb(block, Window.Hann);
            for (int bin = 1; bin < levels.Length; bin++)
            {
                int octave = (int)Math.Floor(Math.Log2((double)bin * sampleRate / block.Length / 32));
                if (octave is >= 0 and < 9)
                    powers[octave] += Math.Pow(10, levels[bin] / 10);
            }
        }
        rms = Math.Sqrt(sum / blocks);
        return Array.ConvertAll(powers, power => 10 * Math.Log10(power));
    }
}
