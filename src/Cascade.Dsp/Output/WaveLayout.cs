using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using Cascade.Dsp.Midi;

namespace Cascade.Dsp.Output;

/// <summary>What the chunks before the first sample of a WAV file say, and where that sample is.</summary>
internal sealed class WaveLayout
{
    private const ushort IntegerTag = 1, FloatTag = 3, ALawTag = 6, MuLawTag = 7, ExtensibleTag = 0xFFFE;
    private const int ChunkHead = 8, MostLargeChunks = 1024, MostTrailing = 1 << 16;

    private readonly Stream _stream;

    // Sizes of chunks beyond 32 bits, by name in their order.
    private readonly List<(uint Id, long Size)> _largeChunks = [];
    private readonly long _end;
    private uint _riffSize;
    private long _largeDataSize = -1;

    private WaveLayout(Stream stream)
    {
        _stream = stream;
        _end = stream.Length;
    }

    public int SampleRate { get; private set; }

    public int Channels { get; private set; }

    public int BitsPerSample { get; private set; }

    /// <summary>Bytes that a sample takes; its bits are the highest of them.</summary>
    public int SampleBytes { get; private set; }

    public WaveCoding Coding { get; private set; }

    public long DataStart { get; private set; }

    public long Frames { get; private set; }

    public int FrameBytes => Channels * SampleBytes;

    /// <summary>Reads up to the first sample; every step moves on by at least eight bytes.</summary>
    /// <exception cref="WaveFormatException">The stream is not a WAV file of a known format.</exception>
    public static WaveLayout Read(Stream stream)
    {
        var layout = new WaveLayout(stream);
        layout.ReadForm();
        long position = 12;
        while (layout.ReadChunk(position, out long next))
            position = next;
        return layout;
    }

    private void ReadForm()
    {
        Span<byte> form = stackalloc byte[12];
        ReadExactly(0, form, "the 12 bytes of a RIFF header");
        if (!form[..4].SequenceEqual("RIFF"u8) && !form[..4].SequenceEqual("RF64"u8) && !form[..4].SequenceEqual("BW64"u8))
            throw new WaveFormatException(0, $"expected \"RIFF\", \"RF64\" or \"BW64\", found {Name(form[..4])}{Kind()}.");
        if (!form[8..].SequenceEqual("WAVE"u8))
            throw new WaveFormatException(8, $"expected \"WAVE\", found {Name(form[8..])}{Kind()}.");
        _riffSize = BinaryPrimitives.ReadUInt32LittleEndian(form[4..]);
    }

    private string Kind()
    {
        Span<byte> start = stackalloc byte[512];
        _stream.Position = 0;
        string? kind = FileKind.NameOf(start[.._stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]);
        return kind is null ? "" : $": this is {kind}";
    }

    private bool ReadChunk(long position, out long next)
    {
        Span<byte> head = stackalloc byte[ChunkHead];
        ReadExactly(position, head, Channels == 0 ? "a \"fmt \" chunk" : "a \"data\" chunk");
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        ReadOnlySpan<byte> id = head[..4];
        if (id.SequenceEqual("data"u8))
        {
            FindData(position, size);
            next = _end;
            return false;
        }
        if (id.SequenceEqual("fmt "u8))
            ReadFormat(position + ChunkHead, size);
        else if (id.SequenceEqual("ds64"u8))
            ReadLargeSizes(position + ChunkHead, size);
        next = position + ChunkHead + (size == uint.MaxValue ? LargeSize(id) : size);
        if ((next & 1) != (position & 1) && !IsUnpadded(next))
            next++;
        return true;
    }

    // Whether the byte that makes a chunk's length even is missing: the next chunk then starts where the byte should be.
    private bool IsUnpadded(long odd)
    {
        Span<byte> both = stackalloc byte[ChunkHead + 1];
        both.Clear();
        Peek(odd, both);
        return IsKnown(both[..4]) && !IsKnown(both.Slice(1, 4));
    }

