using System.Text;
using Cascade.Dsp.Tests;
using Cascade.Samples.Native;

namespace Cascade.Native.Tests;

/// <summary>The library's functions, called as C calls them, in this process, where allocations can be counted.</summary>
public unsafe class AllocationTests
{
    private const int Frames = 480;

    [Fact]
    public void Playing_and_rendering_allocate_nothing()
    {
        ulong engine = Create();
        byte[] song = File.ReadAllBytes(NativeBuild.Song);
        delegate* unmanaged<ulong, byte*, nuint, int> playSong = &Exports.PlaySong;
        fixed (byte* bytes = song)
            Assert.Equal(0, playSong(engine, bytes, (nuint)song.Length));
        int failures = 0;
        Assert.Equal(0, Allocated.Bytes(() => failures += Play(engine, 1000)));
        Assert.Equal(0, failures);
        delegate* unmanaged<ulong, int> destroy = &Exports.Destroy;
        Assert.Equal(0, destroy(engine));
        Assert.Equal((int)Status.InvalidHandle, destroy(engine));
    }

    private static ulong Create()
    {
        delegate* unmanaged<int, byte*, NativeEngineOptions*, ulong*, int> create = &Exports.Create;
        ulong engine;
        fixed (byte* name = Encoding.UTF8.GetBytes("grand\0"))
            Assert.Equal(0, create(48_000, name, null, &engine));
        return engine;
    }

    private static int Play(ulong engine, int rounds)
    {
        delegate* unmanaged<ulong, int, int, float, int> noteOn = &Exports.NoteOn, control = &Exports.Control;
        delegate* unmanaged<ulong, int, int, int> noteOff = &Exports.NoteOff;
        delegate* unmanaged<ulong, NativeEvent*, int> send = &Exports.SendEvent;
        delegate* unmanaged<ulong, float*, float*, int, int> render = &Exports.Render;
        delegate* unmanaged<ulong, float*, int, int> interleaved = &Exports.RenderInterleaved;
        float* buffer = stackalloc float[2 * Frames];
        var bend = new NativeEvent { Kind = 3, Value = 0.1f };
        int failures = 0;
        for (int i = 0; i < rounds; i++)
        {
            failures += noteOn(engine, 0, i & 127, 0.7f) + control(engine, 0, 64, i & 1) + send(engine, &bend);
            failures += render(engine, buffer, buffer + Frames, Frames);
            failures += noteOff(engine, 0, i & 127) + interleaved(engine, buffer, Frames);
        }
        return failures;
    }
}
