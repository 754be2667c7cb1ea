using Cascade.Dsp.Effects;
using Cascade.Dsp.Simd;
using Cascade.Dsp.Tests.Contracts;
using Cascade.Dsp.Tests.Signals;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Effects;

public sealed class ReverbContract : EffectContract<Reverb>
{
    protected override float Residue => 1e-6f;

    protected override Reverb Create() => new();
}

public sealed class ReverbTests
{
    private const int Rate = 48_000;

    private static readonly EffectPatch s_moving = Spaces.Plate.With(Effect.Mix, 0.6f);

    public static TheoryData<LaneWidth> Widths =>
        [.. new[] { LaneWidth.Scalar, LaneWidth.Bits128, LaneWidth.Bits256, LaneWidth.Bits512 }.Where(LaneWidths.IsSupported)];

    [Property(MaxTest = 10, Arbitrary = [typeof(Splits)])]
    public void Every_width_and_every_split_gives_the_same_bits(int[] lengths)
    {
        float[] expected = Play(LaneWidth.Scalar, [32]);
        foreach (LaneWidth width in Widths.Select(row => row.Data))
            Samples.AssertSameBits(expected, Play(width, lengths), $"{width}:");

        // Moves come after whole blocks, as from an engine; between them are fades of all delays, moving filters and modulation.
        static float[] Play(LaneWidth width, int[] lengths)
        {
            var reverb = new Reverb(s_moving).Ready(width: width);
            float[] left = Samples.Noise(40 * 320), right = Samples.Noise(40 * 320, seed: 2);
            for (int part = 0; part < 40; part++)
            {
                if (part % 3 == 1)
                    for (int number = 1; number < reverb.Parameters.Count - 1; number++)
                        reverb.Set(reverb.Parameters[number], reverb.Parameters[number].FromPosition((part * 7 + number * 5) % 11 / 10f));
                Splits.Run(320, lengths, (start, count) =>
                    reverb.Process(left.AsSpan(part * 320 + start, count), right.AsSpan(part * 320 + start, count)));
            }
            return [.. left, .. right];
        }
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(22_050)]
    [InlineData(44_100)]
    [InlineData(192_000)]
    public void It_sounds_at_every_rate_and_every_width_alike(int rate)
    {
        float[] expected = Answer(LaneWidth.Scalar);
        Assert.InRange(Energy(expected), 0.1, 2);
        foreach (LaneWidth width in Widths.Select(row => row.Data))
            Samples.AssertSameBits(expected, Answer(width), $"{width}:");

        float[] Answer(LaneWidth width)
        {
            Reverb reverb = ReverbResponse.Wet(s_moving, rate, width);
            float[] left = Samples.Impulse(rate), right = new float[rate];
            reverb.Process(left, right);
            return [.. left, .. right];
        }
    }

