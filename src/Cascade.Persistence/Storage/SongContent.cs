using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Cascade.Dsp;
using Cascade.Dsp.Parameters;
using Npgsql;
using NpgsqlTypes;
using static Cascade.Persistence.Storage.UnitOfWork;

namespace Cascade.Persistence.Storage;

/// <summary>What is stored of a song: its events, and its score if it has one.</summary>
internal sealed class SongContent
{
    private const int EventSize = 16;

    private SongContent(Sequence music, byte[]? score, string? textEncoding, byte[] hash)
    {
        Music = music;
        Score = score;
        TextEncoding = textEncoding;
        Hash = hash;
    }

    /// <summary>The events.</summary>
    public Sequence Music { get; }

    /// <summary>The MIDI file that they come from, or null.</summary>
    public byte[]? Score { get; }

    /// <summary>The name of the encoding that was chosen for the score's texts, or null.</summary>
    public string? TextEncoding { get; }

    /// <summary>SHA-256 of the content: equal for equal music, bit by bit.</summary>
    public byte[] Hash { get; }

    /// <summary>Events alone.</summary>
    public static SongContent Of(Sequence? music, string field)
    {
        Sequence checkedMusic = Fields.Music(music, field);
        return new SongContent(checkedMusic, null, null, HashOf(checkedMusic));
    }

    /// <summary>A score, with its events at a rate.</summary>
    public static SongContent Of(Song? song, int sampleRate, string field)
    {
        ArgumentNullException.ThrowIfNull(song, field);
        Fields.Range(sampleRate, nameof(sampleRate), SampleRates.Minimum, SampleRates.Maximum);
        byte[] score = song.ToArray();
        if (score.Length > SongStore.LongestScore)
            throw new InvalidFieldException(field,
                $"A song has at most {SongStore.LongestScore} bytes as a MIDI file, not {score.Length}.");
        Sequence music = Fields.Music(song.ToSequence(sampleRate), field);
        string? encoding = song.TextEncoding?.WebName;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> head = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(head, sampleRate);
        hash.AppendData(head);
        hash.AppendData(Encoding.UTF8.GetBytes($"score {encoding}\0"));
        hash.AppendData(score);
        return new SongContent(music, score, encoding, hash.GetHashAndReset());
    }

    /// <summary>The score of a row, as it was saved.</summary>
    public static Song ReadScore(byte[] score, string? textEncoding)
    {
        Encoding? encoding = null;
        if (textEncoding is not null)
        {
            try
            {
                encoding = CodePagesEncodingProvider.Instance.GetEncoding(textEncoding) ?? Encoding.GetEncoding(textEncoding);
            }
            catch (ArgumentException e)
            {
                throw new StoreException($"The texts of the song are encoded as {textEncoding}, which this system does not know.", e);
            }
        }
        return Song.Read(score, null, encoding);
    }

    /// <summary>The values of sample_rate, length, content_hash, event_count, note_count, score and text_encoding.</summary>
    public NpgsqlParameter[] Parameters() =>
    [
        UnitOfWork.Of(Music.SampleRate), UnitOfWork.Of(Music.Length), UnitOfWork.Of(Hash),
        UnitOfWork.Of(Music.Count), UnitOfWork.Of(Music.NoteCount),
        new() { Value = (object?)Score ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea }, Text(TextEncoding),
    ];

    /// <summary>How long each note is held, in samples; -1 for events that are no notes.</summary>
    public static long[] Durations(Sequence music)
    {
        ReadOnlySpan<EngineEvent> events = music.Events;
        var durations = new long[events.Length];
        var held = new HeldNotes(events.Length, Ports(events));
        for (int i = 0; i < events.Length; i++)
        {
            durations[i] = -1;
            switch (events[i].Kind)
            {
                case EventKind.NoteOn when events[i].Value > 0:
                    held.Add(events[i].Port, events[i].Channel, events[i].Number, i);
                    durations[i] = music.Length - events[i].Time;
                    break;
                case EventKind.NoteOn or EventKind.NoteOff:
                    int started = held.TakeOldest(events[i].Port, events[i].Channel, events[i].Number);
                    if (started >= 0)
                        durations[started] = events[i].Time - events[started].Time;
                    break;
                case EventKind.AllNotesOff or EventKind.AllSoundOff:
                    for (int key = 0; key < 128; key++)
                        while ((started = held.TakeOldest(events[i].Port, events[i].Channel, key)) >= 0)
                            durations[started] = events[i].Time - events[started].Time;
                    break;
            }
        }
        return durations;
    }

    private static int Ports(ReadOnlySpan<EngineEvent> events)
    {
        int last = 0;
        foreach (ref readonly EngineEvent e in events)
            last = Math.Max(last, e.Port);
        return last + 1;
    }

    // Of the rate, the length and every event. What an event has beyond 16 bytes stands before it, marked by a time that no event has.
    private static byte[] HashOf(Sequence music)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[EventSize * 1024];
        BinaryPrimitives.WriteInt64LittleEndian(buffer, music.SampleRate);
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(8), music.Length);
        int used = EventSize;
        foreach (ref readonly EngineEvent e in music.Events)
        {
            if (used + 2 * EventSize > buffer.Length)
            {
                hash.AppendData(buffer, 0, used);
                used = 0;
            }
            int address = e.Port << 24 | e.Part << 16 | e.Slot << 8 | e.Number >> 8;
            if ((address | e.Note) != 0)
            {
                BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(used), -1);
                BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(used + 8), address);
                BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(used + 12), e.Note);
                used += EventSize;
            }
            Span<byte> place = buffer.AsSpan(used, EventSize);
            BinaryPrimitives.WriteInt64LittleEndian(place, e.Time);
            BinaryPrimitives.WriteSingleLittleEndian(place[8..], e.Value);
            BinaryPrimitives.WriteInt32LittleEndian(place[12..], (int)e.Kind << 16 | e.Channel << 8 | (byte)e.Number);
            used += EventSize;
        }
        hash.AppendData(buffer, 0, used);
        return hash.GetHashAndReset();
    }
}
