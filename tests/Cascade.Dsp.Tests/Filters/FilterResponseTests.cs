using System.Numerics;
using Cascade.Dsp.Filters;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Filters;

/// <summary>What a filter claims against the spectrum of its impulse response.</summary>
public sealed class FilterResponseTests
{
    private const int Length = 1 << 16;
    private const double Rate = 48_000;

    [Theory]
    [InlineData(50)]
    [InlineData(1000)]
    [InlineData(15_000)]
    public void One_pole_is_3_dB_down_at_its_cutoff_and_follows_the_analog_curve(float cutoff)
    {
        foreach (OnePoleMode mode in Enum.GetValues<OnePoleMode>())
            AssertGain(new OnePole(mode) { Cutoff = cutoff }, s => mode == OnePoleMode.LowPass ? 1 / (1 + s) : s / (1 + s), cutoff);
    }

    [Fact]
    public void The_identity_changes_nothing()
    {
        foreach (double frequency in new double[] { 0, 10, 1_000, 24_000 })
            Assert.Equal(1, BiquadCoefficients.Identity.Response(frequency, Rate));
    }

    [Theory]
    [InlineData(0, 0.99, true)]
    [InlineData(0, 1.01, false)]
    [InlineData(0, -0.99, true)]
    [InlineData(0, -1.01, false)]
    [InlineData(1.94, 0.95, true)]
    [InlineData(-1.96, 0.95, false)]
    [InlineData(double.NaN, 0.5, false)]
    public void A_filter_is_stable_with_its_poles_in_the_circle(double a1, double a2, bool isStable) =>
        Assert.Equal(isStable, new BiquadCoefficients(1, 0, 0, a1, a2).IsStable);

    [Fact]
    public void A_state_variable_filter_keeps_to_its_written_range()
    {
        var filter = new StateVariable { Q = 0, GainDecibels = 99 };
        Assert.Equal((0.1f, 40f), (filter.Q, filter.GainDecibels));
        filter = new StateVariable { Q = 1_000, GainDecibels = -99 };
        Assert.Equal((100f, -40f), (filter.Q, filter.GainDecibels));
        filter = new StateVariable { Q = float.NaN, GainDecibels = float.NaN, Cutoff = float.NaN };
        Assert.Equal((0f, 1_000f), (filter.GainDecibels, filter.Cutoff));
        Assert.Equal(0.7071f, filter.Q, 1e-4f);
    }

    [Theory]
    [InlineData(100, 0.70710678)]
    [InlineData(1000, 0.5)]
    [InlineData(1000, 4)]
    [InlineData(12_000, 0.70710678)]
    public void State_variable_follows_the_analog_curve_in_every_mode(float cutoff, float q)
    {
        const float gain = 9;
        double a = Math.Pow(10, gain / 40);
        foreach (StateVariableMode mode in Enum.GetValues<StateVariableMode>())
            AssertGain(new StateVariable(mode) { Cutoff = cutoff, Q = q, GainDecibels = gain }, s => mode switch
            {
                StateVariableMode.LowPass => 1 / (s * s + s / q + 1),
                StateVariableMode.BandPass => s / q / (s * s + s / q + 1),
                StateVariableMode.HighPass => s * s / (s * s + s / q + 1),
                StateVariableMode.Notch => (s * s + 1) / (s * s + s / q + 1),
                StateVariableMode.Peak => (s * s + s * a / q + 1) / (s * s + s / (a * q) + 1),
                _ => Complex.One,
            }, cutoff);
    }

    [Fact]
    public void State_variable_is_3_dB_down_at_the_corner_of_a_Butterworth()
    {
        double corner = Bin(1000);
        foreach (StateVariableMode mode in new[] { StateVariableMode.LowPass, StateVariableMode.HighPass })
            Assert.Equal(-3.0103, Gain(new StateVariable(mode) { Cutoff = (float)corner })[(int)Math.Round(corner * Length / Rate)], 1e-3);
    }

