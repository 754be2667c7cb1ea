using Cascade.Dsp.Instruments.Piano;
using Cascade.Dsp.Simd;
using Cascade.Dsp.Tests.Signals;
using Cascade.Dsp.Tests.Simd;

namespace Cascade.Dsp.Tests.Piano;

public sealed class SympatheticStringsTests
{
    private const int BlockSize = Instrument.BlockSize;

    // Whole blocks of the strings', which are four.
    private const int Whole = 38 * 4 * BlockSize;
    private readonly StruckNotes _notes = new();

    // The pedal lifts all dampers, but the struck key's own strings are the sound itself.
    [Fact]
    public void The_halo_is_25_to_40_dB_down_and_much_less_without_the_pedal()
    {
        foreach (int key in new[] { 33, 45, 57, 60, 69, 76 })
        {
            float[] note = _notes.Play(key, 2, 2);
            double down = Halo(note, other => other != key), up = Halo(note, other => other != key && other >= Dampers.FirstWithout);
            Assert.InRange(down, -35, -25);
            Assert.True(up < down - 15, $"key {key}: {down:F1} dB with the pedal, {up:F1} dB without");
        }
    }

    // The highest notes are over before a string has answered.
    [Fact]
    public void The_halo_of_no_key_sticks_out()
    {
        for (int key = 21; key <= 108; key++)
        {
            double halo = Halo(_notes.Play(key, 2, 2), other => other != key);
            Assert.True(halo < -25 && halo > (key <= 99 ? -45 : -52), $"key {key}: {halo:F1} dB");
        }
    }

    [Fact]
    public void Silently_held_strings_ring_where_a_related_key_has_partials()
    {
        float[] note = _notes.Play(60, 0.3, 1);
        double level = StruckNotes.Level(note.AsSpan(0, 14_400), note.AsSpan(0, 14_400));
        (float[] left, float[] right) = Answer(note, key => key == 48);
        Span<float> after = left.AsSpan(19_200, 14_400);
        ReadOnlySpan<double> f = StruckNotes.Strings[48].Frequencies;
        double second = StruckNotes.Partial(after, f[1]) - level, fourth = StruckNotes.Partial(after, f[3]) - level;
        Assert.True(StruckNotes.Level(after, right.AsSpan(19_200, 14_400)) > level - 50);
        Assert.InRange(second, -70, -40);
        Assert.InRange(fourth, -70, -40);
        foreach (int n in new[] { 1, 3, 5 })
            Assert.True(StruckNotes.Partial(after, f[n - 1]) - level < Math.Min(second, fourth) - 8, $"partial {n}");
    }

    [Fact]
    public void Silently_held_strings_ring_at_the_partials_of_a_lower_key_and_not_at_an_unrelated_one()
    {
        float[] note = _notes.Play(48, 0.3, 1);
        double level = StruckNotes.Level(note.AsSpan(0, 14_400), note.AsSpan(0, 14_400));
        (float[] left, float[] right) = Answer(note, key => key == 60);
        double related = StruckNotes.Level(left.AsSpan(19_200), right.AsSpan(19_200)) - level;
        Assert.InRange(StruckNotes.Partial(left.AsSpan(19_200, 14_400), StruckNotes.Strings[60].Frequencies[0]) - level, -65, -40);
        (left, right) = Answer(note, key => key == 61);
        double unrelated = StruckNotes.Level(left.AsSpan(19_200), right.AsSpan(19_200)) - level;
        Assert.True(unrelated < related - 20, $"{unrelated:F1} dB after {related:F1} dB");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(12)]
    public void The_damper_takes_at_its_rate_from_each_partial(double damping)
    {
        const int key = 40, from = 2_400, apart = 9_600, length = 9_600;
        SympatheticStrings strings = Make(other => other == key);
        strings.Move(key, 1, damping);
        (float[] left, _) = Render(strings, Impulse(24_000));
        StringModel model = StruckNotes.Strings[key];
        for (int n = 1; n <= 6; n++)
        {
            double fall =
                StruckNotes.Partial(left.AsSpan(from, length),
                model.Frequencies[n - 1]) - StruckNotes.Partial(left.AsSpan(from + apart, length), model.Frequencies[n - 1]);
            double loss = fall * Math.Log(10) / 20 * 48_000 / apart - damping * Math.Pow(Math.Min(n, 6), 0.6);
            Assert.True(loss >= 0.99 * model.AfterLoss[n - 1] && loss <= model.PromptLoss[n - 1],
                $"partial {n}: {loss:F3}/s beside the damper, {model.AfterLoss[n - 1]:F3} to {model.PromptLoss[n - 1]:F3} expected");
        }
    }

    [Fact]
    public void Closed_strings_keep_what_they_have_and_take_no_more()
    {
        SympatheticStrings strings = Make(key => key == 60);
        (float[] whole, _) = Render(strings, Impulse(2 * Whole));
        strings = Make(key => key == 60);
        (float[] first, _) = Render(strings, Impulse(Whole));
        strings.Move(60, 0, 0);
        (float[] second, _) = Render(strings, new float[Whole]);
        Samples.AssertSameBits(whole, [.. first, .. second]);
        strings.Move(60, 0, 100);
        Render(strings, new float[20 * Whole]);
        Assert.True(strings.IsSilent);
        (float[] closed, _) = Render(strings, Samples.Noise(Whole));
        Assert.True(strings.IsSilent);
        Assert.All(closed, x => Assert.Equal(0, x));
    }

