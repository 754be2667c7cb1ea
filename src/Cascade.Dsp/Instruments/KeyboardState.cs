using System;
using Cascade.Dsp.Events;

namespace Cascade.Dsp.Instruments;

/// <summary>The sixteen channels of a MIDI keyboard: what is down, held, and turned up.</summary>
internal sealed class KeyboardState
{
    /// <summary>The number of channels.</summary>
    public const int Channels = ChannelMemory.Channels;

    private readonly ChannelState[] _channels = new ChannelState[Channels];
    private readonly ChannelMemory _memory = new();
    private float _fine, _coarse;

    /// <summary>Makes a keyboard at its defaults.</summary>
    public KeyboardState()
    {
        for (int i = 0; i < Channels; i++)
            _channels[i] = new ChannelState(_memory, i);
    }

    /// <summary>A channel.</summary>
    /// <param name="channel">0 to 15.</param>
    /// <exception cref="IndexOutOfRangeException">The channel is outside 0 to 15.</exception>
    public ChannelState this[int channel] => _channels[channel];

    /// <summary>What the master volume makes of every level: 40 log10 of it.</summary>
    public float MasterGain { get; private set; } = 1;

    /// <summary>The master tuning in semitones.</summary>
    public float MasterTuning => _fine + _coarse;

    /// <summary>Sets the master volume.</summary>
    /// <param name="value">0 to 1.</param>
    public void SetMasterVolume(float value) => MasterGain = ChannelState.Heard(value * value);

    /// <summary>Sets half of the master tuning.</summary>
    /// <param name="isCoarse">Which.</param>
    /// <param name="semitones">Moved into -64 to 64; NaN is 0.</param>
    public void SetMasterTuning(bool isCoarse, float semitones)
    {
        semitones = float.IsNaN(semitones) ? 0 : Math.Clamp(semitones, -64, 64);
        if (isCoarse)
            _coarse = semitones;
        else
            _fine = semitones;
    }

    /// <summary>Which channels play drums.</summary>
    public DrumChannels Drums { get; } = new(1);

    /// <summary>The channel whose messages concern a channel too: the leader of its MPE zone; itself where there is none.</summary>
    /// <param name="channel">0 to 15.</param>
    public int LeaderOf(int channel) => _memory.LeaderOf(channel);

    /// <summary>True if what comes on a channel concerns the notes of another, or of the same.</summary>
    /// <param name="channel">0 to 15.</param>
    /// <param name="other">0 to 15.</param>
    public bool Concerns(int channel, int other) => channel == other || _memory.LeaderOf(other) == channel;

    /// <summary>Tunes a name of keys on a channel.</summary>
    /// <param name="e">A key tuning of a name.</param>
    public void TuneName(in EngineEvent e) => _memory.Apply(e);

    /// <summary>Every channel back to its defaults.</summary>
    public void Reset()
    {
        _memory.Clear();
        foreach (ChannelState channel in _channels)
            channel.Reset();
        MasterGain = 1;
        _fine = _coarse = 0;
        Drums.Reset();
    }
}
