using System.Runtime.InteropServices;

namespace Cascade.Samples.Console.Sound;

/// <summary>A stream to the sound server and the library's own thread that serves it: writes that wait for room, and how often the server
/// found nothing to play.</summary>
/// <remarks>What returns an int returns an error of the library, 0 for none. Nothing allocates after construction.</remarks>
internal sealed unsafe class PulseStream : IDisposable
{
    private readonly State* _state;
    private readonly nint _loop, _context, _stream;

    /// <summary>Connects.</summary>
    /// <param name="device">The sink's name; null for the one the person has chosen.</param>
    /// <param name="sampleRate">In Hz; stereo.</param>
    /// <param name="bufferBytes">How much the server is to hold.</param>
    /// <param name="error">Why it could not be; then the stream is only good to be disposed of.</param>
    /// <exception cref="DllNotFoundException">There is no library.</exception>
    public PulseStream(string? device, int sampleRate, uint bufferBytes, out int error)
    {
        // The first call of each function would look for it, and allocate, on the audio thread.
        Marshal.PrelinkAll(typeof(Pulse));
        _loop = Pulse.NewLoop();
        _context = Pulse.NewContext(Pulse.Api(_loop), "Cascade");
        _state = (State*)NativeMemory.AllocZeroed((nuint)sizeof(State));
        _state->Loop = _loop;
        Pulse.OnContextState(_context, &OnState, _state);
        if (Pulse.Connect(_context, null, 0, 0) < 0 || Pulse.Start(_loop) < 0)
        {
            error = Pulse.Error(_context);
            return;
        }
        Pulse.Lock(_loop);
        while (Pulse.ContextState(_context) is > 0 and < Pulse.ContextReady)
            Pulse.Wait(_loop);
        error = Pulse.ContextState(_context) == Pulse.ContextReady ? 0 : Pulse.Error(_context);
        if (error == 0)
            _stream = Open(_context, _state, device, sampleRate, bufferBytes);
        while (_stream != 0 && Pulse.StreamState(_stream) is > 0 and < Pulse.StreamReady)
            Pulse.Wait(_loop);
        if (error == 0 && (_stream == 0 || Pulse.StreamState(_stream) != Pulse.StreamReady))
            error = Pulse.Error(_context);
        Pulse.Unlock(_loop);
    }

    /// <summary>How often the server had nothing of this stream to play after it had begun; from any thread.</summary>
    public long Underflows => Volatile.Read(ref _state->Underflows);

    /// <summary>Waits for room and writes.</summary>
    public int Write(void* data, nuint bytes)
    {
        Pulse.Lock(_loop);
        int error = 0;
        for (byte* next = (byte*)data; bytes > 0 && error == 0;)
        {
            nuint room = 0;
            while ((error = Check()) == 0 && (room = Pulse.Writable(_stream)) == 0)
                Pulse.Wait(_loop);
            room = Math.Min(room, bytes);
            if (error == 0 && Pulse.Write(_stream, next, room, 0, 0, 0) < 0)
                error = Pulse.Error(_context);
            next += room;
            bytes -= room;
        }
        Pulse.Unlock(_loop);
        return error;
    }

    /// <summary>Waits until all is heard.</summary>
    public int Drain()
    {
        Pulse.Lock(_loop);
        int error = Check();
        nint operation = error == 0 ? Pulse.Drain(_stream, &OnDrained, _state) : 0;
        if (error == 0 && operation == 0)
            error = Pulse.Error(_context);
        while (error == 0 && Pulse.OperationState(operation) == Pulse.Running)
        {
            Pulse.Wait(_loop);
            error = Check();
        }
        if (operation != 0)
            Pulse.FreeOperation(operation);
        Pulse.Unlock(_loop);
        return error;
    }

    /// <summary>The time until what is written now is heard, in microseconds; null while the server has not said.</summary>
    public long? Latency()
    {
        ulong microseconds = 0;
        int isNegative = 0;
        Pulse.Lock(_loop);
        bool isKnown = Check() == 0 && Pulse.Latency(_stream, &microseconds, &isNegative) >= 0;
        Pulse.Unlock(_loop);
        return !isKnown ? null : isNegative != 0 ? 0 : (long)microseconds;
    }

    public void Dispose()
    {
        Pulse.Stop(_loop);
        if (_stream != 0)
            Pulse.FreeStream(_stream);
        Pulse.Disconnect(_context);
        Pulse.FreeContext(_context);
        Pulse.FreeLoop(_loop);
        NativeMemory.Free(_state);
    }

    private static nint Open(nint context, State* state, string? device, int sampleRate, uint bufferBytes)
    {
        var spec = new Pulse.SampleSpec { Format = Pulse.Float32, Rate = (uint)sampleRate, Channels = 2 };
        var buffer = new Pulse.BufferAttributes
        {
            MaximumLength = Pulse.Auto,
            TargetLength = bufferBytes,
            Prebuffer = Pulse.Auto,
            MinimumRequest = Pulse.Auto,
            FragmentSize = Pulse.Auto,
        };
        nint stream = Pulse.NewStream(context, "music", spec, 0);
        if (stream == 0)
            return 0;
        Pulse.OnStreamState(stream, &OnState, state);
        Pulse.OnRequest(stream, &OnRequest, state);
        Pulse.OnUnderflow(stream, &OnUnderflow, state);
        // What fails at once leaves the stream unconnected, which is not ready.
        _ = Pulse.ConnectPlayback(stream, device, buffer, Pulse.InterpolateTiming | Pulse.AutoTimingUpdate | Pulse.AdjustLatency, 0, 0);
        return stream;
    }

    // With the lock held.
    private int Check()
    {
        if (Pulse.ContextState(_context) == Pulse.ContextReady && Pulse.StreamState(_stream) == Pulse.StreamReady)
            return 0;
        return Pulse.Error(_context) is > 0 and int error ? error : Pulse.BadState;
    }

    [UnmanagedCallersOnly]
    private static void OnState(nint sender, void* state) => Pulse.Signal(((State*)state)->Loop, 0);

    [UnmanagedCallersOnly]
    private static void OnRequest(nint sender, nuint bytes, void* state) => Pulse.Signal(((State*)state)->Loop, 0);

    [UnmanagedCallersOnly]
    private static void OnDrained(nint sender, int isDone, void* state) => Pulse.Signal(((State*)state)->Loop, 0);

    [UnmanagedCallersOnly]
    private static void OnUnderflow(nint sender, void* state) => Interlocked.Increment(ref ((State*)state)->Underflows);

    // Where the library's thread finds it.
    private struct State
    {
        public nint Loop;
        public long Underflows;
    }
}
