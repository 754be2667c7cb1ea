using System;
using System.Collections.Generic;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Threading;
using Cascade.Dsp.Output;
using Cascade.Dsp.Simd;

namespace Cascade.Dsp;

/// <summary>The loop of every host: feeds the music to an engine, renders, takes off the latency, and finds where the sound ends.</summary>
/// <remarks>
/// <code>
/// |latency|------------- music -------------|-- voices end --|-- effects' tail --|
///  dropped                                   at most MaximumTail
/// </code>
/// Live and offline are the same path: a host pulls frames of any number by <see cref="Read"/>, and what an event at time t starts, starts
/// at frame t. Without music it
/// goes on until <see cref="Stop"/>.
/// <para>Threads: reading belongs to one thread at a time, the audio thread, and allocates, locks and waits for nothing.
/// <see cref="Player"/>, its commands, <see cref="Stop"/>
/// and the properties are for any thread; <see cref="Player"/> is set by one thread at a time and allocates.</para>
/// </remarks>
/// <example><code>
/// var performance = new Performance(engine, song);
/// while (performance.ReadInterleaved(buffer) is var frames and &gt; 0)
///     output.Write(buffer, frames);
/// </code></example>
public sealed class Performance
{
    private const int Step = VoiceEngine.BlockSize, PieceFrames = 1024;
    private const double FadeSeconds = 0.2;

    private readonly float[] _left = new float[Step], _right = new float[Step];
    private readonly PerformanceOptions _options;
    private readonly EventQueue _endings;
    private readonly float _fadeStep;
    private readonly List<PlayedMusic> _replaced = [];
    private PlayedMusic? _wanted, _music;
    private int _stops, _pending, _pendingFrom, _toDrop;
    private float _fade = 1;
    private long _origin, _position, _end = long.MaxValue;
    private int _peakVoices;
    private bool _isCut;

    /// <summary>Begins a performance without music, or with a player that its owner starts, seeks and stops.</summary>
    /// <param name="engine">Plays. Nothing else may render it from now on.</param>
    /// <param name="player">Plays the music; null for none.</param>
    /// <param name="options">How it begins and ends; the defaults if null.</param>
    /// <exception cref="ArgumentNullException">The engine is null.</exception>
    /// <exception cref="ArgumentException">The player was made for another sample rate.</exception>
    public Performance(VoiceEngine engine, SequencePlayer? player = null, PerformanceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (engine.Rehearses)
            PerformanceRehearsal.Once();
        Engine = engine;
        _options = options ?? new PerformanceOptions();
        _toDrop = _options.DropsLatency ? engine.LatencyFrames : 0;
        _fadeStep = (float)(1 / (FadeSeconds * engine.SampleRate));
        _endings = engine.AddQueue();
        _origin = engine.Position;
        Player = player;
    }

    /// <summary>Begins a performance that plays music from its start at once.</summary>
    /// <param name="engine">Plays. Nothing else may render it from now on. A fresh one, or one that was set up through its queues.</param>
    /// <param name="sequence">The music; converted if its rate is not the engine's.</param>
    /// <param name="options">How it begins and ends; the defaults if null.</param>
    /// <exception cref="ArgumentNullException">The engine or the music is null.</exception>
    public Performance(VoiceEngine engine, Sequence sequence, PerformanceOptions? options = null)
        : this(engine, Started(engine, sequence, options), options)
    {
    }

    /// <summary>The engine.</summary>
    public VoiceEngine Engine { get; }

    /// <summary>The player of the music, or null. Where another is set, the one before lets its keys go and ends.</summary>
    /// <exception cref="ArgumentException">The player was made for another sample rate.</exception>
    public SequencePlayer? Player
    {
        get => Volatile.Read(ref _wanted)?.Player;
        set
        {
            if (value is not null && value.Sequence.SampleRate != Engine.SampleRate)
                throw new ArgumentException(
                    $"The music has {value.Sequence.SampleRate} samples per second, the engine {Engine.SampleRate}.", nameof(value));
            PlayedMusic? music = value is null ? null : new PlayedMusic(value, _options.MaximumTail);
            if (music is not null)
                Engine.Attach(music.Queue);
            PlayedMusic? before = Interlocked.Exchange(ref _wanted, music);
            if (before is not null && before.TryPassOver())
                Engine.Detach(before.Queue);
            else if (before is not null)
                _replaced.Add(before);
            for (int i = _replaced.Count - 1; i >= 0; i--)
                if (_replaced[i].IsDone)
                {
                    Engine.Detach(_replaced[i].Queue);
                    _replaced.RemoveAt(i);
                }
        }
    }