    [Fact]
    public void State_variable_stays_bounded_while_everything_moves_at_random()
    {
        var random = new Random(1);
        var filter = new StateVariable();
        float[] input = Samples.Noise(33, 100), output = new float[33];
        float peak = 0;
        for (int block = 0; block < 20_000; block++)
        {
            filter.Cutoff = (float)(10 * Math.Pow(2400, random.NextDouble()));
            filter.Q = (float)(0.1 * Math.Pow(200, random.NextDouble()));
            filter.Process(input, output);
            Samples.AssertFinite(output);
            peak = Math.Max(peak, Samples.Peak(output));
        }
        // The state is bounded by the energy taken in; what is far beyond a resonance of Q 20 would be growth.
        Assert.InRange(peak, 1, 100 * 20 * 10);
    }

    [Fact]
    public void Biquad_has_the_gain_it_claims()
    {
        BiquadCoefficients[] designs =
        [
            BiquadCoefficients.LowPass(3000, 2, Rate), BiquadCoefficients.HighPass(300, 0.7, Rate),
                BiquadCoefficients.BandPass(1000, 3, Rate), BiquadCoefficients.Notch(5000, 1, Rate),
            BiquadCoefficients.Peak(800, 2, -9, Rate), BiquadCoefficients.LowShelf(200, 0.7071, 6, Rate),
            BiquadCoefficients.HighShelf(6000, 0.7071, -6, Rate),
            BiquadCoefficients.MatchedLowPass(10_000, 0.7071, Rate), BiquadCoefficients.MatchedHighPass(500, 1, Rate),
            BiquadCoefficients.MatchedBandPass(9000, 2, Rate),
            BiquadCoefficients.MatchedPeak(12_000, 1, 12, Rate), BiquadCoefficients.MatchedLowShelf(300, 9, Rate),
            BiquadCoefficients.MatchedHighShelf(8000, -9, Rate),
        ];
        foreach (BiquadCoefficients design in designs)
        {
            var filter = new Biquad(design);
            double[] gains = Gain(filter);
            for (int bin = 10; bin < Length / 2; bin += 37)
                if (gains[bin] > -80)
                    Assert.Equal(Spectrum.Decibels(filter.Response(bin * Rate / Length)), gains[bin], 0.01);
        }
    }

    // Of a constant a low-pass lets all pass and a high-pass nothing.
    [Fact]
    public void A_change_of_mode_is_a_line()
    {
        var filter = new StateVariable { Mode = StateVariableMode.LowPass };
        float[] settling = new float[9_600], turning = new float[2 * FilterTick.Samples];
        settling.AsSpan().Fill(1);
        turning.AsSpan().Fill(1);
        filter.Process(settling, settling);
        filter.Mode = StateVariableMode.HighPass;
        filter.Process(turning, turning);
        for (int i = 0; i < turning.Length; i++)
            Assert.Equal(Math.Max(0, 1 - (float)i / FilterTick.Samples), turning[i], 1e-4f);
    }

    [Fact]
    public void A_biquad_that_hardly_moves_sounds_as_one_that_stays()
    {
        BiquadCoefficients design = BiquadCoefficients.Peak(800, 2, 9, Rate), near = design with { B0 = design.B0 * (1 + 1e-9) };
        Biquad still = new(design), moving = new(design);
        float[] expected = Samples.Noise(64 * FilterTick.Samples), actual = [.. expected];
        still.Process(expected, expected);
        for (int at = 0; at < actual.Length; at += FilterTick.Samples)
        {
            moving.Coefficients = at / FilterTick.Samples % 2 == 0 ? design : near;
            moving.Process(actual.AsSpan(at, FilterTick.Samples), actual.AsSpan(at, FilterTick.Samples));
        }
        for (int i = 0; i < actual.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-6f);
    }

