using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Cascade.Dsp.Tests.Signals;

/// <summary>Makes and checks runs of samples.</summary>
public static class Samples
{
    /// <summary>Evenly spread noise, the same for the same seed.</summary>
    public static float[] Noise(int length, float amplitude = 1, int seed = 1)
    {
        var random = new Random(seed);
        var samples = new float[length];
        for (int i = 0; i < length; i++)
            samples[i] = amplitude * (2 * random.NextSingle() - 1);
        return samples;
    }

    /// <summary>A 1 and then zeros.</summary>
    public static float[] Impulse(int length)
    {
        var samples = new float[length];
        samples[0] = 1;
        return samples;
    }

    /// <summary>A sine of amplitude 1.</summary>
    public static float[] Sine(int length, double frequency, double sampleRate)
    {
        var samples = new float[length];
        for (int i = 0; i < length; i++)
            samples[i] = (float)Math.Sin(2 * Math.PI * frequency * i / sampleRate);
        return samples;
    }

    /// <summary>Fails at the first sample whose bits differ.</summary>
    public static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what = "")
    {
        Assert.Equal(expected.Length, actual.Length);
        ReadOnlySpan<int> a = MemoryMarshal.Cast<float, int>(expected), b = MemoryMarshal.Cast<float, int>(actual);
        int at = a.CommonPrefixLength(b);
        if (at < a.Length)
            Assert.Fail($"{what} Sample {at} of {a.Length} is {actual[at]:R}, not {expected[at]:R}.");
    }

    /// <summary>Fails at the first NaN or infinity.</summary>
    public static void AssertFinite(ReadOnlySpan<float> samples, string what = "")
    {
        if (TensorPrimitives.IsFiniteAll(samples))
            return;
        for (int i = 0; i < samples.Length; i++)
            if (!float.IsFinite(samples[i]))
                Assert.Fail($"{what} Sample {i} is {samples[i]}.");
    }

    /// <summary>How many samples are subnormal: not zero, but below 1.2e-38.</summary>
    public static int CountSubnormals(ReadOnlySpan<float> samples)
    {
        int count = 0;
        if (!TensorPrimitives.IsSubnormalAny(samples))
            return 0;
        foreach (float sample in samples)
            if (float.IsSubnormal(sample))
                count++;
        return count;
    }

    /// <summary>The largest absolute value.</summary>
    public static float Peak(ReadOnlySpan<float> samples) => Math.Abs(TensorPrimitives.MaxMagnitude(samples));

    /// <summary>The mean power in dB of full scale; -200 for silence.</summary>
    public static double LevelDb(ReadOnlySpan<float> sound)
    {
        double power = 1e-20;
        foreach (float sample in sound)
            power += (double)sample * sample;
        return 10 * Math.Log10(power / sound.Length);
    }
}
