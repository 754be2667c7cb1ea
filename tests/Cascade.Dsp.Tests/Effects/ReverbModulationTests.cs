using Cascade.Dsp.Effects;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp.Tests.Effects;

public sealed class ReverbModulationTests
{
    // From block to block, the first too, each voice is where its sine is, a quarter of a turn after the one before.
    [Theory]
    [InlineData(48_000, 0.001f, 1)]
    [InlineData(44_100, 0.0005f, 3)]
    public void Voices_follow_sines_a_quarter_of_a_turn_apart(int rate, float depth, float frequency)
    {
        var modulation = new ReverbModulation(rate, LaneArithmetic.Fused);
        modulation.Start(depth, frequency);
        for (int block = 0; block < 2_000; block++)
        {
            for (int voice = 0; voice < ReverbModulation.Voices; voice++)
            {
                Assert.Equal(Offset(block, voice), modulation.Whole(voice) + modulation.Rest(voice), 0.02);
                double end = modulation.Whole(voice) + modulation.Rest(voice) + 32 * modulation.Step(voice);
                Assert.Equal(Offset(block + 1, voice), end, 0.02);
                Assert.InRange(modulation.Rest(voice), 0, 1);
            }
            modulation.Advance(depth, frequency, 10);
        }

        double Offset(int block, int voice) =>
            depth * rate * Math.Sin(2 * Math.PI * (frequency * 32.0 * block / rate + voice / 4.0));
    }
}
