using System.Diagnostics;
using System.Runtime;
using System.Runtime.CompilerServices;
using Cascade.Dsp;
using Cascade.Samples.Console.Sound;

namespace Cascade.Samples.Console.Soak;

/// <summary>Renders in the time of a sound card that plays a ring of blocks, and writes down how each block went.</summary>
/// <remarks>
/// <code>
/// card        | plays k-2 | plays k-1 | plays k   |      ring of 2 blocks
/// thread                  ^ wakes up, renders k   ^ deadline of k
/// </code>
/// The card plays block k from T + k d on, d being the length of a block. With a ring of n blocks there is room for block k from T + (k - n
/// + 1) d on: then the thread wants to wake up.
/// A block that is finished after T + k d is an underrun. The card's clock never waits: after a stall every block counts until the thread
/// has caught up.
/// </remarks>
internal sealed class SoakThread
{
    private const double NanosecondsPerSecond = 1e9;

    private readonly Performance _performance;
    private readonly CancellationToken _cancellation;
    private readonly float[] _frames;
    private readonly double _blockTicks;
    private readonly int _ringBlocks;

    /// <param name="performance">Fresh; its music goes round in a loop.</param>
    /// <param name="blockFrames">The frames of a block.</param>
    /// <param name="ringBlocks">The blocks of the card's ring, 2 or more.</param>
    /// <param name="cancellation">Ends it early.</param>
    public SoakThread(Performance performance, int blockFrames, int ringBlocks, CancellationToken cancellation)
    {
        _performance = performance;
        _cancellation = cancellation;
        _frames = new float[2 * blockFrames];
        _blockTicks = (double)blockFrames / performance.Engine.SampleRate * Stopwatch.Frequency;
        _ringBlocks = ringBlocks;
    }

    public string Priority { get; private set; } = "";

    public long AllocatedBytes { get; private set; }

    public int CompiledMethods { get; private set; }

    /// <summary>Of generations 0, 1 and 2.</summary>
    public int[] Collections { get; } = new int[3];

    /// <summary>How long they held threads.</summary>
    public TimeSpan Paused { get; private set; }

    public SchedulerTimes Scheduler { get; private set; }

    /// <summary>How many blocks were rendered; fewer than wanted if it was cancelled.</summary>
    public int Blocks { get; private set; }

    /// <summary>The mean and the most of the voices that sounded.</summary>
    public (double Mean, int Most) Voices { get; private set; }

    /// <summary>Runs on a thread of its own: a rehearsal, then what is written down.</summary>
    public void Run(SoakLog rehearsal, SoakLog log)
    {
        var thread = new Thread(() =>
        {
            Priority = RealTimeThread.Enter();
            Perform(rehearsal);
            SchedulerTimes before = SchedulerTimes.OfThisThread();
            Span<int> collections = [GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)];
            TimeSpan paused = GC.GetTotalPauseDuration();
            int compiled = (int)JitInfo.GetCompiledMethodCount(currentThread: true);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            Perform(log);
            // Even to store a figure may compile a method: both are read first.
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            compiled = (int)JitInfo.GetCompiledMethodCount(currentThread: true) - compiled;
            (AllocatedBytes, CompiledMethods) = (allocated, compiled);
            Paused = GC.GetTotalPauseDuration() - paused;
            for (int i = 0; i < collections.Length; i++)
                Collections[i] = GC.CollectionCount(i) - collections[i];
            Scheduler = SchedulerTimes.OfThisThread() - before;
        })
        { Name = "audio" };
        thread.Start();
        thread.Join();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Perform(SoakLog log)
    {
        int[] rendering = log.Rendering, computing = log.Computing, wakeUp = log.WakeUp, collecting = log.Collecting, late = log.Late;
        double nanoseconds = NanosecondsPerSecond / Stopwatch.Frequency;
        long start = Stopwatch.GetTimestamp() + (long)(_ringBlocks * _blockTicks);
        long paused = GC.GetTotalPauseDuration().Ticks;
        long voices = 0;
        int most = 0, block = 0;
        for (; block < rendering.Length && !_cancellation.IsCancellationRequested; block++)
        {
            long wanted = start + (long)((block - _ringBlocks + 1) * _blockTicks), deadline = start + (long)(block * _blockTicks);
            bool sleeps = Stopwatch.GetTimestamp() < wanted;
            if (sleeps)
                RealTimeThread.SleepUntil(wanted);
            long awake = Stopwatch.GetTimestamp(), computed = RealTimeThread.ProcessorTime();
            _performance.ReadInterleaved(_frames);
            computed = RealTimeThread.ProcessorTime() - computed;
            long done = Stopwatch.GetTimestamp(), pausedNow = GC.GetTotalPauseDuration().Ticks;
            rendering[block] = SoakLog.Clamp((long)((done - awake) * nanoseconds));
            computing[block] = SoakLog.Clamp(computed);
            wakeUp[block] = sleeps ? SoakLog.Clamp((long)((awake - wanted) * nanoseconds)) : -1;
            collecting[block] = SoakLog.Clamp((pausedNow - paused) * 100);
            late[block] = SoakLog.Clamp((long)((done - deadline) * nanoseconds));
            paused = pausedNow;
            voices += _performance.Engine.ActiveVoices;
            most = Math.Max(most, _performance.Engine.ActiveVoices);
        }
        Blocks = block;
        Voices = (block == 0 ? 0 : (double)voices / block, most);
    }
}
