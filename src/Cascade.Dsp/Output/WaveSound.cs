using System;

namespace Cascade.Dsp.Output;

/// <summary>The whole sound of a WAV file in memory.</summary>
public sealed class WaveSound
{
    private readonly float[][] _channels;

    internal WaveSound(float[][] channels, int sampleRate)
    {
        _channels = channels;
        SampleRate = sampleRate;
    }

    /// <summary>Samples per second.</summary>
    public int SampleRate { get; }

    /// <summary>The number of channels, at least 1.</summary>
    public int Channels => _channels.Length;

    /// <summary>The samples in each channel.</summary>
    public int Frames => _channels[0].Length;

    /// <summary>The length in time.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)Frames / SampleRate);

    /// <summary>The samples of a channel; full scale is -1 to 1.</summary>
    /// <param name="channel">0 to <see cref="Channels"/> - 1; 0 is the left.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such channel.</exception>
    public ReadOnlySpan<float> this[int channel]
    {
        get
        {
            if ((uint)channel >= (uint)_channels.Length)
                throw new ArgumentOutOfRangeException(nameof(channel), channel, $"The sound has the channels 0 to {_channels.Length - 1}.");
            return _channels[channel];
        }
    }
}
