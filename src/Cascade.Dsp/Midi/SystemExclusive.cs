using System;

namespace Cascade.Dsp.Midi;

/// <summary>What system-exclusive messages say to an engine: resets, master volume and tuning, the tuning of keys, and which channels play
/// drums.</summary>
/// <remarks>Sources: MIDI 1.0 Universal System Exclusive Messages; MIDI Tuning Standard (CA-020, CA-021); Roland GS and Yamaha XG format
/// specifications. Device numbers and checksums are not looked at: a message is for whoever plays it. There is one tuning, whatever the
/// number of its program.</remarks>
internal static class SystemExclusive
{
    /// <summary>The longest message that is understood: a dump of all keys' tuning with a bank, without 0xF0 and 0xF7.</summary>
    public const int LongestMessage = 407;

    /// <summary>How many events a message becomes at most: one a key.</summary>
    public const int MostEvents = 128;

    private const int NameLength = 16, NoChange = 0x7F;

    /// <summary>Reads a message.</summary>
    /// <param name="bytes">The bytes after 0xF0; the closing 0xF7 may be among them.</param>
    /// <param name="time">The time of the events.</param>
    /// <param name="events">Takes what the message asks for: at least <see cref="MostEvents"/>.</param>
    /// <returns>How many events that is; 0 if it asks for nothing that an engine does.</returns>
    public static int Read(ReadOnlySpan<byte> bytes, long time, Span<EngineEvent> events)
    {
        if (bytes is [.. var inner, 0xF7])
            bytes = inner;
        switch (bytes)
        {
            case [0x7F, _, 0x08, 0x02, _, var keys, .. var changes]: return Tune(changes, keys, time, 1, events);
            case [0x7F, _, 0x08, 0x07, _, _, var keys, .. var changes]: return Tune(changes, keys, time, 1, events);
            case [0x7E, _, 0x08, 0x07, _, _, var keys, .. var changes]: return Tune(changes, keys, time, 0, events);
            case [0x7E, _, 0x08, 0x01, _, .. var dump]: return TuneAll(dump, time, events);
            case [0x7E, _, 0x08, 0x04, _, _, .. var dump]: return TuneAll(dump, time, events);
        }
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
        if (read is not { } e)
            return 0;
        events[0] = e;
        return 1;
    }

    private static EngineEvent Reset(long time, ushort system) => new(time, EventKind.SystemReset, 0, system, 0);

    private static EngineEvent Drums(long time, int channel, byte map) => new(time, EventKind.DrumPart, (byte)channel, map, 0);

    // GS counts the drum channel, 10, as block 0, and the others in their order.
    private static int ChannelOf(int block) => block == 0 ? 9 : block <= 9 ? block - 1 : block;

    // Changes of single keys, four bytes each: the key and its pitch. Note: 1 if keys that sound follow.
    private static int Tune(ReadOnlySpan<byte> changes, int keys, long time, int note, Span<EngineEvent> events)
    {
        if (changes.Length != 4 * keys)
            return 0;
        int count = 0;
        for (; !changes.IsEmpty; changes = changes[4..])
            Add(changes[0], changes[1..4], time, note, events, ref count);
        return count;
    }

    // The tuning's name, three bytes of pitch for every key, and a checksum.
    private static int TuneAll(ReadOnlySpan<byte> dump, long time, Span<EngineEvent> events)
    {
        if (dump.Length is not (NameLength + 3 * 128 or NameLength + 3 * 128 + 1))
            return 0;
        int count = 0;
        for (int key = 0; key < 128; key++)
            Add(key, dump.Slice(NameLength + 3 * key, 3), time, 0, events, ref count);
        return count;
    }

    // A key, and 14 bits of the next semitone; all ones leave the key as it is.
    private static void Add(int key, ReadOnlySpan<byte> pitch, long time, int note, Span<EngineEvent> events, ref int count)
    {
        if (pitch is not [NoChange, NoChange, NoChange])
            events[count++] = new EngineEvent(time, EventKind.KeyTuning, 0, (ushort)key, pitch[0] + (pitch[1] << 7 | pitch[2]) / 16384f)
            {
                Note = note,
            };
    }
}
