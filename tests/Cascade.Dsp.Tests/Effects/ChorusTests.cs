using Cascade.Dsp.Effects;
using Cascade.Dsp.Simd;
using Cascade.Dsp.Tests.Contracts;
using Cascade.Dsp.Tests.Signals;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Effects;

public sealed class ChorusContract : EffectContract<Chorus>
{
    protected override Chorus Create() => new();

    protected override bool MovesInSilence => true;

    // What goes round is cut off 120 dB under full scale.
    protected override float Residue => 1e-6f;
}

public sealed class ChorusTests
{
    [Theory]
    [InlineData(440, -118)]
    [InlineData(1_000, -103)]
    [InlineData(5_000, -50)]
    public void A_voice_follows_its_delay(double frequency, double error)
    {
        Chorus chorus = Wet(1, 0.002f, 1);
        (float[] left, _) = Processed(chorus, Samples.Sine(96_000, frequency, 48_000));
        double signal = 0, noise = 0;
        for (int n = 2_000; n < left.Length; n++)
        {
            // The phase goes in steps of a cycle's 2^32nd.
            double delay = 384 + 96 * (1 + Math.Sin(2 * Math.PI * n * Math.Round(4294967296 / 48_000.0) / 4294967296)),
                expected = Math.Sin(2 * Math.PI * frequency * (n - delay) / 48_000);
            signal += expected * expected;
            noise += (left[n] - expected) * (left[n] - expected);
        }
        double measured = 10 * Math.Log10(noise / signal);
        Assert.True(measured <= error, $"{measured:F1} dB");
    }

    [Fact]
    public void A_tone_spreads_by_the_sweep_of_the_delay()
    {
        // The pitch of a delay that moves by D sin(2 pi r t) swings by 2 pi r D.
        Chorus chorus = Wet(2, 0.003f, 1);
        (float[] left, _) = Processed(chorus, Samples.Sine(200_000, 1_000, 48_000));
        double[] levels = Spectrum.MagnitudeDb(left.AsSpan(8_000, 96_000), Window.BlackmanHarris);
        double swing = 1_000 * 2 * Math.PI * 2 * 0.003;
        Assert.InRange(Highest(1_000 - 1.05 * swing, 1_000 - 0.8 * swing), -20, -5);
        Assert.InRange(Highest(1_000 + 0.8 * swing, 1_000 + 1.05 * swing), -20, -5);
        Assert.InRange(Highest(1_000 + 2 * swing, 2_000), -300, -70);

        double Highest(double from, double to) => levels.AsSpan((int)(2 * from), (int)(2 * (to - from))).ToArray().Max();
    }

    [Fact]
    public void Without_depth_a_voice_is_an_echo_of_8_ms()
    {
        Chorus chorus = Wet(1, 0, 1);
        float[] impulse = Samples.Impulse(2_000);
        (float[] left, float[] right) = Processed(chorus, impulse);
        Assert.Equal(1, left[384], 1e-6f);
        left[384] = 0;
        Assert.Equal(0, Samples.Peak(left));
        Assert.Equal(1, right[384], 1e-6f);
    }