    /// <summary>The exact figures of the plain designs: their gain at the corner, at 0 Hz and at half the rate.</summary>
    [Fact]
    public void Designs_are_exact_where_they_must_be()
    {
        AssertAt(BiquadCoefficients.LowPass(4000, 0.70710678, Rate), (0, 0), (4000, -3.0103), (24_000, Spectrum.Floor));
        AssertAt(BiquadCoefficients.HighPass(4000, 2, Rate), (0, Spectrum.Floor), (4000, 6.0206), (24_000, 0));
        AssertAt(BiquadCoefficients.BandPass(4000, 2, Rate), (4000, 0));
        AssertAt(BiquadCoefficients.Peak(4000, 2, 7, Rate), (0, 0), (4000, 7), (24_000, 0));
        AssertAt(BiquadCoefficients.LowShelf(4000, 0.70710678, 7, Rate), (0, 7), (4000, 3.5), (24_000, 0));
        AssertAt(BiquadCoefficients.HighShelf(4000, 0.70710678, 7, Rate), (0, 0), (4000, 3.5), (24_000, 7));
        AssertAt(BiquadCoefficients.MatchedPeak(4000, 2, 7, Rate), (0, 0), (4000, 7));
        AssertAt(BiquadCoefficients.MatchedLowPass(4000, 0.70710678, Rate), (0, 0), (4000, -3.0103));
        AssertAt(BiquadCoefficients.MatchedHighPass(4000, 0.70710678, Rate), (4000, -3.0103));
        AssertAt(BiquadCoefficients.MatchedBandPass(4000, 2, Rate), (4000, 0));
        Assert.True(BiquadCoefficients.Notch(4000, 2, Rate).Response(4000, Rate) < 1e-9);
    }

    /// <summary>Largest error against the analog filter up to 20 kHz, in dB: plain and matched, as published for these designs.</summary>
    [Theory]
    [InlineData(4_000, 1, 12, 0.63, 0.15)]
    [InlineData(8_000, 1, 12, 2.22, 0.43)]
    [InlineData(12_000, 1, 12, 4.51, 0.55)]
    [InlineData(16_000, 1, 12, 6.22, 0.33)]
    [InlineData(16_000, 2, -12, 5.52, 1.03)]
    public void Peaks_keep_to_the_analog_curve_as_published(double frequency, double q, double gain, double plain, double matched)
    {
        double a = Math.Pow(10, gain / 40);
        Complex Analog(Complex s) => (s * s + s * a / q + 1) / (s * s + s / (a * q) + 1);
        Assert.Equal(plain, AnalogError(BiquadCoefficients.Peak(frequency, q, gain, Rate), frequency, Analog), 0.02);
        Assert.Equal(matched, AnalogError(BiquadCoefficients.MatchedPeak(frequency, q, gain, Rate), frequency, Analog), 0.02);
    }

    [Fact]
    public void Other_matched_designs_keep_to_the_analog_curve_as_published()
    {
        const double q = 0.70710678;
        Assert.Equal(1.03, AnalogError(BiquadCoefficients.MatchedLowPass(5000, q, Rate), 5000, s => 1 / (s * s + s / q + 1)), 0.02);
        Assert.Equal(0.91, AnalogError(BiquadCoefficients.MatchedLowPass(10_000, q, Rate), 10_000, s => 1 / (s * s + s / q + 1)), 0.02);
        Assert.Equal(0.05, AnalogError(BiquadCoefficients.MatchedHighPass(10_000, q, Rate), 10_000, s => s * s / (s * s + s / q + 1)),
            0.02);
        Assert.Equal(0.76, AnalogError(BiquadCoefficients.MatchedBandPass(10_000, 1, Rate), 10_000, s => s / (s * s + s + 1)), 0.02);
        foreach ((double frequency, double error) in new[] { (8000.0, 0.03), (12_000, 0.09) })
        {
            Assert.Equal(error, AnalogError(BiquadCoefficients.MatchedHighShelf(frequency, 6, Rate), frequency, s => HighShelf(s, 6)),
                0.02);
            Assert.InRange(AnalogError(BiquadCoefficients.MatchedLowShelf(frequency, 6, Rate), frequency, s => HighShelf(1 / s, 6)), 0,
                0.12);
        }
    }

