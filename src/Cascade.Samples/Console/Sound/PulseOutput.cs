using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Cascade.Samples.Console.Sound;

/// <summary>Plays through PulseAudio, or PipeWire in its place.</summary>
/// <remarks>
/// The server is told to keep a buffer of the wanted latency filled; a write waits while it is full. Sound begins when it has been filled
/// once. Samples are 32-bit floats; a sink of the same rate and of volume 100 % gets them unchanged.
/// </remarks>
public sealed unsafe class PulseOutput : IAudioOutput
{
    private const int BytesPerFrame = 2 * sizeof(float);
    private const int WritesPerLatency = 16;

    private readonly nint _stream;
    private PlayoutClock _clock;
    private long _latency, _underruns;
    private int _writes;

    /// <summary>Opens a stream.</summary>
    /// <param name="device">The sink's name; null for the one the person has chosen.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="latency">How much sound the server holds.</param>
    /// <exception cref="IOException">There is no library, no server or no such device; the message says what to do.</exception>
    public PulseOutput(string? device, int sampleRate, TimeSpan latency)
    {
        uint bytes = (uint)(latency.TotalSeconds * sampleRate) * BytesPerFrame;
        var spec = new PulseSimple.SampleSpec { Format = PulseSimple.Float32, Rate = (uint)sampleRate, Channels = 2 };
        var buffer = new PulseSimple.BufferAttributes
        {
            MaximumLength = PulseSimple.Auto,
            TargetLength = bytes,
            Prebuffer = PulseSimple.Auto,
            MinimumRequest = PulseSimple.Auto,
            FragmentSize = PulseSimple.Auto,
        };
        try
        {
            // The first call of each function would look for it, and allocate, on the audio thread.
            Marshal.PrelinkAll(typeof(PulseSimple));
            _stream = PulseSimple.New(null, "Cascade", PulseSimple.Playback, device, "music", spec, 0, buffer, out int error);
            if (_stream == 0)
                throw new IOException(Refusal(device, PulseSimple.Text(error)));
        }
        catch (DllNotFoundException)
        {
            throw new IOException("there is no PulseAudio library (libpulse-simple.so.0); install it, for instance by 'apt-get install "
                + "libpulse0', or use --raw and a player of your own.");
        }
        SampleRate = sampleRate;
        Description = device is null ? "PulseAudio" : $"PulseAudio, {device}";
        _clock = new PlayoutClock(latency);
        _latency = latency.Ticks;
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public TimeSpan Latency => new(Volatile.Read(ref _latency));

    /// <inheritdoc/>
    /// <remarks>From the times of the writes: one that begins later than the buffer lasts is an underrun.</remarks>
    public long Underruns => Volatile.Read(ref _underruns);

    /// <inheritdoc/>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public bool Write(ReadOnlySpan<float> frames)
    {
        int error = 0;
        _clock.Begin(Now());
        fixed (float* first = frames)
            if (PulseSimple.Write(_stream, first, (nuint)(frames.Length * sizeof(float)), &error) < 0)
                return Fail(error);
        _clock.End(Now(), frames.Length / 2 * TimeSpan.TicksPerSecond / SampleRate);
        Volatile.Write(ref _underruns, _clock.Underruns);
        if (++_writes % WritesPerLatency == 0)
        {
            ulong microseconds = PulseSimple.GetLatency(_stream, &error);
            if (microseconds != ulong.MaxValue)
                Volatile.Write(ref _latency, (long)microseconds * TimeSpan.TicksPerMicrosecond);
        }
        return true;
    }

    /// <inheritdoc/>
    public bool Rest()
    {
        _clock.Rest();
        return true;
    }

    /// <inheritdoc/>
    public void Drain()
    {
        int error = 0;
        if (Failure is null && PulseSimple.Drain(_stream, &error) < 0)
            Fail(error);
    }

    /// <inheritdoc/>
    public void Dispose() => PulseSimple.Free(_stream);

    private bool Fail(int error)
    {
        Failure = $"the sound server took no more: {PulseSimple.Text(error)}.";
        return false;
    }

    private static long Now() => Stopwatch.GetElapsedTime(0).Ticks;

    private static string Refusal(string? device, string reason) => device is null
        ? $"no sound server answers ({reason}); start one, for instance by 'pulseaudio --start', or use --raw and a player of your own."
        : $"the sound server gives no {device} ({reason}); 'pactl list short sinks' names what there is.";
}
