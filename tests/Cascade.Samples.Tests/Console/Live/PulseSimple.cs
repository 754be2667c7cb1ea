using System.Runtime.InteropServices;

namespace Cascade.Samples.Tests.Console.Live;

/// <summary>Functions of PulseAudio's simple API (pulse/simple.h), to record by.</summary>
internal static unsafe partial class PulseSimple
{
    public const int Record = 2;

    /// <summary>32-bit floats, little endian.</summary>
    public const int Float32 = 5;

    /// <summary>Leaves a field of <see cref="BufferAttributes"/> to the server.</summary>
    public const uint Auto = uint.MaxValue;

    private const string Simple = "libpulse-simple.so.0";

    [StructLayout(LayoutKind.Sequential)]
    public struct SampleSpec
    {
        public int Format;
        public uint Rate;
        public byte Channels;
    }

    /// <summary>In bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct BufferAttributes
    {
        public uint MaximumLength, TargetLength, Prebuffer, MinimumRequest, FragmentSize;
    }

    [LibraryImport(Simple, EntryPoint = "pa_simple_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint New(string? server, string name, int direction, string? device, string stream, in SampleSpec spec,
        nint channelMap, in BufferAttributes attributes, out int error);

    [LibraryImport(Simple, EntryPoint = "pa_simple_read")]
    public static partial int Read(nint stream, void* data, nuint bytes, int* error);

    [LibraryImport(Simple, EntryPoint = "pa_simple_free")]
    public static partial void Free(nint stream);

    /// <summary>What an error number means.</summary>
    public static string Text(int error) => Marshal.PtrToStringUTF8(ErrorText(error)) ?? $"error {error}";

    [LibraryImport("libpulse.so.0", EntryPoint = "pa_strerror")]
    private static partial nint ErrorText(int error);
}
