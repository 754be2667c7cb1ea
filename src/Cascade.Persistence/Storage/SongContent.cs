using System.Buffers.Binary;
using System.Security.Cryptography;
using Cascade.Dsp.Events;

namespace Cascade.Persistence.Storage;

/// <summary>What is computed of a song before it is stored.</summary>
internal static class SongContent
{
    private const int EventSize = 16;

    /// <summary>SHA-256 of the rate, the length and every event: equal for equal music, bit by bit.</summary>
    public static byte[] Hash(Sequence music)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[EventSize * 1024];
        BinaryPrimitives.WriteInt64LittleEndian(buffer, music.SampleRate);
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(8), music.Length);
        int used = EventSize;
        foreach (ref readonly EngineEvent e in music.Events)
        {
            if (used == buffer.Length)
            {
                hash.AppendData(buffer);
                used = 0;
            }
            Span<byte> place = buffer.AsSpan(used, EventSize);
            BinaryPrimitives.WriteInt64LittleEndian(place, e.Time);
            BinaryPrimitives.WriteSingleLittleEndian(place[8..], e.Value);
            BinaryPrimitives.WriteInt32LittleEndian(place[12..], (int)e.Kind << 16 | e.Channel << 8 | e.Number);
            used += EventSize;
        }
        hash.AppendData(buffer, 0, used);
        return hash.GetHashAndReset();
    }

    /// <summary>How long each note is held, in samples; -1 for events that are no notes.</summary>
    public static long[] Durations(Sequence music)
    {
        ReadOnlySpan<EngineEvent> events = music.Events;
        var durations = new long[events.Length];
        var held = new HeldNotes(events.Length);
        for (int i = 0; i < events.Length; i++)
        {
            durations[i] = -1;
            switch (events[i].Kind)
            {
                case EventKind.NoteOn when events[i].Value > 0:
                    held.Add(events[i].Channel, events[i].Number, i);
                    durations[i] = music.Length - events[i].Time;
                    break;
                case EventKind.NoteOn or EventKind.NoteOff:
                    int started = held.TakeOldest(events[i].Channel, events[i].Number);
                    if (started >= 0)
                        durations[started] = events[i].Time - events[started].Time;
                    break;
                case EventKind.AllNotesOff or EventKind.AllSoundOff:
                    for (int key = 0; key < 128; key++)
                        while ((started = held.TakeOldest(events[i].Channel, key)) >= 0)
                            durations[started] = events[i].Time - events[started].Time;
                    break;
            }
        }
        return durations;
    }
}
