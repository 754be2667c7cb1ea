using System;
using Cascade.Dsp.Events;

namespace Cascade.Dsp.Midi;

/// <summary>What system-exclusive messages say to an engine: resets, master volume and tuning, the tuning of keys and scales, and which
/// channels play drums.</summary>
/// <remarks>Sources: MIDI 1.0 Universal System Exclusive Messages; MIDI Tuning Standard (CA-020, CA-021); Roland GS and Yamaha XG format
/// specifications. Device numbers and checksums are not looked at: a message is for whoever plays it. There is one tuning, whatever the
/// number of its program.</remarks>
internal static class SystemExclusive
{
    /// <summary>The longest message that is understood: a dump of all keys' tuning with a bank, without 0xF0 and 0xF7.</summary>
    public const int LongestMessage = 407;

    /// <summary>How many events a message becomes at most: a scale on all channels.</summary>
    public const int MostEvents = ChannelMemory.Channels * ScaleTunings.Names;

    private const int Channels = ChannelMemory.Channels, NameLength = 16, NoChange = 0x7F;
    private const int Gm = 1, Gm2 = 2, Gs = 3, Xg = 4;

    // GS and XG count tunings and transpositions from these.
    private const int NoTenths = 0x400, NoKeyShift = 64;

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
            case [(0x7E or 0x7F) and var kind, _, 0x08, (8 or 9) and var form, var high, var middle, var low, .. var scale]:
                return TuneScale(scale, form == 9, (high & 3) << 14 | middle << 7 | low, time, kind == 0x7F, events);
            case [0x41, _, 0x42, 0x12, 0x40, >= 0x10 and < 0x20 and var block, 0x40, .. var scale] when scale.Length >= ScaleTunings.Names:
                return TuneScale(scale[..ScaleTunings.Names], false, 1 << ChannelOf(block & 0x0F), time, true, events);
            case [0x43, _, 0x4C, 0x08, < Channels and var channel, >= 0x41 and <= 0x4C and var first, .. var scale]:
                return TuneNames(scale, first - 0x41, channel, time, events);
        }
        if (One(bytes, time) is not { } e)
            return 0;
        events[0] = e;
        return 1;
    }

    private static EngineEvent? One(ReadOnlySpan<byte> bytes, long time) => bytes switch
    {
        [0x7E, _, 0x09, 0x01 or 0x02] => Reset(time, Gm),
        [0x7E, _, 0x09, 0x03] => Reset(time, Gm2),
        [0x41, _, 0x42, 0x12, 0x40, 0x00, 0x7F, 0x00, ..] => Reset(time, Gs),
        // The end of GS, and the mode of a synthesizer that has two.
        [0x41, _, 0x42, 0x12, 0x40, 0x00, 0x7F, 0x7F, ..] => Reset(time, Gm),
        [0x41, _, 0x42, 0x12, 0x00, 0x00, 0x7F, 0x00 or 0x01, ..] => Reset(time, Gs),
        [0x43, _, 0x4C, 0x00, 0x00, 0x7E or 0x7F, 0x00] => Reset(time, Xg),
        [0x7F, _, 0x04, 0x01, var fine, var coarse] => Volume(time, (coarse << 7 | fine) / 16383f),
        [0x41, _, 0x42, 0x12, 0x40, 0x00, 0x04, var volume, ..] => Volume(time, volume / 127f),
        [0x43, _, 0x4C, 0x00, 0x00, 0x04, var volume] => Volume(time, volume / 127f),
        [0x7F, _, 0x04, 0x03, var fine, var coarse] => Tuning(time, 0, ((coarse << 7 | fine) - 8192) / 8192f),
        [0x7F, _, 0x04, 0x04, _, var coarse] => Tuning(time, 1, coarse - NoKeyShift),
        [0x41, _, 0x42, 0x12, 0x40, 0x00, 0x00, var a, var b, var c, var d, ..] => Tuning(time, 0, Tenths(a, b, c, d) / 1000f),
        [0x43, _, 0x4C, 0x00, 0x00, 0x00, var a, var b, var c, var d] => Tuning(time, 0, Tenths(a, b, c, d) / 1000f),
        [0x41, _, 0x42, 0x12, 0x40, 0x00, 0x05, var keys, ..] => Tuning(time, 1, keys - NoKeyShift),
        [0x43, _, 0x4C, 0x00, 0x00, 0x06, var keys] => Tuning(time, 1, keys - NoKeyShift),
        [0x41, _, 0x42, 0x12, 0x40, >= 0x10 and < 0x20 and var block, 0x15, var map, ..] => Drums(time, ChannelOf(block & 0x0F), map),
        [0x43, _, 0x4C, 0x08, < Channels and var channel, 0x07, var mode] => Drums(time, channel, mode),
        _ => null,
    };

    private static EngineEvent Reset(long time, ushort system) => new(time, EventKind.SystemReset, 0, system, 0);

    private static EngineEvent Volume(long time, float volume) => new(time, EventKind.MasterVolume, 0, 0, volume);

    // The fine tuning, a semitone to either side, and the coarse one are two halves; the number says which.
    private static EngineEvent Tuning(long time, ushort half, float semitones) => new(time, EventKind.MasterTuning, 0, half, semitones);

    // Tenths of a cent, four bits a byte.
    private static int Tenths(byte a, byte b, byte c, byte d) => ((a & 15) << 12 | (b & 15) << 8 | (c & 15) << 4 | d & 15) - NoTenths;

    private static EngineEvent Drums(long time, int channel, byte map) => new(time, EventKind.DrumPart, (byte)channel, map, 0);

    // GS counts the drum channel, 10, as block 0, and the others in their order.
    private static int ChannelOf(int block) => block == 0 ? ChannelMemory.DrumChannel : block <= 9 ? block - 1 : block;

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

    // Twelve tunings from C on, in cents about 64, or in 14 bits of a semitone to either side. Channels: a bit each.
    private static int TuneScale(ReadOnlySpan<byte> scale, bool isFine, int channels, long time, bool soundingToo,
        Span<EngineEvent> events)
    {
        if (scale.Length != (isFine ? 2 : 1) * ScaleTunings.Names)
            return 0;
        int count = 0;
        for (int channel = 0; channel < Channels; channel++)
            for (int name = 0; name < ScaleTunings.Names && (channels >> channel & 1) != 0; name++)
                events[count++] = ScaleTunings.Event(time, channel, name,
                    isFine ? ((scale[2 * name] << 7 | scale[2 * name + 1]) - 8192) / 8192f : (scale[name] - 64) / 100f, soundingToo);
        return count;
    }

    private static int TuneNames(ReadOnlySpan<byte> scale, int first, int channel, long time, Span<EngineEvent> events)
    {
        int count = Math.Min(scale.Length, ScaleTunings.Names - first);
        for (int i = 0; i < count; i++)
            events[i] = ScaleTunings.Event(time, channel, first + i, (scale[i] - 64) / 100f, true);
        return count;
    }
}
