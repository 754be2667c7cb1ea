namespace Cascade.Dsp.Tests.Effects;

/// <summary>The hall of 2 s against the figures of good halls and of ideal tails; every space against its set curve.</summary>
public sealed class ReverbQualityTests
{
    private const int Rate = 48_000;

    private static readonly float[][] s_hall = ReverbResponse.All(Spaces.Hall, Rate, 5);

    [Fact]
    public void Echoes_of_the_hall_are_dense_from_100_ms()
    {
        for (double time = 0.1; time < 0.6; time += 0.01)
        {
            double density = s_hall.Average(response => EchoDensity.At(response, time, Rate));
            Assert.True(density >= 0.9 && (time < 0.15 || density <= 1.1), $"{density:F2} at {time:F2} s");
        }
        // The early sound is dense before; a single window of noise is within 0.15 of 1.
        Assert.True(s_hall.Average(response => EchoDensity.At(response, 0.045, Rate)) >= 0.8);
        foreach (float[] response in s_hall)
            foreach (double time in new[] { 0.1, 0.2, 0.4 })
                Assert.InRange(EchoDensity.At(response, time, Rate), 0.85, 1.15);
    }

    [Fact]
    public void The_energy_of_the_hall_has_no_hole()
    {
        // From the first reflections on, energy of 20 ms each against a decay by 30 dB a second through 240 to 440 ms.
        double late = 10 * Math.Log10(Energy(0.24, 0.44) / 10) + 30 * 0.34;
        for (int window = 2; window < 15; window++)
            Assert.Equal(late - 30 * (window + 0.5) * 0.02, 10 * Math.Log10(Energy(window * 0.02, (window + 1) * 0.02)), 5.0);
    }

    [Fact]
    public void The_tail_of_the_hall_is_as_even_as_noise()
    {
        foreach (double time in new[] { 0.3, 1.2 })
        {
            foreach (float[] response in s_hall)
            {
                TailSpectrum tail = TailSpectrum.Measure(response, time, Rate);
                Assert.True(Math.Abs(tail.Deviation - 5.6) <= 0.6 && tail.Concentration <= 2.6 && tail.Peak <= 12, $"{tail} from {time} s");
            }
        }
    }

    [Fact]
    public void The_sides_of_the_hall_are_independent()
    {
        Assert.InRange(Correlation(s_hall[0], s_hall[1]), -0.05, 0.05);
        Assert.InRange(Correlation(s_hall[2], s_hall[3]), -0.05, 0.05);
        Assert.InRange(Correlation(s_hall[0], s_hall[2]), -0.05, 0.05);
    }

    [Fact]
    public void The_reverberation_of_the_hall_is_half_as_strong_as_the_sound()
    {
        foreach (int side in new[] { 0, 1 })
            Assert.InRange(s_hall.Where((_, i) => i % 2 == side).Sum(response => response.Sum(sample => sample * (double)sample)), 0.4,
                0.8);
    }

    [Fact]
    public void No_offset_is_left()
    {
        Assert.All(s_hall, response => Assert.InRange(response.Sum(sample => (double)sample), -1e-3, 1e-3));
        Reverb reverb = ReverbResponse.Wet(Spaces.Hall, Rate);
        float[] left = new float[3 * Rate], right = new float[3 * Rate];
        Array.Fill(left, 1);
        reverb.Process(left, right);
        Assert.InRange(left[^4_800..].Average(), -1e-4, 1e-4);
        Assert.InRange(right[^4_800..].Average(), -1e-4, 1e-4);
    }

    [Fact]
    public void The_hall_is_as_clear_as_halls_of_music_are()
    {
        // C80 of sound and reverberation together; ISO 3382-1 has -5 to 5 dB for halls, records of pianos are clearer.
        Reverb hall = new Reverb().Ready(Rate);
        float[] left = new float[4 * Rate], right = new float[4 * Rate];
        left[0] = 1;
        hall.Process(left, right);
        double Energy(Range part) => left[part].Sum(sample => (double)sample * sample) + right[part].Sum(sample => (double)sample * sample);
        int early = 80 * Rate / 1_000;
        Assert.InRange(10 * Math.Log10(Energy(..early) / Energy(early..)), 2, 6);
    }

    [Fact]
    public void Every_space_decays_by_its_curve()
    {
        foreach (EffectPatch patch in Spaces.All)
            AssertDecays(patch, Rate, 0.05, 10);
    }

    [Theory]
    [InlineData(44_100, 1, 1, 1, 2)]
    [InlineData(44_100, 0.5, 1.5, 0.4, 2)]
    [InlineData(44_100, 1, 1.5, 0.4, 2)]
    [InlineData(48_000, 0.25, 1, 1, 0.5)]
    [InlineData(48_000, 0.5, 1.5, 0.4, 1)]
    [InlineData(48_000, 1, 1.5, 0.4, 2)]
    [InlineData(48_000, 1.5, 1.5, 0.4, 4)]
    [InlineData(48_000, 1, 0.5, 1.5, 2)]
    [InlineData(48_000, 1.5, 1, 1, 2)]
    [InlineData(96_000, 0.5, 1.5, 0.4, 2)]
    [InlineData(96_000, 1, 1.5, 0.4, 2)]
    [InlineData(96_000, 1.5, 1, 0.4, 4)]
    public void Every_octave_decays_as_set(int rate, float size, float low, float high, float time) =>
        AssertDecays(Spaces.Hall.With((Reverb.Size, size), (Reverb.LowRatio, low), (Reverb.HighRatio, high), (Reverb.Decay, time)), rate,
        0.05, 10);

    // What an octave's decay is against the curve's over the octave, and where it hardly changes within the octave against that at its
    // middle.
    private static void AssertDecays(EffectPatch patch, int rate, double tolerance, double nonlinearity)
    {
        Reverb reverb = ReverbResponse.Wet(patch, rate);
        EnergyDecay[] decays =
            EnergyDecay.Measure(ReverbResponse.All(patch, rate, 1 + 1.7 * patch[Reverb.Decay] * Math.Max(1, patch[Reverb.LowRatio])), rate);
        for (int i = 0; i < decays.Length; i++)
        {
            double octave = EnergyDecay.Octaves[i];
            EnergyDecay predicted = EnergyDecay.Predict(octave, reverb.DecayTime);
            string what =
                $"{patch.Name}, {octave} Hz: {decays[i].Time:F3} s, not {predicted.Time:F3} s; {decays[i].Nonlinearity:F1} permil";
            Assert.True(Math.Abs(decays[i].Time / predicted.Time - 1) <= tolerance, what);
            Assert.True(decays[i].Nonlinearity <= nonlinearity, what);
            if (Math.Abs(predicted.Time / reverb.DecayTime(octave) - 1) < 0.03)
                Assert.True(Math.Abs(decays[i].Time / reverb.DecayTime(octave) - 1) <= tolerance,
                    $"{what}; {reverb.DecayTime(octave):F3} s at the middle");
        }
    }

    private static double Energy(double from, double to) =>
        s_hall.Sum(response => response[(int)(from * Rate)..(int)(to * Rate)].Sum(sample => sample * (double)sample));

    private static double Correlation(float[] a, float[] b)
    {
        double ab = 0, aa = 0, bb = 0;
        for (int i = Rate / 10; i < a.Length; i++)
            (ab, aa, bb) = (ab + a[i] * (double)b[i], aa + a[i] * (double)a[i], bb + b[i] * (double)b[i]);
        return ab / Math.Sqrt(aa * bb);
    }
}
