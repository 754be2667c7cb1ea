using System;

namespace Cascade.Dsp.Midi;

/// <summary>The channel messages among bytes that a track sends as they are (0xF7), running status included.</summary>
internal ref struct EscapedMessages(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;
    private byte _status;

    /// <summary>The message.</summary>
    public MidiMessage Current { get; private set; }

    /// <summary>For foreach.</summary>
    public readonly EscapedMessages GetEnumerator() => this;

    /// <summary>Goes to the next message. System messages and stray data are passed over, real-time bytes also within a message.</summary>
    public bool MoveNext()
    {
        int data1 = -1;
        while (!_rest.IsEmpty)
        {
            byte value = _rest[0];
            _rest = _rest[1..];
            if (value >= 0xF8)
                continue;
            if (value >= 0x80)
                (_status, data1) = (value < 0xF0 ? value : (byte)0, -1);
            else if (_status != 0 && data1 < 0 && MidiMessage.LengthOf(_status) == 3)
                data1 = value;
            else if (_status != 0)
            {
                Current = data1 >= 0 ? new MidiMessage(_status, (byte)data1, value) : new MidiMessage(_status, value, 0);
                return true;
            }
        }
        return false;
    }
}
