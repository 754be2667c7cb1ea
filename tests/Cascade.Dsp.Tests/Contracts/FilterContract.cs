using Cascade.Dsp.Filters;
using Cascade.Dsp.Tests.Signals;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Contracts;

/// <summary>What every filter keeps.</summary>
public abstract class FilterContract<TUnit> where TUnit : class, IFilter
{
    private const int Length = 3000;

    // What one call gives, for each unit; all cases of a property are compared with it.
    private float[][]? _whole;

    /// <summary>New units: the usual one, and those with parameters at both ends.</summary>
    protected abstract IEnumerable<TUnit> Units();

    /// <summary>What moves parameters between two calls, differently for each step.</summary>
    protected virtual void Move(TUnit unit, int step)
    {
    }

    [Property(MaxTest = 50, Arbitrary = [typeof(Splits)])]
    public void Any_split_gives_the_same_bits(int[] lengths)
    {
        _whole ??= [.. Units().Select(unit => Render(unit, [Length]))];
        foreach ((int number, TUnit unit) in Units().Index())
            Samples.AssertSameBits(_whole[number], Render(unit, lengths), $"Unit {number}:");
    }

    // State is flushed by the sample, not by the call.
    [Property(MaxTest = 20, Arbitrary = [typeof(Splits)])]
    public void A_tail_ends_at_the_same_sample_for_any_split(int[] lengths)
    {
        foreach ((TUnit unit, TUnit split) in Units().Zip(Units()))
        {
            float[] input = [.. Samples.Noise(200, 3e-14f), .. new float[Length]];
            float[] whole = new float[input.Length], pieces = new float[input.Length];
            unit.Process(input, whole);
            Splits.Run(input.Length, lengths, (start, count) => split.Process(input.AsSpan(start, count), pieces.AsSpan(start, count)));
            Samples.AssertSameBits(whole, pieces);
        }
    }

    [Fact]
    public void Reset_gives_the_same_bits_again()
    {
        foreach ((TUnit unit, TUnit fresh) in Units().Zip(Units()))
        {
            unit.Process(Samples.Noise(1234, 10), new float[1234]);
            unit.Reset();
            Samples.AssertSameBits(Render(fresh, [Length]), Render(unit, [Length]));
        }
    }

    [Fact]
    public void A_new_unit_is_prepared_for_48_kHz()
    {
        foreach ((TUnit unit, TUnit prepared) in Units().Zip(Units()))
        {
            prepared.Prepare(48_000);
            Samples.AssertSameBits(Render(prepared, [Length]), Render(unit, [Length]));
        }
    }

    [Fact]
    public void In_place_equals_out_of_place()
    {
        foreach ((TUnit unit, TUnit other) in Units().Zip(Units()))
        {
            float[] input = Samples.Noise(Length), output = new float[Length];
            unit.Process(input, output);
            other.Process(input, input);
            Samples.AssertSameBits(output, input);
        }
    }

    [Fact]
    public void Allocates_nothing()
    {
        float[] input = Samples.Noise(64), output = new float[64];
        foreach (TUnit unit in Units())
        {
            Assert.Equal(0, Allocated.Bytes(Play));

            void Play()
            {
                unit.Reset();
                for (int i = 0; i < 1000; i++)
                {
                    unit.Process(input, output);
                    Move(unit, i);
                }
            }
        }
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(44_100)]
    [InlineData(192_000)]
    public void Output_is_finite_for_inputs_of_plus_40_dB(int sampleRate)
    {
        float[] noise = Samples.Noise(20_000, 100), direct = new float[20_000], output = new float[20_000];
        Array.Fill(direct, 100);
        foreach (TUnit unit in Units())
        {
            unit.Prepare(sampleRate);
            for (int step = 0; step < 20; step++)
            {
                unit.Process(step % 2 == 0 ? noise : direct, output);
                Samples.AssertFinite(output, $"Step {step}:");
                Move(unit, step);
            }
        }
    }

    /// <remarks>State is flushed on a grid of 32 samples. A filter that falls from 1e-15 to nothing between two of them may pass the
    /// subnormal range once, within these samples.</remarks>
    [Theory]
    [InlineData(8_000, 60)]
    [InlineData(48_000, 6)]
    public void The_tail_after_a_loud_burst_is_free_of_subnormals(int sampleRate, int seconds)
    {
        int number = 0;
        foreach (TUnit unit in Units())
        {
            number++;
            var block = new float[sampleRate];
            unit.Prepare(sampleRate);
            unit.Process(Samples.Noise(sampleRate, 100), block);
            int subnormals = 0;
            for (int second = 0; second < seconds; second++)
            {
                Array.Clear(block);
                unit.Process(block, block);
                subnormals += Samples.CountSubnormals(block);
            }
            Assert.True(subnormals < 32, $"Unit {number} has {subnormals} subnormal samples in its tail.");
        }
    }

    [Fact]
    public void What_is_not_a_number_leaves_no_trace_after_Reset()
    {
        foreach ((TUnit unit, TUnit fresh) in Units().Zip(Units()))
        {
            unit.Process([float.NaN, float.PositiveInfinity, 1], new float[3]);
            unit.Reset();
            Samples.AssertSameBits(Render(fresh, [Length]), Render(unit, [Length]));
        }
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        foreach (TUnit unit in Units())
        {
            Assert.Throws<ArgumentException>(() => unit.Process(new float[3], new float[4]));
            Assert.Throws<ArgumentOutOfRangeException>(() => unit.Prepare(7_999));
            Assert.Throws<ArgumentOutOfRangeException>(() => unit.Prepare(192_001));
        }
    }

    private float[] Render(TUnit unit, int[] lengths)
    {
        float[] input = Samples.Noise(3 * Length), output = new float[3 * Length];
        for (int step = 0; step < 3; step++)
        {
            Splits.Run(Length, lengths, (start, count) =>
                unit.Process(input.AsSpan(step * Length + start, count), output.AsSpan(step * Length + start, count)));
            Move(unit, step);
        }
        return output;
    }
}
