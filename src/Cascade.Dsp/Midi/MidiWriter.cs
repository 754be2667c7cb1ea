using System;
using System.Buffers;
using System.Buffers.Binary;

namespace Cascade.Dsp.Midi;

/// <summary>Writes a standard MIDI file, with running status.</summary>
internal static class MidiWriter
{
    private const long LongestDelta = 0x0FFF_FFFF;

    /// <summary>Writes header and tracks.</summary>
    public static void Write(MidiFile file, ArrayBufferWriter<byte> output)
    {
        Span<byte> header = output.GetSpan(14);
        "MThd"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], 6);
        BinaryPrimitives.WriteUInt16BigEndian(header[8..], (ushort)file.Format);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], (ushort)file.Tracks.Count);
        BinaryPrimitives.WriteUInt16BigEndian(header[12..], file.Division.Word);
        output.Advance(14);
        var body = new ArrayBufferWriter<byte>();
        int next = 0;
        for (int t = 0; t < file.Tracks.Count; t++)
        {
            WriteOthers(file, t, ref next, output);
            body.ResetWrittenCount();
            WriteTrack(file.Tracks[t], body);
            Span<byte> chunk = output.GetSpan(8);
            "MTrk"u8.CopyTo(chunk);
            BinaryPrimitives.WriteInt32BigEndian(chunk[4..], body.WrittenCount);
            output.Advance(8);
            output.Write(body.WrittenSpan);
        }
        WriteOthers(file, file.Tracks.Count, ref next, output);
    }

    private static void WriteOthers(MidiFile file, int tracksBefore, ref int next, ArrayBufferWriter<byte> output)
    {
        for (; next < file.Chunks.Length && file.Chunks[next].TracksBefore == tracksBefore; next++)
            output.Write(file.Chunks[next].Bytes.Span);
    }

    private static void WriteTrack(MidiTrack track, ArrayBufferWriter<byte> output)
    {
        long tick = 0;
        byte running = 0;
        foreach (ref readonly MidiEvent e in track.Events)
        {
            WriteDelta(e.Tick - tick, ref running, output);
            tick = e.Tick;
            if (e.IsMessage)
                WriteMessage(e.Message, ref running, output);
            else
                WriteSystem(e, ref running, output);
        }
        WriteDelta(track.EndTick - tick, ref running, output);
        output.Write((ReadOnlySpan<byte>)[0xFF, (byte)MidiMetaType.EndOfTrack, 0]);
    }

    private static void WriteMessage(MidiMessage message, ref byte running, ArrayBufferWriter<byte> output)
    {
        if (message.Status != running)
            Put(output, message.Status);
        running = message.Status;
        Put(output, message.Data1);
        if (message.Length == 3)
            Put(output, message.Data2);
    }

    private static void WriteSystem(in MidiEvent e, ref byte running, ArrayBufferWriter<byte> output)
    {
        running = 0;
        Put(output, e.Status);
        if (e.IsMeta)
            Put(output, (byte)e.MetaType);
        WriteNumber(e.Payload.Length, output);
        output.Write(e.Payload);
    }

    // Where a rest is longer than a delta can say, empty texts bridge it.
    private static void WriteDelta(long delta, ref byte running, ArrayBufferWriter<byte> output)
    {
        for (; delta > LongestDelta; delta -= LongestDelta)
        {
            WriteNumber((int)LongestDelta, output);
            output.Write((ReadOnlySpan<byte>)[0xFF, (byte)MidiMetaType.Text, 0]);
            running = 0;
        }
        WriteNumber((int)delta, output);
    }

    private static void WriteNumber(int value, ArrayBufferWriter<byte> output)
    {
        for (int shift = 21; shift > 0; shift -= 7)
            if (value >> shift != 0)
                Put(output, (byte)(value >> shift & 127 | 128));
        Put(output, (byte)(value & 127));
    }

    private static void Put(ArrayBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }
}
