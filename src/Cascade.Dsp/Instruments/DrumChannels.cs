using System;

namespace Cascade.Dsp.Instruments;

/// <summary>Which channels play drums: the tenth, those that a system-exclusive message names, and those whose program was chosen from a
/// bank of drums.</summary>
/// <remarks>Sources: General MIDI 2 (RP-024), banks 120 and 121; Yamaha XG, bank 127, which in Roland's GS is one of melodies.</remarks>
/// <param name="ports">How many MIDI ports there are, each of sixteen channels.</param>
internal sealed class DrumChannels(int ports)
{
    private const int DrumBank = 120, MelodyBank = 121, XgDrumBank = 127, Gs = 3;

    private readonly bool[] _asked = AtFirst(ports);
    private readonly bool?[] _byBank = new bool?[ports * KeyboardState.Channels];
    private readonly byte[] _banks = new byte[ports * KeyboardState.Channels];
    private bool _isGs;

    /// <summary>True if a channel plays drums.</summary>
    /// <param name="channel">16 times its port, and its number.</param>
    public bool this[int channel] => _byBank[channel] ?? _asked[channel];

    /// <summary>Takes what an event says of drums, if anything.</summary>
    /// <param name="e">The event.</param>
    /// <param name="channel">16 times its port, and its number.</param>
    public void Apply(in EngineEvent e, int channel)
    {
        switch (e.Kind)
        {
            case EventKind.Control when e.Number == 0:
                _banks[channel] = (byte)ChannelState.SevenBits(float.IsNaN(e.Value) ? 0 : Math.Clamp(e.Value, 0, 1));
                break;
            case EventKind.Program:
                _byBank[channel] = _banks[channel] switch
                {
                    DrumBank => true,
                    MelodyBank => false,
                    XgDrumBank when !_isGs => true,
                    _ => null,
                };
                break;
            case EventKind.DrumPart: (_asked[channel], _byBank[channel]) = (e.Number > 0, null); break;
            case EventKind.SystemReset:
                Reset();
                _isGs = e.Number == Gs;
                break;
        }
    }

    /// <summary>As at the start.</summary>
    public void Reset()
    {
        for (int i = 0; i < _asked.Length; i++)
            _asked[i] = i % KeyboardState.Channels == KeyboardState.DrumChannel;
        Array.Clear(_byBank);
        Array.Clear(_banks);
        _isGs = false;
    }

    private static bool[] AtFirst(int ports)
    {
        var asked = new bool[ports * KeyboardState.Channels];
        for (int port = 0; port < ports; port++)
            asked[port * KeyboardState.Channels + KeyboardState.DrumChannel] = true;
        return asked;
    }
}
