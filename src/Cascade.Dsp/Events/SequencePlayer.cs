using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Cascade.Dsp.Events;

namespace Cascade.Dsp;

/// <summary>Plays a <see cref="Sequence"/> into an engine's queue, with exact sample times, seeking, a loop and a speed.</summary>
/// <remarks>
/// Before each block the host calls <see cref="Advance"/> with the engine's position and the number of frames it will render. No key is
/// ever left hanging: on
/// seek, loop, pause, stop and at the end the player lets go every key it holds and lifts the pedals. Where it goes on it first sends the
/// programs, controllers,
/// bends, registered parameters and engine parameters that hold at that place, as far as they differ from what it sent before. (An engine
/// parameter that the
/// sequence sets only later stays as it is.) An event that the queue refuses is sent at the next call, in order.
/// <para>Threads: <see cref="Advance"/> and <see cref="Reset"/> belong to the thread that writes the queue and never allocate, lock or
/// wait; all else may be called
/// from any thread and counts from the next Advance on. A seek takes time in proportion to the events before it.</para>
/// </remarks>
/// <example><code>
/// var player = new SequencePlayer(song, engine.SampleRate);
/// player.Play();
/// while (player.IsPlaying)
/// {
///     player.Advance(engine.Events, engine.Position, left.Length);
///     engine.Render(left, right);
/// }
/// </code></example>
public sealed class SequencePlayer
{
    /// <summary>The slowest speed.</summary>
    public const double SlowestSpeed = 0.25;

    /// <summary>The fastest speed.</summary>
    public const double FastestSpeed = 4;

    private readonly uint[] _parameters;
    private readonly byte[] _ports;
    private readonly PortStates _sent, _wanted;
    private readonly ulong[] _held;

    // Commands, from any thread.
    private double _speedWanted = 1;
    private LoopRegion? _loopWanted;
    private long _seekWanted = -1;
    private int _playWanted;
    private long _endedAt = long.MaxValue;
    private long _published;

    // The thread of Advance. While playing, the song is at _song + (position - _anchor) * _speed.
    private double _speed = 1;
    private LoopRegion? _loop;
    private bool _playing, _wraps, _mustRelease, _mustChase;
    private double _song;
    private long _anchor, _next, _actionTime;
    private int _index, _chasedPorts, _cursor;

    /// <summary>Makes a player that stands at the start, not playing.</summary>
    /// <param name="sequence">The music; its times are converted to the engine's rate.</param>
    /// <param name="sampleRate">The engine's sample rate, 8,000 to 192,000 Hz.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is out of range.</exception>
    public SequencePlayer(Sequence sequence, int sampleRate) : this(sequence, sampleRate, rehearses: true)
    {
    }

