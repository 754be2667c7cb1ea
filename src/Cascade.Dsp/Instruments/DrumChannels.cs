using System;
using Cascade.Dsp.Events;

namespace Cascade.Dsp.Instruments;

/// <summary>Which channels play drums: the tenth, those that a system-exclusive message names, and those whose program was chosen from a
/// bank of drums.</summary>
/// <remarks>Sources: General MIDI 2 (RP-024), banks 120 and 121; Yamaha XG, banks 126 and 127, which in Roland's GS are of melodies. In XG
/// any other bank makes the tenth channel one of melodies, unless a message has said that it plays drums.</remarks>
/// <param name="ports">How many MIDI ports there are, each of sixteen channels.</param>
internal sealed class DrumChannels(int ports)
{
    private const int DrumBank = 120, MelodyBank = 121, XgEffectBank = 126, XgDrumBank = 127, Gs = 3, Xg = 4;

    private readonly bool?[] _asked = new bool?[ports * KeyboardState.Channels];   // by system-exclusive messages
    private readonly bool?[] _byBank = new bool?[ports * KeyboardState.Channels];
    private readonly byte?[] _banks = new byte?[ports * KeyboardState.Channels];
    private int _system;

    /// <summary>True if a channel plays drums.</summary>
    /// <param name="channel">16 times its port, and its number.</param>
    public bool this[int channel] =>
        _byBank[channel] ?? _asked[channel] ?? channel % KeyboardState.Channels == ChannelMemory.DrumChannel;

    /// <summary>Takes what an event says of drums, if anything.</summary>
    /// <param name="e">The event.</param>
    /// <param name="channel">16 times its port, and its number.</param>
    public void Apply(in EngineEvent e, int channel)
    {
        switch (e.Kind)
        {
            case EventKind.Control when e.Number == 0:
                _banks[channel] = float.IsNaN(e.Value) ? null : (byte)ChannelMemory.SevenBits(Math.Clamp(e.Value, 0, 1));
                break;
            case EventKind.Program:
                _byBank[channel] = _banks[channel] switch
                {
                    DrumBank => true,
                    MelodyBank => false,
                    XgDrumBank when _system != Gs => true,
                    XgEffectBank when _system == Xg => true,
                    not null when _system == Xg && _asked[channel] is null => false,
                    _ => null,
                };
                break;
            case EventKind.DrumPart: (_asked[channel], _byBank[channel]) = (e.Number > 0, null); break;
            case EventKind.SystemReset:
                Reset();
                _system = e.Number;
                break;
        }
    }

    /// <summary>As at the start.</summary>
    public void Reset()
    {
        Array.Clear(_asked);
        Array.Clear(_byBank);
        Array.Clear(_banks);
        _system = 0;
    }
}
