using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Cascade.Samples.Console.Pictures;

/// <summary>Writes images of at most 256 colours as PNG.</summary>
/// <remarks>Source: Portable Network Graphics Specification, third edition, W3C, 2025.</remarks>
internal static class PngImage
{
    private const int HeaderBytes = 13;

    /// <summary>The bytes of a PNG file.</summary>
    /// <param name="pixels">Indices into the palette, row by row from the top.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="palette">At most 256 colours.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, ReadOnlySpan<(byte Red, byte Green, byte Blue)> palette)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), pixels.Length / width);
        // Eight bits a pixel, from a palette.
        (header[8], header[9]) = (8, 3);
        WriteChunk(file, "IHDR", header);
        var colours = new byte[3 * palette.Length];
        for (int i = 0; i < palette.Length; i++)
            (colours[3 * i], colours[3 * i + 1], colours[3 * i + 2]) = palette[i];
        WriteChunk(file, "PLTE", colours);
        WriteChunk(file, "IDAT", Compress(pixels, width));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Compress(ReadOnlySpan<byte> pixels, int width)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            for (int row = 0; row < pixels.Length; row += width)
            {
                stream.WriteByte(0);
                stream.Write(pixels.Slice(row, width));
            }
        }
        return packed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] name = Encoding.ASCII.GetBytes(type);
        file.Write(name);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, name), data));
        file.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = crc >> 1 ^ (0xEDB88320 & (uint)-(int)(crc & 1));
        }
        return crc;
    }
}
