using Cascade.Dsp.Simd;
using Cascade.Dsp.Tests.Engine;
using Cascade.Dsp.Tests.Signals;
using Cascade.Dsp.Tests.Simd;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Contracts;

/// <summary>What every effect keeps.</summary>
/// <remarks>
/// "Ends" number settings of all parameters: 0 leaves them as they are, 1 has all at the maximum, 2 all at the minimum, and any other
/// number has each at one of both, by chance.
/// </remarks>
public abstract class EffectContract<TEffect> where TEffect : Effect
{
    private const int Length = 6000;
    private const int LowRate = 8_000;

    // What one call gives, for each of the first ends; all cases of a property are compared with it.
    private float[][]? _whole;

    /// <summary>A new effect.</summary>
    protected abstract TEffect Create();

    /// <summary>An effect set so that it only delays, prepared for 48 kHz; null if it cannot be. Its output must be the input's bits, later
    /// by its latency.</summary>
    protected virtual TEffect? Transparent() => null;

    /// <summary>What it may still give off after its tail; after twice its tail and a second it is to be exactly silent.</summary>
    protected virtual float Residue => 1e-4f;

    /// <summary>True for an effect that moves by itself and goes on while there is no sound: what it does to a sound depends on when it
    /// comes.</summary>
    protected virtual bool MovesInSilence => false;

    /// <summary>The ends at which it falls silent. Tails of more than a minute are not waited for.</summary>
    protected virtual IEnumerable<int> QuietEnds => Enumerable.Range(0, 6);

    [Property(MaxTest = 20, Arbitrary = [typeof(Splits)])]
    public void Any_split_gives_the_same_bits(int[] lengths)
    {
        _whole ??= [.. Enumerable.Range(0, 4).Select(ends => Render(Prepared(ends), [Length]))];
        foreach ((int ends, float[] expected) in _whole.Index())
            Samples.AssertSameBits(expected, Render(Prepared(ends), lengths), $"Ends {ends}:");
    }

    [Fact]
    public void Every_width_equals_one_lane()
    {
        foreach (int ends in Enumerable.Range(0, 4))
        {
            foreach (LaneArithmetic arithmetic in LaneChoices.Arithmetics)
            {
                float[] expected = Render(Prepared(ends, 48_000, LaneWidth.Scalar, arithmetic), [Length]);
                foreach (LaneChoice lanes in LaneChoices.Of(arithmetic))
                    Samples.AssertSameBits(expected, Render(Prepared(ends, 48_000, lanes.Width, arithmetic), [480]),
                        $"Ends {ends}, {lanes}:");
            }
        }
    }

    [Fact]
    public void Reset_gives_the_same_bits_again()
    {
        TEffect used = Prepared(0), fresh = Prepared(0);
        Render(used, [100]);
        used.Process([float.NaN, float.PositiveInfinity, 1], [1, float.NaN, float.NegativeInfinity]);
        used.Reset();
        Samples.AssertSameBits(Render(fresh, [64]), Render(used, [64]));
    }

    [Fact]
    public void Without_a_rehearsal_it_gives_the_same_bits()
    {
        TEffect effect = Create();
        effect.Prepare(new EngineSettings { Rehearses = false });
        Samples.AssertSameBits(Render(Prepared(0), [64]), Render(effect, [64]));
    }

    [Fact]
    public void Allocates_nothing()
    {
        TEffect effect = Prepared(0);
        float[] left = Samples.Noise(32), right = Samples.Noise(32, seed: 2);
        Assert.Equal(0, Allocated.Bytes(Play));

        void Play()
        {
            effect.Reset();
            for (int i = 0; i < 1000; i++)
            {
                effect.Move(i % effect.Parameters.Count, i % 3 == 0 ? float.PositiveInfinity : 0);
                effect.Process(left, right);
                if (i % 8 == 0)
                    effect.Process(left.AsSpan(0, 5), right.AsSpan(0, 5));
                if (effect.LatencyFrames + effect.TailFrames < 0)
                    effect.Reset();
            }
        }
    }

