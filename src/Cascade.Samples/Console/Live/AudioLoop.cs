using Cascade.Dsp;
using Cascade.Samples.Console.Sound;

namespace Cascade.Samples.Console.Live;

/// <summary>The audio thread: pulls a performance block by block into an output, which paces it.</summary>
internal sealed class AudioLoop
{
    private readonly Performance _performance;
    private readonly IAudioOutput _output;
    private readonly float[] _frames;
    private readonly Thread _thread;
    private long _allocated;

    /// <summary>Gets ready.</summary>
    /// <param name="performance">This loop alone reads it.</param>
    /// <param name="output">Where the sound goes.</param>
    /// <param name="blockFrames">How many frames are written at once.</param>
    public AudioLoop(Performance performance, IAudioOutput output, int blockFrames)
    {
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
    public void Stop() => _performance.Stop();

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
            frames = _performance.ReadInterleaved(_frames);
            Span<float> block = _frames.AsSpan(0, 2 * frames);
            Meters.Add(block);
            bool isTaken = frames == 0 || _output.Write(block);
            Volatile.Write(ref _allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            if (!isTaken)
                return;
        }
        while (2 * frames == _frames.Length);
        _output.Drain();
    }
}
