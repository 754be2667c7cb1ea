namespace Cascade.Dsp.Tests.Signals;

public sealed class SpectrumTests
{
    [Theory]
    [InlineData(Window.Rectangular)]
    [InlineData(Window.Hann)]
    [InlineData(Window.BlackmanHarris)]
    public void A_sine_on_a_bin_reads_its_amplitude(Window window)
    {
        double[] levels = Spectrum.MagnitudeDb(Tone(4096, 100, h => h == 1 ? 0.5 : 0), window);
        Assert.Equal(-6.0206, levels[100], 1e-3);
        Assert.True(levels[110] < -85, $"{levels[110]}");
    }

    [Fact]
    public void An_impulse_has_the_gain_of_a_wire()
    {
        var impulse = new float[1024];
        impulse[3] = 1;
        Assert.All(Spectrum.GainDb(impulse), gain => Assert.Equal(0, gain, 1e-9));
    }

    [Fact]
    public void A_trivial_saw_aliases_as_published()
    {
        // Known figures of the sawtooth without any band limit, against which every better one is compared.
        Assert.Equal(-29, TrivialSawAlias(84), 1.5);
        Assert.Equal(-10, TrivialSawAlias(127), 1.5);
    }

    [Fact]
    public void A_band_limited_saw_has_no_alias_and_harmonics_of_one_over_n()
    {
        int k = Spectrum.OddBin(1000);
        float[] saw = Tone(Spectrum.AliasLength, k, h => h * k < Spectrum.AliasLength / 2 ? 1.0 / h : 0);
        Assert.True(Spectrum.WorstAliasDb(saw, k) < -140);
        for (int h = 1; h <= 20; h++)
            Assert.Equal(Spectrum.Decibels(1.0 / h), Spectrum.HarmonicDb(saw, k, h), 1e-3);
    }

    [Fact]
    public void Even_bins_and_other_lengths_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Spectrum.WorstAliasDb(new float[Spectrum.AliasLength], 100));
        Assert.Throws<ArgumentException>(() => Spectrum.WorstAliasDb(new float[100], 3));
    }

    private static double TrivialSawAlias(int key)
    {
        int k = Spectrum.OddBin(440 * Math.Pow(2, (key - 69) / 12.0));
        var saw = new float[Spectrum.AliasLength];
        for (int n = 0; n < saw.Length; n++)
            saw[n] = (float)(2.0 * ((long)n * k % Spectrum.AliasLength) / Spectrum.AliasLength - 1);
        return Spectrum.WorstAliasDb(saw, k);
    }

    private static float[] Tone(int length, int k, Func<int, double> amplitude)
    {
        var signal = new double[length];
        for (int h = 1; h <= length / k; h++)
        {
            double a = amplitude(h);
            if (a == 0)
                continue;
            for (int n = 0; n < length; n++)
                signal[n] += a * Math.Sin(2 * Math.PI * ((long)n * k * h % length) / length);
        }
        return Array.ConvertAll(signal, x => (float)x);
    }
}
