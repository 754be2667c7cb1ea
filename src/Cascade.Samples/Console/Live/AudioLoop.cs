using System.Diagnostics;
using Cascade.Dsp;
using Cascade.Samples.Console.Sound;

namespace Cascade.Samples.Console.Live;

/// <summary>The audio thread: pulls a performance block by block into an output, which paces it.</summary>
internal sealed class AudioLoop
{
    // Long enough for what is silent at first to begin.
    private const double SilenceSeconds = 0.25;

    private static readonly long _nap = Stopwatch.Frequency * 3 / 1000;

    private readonly Performance _performance;
    private readonly Func<bool>? _mayRest;
    private readonly IAudioOutput _output;
    private readonly float[] _frames;
    private readonly Thread _thread;
    private long _allocated, _silentFrames;
    private int _wakes;

    /// <summary>Gets ready.</summary>
    /// <param name="performance">This loop alone reads it.</param>
    /// <param name="output">Where the sound goes.</param>
    /// <param name="blockFrames">How many frames are written at once.</param>
    /// <param name="mayRest">Whether nothing can come to be heard until somebody acts; null for never. From the audio thread.</param>
    public AudioLoop(Performance performance, IAudioOutput output, int blockFrames, Func<bool>? mayRest = null)
    {
        _mayRest = mayRest;
        _performance = performance;
        _output = output;
        _frames = new float[2 * blockFrames];
        _thread = new Thread(Run) { Name = "audio", IsBackground = true };
    }

    public Meters Meters { get; } = new();

    /// <summary>The priority that the thread got.</summary>
    public string Priority { get; private set; } = "";

    /// <summary>What the loop allocated; 0, or a fault.</summary>
    public long AllocatedBytes => Volatile.Read(ref _allocated);

    /// <summary>True when all sound has been heard, or the output has ended.</summary>
    public bool HasEnded => !_thread.IsAlive;

    public void Start() => _thread.Start();

    /// <summary>Lets all keys go, fades out and ends.</summary>
    public void Stop()
    {
        _performance.Stop();
        Wake();
    }

    /// <summary>Ends a rest: somebody has acted.</summary>
    public void Wake() => Interlocked.Increment(ref _wakes);

    /// <summary>Waits for the end.</summary>
    /// <returns>False if it has not come in that time.</returns>
    public bool Wait(TimeSpan time) => _thread.Join(time);

    private void Run()
    {
        Priority = RealTimeThread.Enter();
        long before = GC.GetAllocatedBytesForCurrentThread();
        int frames;
        do
        {
            if (_mayRest is not null && _silentFrames >= SilenceSeconds * _output.SampleRate)
                Rest(_mayRest);
            frames = _performance.ReadInterleaved(_frames);
            Span<float> block = _frames.AsSpan(0, 2 * frames);
            Meters.Add(block);
            _silentFrames = block.ContainsAnyExcept(0f) ? 0 : _silentFrames + frames;
            bool isTaken = frames == 0 || _output.Write(block);
            Volatile.Write(ref _allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            if (!isTaken)
                return;
        }
        while (2 * frames == _frames.Length);
        _output.Drain();
    }

    // While there is nothing to hear nothing is rendered or written: a device that runs dry costs nothing.
    private void Rest(Func<bool> mayRest)
    {
        int wakes = Volatile.Read(ref _wakes);
        if (mayRest() && _output.Rest())
            while (mayRest() && Volatile.Read(ref _wakes) == wakes)
                RealTimeThread.SleepUntil(Stopwatch.GetTimestamp() + _nap);
        _silentFrames = 0;
    }
}
