using Cascade.Dsp.Simd;
using Cascade.Dsp.Tests.Contracts;
using Cascade.Dsp.Tests.Signals;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Effects;

public sealed class LimiterContract : EffectContract<Limiter>
{
    protected override Limiter Create() => new();

    protected override float Residue => 0;
}

public sealed class LimiterTests
{
    private const float TruePeakTolerance = 0.2f;

    public static TheoryData<string> LoudSignals => ["noise", "square", "chirp", "impulses", "steps", "near half the rate"];

    [Theory]
    [MemberData(nameof(LoudSignals))]
    public void No_peak_passes_the_ceiling(string name)
    {
        foreach (int rate in new[] { 8_000, 44_100, 48_000, 192_000 })
            foreach (float decibels in new[] { 1f, 6, 20, 40 })
            {
                float[] left = Loud(name, 20_000, decibels, 1), right = Loud(name, 20_000, decibels, 2);
                AssertBelow(Limited(left, right, rate), -1, $"{name} at {decibels} dB, {rate} Hz");
            }
    }

    [Fact]
    public void No_peak_of_10_000_random_signals_passes_the_ceiling()
    {
        var limiter = new Limiter().Ready();
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++)
        {
            float ceiling = -24 * random.NextSingle();
            limiter.Reset();
            limiter.Set(Limiter.Ceiling, ceiling);
            limiter.Set(Limiter.Release, 0.05f + 0.45f * random.NextSingle());
            float[] left = AnySignal(random, 300), right = AnySignal(random, 300);
            AssertBelow(Processed(limiter, left, right), ceiling, $"Signal {i}");
        }
    }

    [Fact]
    public void What_stays_below_the_ceiling_comes_out_bit_by_bit()
    {
        foreach (int rate in new[] { 8_000, 48_000, 96_000 })
        {
            float[] left = Samples.Noise(10_000), right = Samples.Sine(10_000, 997, rate);
            float peak = Math.Max(Oversampled.Peak(left), Oversampled.Peak(right));
            float scale = MathF.Pow(10, -1.1f / 20) / peak;
            for (int i = 0; i < left.Length; i++)
                (left[i], right[i]) = (left[i] * scale, right[i] * scale);
            var limiter = new Limiter().Ready(rate);
            (float[] l, float[] r) = Processed(limiter, left, right);
            int latency = limiter.LatencyFrames;
            Assert.Equal(Math.Max(32, (int)Math.Round(0.0015 * rate)) + 37, latency);
            Samples.AssertSameBits(left, l.AsSpan(latency, left.Length));
            Samples.AssertSameBits(right, r.AsSpan(latency, right.Length));
            Assert.Equal(0, limiter.Get(Limiter.Reduction));
        }
    }

    [Fact]
    public void After_a_peak_it_is_transparent_again()
    {
        var limiter = new Limiter().Ready();
        limiter.Set(Limiter.Release, 0.05f);
        float[] left = Samples.Noise(96_000, 0.2f), right = Samples.Noise(96_000, 0.2f, 2);
        left[1000] = 5;
        (float[] l, float[] r) = Processed(limiter, left, right);
        Assert.InRange(Samples.Peak(l), 0.5f, 0.8913f);
        int from = 60_000, latency = limiter.LatencyFrames;
        Samples.AssertSameBits(left.AsSpan(from), l.AsSpan(from + latency, left.Length - from));
        Samples.AssertSameBits(right.AsSpan(from), r.AsSpan(from + latency, right.Length - from));
    }

    [Theory]
    [InlineData(0.05f)]
    [InlineData(0.2f)]
    [InlineData(0.5f)]
    public void Three_dB_off_a_50_Hz_tone_is_no_distortion(float release)
    {
        var limiter = new Limiter().Ready();
        limiter.Set(Limiter.Release, release);
        float[] left = Samples.Sine(192_000, 50, 48_000);
        float amplitude = MathF.Pow(10, 2f / 20);
        for (int i = 0; i < left.Length; i++)
            left[i] *= amplitude;
        (float[] l, _) = Processed(limiter, left, [.. left]);
        Assert.Equal(3, limiter.Get(Limiter.Reduction), 0.01f);
        // A whole number of periods of the settled tone: all else is distortion.
        double[] levels = Spectrum.MagnitudeDb(l.AsSpan(96_000, 48_000));
        double power = 0;
        for (int bin = 0; bin < levels.Length; bin++)
            power += bin == 50 ? 0 : Math.Pow(10, levels[bin] / 10);
        double distortion = 10 * Math.Log10(power) - levels[50];
        Assert.True(distortion <= -80, $"{distortion:F1} dB");
        Assert.Equal(-1, levels[50], 0.01);
    }

    [Fact]
    public void Both_channels_share_one_gain()
    {
        var limiter = new Limiter().Ready();
        float[] loud = Samples.Noise(20_000, 4), soft = Samples.Noise(20_000, 0.1f, 2);
        (float[] l, float[] r) = Processed(limiter, loud, soft);
        limiter.Reset();
        (float[] otherLeft, float[] otherRight) = Processed(limiter, soft, loud);
        Samples.AssertSameBits(l, otherRight);
        Samples.AssertSameBits(r, otherLeft);
        int latency = limiter.LatencyFrames;
        for (int i = 5_000; i < 20_000; i++)
            Assert.Equal(l[i + latency] / loud[i], r[i + latency] / soft[i], 1e-5f);
    }

    [Fact]
    public void The_gain_comes_back_by_63_percent_in_the_release_time()
    {
        var limiter = new Limiter().Ready();
        limiter.Set(Limiter.Ceiling, -6);
        limiter.Set(Limiter.Release, 0.1f);
        float[] left = new float[48_000], right = new float[48_000];
        Array.Fill(right, 0.1f);
        left[1000] = 2;
        (_, float[] r) = Processed(limiter, left, right);
        int peak = 1000 + limiter.LatencyFrames, held = (int)(0.012 * 48_000);
        float floor = 0.1f * 0.50119f / 2;
        Assert.Equal(floor, r[peak], 1e-5f);
        Assert.Equal(floor, r[peak + held], 1e-4f);
        Assert.Equal(0.1f - (0.1f - floor) * MathF.Exp(-1), r[peak + held + 4_800], 5e-4f);
        Assert.Equal(0.1f, r[peak - 80], 1e-7f);
        Assert.InRange(r[peak - 36], floor + 0.01f, 0.09f);
    }

    [Fact]
    public void Gain_makes_it_louder_and_moves_without_a_step()
    {
        var limiter = new Limiter().Ready();
        limiter.Set(Limiter.Gain, 6);
        float[] left = new float[9_600], right = new float[9_600];
        Array.Fill(left, 0.1f);
        limiter.Process(left, right);
        Assert.Equal(0.19953f, left[^1], 1e-4f);
        limiter.Set(Limiter.Gain, 18);
        Array.Fill(left, 0.1f);
        limiter.Process(left, right);
        Assert.Equal(0.79433f, left[^1], 1e-4f);
        for (int i = 1; i < left.Length; i++)
            Assert.InRange(left[i] - left[i - 1], -1e-6f, 0.001f);
    }

    [Fact]
    public void A_ceiling_may_move_at_any_time()
    {
        var limiter = new Limiter().Ready();
        float[] left = Samples.Sine(48_000, 300, 48_000), right = [.. left];
        limiter.Process(left.AsSpan(0, 24_000), right.AsSpan(0, 24_000));
        limiter.Set(Limiter.Ceiling, -12);
        limiter.Process(left.AsSpan(24_000), right.AsSpan(24_000));
        float low = MathF.Pow(10, -12f / 20);
        Assert.InRange(Samples.Peak(left.AsSpan(0, 24_000)), 0.88f, 0.8913f);
        Assert.InRange(Samples.Peak(left.AsSpan(24_000 + limiter.LatencyFrames + 1)), 0.98f * low, low);
        for (int i = 1; i < left.Length; i++)
            Assert.InRange(Math.Abs(left[i] - left[i - 1]), 0, 0.06f);
    }

    [Fact]
    public void What_is_no_sound_is_silence()
    {
        foreach (float fault in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue })
        {
            float[] left = Samples.Noise(2_000, 0.3f), right = Samples.Noise(2_000, 0.3f, 2);
            float[] clean = [.. left];
            clean[500] = 0;
            left[500] = fault;
            (float[] expected, float[] expectedRight) = Processed(new Limiter().Ready(), clean, right);
            (float[] l, float[] r) = Processed(new Limiter().Ready(), left, right);
            Samples.AssertSameBits(expected, l);
            Samples.AssertSameBits(expectedRight, r);
        }
    }

    [Fact]
    public void Every_width_gives_the_same_bits()
    {
        float[] left = Samples.Noise(20_000, 3), right = Samples.Sine(20_000, 440, 48_000);
        left.AsSpan(5_000, 8_000).Clear();
        (float[] l, float[] r) = Processed(new Limiter().Ready(width: LaneWidth.Scalar), left, right);
        foreach (LaneWidth width in new[] { LaneWidth.Bits128, LaneWidth.Bits256, LaneWidth.Bits512 })
        {
            if (!LaneWidths.IsSupported(width))
                continue;
            (float[] wideLeft, float[] wideRight) = Processed(new Limiter().Ready(width: width), left, right);
            Samples.AssertSameBits(l, wideLeft, $"{width}:");
            Samples.AssertSameBits(r, wideRight, $"{width}:");
        }
    }

    /// <summary>The contract's noise is of full scale; here loud and soft alternate, so that resting, watching and limiting meet every
    /// split, and parameters move.</summary>
    [Property(MaxTest = 20, Arbitrary = [typeof(Splits)])]
    public void Any_split_of_a_changing_sound_gives_the_same_bits(int[] lengths)
    {
        const int length = 30_000, part = 5_000;
        float[] noise = Samples.Noise(length);
        float[] amplitudes = [0.3f, 0, 4, 0.01f, 0, 0.9f];
        for (int i = 0; i < length; i++)
            noise[i] *= amplitudes[i / part];
        Samples.AssertSameBits(Render([length]), Render(lengths));

        float[] Render(int[] lengths)
        {
            var limiter = new Limiter().Ready();
            float[] left = [.. noise], right = new float[length];
            for (int start = 0; start < length; start += part)
            {
                Splits.Run(part, lengths, (from, count) =>
                    limiter.Process(left.AsSpan(start + from, count), right.AsSpan(start + from, count)));
                limiter.Set(Limiter.Ceiling, start / part % 2 == 0 ? -12 : -3);
                limiter.Set(Limiter.Gain, start / part % 3);
            }
            return left;
        }
    }

    private static void AssertBelow((float[] Left, float[] Right) output, float ceiling, string what)
    {
        float bound = MathF.Pow(10, ceiling / 20);
        Assert.True(Samples.Peak(output.Left) <= bound && Samples.Peak(output.Right) <= bound,
            $"{what}: a sample of {Samples.Peak(output.Left)} or {Samples.Peak(output.Right)} above {bound}.");
        double over = Math.Max(Oversampled.PeakDb(output.Left), Oversampled.PeakDb(output.Right)) - ceiling;
        Assert.True(over <= TruePeakTolerance, $"{what}: a true peak {over:F3} dB above the ceiling.");
    }

    private static (float[] Left, float[] Right) Limited(float[] left, float[] right, int rate)
    {
        var limiter = new Limiter().Ready(rate);
        return Processed(limiter, left, right);
    }

    private static (float[] Left, float[] Right) Processed(Limiter limiter, float[] left, float[] right)
    {
        float[] l = [.. left, .. new float[limiter.LatencyFrames]], r = [.. right, .. new float[limiter.LatencyFrames]];
        limiter.Process(l, r);
        return (l, r);
    }

    private static float[] Loud(string name, int length, float decibels, int seed)
    {
        float amplitude = MathF.Pow(10, decibels / 20);
        var random = new Random(seed);
        return name switch
        {
            "noise" => Samples.Noise(length, amplitude, seed),
            "square" => Signal(length, i => i * 0.0091 * seed % 1 < 0.5 ? amplitude : -amplitude),
            "chirp" => Signal(length, i => amplitude * Math.Sin(Math.PI * 0.45 * i * i / length)),
            "impulses" => Signal(length, i => random.Next(50) == 0 ? amplitude * (random.NextSingle() - 0.5) : 0),
            "steps" => Signal(length, i => i / 500 % 2 == 0 ? amplitude : 0.1 * amplitude),
            _ => Signal(length, i => amplitude * Math.Sin(2 * Math.PI * 0.44 * i + seed)),
        };
    }

    // Noise of any colour, tones of any frequency, squares and bursts, some of them far too loud.
    private static float[] AnySignal(Random random, int length)
    {
        double amplitude = Math.Pow(10, (40 * random.NextDouble() - 10) / 20), frequency = 0.45 * random.NextDouble(),
            phase = 7 * random.NextDouble();
        double smooth = random.NextDouble(), last = 0;
        int start = random.Next(length / 2);
        return random.Next(5) switch
        {
            0 => Signal(length, _ => last = amplitude * (1 - smooth) * (2 * random.NextDouble() - 1) + smooth * last),
            1 => Signal(length, i => amplitude * Math.Sin(2 * Math.PI * frequency * i + phase)),
            2 => Signal(length, i => amplitude * (Math.Sin(frequency * i + phase) > 0 ? 1 : -1)),
            3 => Signal(length, i =>
            i < start ? 0 : amplitude * Math.Sin(2 * Math.PI * frequency * i + phase) * Math.Exp(-0.01 * (i - start))),
            _ => Signal(length, _ => amplitude * (2 * random.NextDouble() - 1)),
        };
    }

    private static float[] Signal(int length, Func<int, double> sample) => [.. Enumerable.Range(0, length).Select(i => (float)sample(i))];
}