    /// <summary>How many frames were read.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>True when all sound has been read.</summary>
    public bool HasEnded => Position >= Volatile.Read(ref _end);

    /// <summary>True if something still sounded when it ended.</summary>
    public bool IsTailCut => Volatile.Read(ref _isCut);

    /// <summary>Lets all keys go, fades out within 200 ms and ends. From any thread.</summary>
    public void Stop() => Volatile.Write(ref _stops, 1);

    /// <summary>Renders the next frames.</summary>
    /// <param name="left">Overwritten; any length. Full scale is -1 to 1; louder sound is kept.</param>
    /// <param name="right">As many frames.</param>
    /// <returns>How many frames were written: all, or fewer at the end; 0 when it has ended.</returns>
    /// <exception cref="ArgumentException">The channels differ in length.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Read(Span<float> left, Span<float> right)
    {
        if (left.Length != right.Length)
            throw new ArgumentException("Both channels must have the same length.", nameof(right));
        int done = 0;
        while (done < left.Length && (_pending > 0 || RenderStep()))
        {
            int count = Math.Min(_pending, left.Length - done);
            _left.AsSpan(_pendingFrom, count).CopyTo(left[done..]);
            _right.AsSpan(_pendingFrom, count).CopyTo(right[done..]);
            Take(count);
            done += count;
        }
        return done;
    }

    /// <summary>Renders the next frames, left and right in turn.</summary>
    /// <param name="frames">Overwritten: left 0, right 0, left 1, right 1 ...; of an odd length the last place is left as it is.</param>
    /// <returns>How many frames were written, two samples each: all, or fewer at the end; 0 when it has ended.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int ReadInterleaved(Span<float> frames)
    {
        int wanted = frames.Length / 2, done = 0;
        while (done < wanted && (_pending > 0 || RenderStep()))
        {
            int count = Math.Min(_pending, wanted - done);
            Pairs.Join(_left.AsSpan(_pendingFrom, count), _right.AsSpan(_pendingFrom, count), frames.Slice(2 * done, 2 * count));
            Take(count);
            done += count;
        }
        return done;
    }

    /// <summary>Back to the start, with the engine as new and the music at its beginning, not playing. Not while it is read.</summary>
    public void Reset()
    {
        Engine.Reset();
        // The engine has forgotten all that the players before have sent.
        foreach (PlayedMusic before in _replaced)
            Engine.Detach(before.Queue);
        _replaced.Clear();
        Player?.Reset();
        _music = Volatile.Read(ref _wanted);
        _music?.TryBegin();
        _music?.Reset();
        _stops = _pending = _pendingFrom = 0;
        _fade = 1;
        _toDrop = _options.DropsLatency ? Engine.LatencyFrames : 0;
        _origin = 0;
        Volatile.Write(ref _position, 0);
        Volatile.Write(ref _end, long.MaxValue);
        Volatile.Write(ref _isCut, false);
    }

    /// <summary>Gives the engine back: it reads the music's queue no longer.</summary>
    internal void Leave()
    {
        Engine.Detach(_endings);
        if (Interlocked.Exchange(ref _wanted, null) is { } music)
            Engine.Detach(music.Queue);
    }

