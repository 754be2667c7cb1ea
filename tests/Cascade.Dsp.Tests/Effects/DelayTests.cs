using Cascade.Dsp.Tests.Contracts;
using Cascade.Dsp.Tests.Signals;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Effects;

public sealed class DelayContract : EffectContract<Delay>
{
    protected override Delay Create() => new();

    protected override float Residue => 0;
}

public sealed class DelayTests
{
    [Theory]
    [InlineData(0.1f, 0.5f)]
    [InlineData(0.005f, 0.9f)]
    [InlineData(0.3333f, 0.25f)]
    public void Echoes_come_at_their_times_with_their_levels(float time, float feedback)
    {
        Delay delay = Open(time, feedback);
        (float[] left, float[] right) = Processed(delay, Samples.Impulse(96_000), new float[96_000]);
        int period = (int)Math.Round(time * 48_000.0);
        Assert.Equal(period, delay.DelayFrames);
        var expected = new float[96_000];
        expected[0] = 0.5f;
        float level = 1;
        for (int at = period; at < expected.Length && level >= 1e-6f; at += period, level *= feedback)
            expected[at] = 0.5f * level;
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], left[i], 1e-7f);
        Assert.Equal(0, Samples.Peak(right));
    }

    [Fact]
    public void From_side_to_side_each_echo_changes_sides()
    {
        Delay delay = Open(0.01f, 0.5f);
        delay.Set(Delay.PingPong, 1);
        (float[] left, float[] right) = Processed(delay, Samples.Impulse(4_000), new float[4_000]);
        Assert.Equal((0.25f, 0f), (left[480], right[480]));
        Assert.Equal((0f, 0.125f), (left[960], right[960]));
        Assert.Equal((0.0625f, 0f), (left[1440], right[1440]));
    }

    [Theory]
    [InlineData(9, 120, 24_000)]
    [InlineData(7, 90, 24_000)]
    [InlineData(8, 100, 19_200)]
    [InlineData(1, 300, 1_200)]
    [InlineData(12, 20, 192_000)]
    public void A_note_gives_the_time_at_its_tempo(int note, float tempo, int expected)
    {
        Delay delay = Open(0.1f, 0);
        delay.Set(Delay.Note, note);
        delay.Set(Delay.Tempo, tempo);
        Assert.Equal(expected, delay.DelayFrames);
        Assert.Equal(13, Delay.Note.Choices.Count);
        (float[] left, _) = Processed(delay, Samples.Impulse(200_000), new float[200_000]);
        Assert.Equal(0.5f, left[expected]);
    }

    [Fact]
    public void Cuts_take_6_dB_per_octave_from_each_echo()
    {
        Delay delay = Open(0.1f, 0.5f);
        delay.Set(Delay.HighCut, 1_000);
        (float[] left, _) = Processed(delay, Samples.Impulse(24_000), new float[24_000]);
        double[] first = Spectrum.GainDb(left.AsSpan(4_800, 4_800)), second = Spectrum.GainDb(left.AsSpan(9_600, 4_800)),
            third = Spectrum.GainDb(left.AsSpan(14_400, 4_800));
        // 10 Hz a bin.
        Assert.Equal(first[1] - 6.02, second[1], 0.01);
        Assert.Equal(first[100] - 6.02 - 3.01, second[100], 0.01);
        Assert.Equal(second[100] - 6.02 - 3.01, third[100], 0.01);
        Assert.Equal(-12, second[800] - second[400] - 6 + 0, 1.0);
    }

    [Fact]
    public void Moves_do_not_click()
    {
        Delay delay = Open(0.2f, 0.6f);
        float[] left = Samples.Sine(96_000, 100, 48_000), right = [.. left];
        for (int start = 0; start < left.Length; start += 4_800)
        {
            delay.Process(left.AsSpan(start, 4_800), right.AsSpan(start, 4_800));
            int step = start / 4_800;
            Parameter moved = delay.Parameters[1 + step % 8];
            delay.Set(moved, moved.FromPosition(step % 3 * 0.3f));
        }
        // A sine of 100 Hz moves by 0.0131 a sample; with echoes, and fading between two of them, by a few times that.
        for (int i = 1; i < left.Length; i++)
            Assert.InRange(Math.Abs(left[i] - left[i - 1]), 0, 0.05f);
    }

    // Half a period more turns the echo round: over 50 ms in straight lines, and again at once when it has come there.
    [Fact]
    public void A_new_time_fades_in_as_often_as_it_is_set()
    {
        Delay delay = Open(0.2f, 0);
        delay.Set(Effect.Mix, 1);
        float[] left = Samples.Sine(96_000, 100, 48_000), right = [.. left];
        for (int start = 0; start < left.Length; start += 12_000)
        {
            delay.Process(left.AsSpan(start, 12_000), right.AsSpan(start, 12_000));
            delay.Set(Delay.Time, start % 24_000 == 0 ? 0.205f : 0.2f);
        }
        for (int i = 12_000; i < left.Length; i++)
            Assert.InRange(Math.Abs(left[i] - left[i - 1]), 0, 0.014f);
        for (int start = 12_000; start < left.Length; start += 12_000)
        {
            int time = start % 24_000 == 0 ? 9_600 : 9_840;
            for (int i = start + 3_000; i < start + 12_000; i++)
                Assert.Equal(Math.Sin(2 * Math.PI * 100 * (i - time) / 48_000.0), left[i], 1e-3);
        }
    }

    [Fact]
    public void Silence_follows_the_tail_exactly()
    {
        foreach (float feedback in new[] { 0, 0.5f, 0.9f })
        {
            Delay delay = Open(0.05f, feedback);
            delay.Set(Delay.HighCut, 4_000);
            Processed(delay, Samples.Noise(48_000), Samples.Noise(48_000, seed: 2));
            (float[] left, float[] right) = Processed(delay, new float[delay.TailFrames], new float[delay.TailFrames]);
            Assert.NotEqual(0, Samples.Peak(left.AsSpan(0, 2_400)));
            (left, right) = Processed(delay, new float[48_000 * 8], new float[48_000 * 8]);
            Assert.Equal((0, 0), (Samples.Peak(left), Samples.Peak(right)));
        }
    }

    [Fact]
    public void What_is_no_sound_makes_no_echo()
    {
        Delay delay = Open(0.01f, 0.9f);
        (float[] left, float[] right) = Processed(delay, [float.NaN, float.PositiveInfinity, 1, .. new float[2_000]], new float[2_003]);
        Samples.AssertFinite(left.AsSpan(2));
        Samples.AssertFinite(right);
        Assert.Equal(0.5f, left[482]);
    }

    [Property(MaxTest = 20, Arbitrary = [typeof(Splits)])]
    public void Any_split_with_sleep_and_moves_gives_the_same_bits(int[] lengths)
    {
        Samples.AssertSameBits(Render([100]), Render(lengths));

        static float[] Render(int[] lengths)
        {
            var delay = new Delay().Ready(8_000);
            var output = new List<float>();
            for (int part = 0; part < 5; part++)
            {
                // Long enough for its whole line to be silent.
                float[] left = [.. Samples.Noise(500 + part), .. new float[part % 2 == 1 ? 70_003 : 1_000]], right = new float[left.Length];
                Splits.Run(left.Length, lengths, (start, count) => delay.Process(left.AsSpan(start, count), right.AsSpan(start, count)));
                delay.Set(Delay.Time, 0.01f * (part + 1));
                delay.Set(Delay.HighCut, 1_000 * (part + 1));
                delay.Set(Delay.Feedback, 0.1f * part);
                output.AddRange(left);
                output.AddRange(right);
            }
            return [.. output];
        }
    }

    // Half sound, half echoes, undamped.
    private static Delay Open(float time, float feedback)
    {
        var delay = new Delay().Ready();
        delay.Set(Delay.Time, time);
        delay.Set(Delay.Feedback, feedback);
        delay.Set(Delay.LowCut, 20);
        delay.Set(Delay.HighCut, 20_000);
        delay.Set(Delay.Mix, 0.5f);
        return delay;
    }

    private static (float[] Left, float[] Right) Processed(Delay delay, float[] left, float[] right)
    {
        for (int start = 0; start < left.Length; start += 480)
        {
            int count = Math.Min(480, left.Length - start);
            delay.Process(left.AsSpan(start, count), right.AsSpan(start, count));
        }
        return (left, right);
    }
}