    private static bool IsKnown(ReadOnlySpan<byte> id) =>
        id.SequenceEqual("data"u8) || id.SequenceEqual("fmt "u8) || id.SequenceEqual("LIST"u8) || id.SequenceEqual("fact"u8)
        || id.SequenceEqual("bext"u8) || id.SequenceEqual("JUNK"u8) || id.SequenceEqual("junk"u8) || id.SequenceEqual("PAD "u8)
        || id.SequenceEqual("cue "u8) || id.SequenceEqual("smpl"u8) || id.SequenceEqual("inst"u8) || id.SequenceEqual("iXML"u8)
        || id.SequenceEqual("id3 "u8) || id.SequenceEqual("ID3 "u8) || id.SequenceEqual("PEAK"u8) || id.SequenceEqual("acid"u8)
        || id.SequenceEqual("axml"u8) || id.SequenceEqual("chna"u8) || id.SequenceEqual("cart"u8) || id.SequenceEqual("_PMX"u8);

    private long LargeSize(ReadOnlySpan<byte> id)
    {
        uint name = BinaryPrimitives.ReadUInt32LittleEndian(id);
        int place = _largeChunks.FindIndex(chunk => chunk.Id == name);
        if (place < 0)
            return uint.MaxValue;
        long size = _largeChunks[place].Size;
        _largeChunks.RemoveAt(place);
        return Math.Clamp(size, 0, _end);
    }

    private void FindData(long position, uint size)
    {
        if (Channels == 0)
            throw new WaveFormatException(position, "expected a \"fmt \" chunk before the \"data\" chunk.");
        DataStart = position + ChunkHead;
        long available = _end - DataStart;
        long bytes = size;
        if (size == uint.MaxValue)
            bytes = _largeDataSize > 0 ? _largeDataSize : EndOfSound() - DataStart;
        else if (size == 0 && !IsEmpty())
            bytes = EndOfSound() - DataStart;
        // A recording that was cut off ends where the file ends.
        Frames = Math.Min(bytes, available) / FrameBytes;
    }

    // A size of 0 is meant if nothing but other chunks follows, or if the size of the whole is filled in; else the recorder never came back
    // to it.
    private bool IsEmpty() => IsChunksFrom(DataStart) || (_riffSize + ChunkHead > DataStart && _riffSize + ChunkHead <= _end + 1);

    // Where the sound ends whose size is unknown: at the chunks that stand behind it, if any, else with the file.
    private long EndOfSound()
    {
        var last = new byte[(int)Math.Min(_end - DataStart, MostTrailing)];
        long first = _end - last.Length;
        Peek(first, last);
        for (int at = 0; at + ChunkHead <= last.Length; at++)
            if (IsKnown(last.AsSpan(at, 4)) && IsChunksFrom(first + at))
                return first + at;
        return _end;
    }

    private bool IsChunksFrom(long position)
    {
        Span<byte> head = stackalloc byte[ChunkHead];
        while (position < _end && Peek(position, head) == ChunkHead && IsName(head[..4]))
        {
            position += ChunkHead + (long)BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            position += (position < _end ? position : 0) & 1;
        }
        return position >= _end && position <= _end + 1;
    }

    private static bool IsName(ReadOnlySpan<byte> id)
    {
        foreach (byte letter in id)
            if (letter is < 32 or > 126)
                return false;
        return true;
    }

