using System;

namespace Cascade.Dsp.Midi;

/// <summary>What the payload of each kind of meta event must be.</summary>
/// <remarks>Sources: "Standard MIDI Files 1.0", RP-001; RP-019 (device and program names); RP-032 (XMF patch type). Texts, and what a
/// sequencer keeps for itself, may be anything.</remarks>
internal static class MetaRules
{
    private const MidiMetaType PatchType = (MidiMetaType)0x60;

    /// <summary>What length was expected, if this is not it.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="length">In bytes.</param>
    public static string? LengthFault(MidiMetaType type, int length) => type switch
    {
        // An empty one means the track's own number.
        MidiMetaType.SequenceNumber when length is not (0 or 2) => "a sequence number of two bytes",
        MidiMetaType.ChannelPrefix when length != 1 => "a channel prefix of one byte",
        MidiMetaType.Port when length != 1 => "a port of one byte",
        MidiMetaType.Tempo when length != 3 => "a tempo of three bytes",
        MidiMetaType.SmpteOffset when length != 5 => "a SMPTE offset of five bytes",
        MidiMetaType.TimeSignature when length != 4 => "a time signature of four bytes",
        MidiMetaType.KeySignature when length != 2 => "a key signature of two bytes",
        PatchType when length != 1 => "a patch type of one byte",
        _ => null,
    };

    /// <summary>Which byte is out of its range, and what was expected there.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="payload">Of the right length.</param>
    public static (int At, string Expected)? ValueFault(MidiMetaType type, ReadOnlySpan<byte> payload) => type switch
    {
        MidiMetaType.ChannelPrefix when payload[0] > 15 => (0, "a channel of 0-15"),
        MidiMetaType.Port when payload[0] > 127 => (0, "a port of 0-127"),
        MidiMetaType.Tempo when payload is [0, 0, 0] => (0, "a tempo of more than 0 microseconds"),
        MidiMetaType.SmpteOffset => SmpteFault(payload),
        MidiMetaType.TimeSignature when payload[0] == 0 => (0, "a time signature of one beat or more"),
        MidiMetaType.TimeSignature when payload[1] > 7 => (1, "a time signature of 1/128 or more, 2 to the power of 0-7"),
        MidiMetaType.KeySignature when (sbyte)payload[0] is < -7 or > 7 => (0, "a key of at most 7 sharps (1-7) or flats (249-255)"),
        MidiMetaType.KeySignature when payload[1] > 1 => (1, "major (0) or minor (1)"),
        _ => null,
    };

    // Two bits of the first byte tell the frames per second.
    private static (int At, string Expected)? SmpteFault(ReadOnlySpan<byte> payload)
    {
        int frames = (payload[0] >> 5) switch { 0 => 24, 1 => 25, _ => 30 };
        if (payload[0] > 127 || (payload[0] & 31) > 23)
            return (0, "a SMPTE offset of 0-23 hours");
        if (payload[1] > 59 || payload[2] > 59)
            return payload[1] > 59 ? (1, "0-59 minutes") : (2, "0-59 seconds");
        if (payload[3] >= frames)
            return (3, $"frame 0-{frames - 1} of a second");
        return payload[4] > 99 ? (4, "0-99 hundredths of a frame") : null;
    }
}
