using Cascade.Samples.Console.Measurement;

namespace Cascade.Samples.Tests.Console;

public sealed class NoteMeasurementTests
{
    private const int Rate = SyntheticNote.SampleRate;

    [Theory]
    [InlineData(27.5, 2.4e-4, 30)]
    [InlineData(65.4, 1.1e-4, 30)]
    [InlineData(261.6256, 2.9e-4, 12)]
    [InlineData(1046.5, 2.85e-3, 8)]
    [InlineData(4186.009, 2.6e-2, 3)]
    public void Pitch_and_inharmonicity_are_measured(double f1, double b, int partials)
    {
        // Off the tuning by more than the measurement may err, for it looks where the tuning says.
        var note = new SyntheticNote(f1 * Math.Pow(2, 7.0 / 1200), b, partials) { Level = n => -12 - n };
        NoteMeasurement measured = NoteMeasurement.Of(note.Render(2), Rate, f1);
        Assert.Equal(7, Cents.Between(f1, measured.Fundamental!.Value), 0.1);
        Assert.InRange(measured.String!.Value.B / b, 0.99, 1.01);
        Assert.Equal(partials, measured.Partials.Count);
        foreach (PartialCourse course in measured.Partials)
            Assert.Equal(0, Cents.Between(note.Frequency(course.Partial.Number), course.Partial.Frequency), 0.1);
    }

    [Fact]
    public void Harmonic_partials_have_no_inharmonicity()
    {
        NoteMeasurement measured = NoteMeasurement.Of(new SyntheticNote(220, 0).Render(2), Rate, 220);
        Assert.Equal(0, measured.String!.Value.B, 1e-7);
    }

    [Fact]
    public void A_string_without_its_first_partial_still_has_its_pitch()
    {
        var note = new SyntheticNote(110, 2e-4) { Level = n => n == 1 ? -200 : -20 };
        NoteMeasurement measured = NoteMeasurement.Of(note.Render(2), Rate, 110);
        Assert.Equal(2, measured.Partials[0].Partial.Number);
        Assert.Equal(0, Cents.Between(110, measured.Fundamental!.Value), 0.1);
    }

    [Fact]
    public void One_partial_makes_no_string()
    {
        NoteMeasurement measured = NoteMeasurement.Of(new SyntheticNote(440, 0, 1).Render(2), Rate, 440);
        Assert.Equal(0, Cents.Between(440, measured.Fundamental!.Value), 0.1);
        Assert.Null(measured.String);
        Assert.Single(measured.Partials);
    }

    [Fact]
    public void Silence_has_no_partials()
    {
        NoteMeasurement measured = NoteMeasurement.Of(new float[Rate], Rate, 440);
        Assert.Null(measured.Fundamental);
        Assert.Empty(measured.Partials);
        Assert.Equal((0, Demodulation.Silence), (measured.Centroid, measured.Peak));
    }

    [Theory]
    [InlineData(65.4, -15)]
    [InlineData(261.6, -15)]
    [InlineData(261.6, -25)]
    [InlineData(1046.5, -15)]
    public void Both_stages_of_decay_are_measured(double f1, double aftersoundLevel)
    {
        var note = new SyntheticNote(f1, 2e-4, 6) { AftersoundLevel = aftersoundLevel, Prompt = n => 25 + 5 * n };
        NoteMeasurement measured = NoteMeasurement.Of(note.Render(12), Rate, f1);
        Assert.Equal(6, measured.Partials.Count);
        foreach (PartialCourse course in measured.Partials)
        {
            Decay decay = course.Decay!.Value;
            Assert.InRange(decay.PromptT60 / (60 / note.Prompt(course.Partial.Number)), 0.95, 1.05);
            Assert.InRange(decay.AftersoundT60!.Value / (60 / note.Aftersound), 0.95, 1.05);
            Assert.Equal(aftersoundLevel, decay.AftersoundLevel!.Value, 1.5);
        }
    }

    // The first stage is not claimed: the fit does not know beats, which hide it.
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void The_second_stage_is_measured_also_when_the_stages_beat(double detuning)
    {
        var note = new SyntheticNote(261.6, 2e-4, 6) { AftersoundLevel = -10, Detuning = detuning, Prompt = n => 25 + 5 * n };
        NoteMeasurement measured = NoteMeasurement.Of(note.Render(12), Rate, 261.6);
        Assert.Equal(6, measured.Partials.Count);
        foreach (PartialCourse course in measured.Partials)
            Assert.InRange(course.Decay!.Value.Aftersound!.Value / note.Aftersound, 0.9, 1.1);
    }

    [Fact]
    public void A_single_stage_of_decay_stays_single()
    {
        NoteMeasurement measured = NoteMeasurement.Of(new SyntheticNote(220, 1e-4).Render(6), Rate, 220);
        foreach (PartialCourse course in measured.Partials)
        {
            Assert.Equal(10 + course.Partial.Number, course.Decay!.Value.Prompt, 0.05);
            Assert.Null(course.Decay.Value.Aftersound);
        }
    }

    [Fact]
    public void The_noise_of_a_recording_is_no_aftersound()
    {
        float[] samples = new SyntheticNote(440, 3e-4, 3) { Prompt = _ => 20 }.Render(8);
        var random = new Random(1);
        for (int i = 0; i < samples.Length; i++)
            samples[i] += 0.003f * (random.NextSingle() - 0.5f);
        foreach (PartialCourse course in NoteMeasurement.Of(samples, Rate, 440).Partials)
        {
            Assert.Equal(20, course.Decay!.Value.Prompt, 1.0);
            Assert.Null(course.Decay.Value.Aftersound);
        }
    }

    [Fact]
    public void The_centroid_is_the_mean_by_power()
    {
        var note = new SyntheticNote(300, 1e-3, 10) { Prompt = _ => 12 };
        double sum = 0, weighted = 0;
        for (int n = 1; n <= 10; n++)
        {
            double power = Math.Pow(10, note.Level(n) / 10);
            sum += power;
            weighted += power * note.Frequency(n);
        }
        Assert.Equal(weighted / sum, NoteMeasurement.Of(note.Render(1), Rate, 300).Centroid, 0.5);
    }

    [Fact]
    public void Levels_follow_the_decay()
    {
        NoteMeasurement measured =
            NoteMeasurement.Of(new SyntheticNote(1_000, 0, 1) { Level = _ => -6, Prompt = _ => 10 }.Render(9), Rate, 1_000);
        Assert.Equal(-6, measured.Peak, 0.05);
        // Mean of a falling exponential against its middle, over the 40 ms at the start and the 200 ms around each time.
        Assert.Equal(-6 - 3.01 - 10 * 0.02, measured.Loudest, 0.05);
        foreach ((double time, double? level) in measured.Levels)
        {
            double middle = Math.Max(time, (time + 0.1) / 2);
            if (time > 8)
                Assert.Null(level);
            else
                Assert.Equal(-10 * (middle - 0.02), level!.Value, 0.1);
        }
    }

    [Fact]
    public void The_rise_is_measured()
    {
        var samples = new float[Rate];
        for (int i = 0; i < samples.Length; i++)
            samples[i] = (float)(Math.Min(1, i / (0.1 * Rate)) * Math.Sin(2 * Math.PI * 2_000 * i / Rate));
        Assert.Equal(0.08, Levels.RiseTime(samples, Rate), 0.002);
    }
}
