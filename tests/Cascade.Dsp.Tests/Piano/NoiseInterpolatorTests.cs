using Cascade.Dsp.Instruments.Piano;

namespace Cascade.Dsp.Tests.Piano;

public class NoiseInterpolatorTests
{
    private const int Rate = 48_000, Block = Instrument.BlockSize;

    /// <summary>A sine at the slow rate is one at the full rate, and what mirrors at multiples of the slow rate is not heard.</summary>
    [Theory]
    [InlineData(100, NoiseInterpolator.LowEvery, 0.1, 75)]
    [InlineData(300, NoiseInterpolator.LowEvery, 0.1, 60)]
    [InlineData(400, NoiseInterpolator.MiddleEvery, 0.1, 60)]
    [InlineData(2_000, NoiseInterpolator.MiddleEvery, 0.3, 35)]
    public void A_slow_sine_becomes_a_sine(double frequency, int every, double ripple, double mirror)
    {
        var up = new NoiseInterpolator();
        var output = new float[Rate / 2 / Block * Block];
        var low = new float[Block / NoiseInterpolator.LowEvery];
        var middle = new float[Block / NoiseInterpolator.MiddleEvery];
        float[] slow = every == NoiseInterpolator.LowEvery ? low : middle;
        for (int block = 0; block < output.Length / Block; block++)
        {
            Array.Clear(middle);
            for (int i = 0; i < slow.Length; i++)
                slow[i] = (float)Math.Sin(2 * Math.PI * frequency * (block * Block + i * every) / Rate);
            up.Add(low, middle, output.AsSpan(block * Block, Block));
        }
        Assert.InRange(20 * Math.Log10(Amplitude(output, frequency)), -ripple, ripple);
        for (int harmonic = 1; harmonic * Rate / every <= Rate / 2; harmonic++)
            foreach (double mirrored in new[] { harmonic * Rate / every - frequency, harmonic * Rate / every + frequency })
                Assert.True(20 * Math.Log10(Amplitude(output, mirrored)) < -mirror,
                    $"{mirrored} Hz: {20 * Math.Log10(Amplitude(output, mirrored)):F1} dB");
    }

    // Of whole periods, behind the start.
    private static double Amplitude(float[] sound, double frequency)
    {
        (double real, double imaginary) = (0, 0);
        const int From = 4_800;
        int count = (sound.Length - From) / 480 * 480;
        for (int i = 0; i < count; i++)
        {
            double angle = 2 * Math.PI * frequency * i / Rate;
            real += sound[From + i] * Math.Cos(angle);
            imaginary += sound[From + i] * Math.Sin(angle);
        }
        return 2 * Math.Sqrt(real * real + imaginary * imaginary) / count;
    }
}