    [Fact]
    public void Without_mix_nothing_changes()
    {
        var chorus = new Chorus().Ready();
        chorus.Set(Chorus.Mix, 0);
        float[] noise = Samples.Noise(5_000);
        (float[] left, _) = Processed(chorus, [.. noise]);
        Samples.AssertSameBits(noise, left);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Voices_are_as_loud_as_the_sound_and_lose_little_in_mono(int mode)
    {
        for (int voices = 1; voices <= 6; voices++)
        {
            Chorus chorus = Wet(0.7f, 0.003f, voices);
            chorus.Set(Chorus.Mode, mode);
            chorus.Set(Chorus.Width, 1);
            // Interpolation makes the highest octave softer; here it is soft.
            float[] noise = Samples.Noise(200_000);
            for (int i = 1; i < noise.Length; i++)
                noise[i] = 0.1f * noise[i] + 0.9f * noise[i - 1];
            double level = Samples.LevelDb(noise);
            (float[] left, float[] right) = Processed(chorus, [.. noise]);
            float[] mono = [.. left.Zip(right, (l, r) => (l + r) / 2)];
            Assert.Equal(level, Samples.LevelDb(left.AsSpan(5_000)), 0.6);
            Assert.Equal(level, Samples.LevelDb(right.AsSpan(5_000)), 0.6);
            Assert.InRange(Samples.LevelDb(mono.AsSpan(5_000)), level - 3.6, level + 0.6);
        }
    }

    [Fact]
    public void Width_makes_both_channels_differ()
    {
        Assert.Equal(1, Correlation(0), 1e-6);
        Assert.InRange(Correlation(1), -0.2, 0.6);

        static double Correlation(float width)
        {
            Chorus chorus = Wet(0.7f, 0.003f, 3);
            chorus.Set(Chorus.Width, width);
            (float[] left, float[] right) = Processed(chorus, Samples.Noise(100_000));
            double ll = 0, rr = 0, lr = 0;
            for (int i = 5_000; i < left.Length; i++)
                (ll, rr, lr) = (ll + left[i] * left[i], rr + right[i] * right[i], lr + left[i] * right[i]);
            return lr / Math.Sqrt(ll * rr);
        }
    }

    [Fact]
    public void Moves_do_not_click()
    {
        var chorus = new Chorus().Ready();
        float[] left = Samples.Sine(200_000, 100, 48_000), right = [.. left];
        for (int start = 0; start < left.Length; start += 1_000)
        {
            chorus.Process(left.AsSpan(start, 1_000), right.AsSpan(start, 1_000));
            int step = start / 1_000, index = step % 7;
            chorus.Move(1 + index, chorus.Parameters[1 + index].FromPosition(step % 4 / 3f));
        }
        // The sine moves by 0.0131 a sample, six voices by at most two and a half times that, resonance and pitch by a few times more; a
        // click would jump by tenths.
        for (int i = 1; i < left.Length; i++)
            Assert.InRange(Math.Abs(left[i] - left[i - 1]), 0, 0.1f);
    }

    [Fact]
    public void Silence_follows_the_tail_exactly_also_with_feedback()
    {
        Chorus chorus = Wet(1, 0.004f, 6);
        chorus.Set(Chorus.Feedback, 0.7f);
        Processed(chorus, Samples.Noise(48_000));
        (float[] left, _) = Processed(chorus, new float[chorus.TailFrames]);
        Assert.NotEqual(0, Samples.Peak(left));
        (left, _) = Processed(chorus, new float[480_000]);
        Assert.InRange(Samples.Peak(left), 0, 2e-6f);
        Assert.Equal(0, Samples.Peak(left.AsSpan(200_000)));
        Assert.Equal(0, Samples.CountSubnormals(left));
    }

    // Until a depth that moves has come to rest, after 0.05 s, the tail is that of the longer of both.
    [Theory]
    [InlineData(0.008f, 0)]
    [InlineData(0, 0.008f)]
    public void The_tail_follows_the_depth_when_it_has_moved(float from, float to)
    {
        Chorus chorus = Wet(1, from, 1);
        int before = chorus.TailFrames, after = Wet(1, to, 1).TailFrames;
        Processed(chorus, Samples.Noise(4_800));
        chorus.Set(Chorus.Depth, to);
        Assert.Equal(Math.Max(before, after), chorus.TailFrames);
        Processed(chorus, Samples.Noise(2_336));
        Assert.InRange(chorus.TailFrames, to == 0 ? after + 1 : after, Math.Max(before, after));
        Processed(chorus, Samples.Noise(96));
        Assert.Equal(after, chorus.TailFrames);
    }

    [Fact]
    public void What_is_no_sound_is_silence()
    {
        Chorus chorus = Wet(1, 0.002f, 3);
        chorus.Set(Chorus.Feedback, 0.7f);
        (float[] left, float[] right) = Processed(chorus, [float.NaN, float.PositiveInfinity, 1e20f, .. Samples.Noise(5_000)]);
        Samples.AssertFinite(left);
        Samples.AssertFinite(right);
        Assert.InRange(Samples.Peak(left), 0.5f, 20);
    }

    [Fact]
    public void Every_width_gives_the_same_bits()
    {
        float[] expected = Render(LaneWidth.Scalar);
        foreach (LaneWidth width in new[] { LaneWidth.Bits128, LaneWidth.Bits256, LaneWidth.Bits512 })
            if (LaneWidths.IsSupported(width))
                Samples.AssertSameBits(expected, Render(width), $"{width}:");

        static float[] Render(LaneWidth width)
        {
            var chorus = new Chorus().Ready(width: width);
            chorus.Set(Chorus.Mode, 1);
            chorus.Set(Chorus.Feedback, 0.4f);
            (float[] left, float[] right) = Processed(chorus, Samples.Noise(10_000));
            chorus.Set(Chorus.Voices, 6);
            (float[] left2, float[] right2) = Processed(chorus, Samples.Noise(10_000));
            return [.. left, .. right, .. left2, .. right2];
        }
    }

    [Property(MaxTest = 20, Arbitrary = [typeof(Splits)])]
    public void Any_split_with_sleep_and_moves_gives_the_same_bits(int[] lengths)
    {
        Samples.AssertSameBits(Render([100]), Render(lengths));

        static float[] Render(int[] lengths)
        {
            var chorus = new Chorus().Ready();
            var output = new List<float>();
            for (int part = 0; part < 7; part++)
            {
                float[] left = [.. Samples.Noise(500 + part), .. new float[5_001]], right = new float[left.Length];
                Splits.Run(left.Length, lengths, (start, count) => chorus.Process(left.AsSpan(start, count), right.AsSpan(start, count)));
                chorus.Move(1 + part, chorus.Parameters[1 + part].FromPosition(0.8f));
                output.AddRange(left);
                output.AddRange(right);
            }
            return [.. output];
        }
    }

    [Theory]
    [InlineData(0, 0, 0, 0, false)]
    [InlineData(1, 0, 0, 0, true)]
    [InlineData(0, 1, 0, 0, true)]
    [InlineData(0, 0, 1, 0, true)]
    [InlineData(0, 0, 0, 1, true)]
    [InlineData(0.5f, -0.5f, 0, 0, true)]
    public void A_voice_is_left_out_only_if_it_is_silent_during_the_whole_move(float left, float leftChange, float right, float rightChange,
        bool isHeard) => Assert.Equal(isHeard, new ChorusVoice
        {
            LeftStart = left,
            LeftChange = leftChange,
            RightStart = right,
            RightChange = rightChange,
        }.IsHeard);

    // Voices alone, in the middle.
    private static Chorus Wet(float rate, float depth, int voices)
    {
        var chorus = new Chorus().Ready();
        chorus.Set(Chorus.Rate, rate);
        chorus.Set(Chorus.Depth, depth);
        chorus.Set(Chorus.Voices, voices);
        chorus.Set(Chorus.Mix, 1);
        chorus.Set(Chorus.Width, 0);
        return chorus;
    }

    private static (float[] Left, float[] Right) Processed(Chorus chorus, float[] left)
    {
        float[] right = [.. left];
        chorus.Process(left, right);
        return (left, right);
    }
}