    [Fact]
    public void Unstable_coefficients_are_ignored_and_ranges_refused()
    {
        var filter = new Biquad(BiquadCoefficients.LowPass(1000, 1, Rate));
        BiquadCoefficients before = filter.Coefficients;
        filter.Coefficients = new(1, 0, 0, 2.1, 1);
        filter.Coefficients = new(double.NaN, 0, 0, 0, 0);
        Assert.Equal(before, filter.Coefficients);
        Assert.Equal(BiquadCoefficients.Identity, new Biquad(new(1, 0, 0, 0, 1)).Coefficients);
        Assert.Throws<ArgumentOutOfRangeException>(() => BiquadCoefficients.LowPass(24_000, 1, Rate));
        Assert.Throws<ArgumentOutOfRangeException>(() => BiquadCoefficients.MatchedLowPass(0, 1, Rate));
        Assert.Throws<ArgumentOutOfRangeException>(() => BiquadCoefficients.HighPass(100, 0, Rate));
        Assert.Throws<ArgumentOutOfRangeException>(() => BiquadCoefficients.MatchedHighShelf(100, double.NaN, Rate));
        Assert.Throws<ArgumentOutOfRangeException>(() => BiquadCoefficients.Notch(100, 1, double.NaN));
    }

    [Fact]
    public void Dc_blocker_takes_out_dc_and_leaves_20_Hz()
    {
        double[] gains = Gain(new DcBlocker());
        Complex r = Math.Exp(-2 * Math.PI * DcBlocker.Cutoff / Rate);
        foreach (int bin in new[] { 7, 27, 100, 10_000 })
        {
            Complex z1 = Complex.FromPolarCoordinates(1, -2 * Math.PI * bin / Length);
            Assert.Equal(Spectrum.Decibels(Complex.Abs((1 - z1) / (1 - r * z1))), gains[bin], 0.01);
        }
        Assert.Equal(-0.26, gains[27], 0.02);
        var output = new float[5 * 48_000];
        Array.Fill(output, 1);
        var blocker = new DcBlocker();
        blocker.Process(output, output);
        Assert.Equal(0, output[^1], 1e-6);
    }

    private static Complex HighShelf(Complex s, double gain)
    {
        double g = Math.Pow(10, gain / 20), root = Math.Pow(g, 0.25);
        // Butterworth: the squared magnitude (1 + G w^4) / (1 + w^4 / G), numerator and denominator each a Butterworth pair.
        Complex top = s * root, bottom = s / root;
        return (top * top + Math.Sqrt(2) * top + 1) / (bottom * bottom + Math.Sqrt(2) * bottom + 1);
    }

    private static void AssertAt(BiquadCoefficients design, params (double Frequency, double Decibels)[] points)
    {
        foreach ((double frequency, double decibels) in points)
            if (decibels == Spectrum.Floor)
                Assert.True(design.Response(frequency, Rate) < 1e-9);
            else
                Assert.Equal(decibels, Spectrum.Decibels(design.Response(frequency, Rate)), 1e-3);
    }

    private static double AnalogError(BiquadCoefficients design, double frequency, Func<Complex, Complex> analog)
    {
        double worst = 0;
        for (double f = 20; f <= 20_000; f += 20)
            worst = Math.Max(worst,
                Math.Abs(Spectrum.Decibels(design.Response(f,
                Rate)) - Spectrum.Decibels(Complex.Abs(analog(new Complex(0, f / frequency))))));
        return worst;
    }

    // The analog curve with its frequency axis bent by the bilinear transform.
    private static void AssertGain(IFilter filter, Func<Complex, Complex> analog, double cutoff)
    {
        double[] gains = Gain(filter);
        for (int bin = 20; bin < Length / 2; bin += 41)
        {
            var s = new Complex(0, Math.Tan(Math.PI * bin / Length) / Math.Tan(Math.PI * cutoff / Rate));
            double expected = Spectrum.Decibels(Complex.Abs(analog(s)));
            if (expected > -60)
                Assert.Equal(expected, gains[bin], 0.02);
        }
    }

    private static double[] Gain(IFilter filter)
    {
        float[] response = Samples.Impulse(Length);
        filter.Process(response, response);
        return Spectrum.GainDb(response);
    }

    private static double Bin(double frequency) => Math.Round(frequency * Length / Rate) * Rate / Length;
}
