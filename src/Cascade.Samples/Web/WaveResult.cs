using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Cascade.Samples.Backends;

namespace Cascade.Samples.Web;

/// <summary>A sound as a WAV file.</summary>
internal static class WaveResult
{
    public const string ContentType = "audio/wav";

    private const int HeadBytes = 44;
    private const short IntegerSamples = 1, Channels = 2;

    public static IResult Of(RenderedSound sound, string name)
    {
        // The samples are 16 bits already: a head before them is all.
        int length = sizeof(short) * sound.Samples.Length;
        var file = new byte[HeadBytes + length];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), HeadBytes - 8 + length);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), IntegerSamples);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), Channels);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), sound.SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), sound.SampleRate * Channels * sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), Channels * sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 8 * sizeof(short));
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), length);
        MemoryMarshal.AsBytes<short>(sound.Samples).CopyTo(file.AsSpan(HeadBytes));
        return TypedResults.File(file, ContentType, name);
    }
}
