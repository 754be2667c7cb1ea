using System;
using System.Buffers.Binary;

namespace Cascade.Dsp.Output;

/// <summary>Everything before the first sample of a WAV file that Cascade writes.</summary>
/// <remarks>
/// <code>
/// RIFF size WAVE | JUNK 28 bytes | fmt 16, 18 or 40 | fact 4 (float only) | data size
/// RF64  -1  WAVE | ds64 28 bytes | ...the same                        | data  -1
/// </code>
/// The second form, of the same length, replaces the first when a size exceeds 32 bits.
/// <para>Sources: IBM and Microsoft, "Multimedia Programming Interface and Data Specifications 1.0", 1991; Microsoft, "Multiple channel
/// audio data and WAVE files", 2001;
/// EBU Tech 3306, "RF64: an extended file format for audio data", 2009.</para>
/// </remarks>
internal readonly ref struct WaveHeader(int sampleRate, int channels, WaveFormat format)
{
    /// <summary>Stands for a length that is not known when the header is written.</summary>
    public const long UnknownFrames = -1;

    public const int MaximumLength = 12 + 36 + 48 + 12 + 8;

    private const ushort IntegerTag = 1, FloatTag = 3, ExtensibleTag = 0xFFFE;

    // KSDATAFORMAT_SUBTYPE_PCM and _IEEE_FLOAT differ in their first two bytes, which are the tags above.
    internal static ReadOnlySpan<byte> SubFormatTail => [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    private bool IsExtensible => channels > 2;

    // All but plain integers say how long their extension is, floats that they have none.
    private uint FormatSize => IsExtensible ? 40u : format == WaveFormat.Float32 ? 18u : 16u;

    private ushort Tag => format == WaveFormat.Float32 ? FloatTag : IntegerTag;

    public int Length => 12 + 36 + 8 + (int)FormatSize + (format == WaveFormat.Float32 ? 12 : 0) + 8;

    public int FrameBytes => channels * BytesPerSample(format);

    public static int BytesPerSample(WaveFormat format) => format switch
    {
        WaveFormat.Int16 => 2,
        WaveFormat.Int24 => 3,
        _ => 4,
    };

    /// <summary>Writes the header of a file of so many frames.</summary>
    /// <param name="target">At least <see cref="Length"/> bytes.</param>
    /// <param name="frames">The frames in the file, or <see cref="UnknownFrames"/>.</param>
    /// <param name="limit">The largest size the 32-bit form is used for.</param>
    public void Write(Span<byte> target, long frames, long limit)
    {
        bool isUnknown = frames == UnknownFrames;
        long data = isUnknown ? uint.MaxValue : frames * FrameBytes;
        long riff = isUnknown ? uint.MaxValue : Length - 8 + data + (data & 1);
        bool large = !isUnknown && riff > limit;
        Span<byte> rest = Put(target, large ? "RF64"u8 : "RIFF"u8);
        rest = Put(rest, large ? uint.MaxValue : (uint)riff);
        rest = Put(rest, "WAVE"u8);
        rest = PutReserved(rest, large, riff, data, frames);
        rest = PutFormat(rest);
        if (format == WaveFormat.Float32)
        {
            rest = Put(Put(rest, "fact"u8), 4u);
            rest = Put(rest, large || isUnknown ? uint.MaxValue : (uint)frames);
        }
        rest = Put(rest, "data"u8);
        Put(rest, large ? uint.MaxValue : (uint)data);
    }

    private static Span<byte> PutReserved(Span<byte> target, bool large, long riff, long data, long frames)
    {
        Span<byte> rest = Put(Put(target, large ? "ds64"u8 : "JUNK"u8), 28u);
        rest[..28].Clear();
        if (large)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, riff);
            BinaryPrimitives.WriteInt64LittleEndian(rest[8..], data);
            BinaryPrimitives.WriteInt64LittleEndian(rest[16..], frames);
        }
        return rest[28..];
    }

    private Span<byte> PutFormat(Span<byte> target)
    {
        Span<byte> rest = Put(Put(target, "fmt "u8), FormatSize);
        rest = Put(rest, IsExtensible ? ExtensibleTag : Tag);
        rest = Put(rest, (ushort)channels);
        rest = Put(rest, (uint)sampleRate);
        rest = Put(rest, (uint)(sampleRate * FrameBytes));
        rest = Put(rest, (ushort)FrameBytes);
        ushort bits = (ushort)(8 * BytesPerSample(format));
        rest = Put(rest, bits);
        if (!IsExtensible)
            return format == WaveFormat.Float32 ? Put(rest, (ushort)0) : rest;
        // More than two channels: no speaker is claimed for any of them.
        rest = Put(Put(Put(rest, (ushort)22), bits), 0u);
        return Put(Put(rest, Tag), SubFormatTail);
    }

    private static Span<byte> Put(Span<byte> target, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(target);
        return target[bytes.Length..];
    }

    private static Span<byte> Put(Span<byte> target, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, value);
        return target[4..];
    }

    private static Span<byte> Put(Span<byte> target, ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, value);
        return target[2..];
    }
}
