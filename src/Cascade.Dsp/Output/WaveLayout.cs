using System;
using System.Buffers.Binary;
using System.IO;

namespace Cascade.Dsp.Output;

/// <summary>What the chunks before the first sample of a WAV file say, and where that sample is.</summary>
internal sealed class WaveLayout
{
    private const ushort IntegerTag = 1, FloatTag = 3, ExtensibleTag = 0xFFFE;

    private readonly Stream _stream;
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

    public bool IsFloat { get; private set; }

    public long DataStart { get; private set; }

    public long Frames { get; private set; }

    public int FrameBytes => Channels * BitsPerSample / 8;

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
            throw new WaveFormatException(0, $"expected \"RIFF\", \"RF64\" or \"BW64\", found {Name(form[..4])}.");
        if (!form[8..].SequenceEqual("WAVE"u8))
            throw new WaveFormatException(8, $"expected \"WAVE\", found {Name(form[8..])}.");
        _riffSize = BinaryPrimitives.ReadUInt32LittleEndian(form[4..]);
    }

    private bool ReadChunk(long position, out long next)
    {
        Span<byte> head = stackalloc byte[8];
        ReadExactly(position, head, Channels == 0 ? "a \"fmt \" chunk" : "a \"data\" chunk");
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        ReadOnlySpan<byte> id = head[..4];
        next = position + 8 + size + (size & 1);
        if (id.SequenceEqual("data"u8))
        {
            FindData(position, size);
            return false;
        }
        if (id.SequenceEqual("fmt "u8))
            ReadFormat(position + 8, size);
        else if (id.SequenceEqual("ds64"u8))
            ReadLargeSizes(position + 8, size);
        return true;
    }

    private void FindData(long position, uint size)
    {
        if (Channels == 0)
            throw new WaveFormatException(position, "expected a \"fmt \" chunk before the \"data\" chunk.");
        DataStart = position + 8;
        long available = _end - DataStart;
        long bytes = size;
        if (size == uint.MaxValue)
            bytes = _largeDataSize > 0 ? _largeDataSize : available;
        else if (size == 0 && _riffSize is 0 or uint.MaxValue)
            bytes = available;
        // A recording that was cut off ends where the file ends.
        Frames = Math.Min(bytes, available) / FrameBytes;
    }

    private void ReadLargeSizes(long position, uint size)
    {
        Span<byte> sizes = stackalloc byte[16];
        if (size < 28)
            throw new WaveFormatException(position - 4, $"expected a \"ds64\" chunk of 28 bytes or more, found {size}.");
        ReadExactly(position, sizes, "64-bit sizes");
        _largeDataSize = BinaryPrimitives.ReadInt64LittleEndian(sizes[8..]);
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
        if (!((tag == IntegerTag && bits is 8 or 16 or 24 or 32) || (tag == FloatTag && bits is 32 or 64)))
            throw new WaveFormatException(position,
                $"expected integers (1) of 8, 16, 24 or 32 bits or floats (3) of 32 or 64, found format {tag} of {bits} bits.");
        if (channels == 0)
            throw new WaveFormatException(position + 2, "expected at least one channel, found none.");
        if (rate is 0 or > int.MaxValue)
            throw new WaveFormatException(position + 4, $"expected a sample rate of 1 to {int.MaxValue} Hz, found {rate}.");
        if (frame != channels * bits / 8)
            throw new WaveFormatException(position + 12,
                $"expected a frame of {channels * bits / 8} bytes ({channels} x {bits} bits), found {frame}.");
        (SampleRate, Channels, BitsPerSample, IsFloat) = ((int)rate, channels, bits, tag == FloatTag);
    }

    private static ushort ReadSubFormat(long position, ReadOnlySpan<byte> format)
    {
        if (format.Length < 40)
            throw new WaveFormatException(position - 4,
                $"expected an extensible \"fmt \" chunk of 40 bytes or more, found {format.Length}.");
        if (!format[26..].SequenceEqual(WaveHeader.SubFormatTail))
            throw new WaveFormatException(position + 26, "expected the sub-format of integers or floats, found another.");
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

    private static string Name(ReadOnlySpan<byte> id)
    {
        Span<char> letters = stackalloc char[4];
        for (int i = 0; i < letters.Length; i++)
            letters[i] = id[i] is >= 32 and < 127 ? (char)id[i] : '.';
        return $"\"{letters}\"";
    }
}
