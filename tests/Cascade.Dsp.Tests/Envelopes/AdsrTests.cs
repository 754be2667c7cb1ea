using Cascade.Dsp.Envelopes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Envelopes;

public sealed class AdsrTests
{
    private static readonly Gen<float> Time = Gen.Choose(0, 1000).Select(p => (float)(0.006 * Math.Pow(500, p / 1000.0)));

    private static readonly Gen<(AdsrSettings Settings, int Rate)> Settings =
        from attack in Time
        from decay in Time
        from sustain in Gen.Choose(0, 100)
        from release in Time
        from shape in Gen.Elements(Enum.GetValues<EnvelopeShape>())
        from rate in Gen.Elements(8_000, 44_100, 48_000, 96_000, 192_000)
        select (new AdsrSettings(attack, decay, sustain / 100f, release, shape), rate);

    /// <summary>Any settings, at a usual rate.</summary>
    public static Arbitrary<(AdsrSettings Settings, int Rate)> Any { get; } = Settings.ToArbitrary();

    /// <summary>Settings with steep or no edges, and frames between what is done.</summary>
    public static Arbitrary<(AdsrSettings Settings, int Rate, int[] Gaps)> Steep { get; } =
        (from x in Settings
         from time in Gen.Elements(0f, 0.001f, 0.003f)
         from gaps in Gen.Choose(0, 900).ListOf(12)
         select (x.Settings with { Attack = time, Release = time }, x.Rate, gaps.ToArray())).ToArbitrary();

    [Property(Arbitrary = [typeof(AdsrTests)])]
    public void Every_segment_lasts_its_time_to_one_sample((AdsrSettings Settings, int Rate) any)
    {
        (AdsrSettings s, int rate) = any;
        var envelope = new Adsr(s);
        envelope.Prepare(rate);
        envelope.NoteOn();
        Assert.Equal(s.Attack * (double)rate, LengthOf(envelope, EnvelopeStage.Attack), 1.0);
        Assert.Equal(Fall(s, s.Decay, s.Sustain, 1) * rate, LengthOf(envelope, EnvelopeStage.Decay), 1.0);
        Assert.Equal((s.Sustain, EnvelopeStage.Sustain), (envelope.Level, envelope.Stage));
        envelope.NoteOff();
        Assert.Equal(Fall(s, s.Release, 0, s.Sustain) * rate, LengthOf(envelope, EnvelopeStage.Release), 1.0);
        Assert.Equal((0f, EnvelopeStage.Idle, false), (envelope.Level, envelope.Stage, envelope.IsActive));
    }

    [Theory]
    [InlineData(EnvelopeShape.Analog)]
    [InlineData(EnvelopeShape.LinearDb)]
    [InlineData(EnvelopeShape.Linear)]
    public void Ten_seconds_stay_within_a_hundred_thousandth_of_a_double_reference(EnvelopeShape shape)
    {
        var envelope = new Adsr(new AdsrSettings(10, 10, 0.25f, 10, shape));
        envelope.NoteOn();
        var output = new float[20 * 48_000];
        envelope.Process(output);
        double level = 0, worst = 0;
        double attackRate = 1 - Math.Exp(-Math.Log(1.3 / 0.3) / 480_000);
        double fallRate = shape == EnvelopeShape.LinearDb ? 1 - Math.Exp(Math.Log(1e-5) / 480_000)
            : 1 - Math.Exp(-Math.Log(1.0001 / 1e-4) / 480_000);
        for (int n = 0; n < output.Length; n++)
        {
            if (n < 480_000)
                level = shape == EnvelopeShape.Analog ? level + (1.3 - level) * attackRate : (n + 1) / 480_000.0;
            else if (shape == EnvelopeShape.Linear)
                level = Math.Max(0.25, 1 - (n - 479_999) / 480_000.0);
            else
                level = Math.Max(0.25, level + ((shape == EnvelopeShape.LinearDb ? 0 : 0.25 - 1e-4) - level) * fallRate);
            worst = Math.Max(worst, Math.Abs(output[n] - level));
        }
        Assert.True(worst <= 1e-5, $"{worst}");
    }

