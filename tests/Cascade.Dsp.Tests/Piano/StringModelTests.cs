using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Tests.Piano;

public class StringModelTests
{
    // B = 7.5145e-4 at A4 and the partials are those measured on a Steinway B (daffy.uah.edu/piano); here only the formula is held to them.
    [Fact]
    public void Stiff_strings_have_the_partials_of_a_measured_A4()
    {
        double[] measured = [440.0, 880.9, 1323.9, 1769.8, 2219.7, 2674.6, 3135.4, 3603.1];
        PianoTables tables = PianoTables.Grand with { Inharmonicity = Curve.Constant(Math.Log(7.5145e-4)) };
        var strings = new StringModel(tables, 69, 440, 48_000);
        for (int n = 1; n <= measured.Length; n++)
            Assert.Equal(0, 1_200 * Math.Log2(strings.Frequencies[n - 1] / measured[n - 1]), 0.5);
    }

    [Fact]
    public void The_grand_has_the_inharmonicity_and_stretch_of_the_recorded_one()
    {
        // Medians over the recorded velocities of a Yamaha C5 (Salamander Grand Piano V3 by Alexander Holm, CC BY 3.0).
        foreach ((int key, double b) in new[]
        {
            (21, 2.24e-4), (27, 1.33e-4), (33, 9.14e-5), (45, 8.22e-5), (57, 2.18e-4), (69, 6.44e-4), (81, 1.79e-3), (87, 3.34e-3),
            (99, 9.27e-3)
        })
            Assert.InRange(new StringModel(PianoTables.Grand, key, 440, 48_000).Inharmonicity / b, 0.85, 1.15);
        Assert.InRange(PianoTables.Grand.Cents.At(108) - PianoTables.Grand.Cents.At(21), 30, 60);
    }

    [Fact]
    public void Every_key_of_the_128_has_partials_that_fall_in_range_and_die_away()
    {
        for (int key = 0; key < 128; key++)
        {
            double f1 = StringModel.Frequency(PianoTables.Grand, KeyTuning.Default, key);
            var strings = new StringModel(PianoTables.Grand, key, f1, 48_000);
            Assert.NotEqual(0, strings.Frequencies.Length);
            Assert.Equal(f1, strings.Frequencies[0], 1e-9 * f1);
            Assert.All(strings.Frequencies.ToArray(), f => Assert.InRange(f, 1, 16_000));
            Assert.All(strings.AfterLoss.ToArray(), loss => Assert.InRange(loss, 0.02, 1_000));
            for (int n = 0; n < strings.Frequencies.Length; n++)
                Assert.True(strings.PromptLoss[n] > strings.AfterLoss[n]);
            Assert.All(strings.AfterLevels.ToArray(), level => Assert.InRange(level, 0.005, 3));
        }
    }

    [Fact]
    public void A_harder_blow_is_shorter_and_brighter_on_every_key()
    {
        for (int key = 0; key < 128; key += 3)
        {
            for (int velocity = 1; velocity < 127; velocity += 9)
            {
                var softer = new Hammer(PianoTables.Grand, key, velocity, 1);
                var harder = new Hammer(PianoTables.Grand, key, velocity + 9, 1);
                Assert.True(harder.Contact < softer.Contact);
                Assert.True(harder.Spectrum(6_000) / harder.Spectrum(100) > softer.Spectrum(6_000) / softer.Spectrum(100));
                Assert.True(harder.Level > softer.Level);
            }
        }
    }

    // |H| falls around 0.59 / T and around 3.98 / T, by the first slope and by 2.58.
    [Theory]
    [InlineData(21, 20)]
    [InlineData(60, 76)]
    [InlineData(108, 127)]
    public void A_blow_has_the_spectrum_of_its_contact_time_in_closed_form_and_in_lanes(int key, int velocity)
    {
        var hammer = new Hammer(PianoTables.Grand, key, velocity, 1.1);
        for (double frequency = 20; frequency < 16_000; frequency *= 1.3)
        {
            double cycles = frequency * hammer.Contact,
                expected = 1 / Math.Sqrt((1 + Math.Pow(cycles / 0.59, hammer.FirstSlope)) * (1 + Math.Pow(cycles / 3.98, 5.16)));
            Assert.Equal(1, hammer.Spectrum(frequency) / expected, 1e-4);
            float logFrequency = (float)Math.Log2(frequency), spectrum = 0;
            BlowKernel.Spectrum<Lanes1<Fused>>(ref logFrequency, ref spectrum, 1, hammer);
            Assert.Equal(1, spectrum / expected, 1e-3);
        }
    }
}