    [Fact]
    public void Half_open_strings_take_half()
    {
        SympatheticStrings half = Make(_ => false);
        half.Move(60, 0.5f, 0);
        (float[] expected, _) = Render(Make(key => key == 60), Impulse(4_800));
        (float[] actual, _) = Render(half, Impulse(4_800));
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i] / 2, actual[i], 1e-6);
    }

    [Fact]
    public void They_answer_four_blocks_after_the_bridge()
    {
        (float[] left, _) = Render(Make(_ => true), Impulse(Whole));
        float peak = Samples.Peak(left);
        // Bringing them to the whole rate takes sixteen samples of theirs.
        Assert.All(left[..(3 * BlockSize)], x => Assert.Equal(0, x));
        Assert.True(Samples.Peak(left.AsSpan(0, 4 * BlockSize)) < 0.05 * peak);
        Assert.True(Samples.Peak(left.AsSpan(4 * BlockSize, 4 * BlockSize)) > 0.2 * peak);
    }

    [Fact]
    public void A_key_can_be_tuned_anew_while_it_rings()
    {
        SympatheticStrings strings = Make(key => key is 60 or 62);
        Render(strings, Impulse(Whole));
        Assert.Equal(2, strings.Ringing);
        strings.SetKey(60, StruckNotes.Strings[61], 1, 0);
        (float[] left, float[] right) = Render(strings, new float[24_000]);
        Assert.True(StruckNotes.Partial(left, StruckNotes.Strings[61].Frequencies[0]) > StruckNotes.Partial(left,
            StruckNotes.Strings[60].Frequencies[0]) + 20);
        Assert.True(StruckNotes.Partial(left, StruckNotes.Strings[61].Frequencies[0]) > StruckNotes.Partial(right,
            StruckNotes.Strings[61].Frequencies[0]) + 20);
        strings.Reset();
        strings.Close();
        Assert.Equal(0, strings.Ringing);
        Render(strings, Impulse(Whole));
        Assert.True(strings.IsSilent);
    }

    [Fact]
    public void Every_width_gives_the_same_bits()
    {
        float[] note = _notes.Play(60, 0.2, 0.4);
        foreach (LaneArithmetic arithmetic in LaneChoices.Arithmetics)
        {
            (float[] Left, float[] Right) expected = Render(Make(_ => true, LaneChoices.One(arithmetic)), note);
            Assert.True(Samples.Peak(expected.Left) > 1e-4f);
            foreach (LaneChoice lanes in LaneChoices.Of(arithmetic))
            {
                (float[] left, float[] right) = Render(Make(_ => true, lanes), note);
                Samples.AssertSameBits(expected.Left, left, $"{lanes}, left.");
                Samples.AssertSameBits(expected.Right, right, $"{lanes}, right.");
            }
        }
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(192_000)]
    public void Every_rate_is_served(int sampleRate)
    {
        var strings = new SympatheticStrings(sampleRate, LaneWidth.Auto);
        for (int key = 0; key < 128; key++)
        {
            strings.SetKey(key, StruckNotes.Strings[key], 1, 1);
            strings.Move(key, 1, 0);
        }
        (float[] left, _) = Render(strings, Samples.Noise(sampleRate, 0.5f));
        Samples.AssertFinite(left);
        Assert.InRange(Samples.Peak(left), 1e-3f, 1);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        SympatheticStrings strings = Make(_ => true);
        float[] input = Samples.Noise(BlockSize), left = new float[BlockSize], right = new float[BlockSize];
        StringModel[] models = StruckNotes.Strings;
        int ringing = 0;
        Assert.Equal(0, Allocated.Bytes(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                strings.SetKey(i % 128, models[i % 128], 1, 1);
                strings.Move(i % 127, i % 2, i % 3);
                strings.Render(input, left, right, 1);
                ringing = Math.Max(ringing, strings.Ringing);
            }
            strings.Reset();
            strings.Close();
        }));
        Assert.True(ringing > 50);
    }

    private static SympatheticStrings Make(Func<int, bool> open, LaneChoice? lanes = null)
    {
        var strings = new SympatheticStrings(48_000, lanes ?? LaneWidth.Auto);
        for (int key = 0; key < 128; key++)
        {
            strings.SetKey(key, StruckNotes.Strings[key], MathF.Sqrt(0.5f), MathF.Sqrt(0.5f));
            strings.Move(key, open(key) ? 1 : 0, open(key) ? 0 : Dampers.Rate(key));
        }
        return strings;
    }

    private static double Halo(float[] note, Func<int, bool> open)
    {
        (float[] left, float[] right) = Answer(note, open);
        return StruckNotes.Level(left, right) - StruckNotes.Level(note, note);
    }

    private static (float[] Left, float[] Right) Answer(float[] note, Func<int, bool> open) => Render(Make(open), note);

    private static (float[] Left, float[] Right) Render(SympatheticStrings strings, float[] bridge)
    {
        float[] left = new float[bridge.Length], right = new float[bridge.Length];
        for (int i = 0; i < bridge.Length; i += BlockSize)
            strings.Render(bridge.AsSpan(i, BlockSize), left.AsSpan(i, BlockSize), right.AsSpan(i, BlockSize), 1);
        return (left, right);
    }

    // So strong that all strings ring for long above what can be heard.
    private static float[] Impulse(int length)
    {
        var samples = new float[length];
        samples[0] = 1e6f;
        return samples;
    }
}
