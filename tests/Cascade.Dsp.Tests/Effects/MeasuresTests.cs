namespace Cascade.Dsp.Tests.Effects;

/// <summary>The measures against signals whose figures are known.</summary>
public sealed class MeasuresTests
{
    [Fact]
    public void Gaussian_noise_has_an_echo_density_of_1()
    {
        float[] noise = Decaying(2, 0.5, 1);
        double[] densities = [.. Enumerable.Range(2, 20).Select(i => EchoDensity.At(noise, i * 0.02, 48_000))];
        Assert.Equal(1, densities.Average(), 0.03);
        Assert.All(densities, density => Assert.InRange(density, 0.8, 1.2));
    }

    [Fact]
    public void Single_echoes_have_an_echo_density_near_0()
    {
        var echoes = new float[4_800];
        for (int i = 0; i < 10; i++)
            echoes[i * 480] = 1;
        Assert.InRange(EchoDensity.At(echoes, 0.05, 48_000), 0, 0.01);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    public void Decaying_noise_has_its_decay_time(double time)
    {
        float[][] noises = [.. Enumerable.Range(0, 16).Select(seed => Decaying(time, 2 * time, seed))];
        EnergyDecay[] decays = EnergyDecay.Measure(noises, 48_000);
        for (int octave = 0; octave < decays.Length; octave++)
        {
            Assert.InRange(decays[octave].Time, 0.95 * time, 1.05 * time);
            Assert.InRange(decays[octave].Nonlinearity, 0, 3);
            Assert.Equal(time, EnergyDecay.Predict(EnergyDecay.Octaves[octave], _ => time).Time, 1e-3 * time);
        }
    }

    [Fact]
    public void Two_decays_at_once_are_not_linear()
    {
        float[] fast = Decaying(0.5, 4, 1), slow = Decaying(3, 4, 2);
        float[] both = [.. fast.Zip(slow, (a, b) => a + 0.05f * b)];
        Assert.All(EnergyDecay.Measure([both], 48_000), decay => Assert.True(decay.Nonlinearity > 20, $"{decay}"));
    }

    [Fact]
    public void Gaussian_noise_has_the_spectrum_of_an_ideal_tail()
    {
        TailSpectrum tail = TailSpectrum.Measure(Decaying(2, 2, 3), 0, 48_000);
        Assert.Equal(5.57, tail.Deviation, 0.15);
        Assert.Equal(2, tail.Concentration, 0.15);
        Assert.InRange(tail.Peak, 8, 11.5);
    }

    [Fact]
    public void A_tail_of_few_tones_is_not_even()
    {
        float[] tones = new float[65_536];
        for (int tone = 0; tone < 300; tone++)
            for (int i = 0; i < tones.Length; i++)
                tones[i] += MathF.Sin((500 + 12.3f * tone) * i * (2 * MathF.PI / 48_000));
        TailSpectrum tail = TailSpectrum.Measure(tones, 0, 48_000);
        Assert.True(tail.Deviation > 10 && tail.Concentration > 4, $"{tail}");
    }

    // Gaussian noise that falls by 60 dB in a time.
    private static float[] Decaying(double time, double seconds, int seed)
    {
        var random = new Random(seed);
        var noise = new float[(int)(seconds * 48_000) + 65_536];
        for (int i = 0; i < noise.Length; i++)
        {
            double gaussian = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            noise[i] = (float)(gaussian * Math.Pow(10, -3 * i / (48_000 * time)));
        }
        return noise;
    }
}