    /// <remarks>Strict where it runs first in its process: other tests may compile what Prepare forgot.</remarks>
    [Fact]
    public void Nothing_is_collected_compiled_locked_or_thrown_on_the_audio_thread()
    {
        using RuntimeEvents events = RuntimeEvents.Start();
        // The other effect compiles this test's own code.
        ScaleEffect rehearsal = new ScaleEffect().Ready();
        TEffect effect = Prepared(0);
        Parameter[] own = [.. rehearsal.Parameters], parameters = [.. effect.Parameters];
        Exception start = RuntimeEvents.Mark("start of effect"), end = RuntimeEvents.Mark("end of effect"),
            rehearsed = RuntimeEvents.Mark("rehearsal");
        var audio = new Thread(() =>
        {
            RuntimeEvents.Throw(rehearsed);
            Perform(rehearsal, own);
            RuntimeEvents.Throw(start);
            Perform(effect, parameters);
            RuntimeEvents.Throw(end);
        });
        audio.Start();
        audio.Join();
        string[] found = events.Between("start of effect", "end of effect");
        Assert.True(found.Length == 0, string.Join("\n", found));
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(48_000)]
    [InlineData(192_000)]
    public void Output_is_finite_for_plus_40_dB_and_parameters_at_both_ends(int sampleRate)
    {
        foreach (int ends in Enumerable.Range(0, 8))
        {
            TEffect effect = Prepared(ends, sampleRate);
            float[] left = Samples.Noise(20_000, 100), right = Samples.Noise(20_000, 100, 2);
            effect.Process(left, right);
            Samples.AssertFinite(left, $"Ends {ends}:");
            Samples.AssertFinite(right, $"Ends {ends}:");
        }
    }

    [Fact]
    public void It_is_silent_after_its_tail_and_free_of_subnormals()
    {
        foreach (int ends in QuietEnds)
        {
            TEffect effect = Prepared(ends, LowRate);
            int tail = effect.LatencyFrames + effect.TailFrames;
            if (tail is < 0 or > 60 * LowRate)
                continue;
            effect.Process(Samples.Noise(LowRate), Samples.Noise(LowRate, seed: 2));
            int subnormals = 0;
            Silence(effect, tail, ref subnormals);
            float rest = Silence(effect, tail + LowRate, ref subnormals);
            Assert.True(rest <= Residue, $"Ends {ends}: {rest} is left after a tail of {tail} frames.");
            Assert.True(Silence(effect, LowRate, ref subnormals) == 0, $"Ends {ends}: it does not sleep.");
            Assert.True(subnormals <= 32, $"Ends {ends}: {subnormals} samples are subnormal.");
        }
    }

