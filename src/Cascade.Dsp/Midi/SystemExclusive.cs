using System;

namespace Cascade.Dsp.Midi;

/// <summary>What system-exclusive messages say to an engine: resets, master volume and tuning, and which channels play drums.</summary>
/// <remarks>Sources: MIDI 1.0 Universal System Exclusive Messages; Roland GS and Yamaha XG format specifications. Device numbers and
/// checksums are not looked at: a file is for whoever plays it.</remarks>
internal static class SystemExclusive
{
    /// <summary>Reads a message.</summary>
    /// <param name="bytes">The bytes after 0xF0; the closing 0xF7 may be among them.</param>
    /// <param name="time">The time of the event.</param>
    /// <param name="e">What it asks for.</param>
    /// <returns>False if it asks for nothing that an engine does.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, long time, out EngineEvent e)
    {
        if (bytes is [.. var inner, 0xF7])
            bytes = inner;
        EngineEvent? read = bytes switch
        {
            [0x7E, _, 0x09, 0x01] => Reset(time, 1),
            [0x7E, _, 0x09, 0x03] => Reset(time, 2),
            [0x41, _, 0x42, 0x12, 0x40, 0x00, 0x7F, 0x00, ..] => Reset(time, 3),
            [0x43, _, 0x4C, 0x00, 0x00, 0x7E, 0x00] => Reset(time, 4),
            [0x7F, _, 0x04, 0x01, var fine, var coarse] =>
                new EngineEvent(time, EventKind.MasterVolume, 0, 0, (coarse << 7 | fine) / 16383f),
            // The fine tuning, a semitone to either side, and the coarse one are two halves; the number says which.
            [0x7F, _, 0x04, 0x03, var fine, var coarse] =>
                new EngineEvent(time, EventKind.MasterTuning, 0, 0, ((coarse << 7 | fine) - 8192) / 8192f),
            [0x7F, _, 0x04, 0x04, _, var coarse] => new EngineEvent(time, EventKind.MasterTuning, 0, 1, coarse - 64),
            [0x41, _, 0x42, 0x12, 0x40, >= 0x10 and < 0x20 and var block, 0x15, var map, ..] => Drums(time, ChannelOf(block & 0x0F), map),
            [0x43, _, 0x4C, 0x08, < 16 and var channel, 0x07, var mode] => Drums(time, channel, mode),
            _ => null,
        };
        e = read ?? default;
        return read is not null;
    }

    private static EngineEvent Reset(long time, ushort system) => new(time, EventKind.SystemReset, 0, system, 0);

    private static EngineEvent Drums(long time, int channel, byte map) => new(time, EventKind.DrumPart, (byte)channel, map, 0);

    // GS counts the drum channel, 10, as block 0, and the others in their order.
    private static int ChannelOf(int block) => block == 0 ? 9 : block <= 9 ? block - 1 : block;
}
