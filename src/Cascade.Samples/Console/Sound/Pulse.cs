using System.Runtime.InteropServices;

namespace Cascade.Samples.Console.Sound;

/// <summary>The functions of PulseAudio's client library (pulse/thread-mainloop.h, context.h and stream.h), which PipeWire's server
/// answers too.</summary>
internal static unsafe partial class Pulse
{
    /// <summary>32-bit floats, little endian.</summary>
    public const int Float32 = 5;

    /// <summary>Leaves a field of <see cref="BufferAttributes"/> to the server.</summary>
    public const uint Auto = uint.MaxValue;

    /// <summary>States of a context and of a stream, which beyond ready have failed or ended.</summary>
    public const int ContextReady = 4, StreamReady = 2;

    /// <summary>States of an operation.</summary>
    public const int Running = 0;

    /// <summary>An error: the state is not the right one.</summary>
    public const int BadState = 15;

    /// <summary>Flags of a stream: latency is interpolated and kept up to date, the sink adapts to what is wanted.</summary>
    public const int InterpolateTiming = 0x2, AutoTimingUpdate = 0x8, AdjustLatency = 0x2000;

    private const string Library = "libpulse.so.0";

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

    [LibraryImport(Library, EntryPoint = "pa_threaded_mainloop_new")]
    public static partial nint NewLoop();

    [LibraryImport(Library, EntryPoint = "pa_threaded_mainloop_get_api")]
    public static partial nint Api(nint loop);

    [LibraryImport(Library, EntryPoint = "pa_threaded_mainloop_start")]
    public static partial int Start(nint loop);

    [LibraryImport(Library, EntryPoint = "pa_threaded_mainloop_stop")]
    public static partial void Stop(nint loop);

    [LibraryImport(Library, EntryPoint = "pa_threaded_mainloop_free")]
    public static partial void FreeLoop(nint loop);

    [LibraryImport(Library, EntryPoint = "pa_threaded_mainloop_lock")]
    public static partial void Lock(nint loop);

    [LibraryImport(Library, EntryPoint = "pa_threaded_mainloop_unlock")]
    public static partial void Unlock(nint loop);

    [LibraryImport(Library, EntryPoint = "pa_threaded_mainloop_wait")]
    public static partial void Wait(nint loop);

    [LibraryImport(Library, EntryPoint = "pa_threaded_mainloop_signal")]
    public static partial void Signal(nint loop, int waitForAccept);

    [LibraryImport(Library, EntryPoint = "pa_context_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewContext(nint api, string name);

    [LibraryImport(Library, EntryPoint = "pa_context_connect", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Connect(nint context, string? server, int flags, nint spawn);

    [LibraryImport(Library, EntryPoint = "pa_context_set_state_callback")]
    public static partial void OnContextState(nint context, delegate* unmanaged<nint, void*, void> callback, void* data);

    [LibraryImport(Library, EntryPoint = "pa_context_get_state")]
    public static partial int ContextState(nint context);

    [LibraryImport(Library, EntryPoint = "pa_context_errno")]
    public static partial int Error(nint context);

    [LibraryImport(Library, EntryPoint = "pa_context_disconnect")]
    public static partial void Disconnect(nint context);

    [LibraryImport(Library, EntryPoint = "pa_context_unref")]
    public static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "pa_stream_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewStream(nint context, string name, in SampleSpec spec, nint channelMap);

    [LibraryImport(Library, EntryPoint = "pa_stream_connect_playback", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ConnectPlayback(nint stream, string? device, in BufferAttributes attributes, int flags, nint volume,
        nint synchronous);

    [LibraryImport(Library, EntryPoint = "pa_stream_set_state_callback")]
    public static partial void OnStreamState(nint stream, delegate* unmanaged<nint, void*, void> callback, void* data);

    [LibraryImport(Library, EntryPoint = "pa_stream_set_underflow_callback")]
    public static partial void OnUnderflow(nint stream, delegate* unmanaged<nint, void*, void> callback, void* data);

    [LibraryImport(Library, EntryPoint = "pa_stream_set_write_callback")]
    public static partial void OnRequest(nint stream, delegate* unmanaged<nint, nuint, void*, void> callback, void* data);

    [LibraryImport(Library, EntryPoint = "pa_stream_get_state")]
    public static partial int StreamState(nint stream);

    [LibraryImport(Library, EntryPoint = "pa_stream_writable_size")]
    public static partial nuint Writable(nint stream);

    [LibraryImport(Library, EntryPoint = "pa_stream_write")]
    public static partial int Write(nint stream, void* data, nuint bytes, nint free, long offset, int seek);

    [LibraryImport(Library, EntryPoint = "pa_stream_get_latency")]
    public static partial int Latency(nint stream, ulong* microseconds, int* isNegative);

    [LibraryImport(Library, EntryPoint = "pa_stream_drain")]
    public static partial nint Drain(nint stream, delegate* unmanaged<nint, int, void*, void> callback, void* data);

    [LibraryImport(Library, EntryPoint = "pa_stream_unref")]
    public static partial void FreeStream(nint stream);

    [LibraryImport(Library, EntryPoint = "pa_operation_get_state")]
    public static partial int OperationState(nint operation);

    [LibraryImport(Library, EntryPoint = "pa_operation_unref")]
    public static partial void FreeOperation(nint operation);

    /// <summary>What an error number means.</summary>
    public static string Text(int error) => Marshal.PtrToStringUTF8(ErrorText(error)) ?? $"error {error}";

    [LibraryImport(Library, EntryPoint = "pa_strerror")]
    private static partial nint ErrorText(int error);
}
