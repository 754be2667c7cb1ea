using Cascade.Dsp.Envelopes;

namespace Cascade.Dsp.Tests.Envelopes;

/// <summary>The settings of an envelope, apart from its sound.</summary>
public sealed class AdsrSettingsTests
{
    [Fact]
    public void What_is_no_number_becomes_the_default_that_is_documented()
    {
        AdsrSettings none = new AdsrSettings(float.NaN, float.NaN, float.NaN, float.NaN, (EnvelopeShape)9).Clamped();
        Assert.Equal((0.005f, 0.2f, 0.7f, 0.3f, EnvelopeShape.Analog), (none.Attack, none.Decay, none.Sustain, none.Release, none.Shape));
        Assert.Equal(AdsrSettings.Default, none);
    }

    [Fact]
    public void What_is_out_of_range_moves_to_the_nearest_end()
    {
        AdsrSettings low = new AdsrSettings(-1, 0, -1, float.NegativeInfinity).Clamped(),
            high = new AdsrSettings(61, 1e9f, 2, float.PositiveInfinity).Clamped();
        Assert.Equal((0.0005f, 0.0005f, 0, 0.0005f), (low.Attack, low.Decay, low.Sustain, low.Release));
        Assert.Equal((60, 60, 1, 60), (high.Attack, high.Decay, high.Sustain, high.Release));
    }
}