    /// <summary>Makes a player for an engine that rehearses, or does not.</summary>
    internal SequencePlayer(Sequence sequence, int sampleRate, bool rehearses)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        Sequence = sequence.WithSampleRate(sampleRate);
        _parameters = ChaseState.ParametersOf(Sequence);
        _ports = PortStates.PortsOf(Sequence);
        _sent = new PortStates(_ports, _parameters);
        _wanted = new PortStates(_ports, _parameters);
        _held = new ulong[_ports.Length * 16 * 2];
        if (rehearses)
            PlayerRehearsal.Once();
    }

    /// <summary>The music, at the engine's sample rate.</summary>
    public Sequence Sequence { get; }

    /// <summary>True from <see cref="Play"/> until <see cref="Pause"/>, <see cref="Stop"/> or the end of the music.</summary>
    public bool IsPlaying => Volatile.Read(ref _playWanted) != 0;

    /// <summary>True once the music has come to its end, until it is played or moved again.</summary>
    public bool HasEnded => Volatile.Read(ref _endedAt) != long.MaxValue;

    /// <summary>The engine's position at which the music came to its end; <see cref="long.MaxValue"/> while it has not.</summary>
    internal long EndedAt => Volatile.Read(ref _endedAt);

    /// <summary>How many notes were started. For the thread of Advance.</summary>
    internal long SentNotes { get; private set; }

    /// <summary>Whether keys that are down at the end of the music stay down.</summary>
    internal bool HoldsAtEnd { get; init; }

    /// <summary>Where the music is, in samples from its start at speed 1.</summary>
    public long Position
    {
        get
        {
            long seek = Volatile.Read(ref _seekWanted);
            return seek >= 0 ? seek : Volatile.Read(ref _published);
        }
    }

    /// <summary>The speed, a factor on the music's own: 2 plays twice as fast.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor is outside 0.25 to 4.</exception>
    public double Speed
    {
        get => Volatile.Read(ref _speedWanted);
        set
        {
            if (value is not (>= SlowestSpeed and <= FastestSpeed))
                throw new ArgumentOutOfRangeException(nameof(value), value, "The speed must lie within 0.25 to 4.");
            Volatile.Write(ref _speedWanted, value);
        }
    }

    /// <summary>The region that repeats, in samples of the music: from its start up to its end, which is not played; or null.</summary>
    public (long Start, long End)? Loop => Volatile.Read(ref _loopWanted) is { } loop ? (loop.Start, loop.End) : null;

    /// <summary>Repeats a region as soon as the music reaches its end. Music that is past it plays on. Allocates.</summary>
    /// <param name="start">In samples of the music, 0 or later.</param>
    /// <param name="end">In samples of the music: at least 10 ms after the start, at most the length of the music.</param>
    /// <exception cref="ArgumentOutOfRangeException">The region is out of range.</exception>
    public void SetLoop(long start, long end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, Sequence.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(end - start, Sequence.SampleRate / 100, nameof(end));
        var state = new PortStates(_ports, _parameters);
        int first = Sequence.IndexAt(start);
        state.Apply(Sequence.Events[..first]);
        Volatile.Write(ref _loopWanted, new LoopRegion(start, end, first, Sequence.IndexAt(end), state));
    }

    /// <summary>Ends the repeating.</summary>
    public void ClearLoop() => Volatile.Write(ref _loopWanted, null);

    /// <summary>Plays on from <see cref="Position"/>; at the end of the music, from its start.</summary>
    public void Play() => Volatile.Write(ref _playWanted, 1);

    /// <summary>Stops where it is; <see cref="Play"/> goes on. Keys that were held are not struck again.</summary>
    public void Pause() => Volatile.Write(ref _playWanted, 0);

    /// <summary>Stops and goes back to the start.</summary>
    public void Stop()
    {
        Pause();
        Seek(0);
    }

    /// <summary>Goes to a place, playing or not.</summary>
    /// <param name="time">In samples of the music; clamped to its length.</param>
    public void Seek(long time) => Volatile.Write(ref _seekWanted, Math.Clamp(time, 0, Sequence.Length));

    /// <summary>Sends the events of the coming frames.</summary>
    /// <param name="queue">The engine's queue, or one of <see cref="VoiceEngine.AddQueue"/>; no other thread may write to it.</param>
    /// <param name="position">The engine's position. If it does not follow on the last call, the music goes on from here all the
    /// same.</param>
    /// <param name="frames">How many frames the engine will render next, 0 or more.</param>
    public void Advance(EventQueue queue, long position, int frames)
    {
        ArgumentNullException.ThrowIfNull(queue);
        long end = position + Math.Max(0, frames);
        _anchor += position - _next;
        _next = end;
        Obey(position);
        Run(queue, end);
        double song = SongAt(end);
        Volatile.Write(ref _published, (long)Math.Min(_playing && _wraps ? _loop!.End : Sequence.Length, song));
    }

    /// <summary>Back to the start, not playing, and forgets what was sent and held: for use with <see cref="VoiceEngine.Reset"/>. The speed
    /// and the loop stay.</summary>
    public void Reset()
    {
        Stop();
        _playing = _mustRelease = _mustChase = false;
        Array.Clear(_held);
        _sent.Clear();
        _song = 0;
        _index = 0;
        Volatile.Write(ref _endedAt, long.MaxValue);
        Volatile.Write(ref _published, 0);
    }

    private double SongAt(long position) => _playing ? _song + (position - _anchor) * _speed : _song;

    // Every command anchors the song at this position of the engine. AggressiveOptimization, from here on: the runtime would
    // replace a loop of the first tier on the audio thread.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Obey(long position)
    {
        double speed = Volatile.Read(ref _speedWanted);
        LoopRegion? loop = Volatile.Read(ref _loopWanted);
        bool play = Volatile.Read(ref _playWanted) != 0;
        long seek = Interlocked.Exchange(ref _seekWanted, -1);
        if (speed == _speed && loop == _loop && play == _playing && seek < 0)
            return;
        _song = SongAt(position);
        _anchor = position;
        _speed = speed;
        Volatile.Write(ref _endedAt, long.MaxValue);
        bool starts = play && !_playing, ends = _playing && (!play || seek >= 0);
        _playing = play;
        if (seek < 0 && starts && _song >= Sequence.Length)
            seek = 0;
        if (seek >= 0)
        {
            _song = seek;
            _index = Sequence.IndexAt(seek);
        }
        _loop = loop;
        _wraps = loop is not null && _song < loop.End && _index <= loop.EndIndex;
        if (ends)
            Release(position);
        if (starts || (play && seek >= 0))
        {
            _wanted.Clear();
            _wanted.Apply(Sequence.Events[.._index]);
            Chase(position);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(EventQueue queue, long end)
    {
        while (true)
        {
            if (_mustRelease && !TryRelease(queue))
                return;
            if (!_playing || (_mustChase && !TryChase(queue)))
                return;
            if (_index < (_wraps ? _loop!.EndIndex : Sequence.Count))
            {
                ref readonly EngineEvent e = ref Sequence.Events[_index];
                long time = Math.Max(_anchor, _anchor + (long)Math.Floor((e.Time - _song) / _speed + 0.5));
                if (time >= end || !TrySend(queue, e with { Time = time }))
                    return;
                _index++;
            }
            else if (!TryPassEnd(end))
            {
                return;
            }
        }
    }

    // The end of the loop or of the music, rounded up to a frame; the part of a frame beyond it counts for the next round.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryPassEnd(long end)
    {
        long last = _wraps ? _loop!.End : Sequence.Length;
        long time = Math.Max(_anchor, _anchor + (long)Math.Ceiling((last - _song) / _speed));
        if (time >= end)
            return false;
        double beyond = SongAt(time) - last;
        if (_wraps || !HoldsAtEnd)
            Release(time);
        _anchor = time;
        if (_wraps)
        {
            _song = _loop!.Start + beyond;
            _index = _loop.StartIndex;
            _wanted.CopyFrom(_loop.State);
            Chase(time);
        }
        else
        {
            _song = last;
            _playing = false;
            Volatile.Write(ref _endedAt, time);
            Interlocked.CompareExchange(ref _playWanted, 0, 1);
        }
        return true;
    }

    private void Release(long time)
    {
        _mustRelease = true;
        _actionTime = time;
    }

    private void Chase(long time)
    {
        _mustChase = true;
        _actionTime = time;
        _chasedPorts = _cursor = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryRelease(EventQueue queue)
    {
        for (int place = 0; place < _ports.Length; place++)
            if (!TryRelease(queue, place))
                return false;
        _mustRelease = false;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryRelease(EventQueue queue, int place)
    {
        byte port = _ports[place];
        for (int key = 0; key < 16 * 128; key++)
            if ((_held[place * 32 + (key >> 6)] >> (key & 63) & 1) != 0
                && !TrySend(queue, EngineEvent.NoteOff(_actionTime, key & 127, key >> 7) with { Port = port }))
                return false;
        for (int channel = 0; channel < 16; channel++)
            foreach (byte pedal in (ReadOnlySpan<byte>)[64, 66, 69])
                if (_sent.Control(place, channel, pedal) != 0
                    && !TrySend(queue, EngineEvent.Control(_actionTime, pedal, 0, channel) with { Port = port }))
                    return false;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryChase(EventQueue queue)
    {
        while (_sent.TryNextDifference(_wanted, ref _chasedPorts, ref _cursor, _actionTime, out EngineEvent e))
            if (!TrySend(queue, e))
                return false;
        _mustChase = false;
        return true;
    }

    private bool TrySend(EventQueue queue, in EngineEvent e)
    {
        if (!queue.TryEnqueue(e))
            return false;
        _sent.Apply(e);
        if (e.Kind == EventKind.NoteOn && !e.EndsNotes)
            SentNotes++;
        if (e.Kind is EventKind.NoteOn or EventKind.NoteOff && e.Channel < 16 && e.Number < 128)
        {
            ref ulong keys = ref _held[_sent.PlaceOf(e.Port) * 32 + e.Channel * 2 + (e.Number >> 6)];
            ulong bit = 1ul << (e.Number & 63);
            keys = e.EndsNotes ? keys & ~bit : keys | bit;
        }
        return true;
    }

    private sealed class LoopRegion(long start, long end, int startIndex, int endIndex, PortStates state)
    {
        public readonly long Start = start, End = end;
        public readonly int StartIndex = startIndex, EndIndex = endIndex;
        public readonly PortStates State = state;
    }
}