    [Property(MaxTest = 200, Arbitrary = [typeof(AdsrTests)])]
    public void No_step_from_any_stage_to_any_other_is_a_click((AdsrSettings Settings, int Rate, int[] Gaps) steep) =>
        CheckSteps(steep.Settings, steep.Rate, steep.Gaps);

    [Fact]
    public void Rounding_takes_no_level_below_zero() =>
        CheckSteps(new AdsrSettings(0, 2.9445868f, 0.04f, 0, EnvelopeShape.LinearDb), 8000,
        [723, 204, 495, 664, 233, 810, 490, 95, 171, 51, 804, 260]);

    private static void CheckSteps(AdsrSettings settings, int rate, int[] script)
    {
        var envelope = new Adsr(settings);
        envelope.Prepare(rate);
        double before = 0, bound = 1 / (0.0005 * rate) + 1e-6;
        for (int i = 0; i < script.Length; i++)
        {
            if (i % 5 == 4)
                envelope.Settings = settings with { Sustain = script[i] / 900f, Shape = (EnvelopeShape)(script[i] % 3) };
            else if (i % 2 == 0)
                envelope.NoteOn();
            else
                envelope.NoteOff();
            var output = new float[script[i]];
            envelope.Process(output);
            foreach (float level in output)
            {
                Assert.True(Math.Abs(level - before) <= bound, $"From {before} to {level}");
                Assert.InRange(level, 0, 1);
                before = level;
            }
        }
    }

    [Fact]
    public void LinearDb_falls_by_a_hundred_dB_in_its_time()
    {
        var envelope = new Adsr(new AdsrSettings(0, 1, 0, 0.5f, EnvelopeShape.LinearDb));
        envelope.NoteOn();
        envelope.Process(new float[24]);
        var fall = new float[48_000];
        envelope.Process(fall);
        for (int n = 0; n + 4800 < 47_000; n += 480)
            Assert.Equal(-10, 20 * Math.Log10(fall[n + 4800] / fall[n]), 0.01);
        Assert.Equal(0, fall[^1]);
    }

    [Fact]
    public void A_note_on_rises_from_the_present_level_and_the_first_sample_is_above_zero()
    {
        var envelope = new Adsr();
        Assert.False(envelope.IsActive);
        envelope.NoteOff();
        Assert.False(envelope.IsActive);
        var output = new float[100];
        envelope.NoteOn();
        envelope.Process(output);
        Assert.True(output[0] > 0);
        envelope.NoteOff();
        envelope.Process(output);
        float level = output[^1];
        envelope.NoteOn();
        envelope.Process(output);
        Assert.True(output[0] > level && output[0] < level + 0.01f);
    }

    [Fact]
    public void Nonsense_becomes_the_default()
    {
        var envelope = new Adsr { Settings = new AdsrSettings(float.NaN, -1, 7, float.PositiveInfinity, (EnvelopeShape)9) };
        Assert.Equal(new AdsrSettings(0.005f, 0.0005f, 1, 60), envelope.Settings);
    }

    private static int LengthOf(Adsr envelope, EnvelopeStage stage)
    {
        Span<float> one = stackalloc float[1];
        int length = 0;
        for (; envelope.Stage == stage; length++)
            envelope.Process(one);
        return length;
    }

    // The time of a fall, from the published curves: 80 dB analog with its cut, 100 dB linear in dB, or a straight line.
    private static double Fall(AdsrSettings s, double time, double end, double start)
    {
        if (start <= end)
            return 0;
        return s.Shape switch
        {
            EnvelopeShape.Linear => time * (start - end),
            EnvelopeShape.LinearDb => time * Math.Max(0, Math.Log(start / Math.Max(end, 1e-5)) / Math.Log(1e5)),
            _ => time * Math.Log((start - end + 1e-4) / 1e-4) / Math.Log(1.0001 / 1e-4),
        };
    }
}