    [Fact]
    public void A_short_sound_after_a_long_silence_is_the_same_as_at_the_start()
    {
        if (MovesInSilence)
            Assert.Skip("It moves by itself while there is no sound.");
        TEffect effect = Prepared(0, LowRate);
        effect.Process(Samples.Noise(960), Samples.Noise(960, seed: 2));
        int subnormals = 0;
        // Whole blocks, so that the grid of 32 frames stands as at the start.
        Silence(effect, (2 * (effect.LatencyFrames + effect.TailFrames) / 32 + 1000) * 32, ref subnormals);
        TEffect fresh = Prepared(0, LowRate);
        float[] expected = Render(fresh, [64], moves: false), actual = Render(effect, [64], moves: false);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], Residue);
    }

    [Fact]
    public void Latency_is_constant_and_exact()
    {
        int latency = Prepared(0).LatencyFrames;
        foreach (int ends in Enumerable.Range(1, 5))
            Assert.Equal(latency, Prepared(ends).LatencyFrames);
        TEffect? transparent = Transparent();
        Assert.SkipWhen(transparent is null, "It cannot be set so that it only delays.");
        TEffect effect = transparent!;
        float[] left = Samples.Noise(Length, 0.25f), right = Samples.Noise(Length, 0.25f, 2);
        float[] leftBefore = [.. left], rightBefore = [.. right];
        effect.Process(left, right);
        Samples.AssertSameBits(leftBefore.AsSpan(0, Length - effect.LatencyFrames), left.AsSpan(effect.LatencyFrames), "Left:");
        Samples.AssertSameBits(rightBefore.AsSpan(0, Length - effect.LatencyFrames), right.AsSpan(effect.LatencyFrames), "Right:");
        Assert.True(left.AsSpan(0, effect.LatencyFrames).IndexOfAnyExcept(0f) < 0);
    }

    [Fact]
    public void Any_parameter_number_and_value_is_taken()
    {
        TEffect effect = Prepared(0);
        foreach (int index in new[] { -1, 0, 255, int.MaxValue })
            foreach (float value in new[] { float.NaN, float.NegativeInfinity, 1e30f })
                effect.Move(index, value);
        Samples.AssertFinite(Render(effect, [64]));
    }

    [Fact]
    public void A_rate_out_of_range_is_refused()
    {
        TEffect effect = Create();
        Assert.Throws<ArgumentOutOfRangeException>(() => effect.Ready(7_999));
        Assert.Throws<ArgumentOutOfRangeException>(() => effect.Ready(192_001));
        Assert.Throws<InvalidOperationException>(() => effect.Process(new float[3], new float[3]));
        Assert.Throws<ArgumentException>(() => effect.Ready().Process(new float[3], new float[4]));
        Assert.Throws<ArgumentException>(() => effect.Process(new float[4], new float[3]));
    }

    private static void Perform(Effect effect, Parameter[] parameters)
    {
        Span<float> left = stackalloc float[100], right = stackalloc float[100];
        for (int block = 0; block < 1000; block++)
        {
            bool isFed = block % 300 < 200;
            for (int i = 0; i < left.Length; i++)
                left[i] = right[i] = isFed ? (i * 37 + block) % 11 * 0.1f - 0.5f : 0;
            int number = block % 64;
            if (number < parameters.Length)
                effect.Move(number, block % 3 == 0 ? parameters[number].Maximum : block % 3 == 1 ? parameters[number].Minimum : float.NaN);
            effect.Process(left, right);
        }
        effect.Reset();
    }

    private TEffect Prepared(int ends, int sampleRate = 48_000, LaneWidth width = LaneWidth.Auto,
        LaneArithmetic arithmetic = LaneArithmetic.Auto)
    {
        TEffect effect = Create().Ready(sampleRate, width, arithmetic);
        Move(effect, ends);
        return effect;
    }

    private static void Move(TEffect effect, int ends)
    {
        for (int number = 0; ends > 0 && number < effect.Parameters.Count; number++)
        {
            bool atMaximum = ends switch { 1 => true, 2 => false, _ => new Random(ends * 1000 + number).Next(2) == 1 };
            effect.Move(number, atMaximum ? effect.Parameters[number].Maximum : effect.Parameters[number].Minimum);
        }
    }

    // Three stretches; between them all parameters jump, not on any grid.
    private static float[] Render(TEffect effect, int[] lengths, bool moves = true)
    {
        float[] left = Samples.Noise(Length), right = Samples.Noise(Length, seed: 2);
        for (int start = 0; start < Length; start += Length / 3)
        {
            int from = start;
            if (moves && start > 0)
                Move(effect, 10 + start);
            Splits.Run(Length / 3, lengths, (at, count) => effect.Process(left.AsSpan(from + at, count), right.AsSpan(from + at, count)));
        }
        return [.. left, .. right];
    }

    private static float Silence(TEffect effect, int frames, ref int subnormals)
    {
        float[] left = new float[frames], right = new float[frames];
        effect.Process(left, right);
        subnormals += Samples.CountSubnormals(left) + Samples.CountSubnormals(right);
        return frames == 0 ? 0 : Math.Max(Samples.Peak(left), Samples.Peak(right));
    }
}
