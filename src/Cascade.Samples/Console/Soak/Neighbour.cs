using System.Diagnostics;
using Cascade.Samples.Console.Sound;

namespace Cascade.Samples.Console.Soak;

/// <summary>A thread of the same process that allocates at a steady rate, as a busy program around an engine would.</summary>
/// <remarks>Every millisecond it makes its share of arrays of 32 to 8,000 bytes; the newest of them, up to a given amount, stay
/// alive.</remarks>
internal sealed class Neighbour : IDisposable
{
    private const int Smallest = 32, Largest = 8000, TicksPerSecond = 1000;

    private readonly long _bytesPerTick;
    private readonly byte[][] _alive;
    private readonly Thread _thread;
    private long _allocated, _started, _ended;
    private int _stops;

    /// <summary>Starts it.</summary>
    /// <param name="bytesPerSecond">0 for a neighbour who sleeps.</param>
    /// <param name="aliveBytes">About how much of it stays alive.</param>
    public Neighbour(long bytesPerSecond, long aliveBytes)
    {
        _bytesPerTick = bytesPerSecond / TicksPerSecond;
        _alive = new byte[Math.Max(1, aliveBytes / ((Smallest + Largest) / 2))][];
        _started = Stopwatch.GetTimestamp();
        _thread = new Thread(Run) { Name = "neighbour", IsBackground = true };
        if (_bytesPerTick > 0)
            _thread.Start();
    }

    /// <summary>What it has allocated in a second, once it has ended.</summary>
    public double BytesPerSecond => _ended == 0 ? 0 : _allocated / Stopwatch.GetElapsedTime(_started, _ended).TotalSeconds;

    public void Dispose()
    {
        Volatile.Write(ref _stops, 1);
        if (_bytesPerTick > 0)
            _thread.Join();
    }

    private void Run()
    {
        uint random = 1;
        int next = 0;
        _started = Stopwatch.GetTimestamp();
        for (long tick = 1; Volatile.Read(ref _stops) == 0; tick++)
        {
            while (_allocated < tick * _bytesPerTick)
            {
                random ^= random << 13;
                random ^= random >> 17;
                random ^= random << 5;
                int size = Smallest + (int)(random % (Largest - Smallest));
                _alive[next] = new byte[size];
                next = next + 1 == _alive.Length ? 0 : next + 1;
                _allocated += size;
            }
            RealTimeThread.SleepUntil(_started + tick * (Stopwatch.Frequency / TicksPerSecond));
        }
        _ended = Stopwatch.GetTimestamp();
    }
}
