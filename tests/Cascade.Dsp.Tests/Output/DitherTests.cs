using Cascade.Dsp.Output;
using FsCheck.Xunit;
using MathNet.Numerics.IntegralTransforms;

namespace Cascade.Dsp.Tests.Output;

public class DitherTests
{
    private const int Count = 1 << 20;

    [Fact]
    public void The_noise_has_the_moments_of_a_triangle()
    {
        double[] noise = Noise(1);
        Assert.InRange(noise.Max(), 0.98, 1);
        Assert.InRange(noise.Min(), -1, -0.98);
        Assert.InRange(noise.Average(), -0.002, 0.002);
        Assert.Equal(1.0 / 6, noise.Average(x => x * x), 0.001);
        Assert.Equal(1.0 / 15, noise.Average(x => x * x * x * x), 0.001);
        // The density at 0 is 1, halfway out a half.
        Assert.Equal(0.19, noise.Average(x => Math.Abs(x) < 0.1 ? 1.0 : 0), 0.002);
        Assert.Equal(0.25, noise.Average(x => Math.Abs(x) > 0.5 ? 1.0 : 0), 0.002);
    }

    [Fact]
    public void The_noise_is_white()
    {
        double[] noise = Noise(2);
        for (int lag = 1; lag <= 16; lag++)
            Assert.InRange(noise.Skip(lag).Zip(noise, (a, b) => a * b).Average() * 6, -0.005, 0.005);
    }

    [Fact]
    public void Channels_are_independent()
    {
        Assert.InRange(Noise(1).Zip(Noise(2), (a, b) => a * b).Average() * 6, -0.005, 0.005);
        Assert.InRange(Noise(64).Zip(Noise(65), (a, b) => a * b).Average() * 6, -0.005, 0.005);
    }

    [Property]
    public void Any_split_of_the_calls_gives_the_same_noise_and_so_does_reset(byte[] lengths)
    {
        var whole = new float[1000];
        new Dither(5).Fill(whole);
        var dither = new Dither(5);
        dither.Fill(new float[3]);
        dither.Reset();
        var split = new float[1000];
        int done = 0;
        foreach (byte length in lengths.Append((byte)255).Append((byte)255).Append((byte)255).Append((byte)255))
        {
            int count = Math.Min(length, split.Length - done);
            dither.Fill(split.AsSpan(done, count));
            done += count;
        }
        Assert.Equal(whole.AsSpan(0, done), split.AsSpan(0, done));
    }

    [Fact]
    public void Dither_turns_the_harmonics_of_rounding_into_noise()
    {
        // A sine of 1.3 steps at bin 331 of 2^16: rounded plainly its third harmonic stands far above the floor, dithered it lies within
        // it.
        const int size = 1 << 16, bin = 331;
        float[] sine = [.. Enumerable.Range(0, size).Select(i => (float)(1.3 / 32_768 * Math.Sin(2 * Math.PI * bin * i / size)))];
        Assert.True(Harmonic(sine, null, 3 * bin) > 0.05);
        for (int harmonic = 2; harmonic <= 15; harmonic++)
            Assert.InRange(Harmonic(sine, new Dither(3), harmonic * bin), 0, 0.012);
        Assert.Equal(1.3, Harmonic(sine, new Dither(3), bin), 0.012);
    }

    // The amplitude in steps. The noise of variance 1/4 leaves sqrt(4 · 0.25 / size) = 0.0039 rms in a bin.
    private static double Harmonic(float[] signal, Dither? dither, int bin)
    {
        var integers = new short[signal.Length];
        Pcm.ToInt16(signal, integers, dither);
        System.Numerics.Complex[] spectrum = [.. integers.Select(i => new System.Numerics.Complex(i, 0))];
        Fourier.Forward(spectrum, FourierOptions.NoScaling);
        return 2 * spectrum[bin].Magnitude / signal.Length;
    }

    private static double[] Noise(uint seed)
    {
        var noise = new float[Count];
        new Dither(seed).Fill(noise);
        return [.. noise];
    }
}
