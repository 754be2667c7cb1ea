using Cascade.Dsp.Oscillators;
using Cascade.Dsp.Tests.Signals;
using FsCheck.Xunit;

namespace Cascade.Dsp.Tests.Contracts;

/// <summary>What every generator keeps.</summary>
public abstract class GeneratorContract<TUnit> where TUnit : class, IGenerator
{
    private const int Length = 3000;

    // What one call gives, for each unit; all cases of a property are compared with it.
    private float[][]? _whole;

    /// <summary>New units: the usual one, and those with parameters at both ends.</summary>
    protected abstract IEnumerable<TUnit> Units();

    /// <summary>What starts the sound after construction, Prepare and Reset.</summary>
    protected virtual void Begin(TUnit unit)
    {
    }

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

    [Fact]
    public void Reset_gives_the_same_bits_again()
    {
        foreach ((TUnit unit, TUnit fresh) in Units().Zip(Units()))
        {
            Begin(unit);
            unit.Process(new float[1234]);
            unit.Reset();
            Begin(unit);
            Begin(fresh);
            float[] expected = new float[Length], actual = new float[Length];
            fresh.Process(expected);
            unit.Process(actual);
            Samples.AssertSameBits(expected, actual);
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
    public void Allocates_nothing()
    {
        var block = new float[64];
        foreach (TUnit unit in Units())
        {
            Assert.Equal(0, Allocated.Bytes(Play));

            void Play()
            {
                unit.Reset();
                Begin(unit);
                for (int i = 0; i < 1000; i++)
                {
                    unit.Process(block);
                    Move(unit, i);
                }
            }
        }
    }

    [Theory]
    [InlineData(8_000, 60)]
    [InlineData(48_000, 5)]
    [InlineData(192_000, 1)]
    public void Output_is_finite_and_free_of_subnormals(int sampleRate, int seconds)
    {
        var block = new float[sampleRate];
        foreach (TUnit unit in Units())
        {
            unit.Prepare(sampleRate);
            Begin(unit);
            for (int second = 0; second < seconds; second++)
            {
                Move(unit, second);
                unit.Process(block);
                Samples.AssertFinite(block);
                Assert.True(Samples.CountSubnormals(block) == 0, $"Second {second} has {Samples.CountSubnormals(block)} subnormals.");
                Assert.InRange(Samples.Peak(block), 0, 4);
            }
        }
    }

    [Fact]
    public void A_rate_out_of_range_is_refused()
    {
        foreach (TUnit unit in Units())
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => unit.Prepare(7_999));
            Assert.Throws<ArgumentOutOfRangeException>(() => unit.Prepare(192_001));
        }
    }

    private float[] Render(TUnit unit, int[] lengths)
    {
        var output = new float[3 * Length];
        Begin(unit);
        for (int step = 0; step < 3; step++)
        {
            Splits.Run(Length, lengths, (start, count) => unit.Process(output.AsSpan(step * Length + start, count)));
            Move(unit, step);
        }
        return output;
    }
}
