using System.Diagnostics;

namespace Cascade.Samples.Console.Sound;

/// <summary>The pace of a sound card that is not there: waits until the time of the next frames, counted from the first, so that no
/// lateness adds up.</summary>
internal struct PaceClock(int sampleRate)
{
    private long _start, _frames;
    private bool _isStarted;

    /// <summary>Waits until all earlier frames would have been heard, then counts these.</summary>
    public void Wait(int frames)
    {
        if (!_isStarted)
        {
            _isStarted = true;
            _start = Stopwatch.GetTimestamp();
        }
        RealTimeThread.SleepUntil(_start + (long)((double)_frames / sampleRate * Stopwatch.Frequency));
        _frames += frames;
    }
}
