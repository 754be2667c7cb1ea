using System.Diagnostics;
using Cascade.Samples.Backends.Synthesis;

namespace Cascade.Samples.Web.Live;

/// <summary>The thread that renders the blocks of all streams by deadline: every 5 ms, none before its time.</summary>
internal sealed class RenderingThread : IDisposable
{
    /// <summary>How many streams a host has at once.</summary>
    public const int MostStreams = 64;

    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private LiveStream[] _streams = [];
    private volatile bool _stops;
    private long _late;

    public RenderingThread()
    {
        _thread = new Thread(Run) { Name = "Cascade live", IsBackground = true };
        _thread.Start();
    }

    /// <summary>How many streams there are.</summary>
    public int Count => Volatile.Read(ref _streams).Length;

    /// <summary>How many blocks were rendered more than a block too late.</summary>
    public long LateBlocks => Interlocked.Read(ref _late);

    /// <summary>Takes a stream.</summary>
    /// <returns>False if there are as many as a host has.</returns>
    public bool TryAdd(LiveStream stream)
    {
        lock (_gate)
        {
            if (_streams.Length >= MostStreams)
                return false;
            Volatile.Write(ref _streams, [.. _streams, stream]);
        }
        _wake.Set();
        return true;
    }

    /// <summary>Lets a stream go.</summary>
    public void Remove(LiveStream stream)
    {
        lock (_gate)
            Volatile.Write(ref _streams, [.. _streams.Where(other => other != stream)]);
    }

    /// <summary>Has a stream rendered at once that was silent.</summary>
    public void Wake() => _wake.Set();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stops = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        ThreadRank.StepForward();
        double block = LiveStream.BlockFrames / (double)LiveStream.Rate * Stopwatch.Frequency, due = Stopwatch.GetTimestamp();
        while (!_stops)
        {
            LiveStream[] streams = Volatile.Read(ref _streams);
            bool isAwake = false;
            foreach (LiveStream stream in streams)
            {
                stream.Advance();
                isAwake |= stream.IsAwake;
            }
            due += block;
            double now = Stopwatch.GetTimestamp();
            if (!isAwake)
            {
                _wake.WaitOne();
                due = Stopwatch.GetTimestamp();
            }
            else if (now > due + block)
            {
                Interlocked.Increment(ref _late);
                due = now;
            }
            else if (due > now)
            {
                Thread.Sleep(TimeSpan.FromSeconds((due - now) / Stopwatch.Frequency));
            }
        }
    }
}
