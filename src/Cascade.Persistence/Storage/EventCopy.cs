using System.Buffers;
using System.Buffers.Binary;
using System.Collections;
using Cascade.Dsp;
using Npgsql;

namespace Cascade.Persistence.Storage;

/// <summary>Engine events in PostgreSQL's binary COPY format, straight from and to their structures.</summary>
/// <remarks>Source: PostgreSQL documentation, COPY, "Binary Format": a header of 19 bytes; for each row the number of fields, then length
/// and big-endian bytes of each; -1 as a number of fields ends it.</remarks>
internal static class EventCopy
{
    private const int BufferSize = 1 << 16;
    private const int WrittenRow = 2 + 12 + 12 + 12 + 8 + 8 + 6 * 6 + 8;
    private const string NoteColumns = "song_key, time, duration, ordinal, value, kind, channel, number";
    private const string AddressColumns = ", port, part, slot, note";
    private const int ReadRow = 2 + 8 + 12 + 8 + 6 * 6 + 8;
    private const int HeaderSize = 19;
    private const string ReadColumns = "ordinal, time, value, kind, channel, number, port, part, slot, note";

    private static ReadOnlySpan<byte> Signature =>
        [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0];

    /// <summary>A partition holds as many keys as these bits have values.</summary>
    public const int PartitionBits = 16;

    /// <summary>The partition that holds a key: see <c>ensure_note_partition</c>.</summary>
    private static string PartitionOf(long key) => $"cascade.note_events_{key >> PartitionBits:D6}";

