using System;
using System.Diagnostics;

namespace Cascade.Dsp.Output;

/// <summary>What a rendering has come to so far.</summary>
internal sealed class RenderCount
{
    private readonly VoiceEngine _engine;
    private readonly long _dropped, _ignored, _started = Stopwatch.GetTimestamp();
    private LevelMeter _left, _right;
    private long _frames, _allocated;

    public RenderCount(VoiceEngine engine)
    {
        _engine = engine;
        _dropped = engine.DroppedEvents;
        _ignored = engine.IgnoredEvents;
    }

    public void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right, long allocated)
    {
        _left.Add(left);
        _right.Add(right);
        _frames += left.Length;
        _allocated += allocated;
    }

    public RenderResult Result(bool isTailCut, int peakVoices) => new()
    {
        Frames = _frames,
        SampleRate = _engine.SampleRate,
        Left = _left.Level,
        Right = _right.Level,
        ClippedSamples = _left.Clipped + _right.Clipped,
        PeakVoices = peakVoices,
        AllocatedBytes = _allocated,
        DroppedEvents = _engine.DroppedEvents - _dropped,
        IgnoredEvents = _engine.IgnoredEvents - _ignored,
        IsTailCut = isTailCut,
        Elapsed = Stopwatch.GetElapsedTime(_started),
    };
}
