using Cascade.Dsp.Output;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Output;

public sealed class MagnitudesTests
{
    [Fact]
    public void The_largest_is_found_wherever_it_stands()
    {
        Assert.Equal(0, Magnitudes.Largest([]));
        for (int length = 1; length <= 70; length++)
            for (int place = 0; place < length; place++)
            {
                float[] samples = new float[length];
                Array.Fill(samples, 0.25f);
                samples[place] = -0.5f;
                Assert.Equal(0.5f, Magnitudes.Largest(samples));
                samples[place] = float.NaN;
                Assert.True(float.IsNaN(Magnitudes.Largest(samples)), $"{place} of {length}");
            }
    }

    [Fact]
    public void Squares_are_added_up_over_every_length()
    {
        for (int length = 0; length <= 70; length++)
        {
            float[] samples = Samples.Noise(length);
            double expected = samples.Sum(sample => (double)sample * sample);
            Assert.Equal(expected, Magnitudes.Squares(samples), 1e-6 * expected + 1e-12);
        }
    }
}
