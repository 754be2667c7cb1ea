using Cascade.Dsp.Instruments;

namespace Cascade.Dsp.Tests.Events;

/// <summary>What a channel remembers of its keys and pedals.</summary>
public sealed class ChannelStateTests
{
    private readonly ChannelState _channel = new KeyboardState()[0];

    [Theory]
    [InlineData(1f, true)]
    [InlineData(0f, false)]
    public void Keys_that_all_come_up_are_caught_only_by_a_pedal(float sustain, bool isCaught)
    {
        _channel.Press(60);
        _channel.SetControl(64, sustain);
        _channel.ReleaseAll();
        // The sostenuto pedal catches what is down or what the other pedal holds.
        _channel.SetControl(66, 1);
        Assert.Equal((false, isCaught), (_channel.IsDown(60), _channel.IsLatched(60)));
    }

    [Fact]
    public void Pressure_on_keys_ends_with_the_controllers()
    {
        _channel.SetKeyPressure(60, 0.5f);
        _channel.SetControl(121, 0);
        Assert.Equal(0, _channel.KeyPressure(60));
        _channel.SetKeyPressure(60, 0.5f);
        _channel.Reset();
        Assert.Equal(0, _channel.KeyPressure(60));
    }
}
