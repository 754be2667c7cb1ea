using System.Buffers.Binary;
using Cascade.Dsp.Output;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Output;

public class PcmTests
{
    [Fact]
    public void Every_16_bit_integer_comes_back()
    {
        short[] all = [.. Enumerable.Range(short.MinValue, 65_536).Select(i => (short)i)];
        var samples = new float[all.Length];
        var back = new short[all.Length];
        Pcm.FromInt16(all, samples);
        Assert.Equal(-1, samples[0]);
        Assert.Equal(32_767f / 32_768, samples[^1]);
        Assert.Equal(0, Pcm.ToInt16(samples, back));
        Assert.Equal(all, back);
    }

    [Fact]
    public void Every_24_bit_integer_comes_back()
    {
        var bytes = new byte[3 * 65_536];
        var samples = new float[65_536];
        var back = new byte[bytes.Length];
        for (int high = 0; high < 256; high++)
        {
            for (int i = 0; i < samples.Length; i++)
                (bytes[3 * i], bytes[3 * i + 1], bytes[3 * i + 2]) = ((byte)i, (byte)(i >> 8), (byte)high);
            Pcm.FromInt24(bytes, samples);
            Assert.Equal((sbyte)high / 128f, samples[0]);
            Pcm.ToInt24(samples, back);
            Assert.True(bytes.AsSpan().SequenceEqual(back));
        }
    }

    [Property]
    public void Floats_are_little_endian_bytes(float[] values)
    {
        var bytes = new byte[4 * values.Length];
        var back = new float[values.Length];
        Pcm.ToFloat32(values, bytes);
        Pcm.FromFloat32(bytes, back);
        Assert.All(values.Index(), v => Assert.Equal(v.Item, BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4 * v.Index))));
        Assert.Equal(values, back);
    }

    [Theory]
    [InlineData(1f, 32_767, 0)]
    [InlineData(-1f, -32_768, 0)]
    [InlineData(1.0001f, 32_767, 1)]
    [InlineData(-1.0001f, -32_768, 1)]
    [InlineData(float.PositiveInfinity, 32_767, 1)]
    [InlineData(float.NegativeInfinity, -32_768, 1)]
    [InlineData(float.MaxValue, 32_767, 1)]
    [InlineData(float.NaN, 0, 1)]
    [InlineData(0f, 0, 0)]
    [InlineData(1.5f / 32_768, 2, 0)]
    [InlineData(2.5f / 32_768, 2, 0)]
    [InlineData(-1.4f / 32_768, -1, 0)]
    public void Samples_round_to_the_nearest_and_clamp(float sample, short expected, int clamped)
    {
        foreach (int length in (int[])[1, 7, 255, 256, 257, 1000])
        {
            var samples = new float[length];
            Array.Fill(samples, sample);
            var integers = new short[length];
            Assert.Equal(clamped * length, Pcm.ToInt16(samples, integers));
            Assert.All(integers, i => Assert.Equal(expected, i));
            var bytes = new byte[3 * length];
            Assert.Equal(clamped * length, Pcm.ToInt24(samples, bytes));
            int large = bytes[^3] | (bytes[^2] << 8) | ((sbyte)bytes[^1] << 16);
            Assert.Equal(Math.Clamp(Math.Round(float.IsNaN(sample) ? 0 : sample * 8_388_608.0), -8_388_608, 8_388_607), large);
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.3f)]
    [InlineData(-0.5f)]
    [InlineData(12_345.678f)]
    public void Dithered_rounding_has_an_error_of_mean_0_and_variance_a_quarter(float steps)
    {
        const int count = 1 << 20;
        var samples = new float[count];
        Array.Fill(samples, steps / 32_768);
        var integers = new short[count];
        Pcm.ToInt16(samples, integers, new Dither(7));
        AssertError([.. integers.Select(i => i - (double)samples[0] * 32_768)]);

        Array.Fill(samples, (float)(steps / 8_388_608));
        var bytes = new byte[3 * count];
        Pcm.ToInt24(samples, bytes, new Dither(8));
        var back = new float[count];
        Pcm.FromInt24(bytes, back);
        AssertError([.. back.Select(b => (b - (double)samples[0]) * 8_388_608)]);
    }

    [Fact]
    public void Dither_of_24_bits_is_whole_near_full_scale()
    {
        var samples = new float[1 << 20];
        Array.Fill(samples, -0.9f);
        var bytes = new byte[3 * samples.Length];
        Pcm.ToInt24(samples, bytes, new Dither(9));
        var back = new float[samples.Length];
        Pcm.FromInt24(bytes, back);
        AssertError([.. back.Select(b => ((double)b - samples[0]) * 8_388_608)]);
    }

    [Fact]
    public void Too_little_room_throws()
    {
        Assert.Throws<ArgumentException>("target", () => Pcm.ToInt16(new float[3], new short[2]));
        Assert.Throws<ArgumentException>("target", () => Pcm.ToInt24(new float[3], new byte[8]));
        Assert.Throws<ArgumentException>("target", () => Pcm.ToFloat32(new float[3], new byte[11]));
        Assert.Throws<ArgumentException>("target", () => Pcm.FromInt16(new short[3], new float[2]));
        Assert.Throws<ArgumentException>("source", () => Pcm.FromInt24(new byte[4], new float[2]));
        Assert.Throws<ArgumentException>("source", () => Pcm.FromFloat32(new byte[5], new float[2]));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var samples = new float[1000];
        var integers = new short[1000];
        var bytes = new byte[4000];
        var dither = new Dither(1);
        void All()
        {
            Pcm.ToInt16(samples, integers, dither);
            Pcm.FromInt16(integers, samples);
            Pcm.ToInt24(samples, bytes, dither);
            Pcm.FromInt24(bytes.AsSpan(0, 3000), samples);
            Pcm.ToFloat32(samples, bytes);
            Pcm.FromFloat32(bytes, samples);
        }
        Assert.Equal(0, Allocated.Bytes(() =>
        {
            for (int i = 0; i < 1000; i++)
                All();
        }));
    }

    // With n values of variance 1/4 the mean has a deviation of 0.0005, and the variance one of less.
    private static void AssertError(double[] error)
    {
        double mean = error.Average();
        Assert.InRange(mean, -0.0025, 0.0025);
        Assert.InRange(error.Average(e => (e - mean) * (e - mean)), 0.2475, 0.2525);
        Assert.InRange(error.Max(Math.Abs), 0, 1.5);
    }
}