    /// <summary>Writes events under a key, which must be the one that the session drew last.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, long key, Sequence music, CancellationToken cancellation)
    {
        if (music.Count == 0)
            return;
        long[] durations = SongContent.Durations(music);
        // Most songs leave them all 0, which is their default: a third of the bytes.
        bool isAddressed = IsAddressed(music.Events);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        NpgsqlRawCopyStream stream = await connection.BeginRawBinaryCopyAsync(
            $"copy {PartitionOf(key)} ({NoteColumns}{(isAddressed ? AddressColumns : "")}) from stdin (format binary)",
            cancellation).ConfigureAwait(false);
        try
        {
            int used = WriteHeader(buffer);
            for (int next = 0; next < music.Count;)
            {
                next = Fill(key, music.Events, durations, isAddressed, next, buffer, ref used);
                await stream.WriteAsync(buffer.AsMemory(0, used), cancellation).ConfigureAwait(false);
                used = 0;
            }
            BinaryPrimitives.WriteInt16BigEndian(buffer, -1);
            await stream.WriteAsync(buffer.AsMemory(0, 2), cancellation).ConfigureAwait(false);
        }
        catch
        {
            // Disposing alone would complete the COPY.
            await AbandonAsync(stream).ConfigureAwait(false);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        await stream.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Reads all events of a key, in any order, into their places.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> ReadAsync(NpgsqlConnection connection, long key, EngineEvent[] events, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            // COPY takes no parameters; the key is a number that the database gave.
            NpgsqlRawCopyStream stream = await connection.BeginRawBinaryCopyAsync(
                $"copy (select {ReadColumns} from cascade.note_events where song_key = {key}) to stdout (format binary)",
                cancellation).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                int start = HeaderSize, filled = 0, count = 0;
                var isThere = new BitArray(events.Length);
                for (int read; (read = await stream.ReadAsync(buffer.AsMemory(filled), cancellation).ConfigureAwait(false)) > 0;)
                {
                    filled += read;
                    if (filled < start)
                        continue;
                    count += Parse(buffer.AsSpan(0, filled), ref start, events, isThere);
                    buffer.AsSpan(start, filled - start).CopyTo(buffer);
                    filled -= start;
                    start = 0;
                }
                return count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task AbandonAsync(NpgsqlRawCopyStream stream)
    {
        try
        {
            await stream.CancelAsync().ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or InvalidOperationException or OperationCanceledException)
        {
            // The first fault is the one to report.
        }
    }

    private static int WriteHeader(byte[] buffer)
    {
        Signature.CopyTo(buffer);
        buffer.AsSpan(Signature.Length, HeaderSize - Signature.Length).Clear();
        return HeaderSize;
    }

    private static bool IsAddressed(ReadOnlySpan<EngineEvent> events)
    {
        foreach (ref readonly EngineEvent e in events)
            if ((e.Port | e.Part | e.Slot | e.Note) != 0)
                return true;
        return false;
    }

    private static int Fill(
        long key, ReadOnlySpan<EngineEvent> events, long[] durations, bool isAddressed, int next, Span<byte> buffer, ref int used)
    {
        for (; next < events.Length && used + WrittenRow <= BufferSize; next++)
        {
            ref readonly EngineEvent e = ref events[next];
            long duration = durations[next];
            Span<byte> row = buffer.Slice(used, WrittenRow);
            used += WrittenRow;
            BinaryPrimitives.WriteInt16BigEndian(row, (short)(isAddressed ? 12 : 8));
            BinaryPrimitives.WriteInt32BigEndian(row[2..], 8);
            BinaryPrimitives.WriteInt64BigEndian(row[6..], key);
            row = row[12..];
            BinaryPrimitives.WriteInt32BigEndian(row[2..], 8);
            BinaryPrimitives.WriteInt64BigEndian(row[6..], e.Time);
            BinaryPrimitives.WriteInt32BigEndian(row[14..], duration < 0 ? -1 : 8);
            if (duration < 0)
                used -= 8;   // null has no bytes
            else
                BinaryPrimitives.WriteInt64BigEndian(row[18..], duration);
            row = row[(duration < 0 ? 18 : 26)..];
            BinaryPrimitives.WriteInt32BigEndian(row, 4);
            BinaryPrimitives.WriteInt32BigEndian(row[4..], next);
            BinaryPrimitives.WriteInt32BigEndian(row[8..], 4);
            BinaryPrimitives.WriteSingleBigEndian(row[12..], e.Value);
            WriteSmall(row[16..], (int)e.Kind);
            WriteSmall(row[22..], e.Channel);
            WriteSmall(row[28..], e.Number);
            if (!isAddressed)
            {
                used -= 3 * 6 + 8;
                continue;
            }
            WriteSmall(row[34..], e.Port);
            WriteSmall(row[40..], e.Part);
            WriteSmall(row[46..], e.Slot);
            BinaryPrimitives.WriteInt32BigEndian(row[52..], 4);
            BinaryPrimitives.WriteInt32BigEndian(row[56..], e.Note);
        }
        return next;
    }

    private static void WriteSmall(Span<byte> field, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(field, 2);
        BinaryPrimitives.WriteInt16BigEndian(field[4..], (short)value);
    }

    // The whole rows from the start; the start is moved behind them.
    private static int Parse(ReadOnlySpan<byte> bytes, ref int start, EngineEvent[] events, BitArray isThere)
    {
        int count = 0;
        for (; bytes.Length - start >= ReadRow; start += ReadRow, count++)
        {
            ReadOnlySpan<byte> row = bytes.Slice(start, ReadRow);
            int ordinal = BinaryPrimitives.ReadInt32BigEndian(row[6..]);
            if ((uint)ordinal >= (uint)events.Length || isThere[ordinal])
                throw Damaged();
            isThere[ordinal] = true;
            events[ordinal] = ReadEvent(row[10..]);
        }
        return count;
    }

    // From the time on: a length of four bytes before each value.
    private static EngineEvent ReadEvent(ReadOnlySpan<byte> row)
    {
        var kind = (EventKind)row[25];
        byte channel = row[31], slot = row[55];
        // Before there were slots, the channel of a parameter was its slot.
        if (kind == EventKind.Parameter && channel != 0)
            (channel, slot) = (0, channel);
        return new EngineEvent(BinaryPrimitives.ReadInt64BigEndian(row[4..]), kind, channel,
            BinaryPrimitives.ReadUInt16BigEndian(row[36..]),
            BinaryPrimitives.ReadSingleBigEndian(row[16..]))
        {
            Port = row[43],
            Part = row[49],
            Slot = slot,
            Note = BinaryPrimitives.ReadInt32BigEndian(row[60..]),
        };
    }

    public static StoreException Damaged() => new("The stored song is damaged: its events are not the ones that were counted.");
}
