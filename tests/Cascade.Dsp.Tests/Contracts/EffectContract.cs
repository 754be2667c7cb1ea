using Cascade.Dsp.Effects;
using Cascade.Dsp.Tests.Signals;

namespace Cascade.Dsp.Tests.Contracts;

/// <summary>What every effect keeps.</summary>
public abstract class EffectContract<TEffect> where TEffect : class, IEffect
{
    private const int Length = 6000;

    /// <summary>A new effect.</summary>
    protected abstract TEffect Create();

    /// <summary>What it may still give off after its tail.</summary>
    protected virtual float Residue => 1e-4f;

    [Fact]
    public void Any_split_gives_the_same_bits()
    {
        foreach (int ends in Enumerable.Range(0, 4))
        {
            float[] expected = Render(Prepared(ends), [Length]);
            Splits.ForAny(lengths => Samples.AssertSameBits(expected, Render(Prepared(ends), lengths), $"Ends {ends}:"), 20);
        }
    }

    [Fact]
    public void Reset_gives_the_same_bits_again()
    {
        TEffect used = Prepared(1), fresh = Prepared(1);
        Render(used, [100]);
        used.Reset();
        fresh.Reset();
        Samples.AssertSameBits(Render(fresh, [64]), Render(used, [64]));
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
                if (effect.Parameters.Length > 0)
                    effect.SetParameter(i % effect.Parameters.Length, i % 3 == 0 ? float.PositiveInfinity : 0);
                effect.Process(left, right);
            }
        }
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
        TEffect effect = Create();
        effect.Prepare(8_000);
        effect.Process(Samples.Noise(8_000), Samples.Noise(8_000, seed: 2));
        var tail = new float[effect.LatencySamples + effect.TailSamples];
        effect.Process(tail, new float[tail.Length]);
        int subnormals = Samples.CountSubnormals(tail);
        float[] left = new float[60 * 8_000], right = new float[60 * 8_000];
        effect.Process(left, right);
        Assert.InRange(Samples.Peak(left), 0, Residue);
        Assert.InRange(Samples.Peak(right), 0, Residue);
        Assert.InRange(subnormals + Samples.CountSubnormals(left) + Samples.CountSubnormals(right), 0, 32);
    }

    [Fact]
    public void Any_parameter_number_and_value_is_taken()
    {
        TEffect effect = Prepared(0);
        foreach (int index in new[] { -1, 0, 255, int.MaxValue })
            foreach (float value in new[] { float.NaN, float.NegativeInfinity, 1e30f })
                effect.SetParameter(index, value);
        Samples.AssertFinite(Render(effect, [64]));
    }

    [Fact]
    public void A_rate_out_of_range_is_refused()
    {
        TEffect effect = Create();
        Assert.Throws<ArgumentOutOfRangeException>(() => effect.Prepare(7_999));
        Assert.Throws<ArgumentOutOfRangeException>(() => effect.Prepare(192_001));
    }

    private TEffect Prepared(int ends, int sampleRate = 48_000)
    {
        TEffect effect = Create();
        effect.Prepare(sampleRate);
        for (int number = 0; ends > 0 && number < effect.Parameters.Length; number++)
        {
            bool atMaximum = ends switch { 1 => true, 2 => false, _ => new Random(ends * 1000 + number).Next(2) == 1 };
            effect.SetParameter(number, atMaximum ? effect.Parameters[number].Maximum : effect.Parameters[number].Minimum);
        }
        return effect;
    }

    private static float[] Render(TEffect effect, int[] lengths)
    {
        float[] left = Samples.Noise(Length), right = Samples.Noise(Length, seed: 2);
        Splits.Run(Length, lengths, (start, count) => effect.Process(left.AsSpan(start, count), right.AsSpan(start, count)));
        return [.. left, .. right];
    }
}