    private void ReadLargeSizes(long position, uint size)
    {
        const int Fixed = 28, Entry = 12;
        Span<byte> sizes = stackalloc byte[Fixed];
        if (size < Fixed)
            throw new WaveFormatException(position - 4, $"expected a \"ds64\" chunk of 28 bytes or more, found {size}.");
        ReadExactly(position, sizes, "64-bit sizes");
        _largeDataSize = BinaryPrimitives.ReadInt64LittleEndian(sizes[8..]);
        uint entries = Math.Min(Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(sizes[24..]), (size - Fixed) / Entry), MostLargeChunks);
        Span<byte> entry = stackalloc byte[Entry];
        for (int i = 0; i < entries; i++)
        {
            ReadExactly(position + Fixed + i * Entry, entry, "a table of 64-bit sizes");
            _largeChunks.Add((BinaryPrimitives.ReadUInt32LittleEndian(entry), BinaryPrimitives.ReadInt64LittleEndian(entry[4..])));
        }
    }

    private void ReadFormat(long position, uint size)
    {
        if (size < 16)
            throw new WaveFormatException(position - 4, $"expected a \"fmt \" chunk of 16 bytes or more, found {size}.");
        Span<byte> format = stackalloc byte[40];
        format = format[..(int)Math.Min(size, 40)];
        ReadExactly(position, format, "a format");
        ushort tag = BinaryPrimitives.ReadUInt16LittleEndian(format);
        if (tag == ExtensibleTag)
            tag = ReadSubFormat(position, format);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(format[4..]);
        int frame = BinaryPrimitives.ReadUInt16LittleEndian(format[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        if (channels == 0)
            throw new WaveFormatException(position + 2, "expected at least one channel, found none.");
        if (rate is 0 or > int.MaxValue)
            throw new WaveFormatException(position + 4, $"expected a sample rate of 1 to {int.MaxValue} Hz, found {rate}.");
        Coding = CodingOf(position, tag, bits);
        int least = (bits + 7) / 8, size4 = Coding == WaveCoding.Integer && bits > 16 ? 4 : least;
        if (frame != channels * least && frame != channels * size4)
            throw new WaveFormatException(position + 12,
                $"expected a frame of {channels * least} bytes ({channels} x {bits} bits), found {frame}.");
        (SampleRate, Channels, BitsPerSample, SampleBytes) = ((int)rate, channels, bits, frame / channels);
    }

    private static WaveCoding CodingOf(long position, ushort tag, int bits)
    {
        WaveCoding? coding = (tag, bits) switch
        {
            (IntegerTag, >= 1 and <= 32) => WaveCoding.Integer,
            (FloatTag, 32 or 64) => WaveCoding.Float,
            (ALawTag, 8) => WaveCoding.ALaw,
            (MuLawTag, 8) => WaveCoding.MuLaw,
            _ => null,
        };
        if (coding is { } known)
            return known;
        string name = NameOf(tag);
        throw new WaveFormatException(position,
            "expected integers (1) of 1 to 32 bits, floats (3) of 32 or 64, A-law (6) or mu-law (7) of 8, "
            + $"found format {tag} of {bits} bits{(name.Length > 0 ? $", {name}: convert it first" : "")}.");
    }

    // Source: RFC 2361, "WAVE and AVI Codec Registries", and Microsoft's mmreg.h.
    private static string NameOf(ushort tag) => tag switch
    {
        0x02 => "Microsoft ADPCM",
        0x08 => "DTS",
        0x11 => "IMA ADPCM",
        0x14 => "G.723 ADPCM",
        0x16 or 0x42 => "G.723.1",
        0x20 => "Yamaha ADPCM",
        0x22 => "DSP Group TrueSpeech",
        0x31 => "GSM 6.10",
        0x40 or 0x45 => "G.721 or G.726 ADPCM",
        0x50 => "MPEG layer 1 or 2",
        0x55 => "MP3",
        0x92 or 0x2000 => "Dolby AC-3",
        0xFF or 0x1600 or 0x1602 or 0x1610 or 0xA106 => "AAC",
        0x0160 or 0x0161 or 0x0162 or 0x0163 => "Windows Media Audio",
        0x0270 => "Sony ATRAC3",
        0x674F or 0x6750 or 0x6751 or 0x676F or 0x6770 or 0x6771 => "Ogg Vorbis",
        0x704F => "Opus",
        0xF1AC => "FLAC",
        _ => "",
    };

    private static ushort ReadSubFormat(long position, ReadOnlySpan<byte> format)
    {
        if (format.Length < 40)
            throw new WaveFormatException(position - 4,
                $"expected an extensible \"fmt \" chunk of 40 bytes or more, found {format.Length}.");
        if (!format[26..].SequenceEqual(WaveHeader.SubFormatTail))
            throw new WaveFormatException(position + 26, "expected the sub-format of integers or floats, found another; convert it first.");
        return BinaryPrimitives.ReadUInt16LittleEndian(format[24..]);
    }

    private void ReadExactly(long position, Span<byte> target, string expected)
    {
        if (position > _end - target.Length)
            throw new WaveFormatException(Math.Min(position, _end), $"expected {expected}, found the end of the file at byte {_end}.");
        _stream.Position = position;
        int read = _stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        if (read < target.Length)
            throw new WaveFormatException(position + read, $"expected {expected}, found the end of the file.");
    }

    private int Peek(long position, Span<byte> target)
    {
        if (position >= _end)
            return 0;
        _stream.Position = position;
        return _stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
    }

    private static string Name(ReadOnlySpan<byte> id)
    {
        Span<char> letters = stackalloc char[4];
        for (int i = 0; i < letters.Length; i++)
            letters[i] = id[i] is >= 32 and < 127 ? (char)id[i] : '.';
        return $"\"{letters}\"";
    }
}
