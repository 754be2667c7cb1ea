using System;

namespace Cascade.Dsp.Instruments;

/// <summary>The sixteen channels of a MIDI keyboard: what is down, held, and turned up.</summary>
internal sealed class KeyboardState
{
    /// <summary>The number of channels.</summary>
    public const int Channels = 16;

    private readonly ChannelState[] _channels = new ChannelState[Channels];

    /// <summary>Makes a keyboard at its defaults.</summary>
    public KeyboardState()
    {
        for (int i = 0; i < Channels; i++)
            _channels[i] = new ChannelState();
    }

    /// <summary>A channel.</summary>
    /// <param name="channel">0 to 15.</param>
    /// <exception cref="IndexOutOfRangeException">The channel is outside 0 to 15.</exception>
    public ChannelState this[int channel] => _channels[channel];

    /// <summary>Every channel back to its defaults.</summary>
    public void Reset()
    {
        foreach (ChannelState channel in _channels)
            channel.Reset();
    }
}
