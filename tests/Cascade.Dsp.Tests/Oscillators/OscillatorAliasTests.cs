using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Oscillators;

/// <summary>What an oscillator gives off below 20 kHz at 48 kHz beside its harmonics, by the odd-bin method.</summary>
public sealed class OscillatorAliasTests
{
    [Theory]
    [InlineData(36, -80)]
    [InlineData(48, -100)]
    [InlineData(60, -100)]
    [InlineData(72, -100)]
    [InlineData(84, -110)]
    [InlineData(96, -110)]
    [InlineData(108, -110)]
    public void Wavetables_alias_less_than(int key, double bound)
    {
        foreach (Waveform waveform in new[] { Waveform.Saw, Waveform.Square, Waveform.Triangle })
        {
            float[] signal = Render(waveform, OscillatorMode.Wavetable, key, out int k);
            double worst = Spectrum.WorstAliasDb(signal, k);
            Assert.True(worst <= bound, $"{waveform}: {worst:F1} dB");
        }
    }

    /// <summary>The known figures of the two-point polyBLEP.</summary>
    [Theory]
    [InlineData(36, -64)]
    [InlineData(48, -58)]
    [InlineData(60, -52)]
    [InlineData(72, -46)]
    [InlineData(84, -40)]
    [InlineData(96, -35)]
    [InlineData(108, -29)]
    public void Economical_saws_alias_as_known(int key, double expected)
    {
        float[] signal = Render(Waveform.Saw, OscillatorMode.Economical, key, out int k);
        Assert.Equal(expected, Spectrum.WorstAliasDb(signal, k), 1.5);
    }

    [Theory]
    [InlineData(36)]
    [InlineData(69)]
    [InlineData(96)]
    public void Harmonics_fall_as_the_waveform_says_up_to_20_kHz(int key)
    {
        foreach (Waveform waveform in new[] { Waveform.Saw, Waveform.Square, Waveform.Triangle })
        {
            float[] signal = Render(waveform, OscillatorMode.Wavetable, key, out int k);
            double[] levels = Spectrum.MagnitudeDb(signal);
            for (int h = 1; Spectrum.BinFrequency(h * k) <= 20_000; h++)
            {
                bool isSilent = waveform != Waveform.Saw && h % 2 == 0;
                double level = levels[h * k] - levels[k];
                if (isSilent)
                    Assert.True(level < -80, $"{waveform} {h}: {level}");
                else
                    Assert.Equal(Spectrum.Decibels(waveform == Waveform.Triangle ? 1.0 / h / h : 1.0 / h), level, 0.1);
            }
        }
    }

    [Theory]
    [InlineData(21)]
    [InlineData(69)]
    [InlineData(120)]
    public void A_sine_is_pure(int key)
    {
        float[] signal = Render(Waveform.Sine, OscillatorMode.Wavetable, key, out int k);
        double[] levels = Spectrum.MagnitudeDb(signal);
        for (int bin = 30; bin < levels.Length; bin++)
            if (bin != k)
                Assert.True(levels[bin] - levels[k] < -110, $"Bin {bin}: {levels[bin] - levels[k]}");
    }

    private static float[] Render(Waveform waveform, OscillatorMode mode, int key, out int k)
    {
        k = Spectrum.OddBin(440 * Math.Pow(2, (key - 69) / 12.0));
        var oscillator = new Oscillator(waveform, mode) { Frequency = Spectrum.BinFrequency(k) };
        var signal = new float[Spectrum.AliasLength];
        oscillator.Process(signal);
        return signal;
    }
}