    [Fact]
    public void It_sleeps_after_the_tail_and_wakes_as_new()
    {
        EffectPatch room = Spaces.Room.With(Effect.Mix, 1);
        var reverb = new Reverb(room).Ready();
        float[] first = Samples.Impulse(Rate / 2), firstRight = new float[Rate / 2];
        reverb.Process(first, firstRight);
        float[] rest = new float[3 * Rate], restRight = new float[3 * Rate];
        reverb.Process(rest, restRight);
        int last = Array.FindLastIndex(rest, sample => sample != 0);
        Assert.InRange(last, Rate, 5 * Rate / 2);
        Assert.All(rest[(last + 1)..], sample => Assert.Equal(0, sample));
        Assert.True(Math.Abs(rest[last]) < 1e-9f);
        float[] second = Samples.Impulse(Rate / 2), secondRight = new float[Rate / 2];
        reverb.Process(second, secondRight);
        Samples.AssertSameBits(first, second);
        Samples.AssertSameBits(firstRight, secondRight);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    public void It_wakes_in_time_wherever_the_sound_begins(int blocksAsleep)
    {
        // Through a short sleep not all is forgotten yet when it is woken.
        var reverb = new Reverb(Spaces.Room.With(Effect.Mix, 1)).Ready();
        float[] left = Samples.Noise(4_800), right = Samples.Noise(4_800, seed: 2);
        reverb.Process(left, right);
        for (int block = 0; block < blocksAsleep + 1; block++)
            do
            {
                left = new float[32];
                right = new float[32];
                reverb.Process(left, right);
            }
            while (left.Concat(right).Any(sample => sample != 0));
        float[] woken = new float[9_600], fresh = new float[9_600];
        woken[13] = fresh[13] = 1;
        reverb.Process(woken, new float[9_600]);
        new Reverb(Spaces.Room.With(Effect.Mix, 1)).Ready().Process(fresh, new float[9_600]);
        Samples.AssertSameBits(fresh, woken);
    }

    [Theory]
    [InlineData(0.8f, 1, 1, 0)]
    [InlineData(1, 4, 0.5f, 0.1f)]
    [InlineData(0.5f, 0.5f, 2, 0.25f)]
    public void All_has_fallen_by_120_dB_at_the_end_of_the_tail_but_not_at_half(float time, float low, float high, float preDelay)
    {
        Reverb reverb =
            ReverbResponse.Wet(Spaces.Hall.With((Reverb.Decay, time), (Reverb.LowRatio, low), (Reverb.HighRatio, high),
            (Reverb.PreDelay, preDelay), (Reverb.EarlyLevel, -60)), 16_000);
        float[] left = Samples.Noise(16_000), right = Samples.Noise(16_000, seed: 2);
        reverb.Process(left, right);
        float[] tail = new float[reverb.TailFrames], after = new float[16_000];
        reverb.Process(tail, new float[tail.Length]);
        reverb.Process(after, new float[after.Length]);
        Assert.InRange(Samples.Peak(after), 0, 1e-6f);
        Assert.True(Samples.Peak(tail.AsSpan(tail.Length / 2)) > 1e-6f);
    }

    [Fact]
    public void Frozen_it_keeps_its_power_and_takes_in_nothing()
    {
        float[] Play(float input)
        {
            Reverb reverb = ReverbResponse.Wet(Spaces.Hall.With((Reverb.ModulationDepth, 0.001f)), Rate);
            float[] left = Samples.Noise(Rate), right = Samples.Noise(Rate, seed: 2);
            reverb.Process(left, right);
            reverb.Set(Reverb.Freeze, 1);
            float[] start = Samples.Noise(Rate / 2, 0.5f);
            reverb.Process(start, Samples.Noise(Rate / 2, 0.5f, 4));
            Assert.Equal(int.MaxValue, reverb.TailFrames);
            Assert.Equal(double.PositiveInfinity, reverb.DecayTime(1_000));
            float[] frozen = Samples.Noise(61 * Rate, input);
            reverb.Process(frozen, Samples.Noise(frozen.Length, input, 4));
            reverb.Set(Reverb.Freeze, 0);
            float[] thawed = new float[7 * Rate];
            reverb.Process(thawed, new float[thawed.Length]);
            Assert.InRange(Samples.Peak(thawed.AsSpan(6 * Rate)), 0, 1e-6f);
            return frozen;
        }
        float[] silent = Play(0), loud = Play(0.5f);
        Assert.Equal(Samples.LevelDb(silent.AsSpan(0, Rate)), Samples.LevelDb(silent.AsSpan(60 * Rate, Rate)), 0.2);
        Samples.AssertSameBits(silent, loud);
    }

    [Fact]
    public void A_longer_pre_delay_is_the_same_sound_later()
    {
        float[] near = ReverbResponse.All(Spaces.Hall.With((Reverb.PreDelay, 0.01f)), Rate, 1)[0],
            far = ReverbResponse.All(Spaces.Hall.With((Reverb.PreDelay, 0.11f)), Rate, 1)[0];
        Assert.InRange(Array.FindIndex(near, sample => sample != 0), 480, 480 + Rate / 200);
        Samples.AssertSameBits(near.AsSpan(0, Rate - 4_800), far.AsSpan(4_800));
        float[] none = ReverbResponse.All(Spaces.Hall.With((Reverb.PreDelay, 0)), Rate, 1)[0];
        Assert.InRange(Array.FindIndex(none, sample => sample != 0), 160, 160 + Rate / 200);
    }

    [Fact]
    public void Width_goes_from_one_sound_to_two_of_the_same_power()
    {
        float[][] wide = ReverbResponse.All(Spaces.Hall, Rate, 2),
            narrow = ReverbResponse.All(Spaces.Hall.With((Reverb.Width, 0)), Rate, 2);
        Assert.All(narrow[0].Zip(narrow[1]), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        Assert.Equal(10 * Math.Log10(wide.Sum(Energy)), 10 * Math.Log10(narrow.Sum(Energy)), 0.5);
    }

    [Fact]
    public void Without_mix_the_sound_stays_itself_and_up_to_half_it_stays_whole()
    {
        float[] sound = Samples.Noise(10_000), left = [.. sound], right = new float[10_000];
        new Reverb(Spaces.Hall.With(Effect.Mix, 0)).Ready().Process(left, right);
        Samples.AssertSameBits(sound, left);
        float[] half = Samples.Impulse(100), full = Samples.Impulse(100);
        new Reverb(Spaces.Hall.With(Effect.Mix, 0.5f)).Ready().Process(half, new float[100]);
        new Reverb(Spaces.Hall.With(Effect.Mix, 0.75f)).Ready().Process(full, new float[100]);
        Assert.Equal(1, half[0]);
        Assert.Equal(0.5f, full[0]);
    }

    [Fact]
    public void It_gets_over_what_is_no_number()
    {
        Reverb reverb = ReverbResponse.Wet(Spaces.Hall, Rate);
        float[] left = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1, 0, 0, 0, 0, float.MaxValue],
            right = new float[left.Length];
        reverb.Process(left, right);
        float[] after = new float[12 * Rate];
        reverb.Process(after, new float[after.Length]);
        Samples.AssertFinite(after);
        Assert.NotEqual(0, Samples.Peak(after));
        Assert.Equal(0, after[^1]);
    }

    [Fact]
    public void The_set_curve_is_its_closed_form()
    {
        var reverb =
            new Reverb(Spaces.Hall.With((Reverb.Decay, 2), (Reverb.LowRatio, 1.5f), (Reverb.HighRatio, 0.4f), (Reverb.LowCrossover, 100),
            (Reverb.HighCrossover, 10_000))).Ready();
        Assert.Equal(3, reverb.DecayTime(0), 1e-3);
        Assert.Equal(0.8, reverb.DecayTime(1e9), 1e-6);
        Assert.Equal(2, reverb.DecayTime(1_000), 0.05);
        Assert.Equal(2 / (1 + (1 / 1.5 - 1) / 2), reverb.DecayTime(100), 1e-3);
        Assert.Equal(2 / (1 + (1 / 0.4 - 1) / 2), reverb.DecayTime(10_000), 1e-3);
        reverb.Set(Reverb.Decay, 4);
        Assert.Equal(6, reverb.DecayTime(0), 1e-3);
    }

    // No line may gain at any frequency, else the network could grow: the mixing is orthogonal.
    [Fact]
    public void No_line_gains_at_any_setting()
    {
        foreach (int rate in new[] { 8_000, 48_000, 192_000 })
            foreach (double size in new[] { 0.25, 1.5 })
                foreach (double time in new[] { 0.1, 1, 20 })
                    foreach (double low in new[] { 0.25, 1, 4 })
                        foreach (double high in new[] { 0.1, 1, 2 })
                            foreach ((double lowCrossover,
                                double highCrossover) in new[] { (50.0, 1_500.0), (1_000, 1_500), (1_000, 20_000), (50, 20_000) })
                                AssertNoGain(rate, size, new ReverbDecay(time, low, high, lowCrossover, highCrossover));
    }

    [Fact]
    public void All_patches_are_within_range_and_found_in_the_parameters()
    {
        foreach (EffectPatch patch in Spaces.All)
        {
            var reverb = new Reverb(patch).Ready();
            foreach ((string id, float value) in patch.Values)
                Assert.Equal(value, reverb.Get(reverb.Parameters.Find(id)!));
        }
        Assert.Equal(Reverb.Size.Maximum,
            new Reverb(new EffectPatch { Effect = "reverb", Values = new Dictionary<string, float> { ["size"] = 1e9f } }).Get(Reverb.Size));
        Assert.Equal(["hall"], EffectKind.Find("reverb")!.Presets.Take(1).Select(patch => patch.Name));
    }

    private static void AssertNoGain(int rate, double size, ReverbDecay curve)
    {
        var delays = new ReverbDelays(rate);
        var all = new int[ReverbDelays.Count];
        delays.Write(size, 0, all);
        var absorption = new ReverbAbsorption(rate, delays.Signs);
        absorption.MoveTo(curve, false, all.AsSpan(ReverbDelays.Lines, ReverbDelays.Channels), 0);
        for (int line = 0; line < ReverbDelays.Channels; line++)
        {
            Assert.True(Math.Abs(absorption.Target(1, line)) < 1 && Math.Abs(absorption.Target(3, line)) < 1,
                $"Poles {absorption.Target(1, line)}, {absorption.Target(3, line)}: {rate} Hz, size {size}, {curve}");
            for (double w = 1e-4; w < Math.PI; w *= 1.2)
            {
                System.Numerics.Complex delay = System.Numerics.Complex.FromPolarCoordinates(1, -w);
                double gain =
                    (4 * absorption.Target(0, line) * (1 + absorption.Target(2, line) * delay) / (1 - absorption.Target(1, line) * delay)
                    * (1 + absorption.Target(4, line) * delay) / (1 - absorption.Target(3, line) * delay)).Magnitude;
                Assert.True(gain < 1, $"{gain} at {w} of line {line}: {rate} Hz, size {size}, {curve}");
            }
        }
    }

    private static double Energy(float[] sound) => sound.Sum(sample => sample * (double)sample);
}
