using System;
using System.Diagnostics;
using System.Threading;
using Cascade.Dsp.Events;

namespace Cascade.Dsp.Output;

/// <summary>One rendering of a sequence: its queue, its buffers and its measurements.</summary>
internal sealed class OfflineRun
{
    private const int PieceFrames = 1024;

    private readonly VoiceEngine _engine;
    private readonly Sequence _sequence;
    private readonly IAudioSink _sink;
    private readonly OfflineOptions _options;
    private readonly EventQueue _queue;
    private readonly float[] _left = new float[PieceFrames];
    private readonly float[] _right = new float[PieceFrames];
    private readonly long _origin;
    private readonly long _latestEnd;
    private LevelMeter _leftMeter, _rightMeter;
    private int _nextEvent;
    private int _toDrop;
    private long _frames;
    private long _silentFrom;
    private long _end = long.MaxValue;
    private bool _mayHaveSounded;
    private bool _isReleased;
    private bool _isCut;
    private int _peakVoices;

    public OfflineRun(VoiceEngine engine, Sequence sequence, IAudioSink sink, OfflineOptions options)
    {
        _engine = engine;
        _sequence = sequence;
        _sink = sink;
        _options = options;
        _origin = engine.Position;
        _toDrop = engine.LatencySamples;
        _latestEnd = sequence.Length + (long)(options.MaximumTail.TotalSeconds * engine.SampleRate);
        _isReleased = !options.ReleaseAtEnd;
        // At the end come three releases for each of 16 channels.
        _queue = EventQueue.WithRoomFor(BusiestBlock() + 3 * 16);
    }

    public RenderResult ToEnd(IProgress<double>? progress, CancellationToken cancellationToken)
    {
        long dropped = _engine.DroppedEvents, ignored = _engine.IgnoredEvents, allocated = 0;
        long started = Stopwatch.GetTimestamp();
        int percent = 0;
        _engine.Attach(_queue);
        try
        {
            while (_frames < _end)
            {
                cancellationToken.ThrowIfCancellationRequested();
                long before = GC.GetAllocatedBytesForCurrentThread();
                RenderPiece();
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
                double share = _sequence.Length == 0 ? 1 : Math.Min(1, (double)_frames / _sequence.Length);
                if (progress is not null && (int)(100 * share) > percent && _frames < _end)
                {
                    percent = (int)(100 * share);
                    progress.Report(share);
                }
            }
        }
        finally
        {
            _engine.Detach(_queue);
        }
        progress?.Report(1);
        return new RenderResult
        {
            Frames = _frames,
            SampleRate = _engine.SampleRate,
            Left = _leftMeter.Level,
            Right = _rightMeter.Level,
            ClippedSamples = _leftMeter.Clipped + _rightMeter.Clipped,
            PeakVoices = _peakVoices,
            AllocatedBytes = allocated,
            DroppedEvents = _engine.DroppedEvents - dropped,
            IgnoredEvents = _engine.IgnoredEvents - ignored,
            IsTailCut = _isCut,
            Elapsed = Stopwatch.GetElapsedTime(started),
        };
    }

    private void RenderPiece()
    {
        int filled = 0;
        while (filled <= PieceFrames - VoiceEngine.BlockSize && _frames + filled < _end)
        {
            filled += RenderStep(_left.AsSpan(filled, VoiceEngine.BlockSize), _right.AsSpan(filled, VoiceEngine.BlockSize));
        }
        filled = (int)Math.Min(filled, _end - _frames);
        ReadOnlySpan<float> left = _left.AsSpan(0, filled), right = _right.AsSpan(0, filled);
        _leftMeter.Add(left);
        _rightMeter.Add(right);
        _frames += filled;
        if (filled > 0)
            _sink.Write(left, right);
    }

    // Each step is one block of the engine's grid; fewer frames come of it only while the latency is dropped.
    private int RenderStep(Span<float> left, Span<float> right)
    {
        Feed(GridEnd(_engine.Position + VoiceEngine.BlockSize));
        _engine.Render(left, right);
        Follow(GridEnd(_engine.Position) - _origin);
        int drop = Math.Min(_toDrop, left.Length);
        _toDrop -= drop;
        left[drop..].CopyTo(left);
        right[drop..].CopyTo(right);
        return left.Length - drop;
    }

    private void Feed(long end)
    {
        ReadOnlySpan<EngineEvent> events = _sequence.Events;
        for (; _nextEvent < events.Length && _origin + events[_nextEvent].Time < end; _nextEvent++)
        {
            _queue.TryEnqueue(events[_nextEvent] with { Time = _origin + events[_nextEvent].Time });
            _mayHaveSounded = true;
        }
        if (_isReleased || _origin + _sequence.Length >= end)
            return;
        _isReleased = true;
        for (byte channel = 0; channel < 16; channel++)
        {
            long time = _origin + _sequence.Length;
            _queue.TryEnqueue(EngineEvent.Control(time, 64, 0, channel));
            _queue.TryEnqueue(EngineEvent.Control(time, 66, 0, channel));
            _queue.TryEnqueue(new EngineEvent(time, EventKind.AllNotesOff, channel, 0, 0));
        }
    }

    // Decides the end as soon as it is known: the time of the sequence to which the blocks so far reach is given.
    private void Follow(long reached)
    {
        int voices = _engine.ActiveVoices;
        _peakVoices = Math.Max(_peakVoices, voices);
        // A voice may end within the block, or start and end within it.
        if (voices > 0 || _mayHaveSounded)
            _silentFrom = reached;
        _mayHaveSounded = voices > 0;
        if (_end != long.MaxValue || reached <= _sequence.Length || (voices > 0 && reached < _latestEnd))
            return;
        long wanted = Math.Max(_sequence.Length, _silentFrom + _engine.TailSamples);
        _isCut = voices > 0 || wanted > _latestEnd;
        _end = Math.Min(wanted, _latestEnd);
    }

    private int BusiestBlock()
    {
        int busiest = 0, inBlock = 0;
        long block = -1;
        foreach (ref readonly EngineEvent e in _sequence.Events)
        {
            long its = (_origin + e.Time) / VoiceEngine.BlockSize;
            inBlock = its == block ? inBlock + 1 : 1;
            block = its;
            busiest = Math.Max(busiest, inBlock);
        }
        return busiest;
    }

    // The end of the last block that is rendered when the engine stands at a position.
    private static long GridEnd(long position) => position & -VoiceEngine.BlockSize;
}
