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

    private readonly PulseStream _stream;
    private UnderrunCount _count;
    private long _latency, _underruns;
    private int _writes;

    /// <summary>Opens a stream.</summary>
    /// <param name="device">The sink's name; null for the one the person has chosen.</param>
    /// <param name="sampleRate">In Hz.</param>
    /// <param name="latency">How much sound the server holds.</param>
    /// <exception cref="IOException">There is no library, no server or no such device; the message says what to do.</exception>
    public PulseOutput(string? device, int sampleRate, TimeSpan latency)
    {
        uint frames = (uint)(latency.TotalSeconds * sampleRate);
        try
        {
            _stream = new PulseStream(device, sampleRate, frames * BytesPerFrame, out int error);
            if (error != 0)
            {
                _stream.Dispose();
                throw new IOException(Refusal(device, Pulse.Text(error)));
            }
        }
        catch (DllNotFoundException)
        {
            throw new IOException("there is no PulseAudio library (libpulse.so.0); install it, for instance by 'apt-get install "
                + "libpulse0', or use --raw and a player of your own.");
        }
        SampleRate = sampleRate;
        Description = device is null ? "PulseAudio" : $"PulseAudio, {device}";
        // A buffer full and one more: by then the server has told of all that was before.
        _count = new UnderrunCount(2 * frames);
        _latency = latency.Ticks;
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public int SampleRate { get; }

    /// <inheritdoc/>
    public TimeSpan Latency => new(Volatile.Read(ref _latency));

    /// <inheritdoc/>
    /// <remarks>As the server tells: it had nothing to play, though more came.</remarks>
    public long Underruns => Volatile.Read(ref _underruns);

    /// <inheritdoc/>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public bool Write(ReadOnlySpan<float> frames)
    {
        fixed (float* first = frames)
            if (_stream.Write(first, (nuint)(frames.Length * sizeof(float))) is not 0 and int error)
                return Fail(error);
        _count.Add(frames.Length / 2, _stream.Underflows);
        Volatile.Write(ref _underruns, _count.Underruns);
        if (++_writes % WritesPerLatency == 0 && _stream.Latency() is { } microseconds)
            Volatile.Write(ref _latency, microseconds * TimeSpan.TicksPerMicrosecond);
        return true;
    }

    /// <inheritdoc/>
    public bool Rest()
    {
        _count.Rest();
        return true;
    }

    /// <inheritdoc/>
    public void Drain()
    {
        if (Failure is null && _stream.Drain() is not 0 and int error)
            Fail(error);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private bool Fail(int error)
    {
        Failure = $"the sound server took no more: {Pulse.Text(error)}.";
        return false;
    }

    private static string Refusal(string? device, string reason) => device is null
        ? $"no sound server answers ({reason}); start one, for instance by 'pulseaudio --start', or use --raw and a player of your own."
        : $"the sound server gives no {device} ({reason}); 'pactl list short sinks' names what there is.";
}
