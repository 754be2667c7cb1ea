using Cascade.Dsp.Effects;
using Cascade.Dsp.Simd;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Effects;

/// <summary>The equalizer's gain, measured from its impulse response, against the analog filters and against what it claims.</summary>
public sealed class EqualizerResponseTests
{
    private const int Length = 1 << 15;

    // Below this gain an error cannot be heard, and at a notch it would have no bound.
    private const double Floor = -30;

    private static readonly float[] Frequencies =
        [20, 40, 80, 160, 320, 640, 1000, 1500, 2200, 3200, 4500, 6500, 8000, 10_000, 12_000, 14_000, 16_000];
    private static readonly float[] Qs = [0.3f, 0.5f, 0.7071f, 1, 1.4f, 2];

    [Theory]
    [InlineData(EqualizerBandKind.Peak)]
    [InlineData(EqualizerBandKind.LowShelf)]
    [InlineData(EqualizerBandKind.HighShelf)]
    [InlineData(EqualizerBandKind.LowPass)]
    [InlineData(EqualizerBandKind.HighPass)]
    [InlineData(EqualizerBandKind.BandPass)]
    [InlineData(EqualizerBandKind.Notch)]
    public void A_band_keeps_to_the_analog_curve(EqualizerBandKind kind)
    {
        float[] gains = kind is EqualizerBandKind.Peak or EqualizerBandKind.LowShelf or EqualizerBandKind.HighShelf ? [12, 6, -3, -12]
            : [0];
        IEnumerable<EqualizerBand> bands =
            from frequency in Frequencies
            from q in Qs
            from gain in gains
            select new EqualizerBand { Kind = kind, Frequency = frequency, Q = q, GainDecibels = gain };
        foreach (EqualizerBand band in bands)
        {
            (double low, double high) = AnalogError(band, 48_000);
            Assert.True(low <= 0.1 && high <= 0.5, $"{band}: {low:F3} dB below 10 kHz, {high:F3} dB up to 20 kHz.");
        }
    }

    [Theory]
    [InlineData(44_100, 0.15, 0.9)]
    [InlineData(96_000, 0.05, 0.1)]
    [InlineData(192_000, 0.05, 0.05)]
    public void A_band_keeps_to_the_analog_curve_at_other_rates(int sampleRate, double below, double above)
    {
        IEnumerable<EqualizerBand> bands =
            from kind in Enum.GetValues<EqualizerBandKind>()
            from frequency in new float[] { 100, 1000, 9000, 16_000 }
            from q in new[] { 0.3f, 0.7071f, 2 }
            select new EqualizerBand { Kind = kind, Frequency = frequency, Q = q, GainDecibels = 12 };
        foreach (EqualizerBand band in bands)
        {
            (double low, double high) = AnalogError(band, sampleRate);
            Assert.True(low <= below && high <= above, $"{band} at {sampleRate} Hz: {low:F3} dB below 10 kHz, {high:F3} dB up to 20 kHz.");
        }
    }

    [Fact]
    public void Ten_bands_multiply_and_the_claimed_response_is_the_measured_one()
    {
        var bands = new EqualizerBand[10];
        for (int i = 0; i < bands.Length; i++)
            bands[i] = new()
            {
                Kind = (EqualizerBandKind)((i + 2) % 8),
                Frequency = 30 * MathF.Pow(1.9f, i),
                Q = 0.5f + 0.2f * i,
                GainDecibels = i % 2 == 0 ? 5 : -7
            };
        foreach (LaneWidth width in Enum.GetValues<LaneWidth>().Where(LaneWidths.IsSupported))
        {
            var equalizer = new Equalizer(bands).Ready(width: width);
            equalizer.Set(Equalizer.OutputGain, -3);
            double[] gains = Gains(equalizer, 48_000);
            for (int bin = 14; bin < Length / 2; bin += 7)
            {
                double frequency = bin * 48_000.0 / Length, analog = -3;
                foreach (EqualizerBand band in bands)
                    analog += Spectrum.Decibels(band.AnalogResponse(frequency));
                if (gains[bin] < -80)
                    continue;
                Assert.Equal(Spectrum.Decibels(equalizer.Response(frequency)), gains[bin], 0.005);
                if (frequency < 10_000 && analog > -40)
                    Assert.Equal(analog, gains[bin], 0.3);
            }
        }
    }

