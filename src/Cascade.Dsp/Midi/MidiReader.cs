using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;

namespace Cascade.Dsp.Midi;

/// <summary>Reads the chunks of a standard MIDI file.</summary>
/// <remarks>Source of the format: "Standard MIDI Files 1.0", RP-001, MIDI Manufacturers Association, 1996; of the RIFF wrapper:
/// RP-029.</remarks>
internal sealed class MidiReader(byte[] data, bool strict)
{
    private const int HeaderLength = 14, ChunkHeaderLength = 8;
    private const int DefaultTicksPerQuarter = 480;

    private readonly List<MidiTrack> _tracks = [];
    private readonly List<MidiWarning> _warnings = [];
    private readonly List<(int TracksBefore, ReadOnlyMemory<byte> Bytes)> _chunks = [];
    private MidiEvent[] _scratch = [];

    /// <summary>The bytes of the file.</summary>
    public byte[] Data => data;

    /// <summary>Reads it all.</summary>
    /// <exception cref="MidiFormatException">The bytes are no MIDI file, or a faulty one in strict mode.</exception>
    public MidiFile Read()
    {
        int at = FindHeader(out int end);
        if (end - at < HeaderLength)
            throw new MidiFormatException(end, "a header of 14 bytes", "the end of the file");
        int next = at + HeaderLength;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(at + 4));
        if (length != 6)
        {
            Problem(at + 4, "a header length of 6", length);
            if (length > 6 && length <= end - at - ChunkHeaderLength)
                next = at + ChunkHeaderLength + (int)length;
        }
        int format = Word(at + 8), count = Word(at + 10);
        if (format > 2)
        {
            Problem(at + 8, "format 0, 1 or 2", format);
            format = 1;
        }
        MidiDivision division = ReadDivision(at + 12);
        ReadChunks(next, end);
        if (count != _tracks.Count)
            Problem(at + 10, $"{_tracks.Count} tracks, which the file has", count);
        if (_tracks.Count == 0)
            Problem(next, "a track", "none");
        if (format == 0 && _tracks.Count > 1)
        {
            Problem(at + 8, "format 1 for several tracks", format);
            format = 1;
        }
        return new MidiFile(format, division, [.. _tracks], [.. _warnings], WarningCount) { Chunks = [.. _chunks] };
    }

    /// <summary>How many faults there were; only the first are kept.</summary>
    public int WarningCount { get; private set; }

    /// <summary>Throws if strict, else keeps a warning.</summary>
    public void Problem(long offset, string expected, string found)
    {
        if (strict)
            throw new MidiFormatException(offset, expected, found);
        if (_warnings.Count < MidiFile.MaximumWarnings)
            _warnings.Add(new MidiWarning(offset, $"Expected {expected}, found {found}."));
        WarningCount++;
    }

    /// <summary>Throws if strict, else keeps a warning. The number becomes text only if someone will read it.</summary>
    public void Problem(long offset, string expected, long found) =>
        Problem(offset, expected, strict || _warnings.Count < MidiFile.MaximumWarnings ? found.ToString(CultureInfo.InvariantCulture) : "");

    /// <summary>Like <see cref="Problem(long, string, long)"/>, the number in hexadecimal.</summary>
    public void ByteProblem(long offset, string expected, byte found) =>
        Problem(offset, expected, strict || _warnings.Count < MidiFile.MaximumWarnings ? $"0x{found:X2}" : "");

    /// <summary>True if a track's chunk starts at a place.</summary>
    public bool IsTrackAt(int at) => data.AsSpan(at).StartsWith("MTrk"u8);

    /// <summary>Keeps an event of the track that is being read.</summary>
    // An event has two bytes at least, so that this grows once only, to 16 bytes for each byte of the file.
    public void Add(int index, in MidiEvent e)
    {
        if (index >= _scratch.Length)
            Array.Resize(ref _scratch, _scratch.Length == 0 ? data.Length / 4 + 16 : data.Length / 2 + 16);
        _scratch[index] = e;
    }

    // A RIFF wrapper is read as one; whatever else stands before the header (a byte order mark, HTTP, MacBinary, a faulty wrapper) is
    // passed over.
    private int FindHeader(out int end)
    {
        end = data.Length;
        ReadOnlySpan<byte> bytes = data;
        if (bytes.StartsWith("MThd"u8))
            return 0;
        if (bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..].StartsWith("RMID"u8))
        {
            Problem(0, "MThd", "a RIFF wrapper");
            for (long at = 12; at + ChunkHeaderLength <= end;)
            {
                uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[((int)at + 4)..]);
                int start = (int)at + ChunkHeaderLength;
                if (bytes[(int)at..].StartsWith("data"u8) && bytes[start..].StartsWith("MThd"u8))
                {
                    if (length < HeaderLength)
                        Problem(at + 4, "the length of a MIDI file", length);
                    else
                        end = (int)Math.Min(end, start + (long)length);
                    return start;
                }
                at = start + (long)length + (length & 1);
            }
        }
        int found = FindHeader(bytes);
        if (found < 0)
            throw new MidiFormatException(
                0, "MThd, the start of a MIDI file", FileKind.NameOf(bytes[..Math.Min(512, end)]) ?? "other bytes");
        Problem(0, "MThd", $"it at byte {found}");
        return found;
    }

    // Of a plausible length: the letters alone may be of a text.
    private static int FindHeader(ReadOnlySpan<byte> bytes)
    {
        for (int from = 0; ; from++)
        {
            int found = bytes[from..].IndexOf("MThd\0\0\0"u8);
            if (found < 0)
                return -1;
            from += found;
            if (from + HeaderLength <= bytes.Length && bytes[from + 7] >= 6)
                return from;
        }
    }

    private MidiDivision ReadDivision(int at)
    {
        int word = Word(at);
        if (word == 0)
        {
            Problem(at, "ticks per quarter note above 0", word);
            return MidiDivision.Quarter(DefaultTicksPerQuarter);
        }
        if (word < 0x8000)
            return MidiDivision.Quarter(word);
        int frames = -(sbyte)(word >> 8), ticks = word & 255;
        if (frames is not (24 or 25 or 29 or 30))
            Problem(at, "24, 25, 29 or 30 frames per second", frames);
        if (ticks == 0)
            Problem(at + 1, "ticks per frame above 0", ticks);
        return MidiDivision.Smpte(frames, Math.Max(1, ticks));
    }

    private void ReadChunks(int at, int end)
    {
        while (at < end)
        {
            if (end - at < ChunkHeaderLength)
            {
                Problem(at, "a chunk of 8 bytes or more", "fewer bytes");
                return;
            }
            if (_tracks.Count == ushort.MaxValue)
            {
                Problem(at, "at most 65,535 tracks", "more");
                return;
            }
            at = IsTrackAt(at) ? ReadTrack(at, end) : SkipChunk(at, end);
        }
    }

    // A chunk of another kind is kept as it is: the format tells readers to pass over it. Where there is no chunk at all, the next track is
    // looked for.
    private int SkipChunk(int at, int end)
    {
        if (IsChunkAt(at, end))
        {
            int length = ChunkHeaderLength + (int)BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(at + 4));
            _chunks.Add((_tracks.Count, data.AsMemory(at, length)));
            return at + length;
        }
        Problem(at, "a track (MTrk)", "bytes that are no chunk");
        int found = data.AsSpan(at + 1, end - at - 1).IndexOf("MTrk"u8);
        return found < 0 ? end : at + 1 + found;
    }

    private int ReadTrack(int at, int end)
    {
        uint declared = BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(at + 4));
        int start = at + ChunkHeaderLength;
        long declaredEnd = start + (long)declared;
        bool trusted = declaredEnd == end || (declaredEnd < end && IsChunkAt((int)declaredEnd, end));
        if (declaredEnd > end)
            Problem(at + 4, "a track length within the file", declared);
        var track =
            new MidiTrackReader(this, start, trusted ? (int)declaredEnd : end,
            trusted ? int.MaxValue : declaredEnd > end ? start : (int)declaredEnd);
        int count = track.Read();
        _tracks.Add(new MidiTrack(_scratch.AsSpan(0, count), track.Tick));
        int stop = track.Position;
        if (!track.HasEnd)
            Problem(stop, "an end of track",
                stop < end && !IsTrackAt(stop) ? "the end of its chunk" : stop < end ? "the next track" : "the end of the file");
        else if (stop < declaredEnd && declaredEnd <= end)
            Problem(stop, "the end of the chunk after the end of track", "more bytes");
        if (stop > declaredEnd)
            Problem(at + 4, $"a track length of {stop - start}", declared);
        return declaredEnd > end || stop > declaredEnd || IsTrackAt(stop) ? stop : (int)declaredEnd;
    }

    // A track, or a chunk of another kind: a name of four letters or digits, and a length within the file.
    private bool IsChunkAt(int at, int end)
    {
        if (end - at < ChunkHeaderLength || IsTrackAt(at))
            return end - at >= ChunkHeaderLength;
        foreach (byte letter in data.AsSpan(at, 4))
            if (!char.IsAsciiLetterOrDigit((char)letter))
                return false;
        return BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(at + 4)) <= end - at - ChunkHeaderLength;
    }

    private int Word(int at) => BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(at));
}