    /// <summary>Renders to the end as fast as the machine can.</summary>
    /// <param name="sink">Takes the sound, about a thousand frames at a time.</param>
    /// <param name="progress">Told the share of the music that is rendered, 0 to 1, at most a hundred times and at the end.</param>
    /// <param name="cancellationToken">Cancels the operation at the next piece. What the sink has is its owner's to remove.</param>
    /// <exception cref="ArgumentNullException">The sink is null.</exception>
    /// <exception cref="ArgumentException">The sink is a file of another sample rate.</exception>
    /// <exception cref="InvalidOperationException">There is no music, so that it would never end.</exception>
    /// <exception cref="OperationCanceledException">Rendering was cancelled.</exception>
    public RenderResult WriteTo(IAudioSink sink, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (sink is WaveWriter file && file.SampleRate != Engine.SampleRate)
            throw new ArgumentException($"The file has {file.SampleRate} samples per second, the engine {Engine.SampleRate}.",
                nameof(sink));
        if (Player is not { } player || !_options.EndsWithMusic)
            throw new InvalidOperationException("A performance without music that ends never ends.");
        var count = new RenderCount(Engine);
        float[] left = new float[PieceFrames], right = new float[PieceFrames];
        double length = Math.Max(1, player.Sequence.Length);
        int percent = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long before = GC.GetAllocatedBytesForCurrentThread(), compiled = JitInfo.GetCompiledMethodCount(currentThread: true);
            int frames = Read(left, right);
            if (frames > 0)
                sink.Write(left.AsSpan(0, frames), right.AsSpan(0, frames));
            // What the compiler allocates is not what the engine does.
            bool compiles = JitInfo.GetCompiledMethodCount(currentThread: true) != compiled;
            count.Add(left.AsSpan(0, frames), right.AsSpan(0, frames), compiles ? 0 : GC.GetAllocatedBytesForCurrentThread() - before);
            if (frames < PieceFrames)
                break;
            double share = Math.Min(1, player.Position / length);
            if (progress is not null && (int)(100 * share) > percent && share < 1)
            {
                percent = (int)(100 * share);
                progress.Report(share);
            }
        }
        progress?.Report(1);
        return count.Result(IsTailCut, _peakVoices);
    }

    // One block of the engine's grid, without what the latency holds back; false at the end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool RenderStep()
    {
        do
        {
            if (_position >= _end || _fade <= 0)
                return false;
            bool stops = Volatile.Read(ref _stops) != 0;
            if (stops && _fade == 1)
                ReleaseAll();
            FollowPlayer();
            _music?.Advance(Engine);
            Engine.Render(_left, _right);
            _peakVoices = Math.Max(_peakVoices, Engine.ActiveVoices);
            if (_music is not null && !stops && _options.EndsWithMusic)
                FindEnd();
            if (stops)
                FadeOut();
            int drop = Math.Min(_toDrop, Step);
            _toDrop -= drop;
            _pendingFrom = drop;
            _pending = (int)Math.Clamp(_end - _position, 0, Step - drop);
        }
        while (_pending == 0);
        return true;
    }

    private void Take(int frames)
    {
        _pendingFrom += frames;
        _pending -= frames;
        Volatile.Write(ref _position, _position + frames);
    }

    private void FollowPlayer()
    {
        PlayedMusic? wanted = Volatile.Read(ref _wanted);
        // One that was passed over is followed by another.
        if (wanted == _music || wanted?.TryBegin() == false)
            return;
        _music?.End(Engine);
        _music = wanted;
    }

    // What sounds at a position of the engine is read as the frame of that number, or later by a latency that was not dropped.
    private void FindEnd()
    {
        long end = _music!.EndOfSound(Engine);
        if (end != long.MaxValue)
            end += (_options.DropsLatency ? 0 : Engine.LatencyFrames) - _origin;
        Volatile.Write(ref _isCut, _music.IsCut);
        Volatile.Write(ref _end, end);
    }

    private void ReleaseAll()
    {
        for (int channel = 0; channel < 16; channel++)
        {
            _endings.TryEnqueue(EngineEvent.Control(Engine.Position, 64, 0, channel));
            _endings.TryEnqueue(EngineEvent.Control(Engine.Position, 66, 0, channel));
            _endings.TryEnqueue(new EngineEvent(Engine.Position, EventKind.AllNotesOff, (byte)channel, 0, 0));
        }
        Player?.Pause();
    }

    private void FadeOut()
    {
        for (int i = 0; i < Step; i++)
        {
            _fade = Math.Max(0, _fade - _fadeStep);
            _left[i] *= _fade;
            _right[i] *= _fade;
        }
        if (_fade <= 0)
            Volatile.Write(ref _end, _position + Step);
    }

    private static SequencePlayer Started(VoiceEngine engine, Sequence sequence, PerformanceOptions? options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(sequence);
        var player = new SequencePlayer(sequence, engine.SampleRate, engine.Rehearses) { HoldsAtEnd = options is { ReleasesAtEnd: false } };
        player.Play();
        return player;
    }
}