    /// <summary>Exact figures of the analog curves themselves.</summary>
    [Fact]
    public void Analog_curves_are_what_their_names_say()
    {
        AssertAnalog(new() { Kind = EqualizerBandKind.Peak, GainDecibels = 7, Q = 2 }, (1e-3, 0), (1, 7), (1e3, 0));
        AssertAnalog(new() { Kind = EqualizerBandKind.LowShelf, GainDecibels = 7 }, (1e-3, 7), (1, 3.5), (1e3, 0));
        AssertAnalog(new() { Kind = EqualizerBandKind.HighShelf, GainDecibels = -7 }, (1e-3, 0), (1, -3.5), (1e3, -7));
        AssertAnalog(new() { Kind = EqualizerBandKind.LowPass }, (1e-3, 0), (1, -3.01), (10, -40));
        AssertAnalog(new() { Kind = EqualizerBandKind.HighPass, Q = 2 }, (0.01, -80), (1, 6.02), (1e3, 0));
        AssertAnalog(new() { Kind = EqualizerBandKind.BandPass, Q = 2 }, (0.01, -46.02), (1, 0), (100, -46.02));
        AssertAnalog(new() { Kind = EqualizerBandKind.Notch }, (1e-3, 0), (1, Spectrum.Floor), (1e3, 0));
        AssertAnalog(new() { Kind = EqualizerBandKind.Off, GainDecibels = 9 }, (1, 0));
        // The bandwidth between the points of half the gain in dB is the centre over Q.
        double edge = 0.25 + Math.Sqrt(1 + 0.0625);
        AssertAnalog(new() { Kind = EqualizerBandKind.Peak, GainDecibels = 8, Q = 2 }, (edge, 4), (1 / edge, 4));
    }

    [Fact]
    public void Any_setting_at_any_rate_makes_a_filter_near_the_analog_one()
    {
        var random = new Random(1);
        foreach (int sampleRate in new[] { 8_000, 44_100, 48_000, 192_000 })
        {
            for (int i = 0; i < 3000; i++)
            {
                var band = new EqualizerBand
                {
                    Kind = (EqualizerBandKind)random.Next(1, 8),
                    Frequency = (float)(20 * Math.Pow(Math.Min(20_000, 0.46 * sampleRate) / 20, random.NextDouble())),
                    Q = (float)(0.1 * Math.Pow(200, random.NextDouble())),
                    GainDecibels = 48 * random.NextSingle() - 24,
                };
                var equalizer = new Equalizer([band]).Ready(sampleRate);
                for (double frequency = 20; frequency < Math.Min(20_000, sampleRate * 0.41); frequency *= 1.2)
                {
                    double analog = Spectrum.Decibels(band.AnalogResponse(frequency)),
                        digital = Spectrum.Decibels(equalizer.Response(frequency));
                    // Shelves of Q 20 have both a peak and a dip, so narrow that they cannot all be met near the top.
                    if (analog > Floor)
                        Assert.True(Math.Abs(digital - analog) < 5.5,
                            $"{band} at {sampleRate} Hz: {digital:F2} dB at {frequency:F0} Hz, not {analog:F2}.");
                }
            }
        }
    }

    private static void AssertAnalog(EqualizerBand band, params (double Ratio, double Decibels)[] points)
    {
        foreach ((double ratio, double decibels) in points)
            Assert.Equal(decibels, Spectrum.Decibels(band.AnalogResponse(ratio * band.Frequency)), 0.01);
    }

    private static (double Low, double High) AnalogError(EqualizerBand band, int sampleRate)
    {
        double[] gains = Gains(new Equalizer([band]), sampleRate);
        double low = 0, high = 0;
        for (int bin = (int)Math.Ceiling(20.0 * Length / sampleRate); bin <= 20_000.0 * Length / sampleRate; bin += 1 + bin / 200)
        {
            double frequency = (double)bin * sampleRate / Length, expected = Spectrum.Decibels(band.AnalogResponse(frequency));
            if (expected < Floor)
                continue;
            double error = Math.Abs(gains[bin] - expected);
            high = Math.Max(high, error);
            if (frequency < 10_000)
                low = Math.Max(low, error);
        }
        return (low, high);
    }

    private static double[] Gains(Equalizer equalizer, int sampleRate)
    {
        equalizer.Ready(sampleRate);
        float[] left = Samples.Impulse(Length), right = new float[Length];
        equalizer.Process(left, right);
        Assert.Equal(0, Samples.Peak(right));
        return Spectrum.GainDb(left);
    }
}
