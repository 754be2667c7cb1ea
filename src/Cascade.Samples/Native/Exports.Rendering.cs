using System.Runtime.InteropServices;
using Cascade.Dsp;

namespace Cascade.Samples.Native;

internal static unsafe partial class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "cascade_render")]
    public static int Render(ulong engine, float* left, float* right, int frames)
    {
        try
        {
            if (!EngineTable.TryFind(engine, out NativeEngine? found))
                return Failure.NoEngine();
            if (frames < 0)
                return Failure.Because(Status.InvalidArgument, "The number of frames is negative.");
            return (left is null || right is null) && frames > 0
                ? Failure.NullPointer()
                : OnAudioThread(found.Render(new Span<float>(left, frames), new Span<float>(right, frames)));
        }
        catch (Exception e)
        {
            return Failure.Because(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "cascade_render_interleaved")]
    public static int RenderInterleaved(ulong engine, float* buffer, int frames)
    {
        try
        {
            if (!EngineTable.TryFind(engine, out NativeEngine? found))
                return Failure.NoEngine();
            if (frames is < 0 or > int.MaxValue / 2)
                return Failure.Because(Status.InvalidArgument, "The number of frames is negative or too large.");
            return buffer is null && frames > 0 ? Failure.NullPointer()
                : OnAudioThread(found.RenderInterleaved(new Span<float>(buffer, 2 * frames)));
        }
        catch (Exception e)
        {
            return Failure.Because(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "cascade_reset")]
    public static int Reset(ulong engine)
    {
        try
        {
            return EngineTable.TryFind(engine, out NativeEngine? found) ? OnAudioThread(found.Reset()) : Failure.NoEngine();
        }
        catch (Exception e)
        {
            return Failure.Because(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "cascade_song_play")]
    public static int PlaySong(ulong engine, byte* bytes, nuint length)
    {
        try
        {
            if (!EngineTable.TryFind(engine, out NativeEngine? found))
                return Failure.NoEngine();
            if (bytes is null)
                return Failure.NullPointer();
            if (length > int.MaxValue)
                return Failure.Because(Status.InvalidArgument, "The file is longer than 2,147,483,647 bytes.");
            Sequence music = Song.Read(new ReadOnlySpan<byte>(bytes, (int)length)).ToSequence(found.Engine.SampleRate);
            found.Play(music);
            return (int)Status.Ok;
        }
        catch (Exception e)
        {
            return Failure.Because(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "cascade_song_stop")]
    public static int StopSong(ulong engine)
    {
        if (!EngineTable.TryFind(engine, out NativeEngine? found))
            return Failure.NoEngine();
        found.Play(null);
        return (int)Status.Ok;
    }

    [UnmanagedCallersOnly(EntryPoint = "cascade_song_is_playing")]
    public static int IsSongPlaying(ulong engine)
    {
        if (!EngineTable.TryFind(engine, out NativeEngine? found))
            return Failure.NoEngine();
        return found.IsSongPlaying ? 1 : 0;
    }

    private static int OnAudioThread(Status status) =>
        status == Status.Ok ? 0 : Failure.Because(status, "Another thread renders this engine.");
}
