using System;

namespace Cascade.Dsp.Midi;

/// <summary>The channel messages among bytes that a track sends as they are (0xF7), running status included.</summary>
/// <param name="bytes">The bytes.</param>
/// <param name="begun">What the bytes sent before have begun: running status, and half a message.</param>
internal ref struct EscapedMessages(ReadOnlySpan<byte> bytes, ref EscapedMessages.Begun begun)
{
    private readonly ref Begun _begun = ref begun;
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The message.</summary>
    public MidiMessage Current { get; private set; }

    /// <summary>For foreach.</summary>
    public readonly EscapedMessages GetEnumerator() => this;

    /// <summary>Goes to the next message. System messages and stray data are passed over, real-time bytes also within a message.</summary>
    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            byte value = _rest[0];
            _rest = _rest[1..];
            if (value >= 0xF8)
                continue;
            if (value >= 0x80)
                _begun = new Begun { Status = value < 0xF0 ? value : (byte)0 };
            else if (_begun.Status == 0)
                continue;
            else if (_begun.Data is null && MidiMessage.LengthOf(_begun.Status) == 3)
                _begun.Data = value;
            else
            {
                byte? first = _begun.Data;
                Current = new MidiMessage(_begun.Status, first ?? value, first is null ? (byte)0 : value);
                _begun.Data = null;
                return true;
            }
        }
        return false;
    }

    /// <summary>A message under way.</summary>
    public struct Begun
    {
        /// <summary>Its status, 0 for none.</summary>
        public byte Status;

        /// <summary>Its first data byte, if it has two and the second is still to come.</summary>
        public byte? Data;
    }
}
