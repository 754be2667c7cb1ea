using System;
using System.Threading;

namespace Cascade.Dsp.Output;

/// <summary>A player with a queue that takes all it may send in a block, and with what finds the end of its sound.</summary>
internal sealed class PlayedMusic
{
    // What may come beside the music's own events: keys and pedals let go, and everything that a place in the music needs.
    private const int RoomForJumps = 16 * 160;
    private const long Unknown = long.MaxValue;
    private const int Waiting = 0, Begun = 1, PassedOver = 2;

    private readonly long _longestTail;
    private long _fed = -1, _silentFrom, _sent, _end = Unknown;
    private bool _mayHaveSounded, _isDone;
    private int _turn;

    public PlayedMusic(SequencePlayer player, TimeSpan longestTail)
    {
        Player = player;
        Queue = EventQueue.WithRoomFor(BusiestBlock(player.Sequence) + RoomForJumps);
        _longestTail = (long)(longestTail.TotalSeconds * player.Sequence.SampleRate);
    }

    public SequencePlayer Player { get; }

    public EventQueue Queue { get; }

    /// <summary>True if voices still sounded when the longest tail was reached.</summary>
    public bool IsCut { get; private set; }

    /// <summary>True once another player took over and the engine has read all it was sent.</summary>
    public bool IsDone => Volatile.Read(ref _isDone) && Queue.Count == 0;

    /// <summary>Takes over, for who renders; false if another was set before it came to that.</summary>
    public bool TryBegin() => Interlocked.CompareExchange(ref _turn, Begun, Waiting) != PassedOver;

    /// <summary>Gives up its turn, for who sets another; false if it has begun, and must be brought to its end.</summary>
    public bool TryPassOver() => Interlocked.CompareExchange(ref _turn, PassedOver, Waiting) != Begun;

    /// <summary>Sends the events of the coming block.</summary>
    public void Advance(VoiceEngine engine)
    {
        // What lies beyond the end of the block that is rendered next would be heard a block later.
        long end = (engine.Position + VoiceEngine.BlockSize) & -VoiceEngine.BlockSize;
        if (_fed < 0)
            _fed = engine.Position;
        Player.Advance(Queue, _fed, (int)(end - _fed));
        _fed = end;
        _mayHaveSounded |= Player.SentNotes != _sent;
        _sent = Player.SentNotes;
    }

    /// <summary>Lets all keys go, for good.</summary>
    public void End(VoiceEngine engine)
    {
        Player.Stop();
        Player.Advance(Queue, Math.Max(_fed, engine.Position), 1);
        Volatile.Write(ref _isDone, true);
    }

    public void Reset()
    {
        _silentFrom = 0;
        _fed = -1;
        _sent = Player.SentNotes;
        _end = Unknown;
        _mayHaveSounded = IsCut = false;
    }

    /// <summary>The engine's position at which the sound ends; <see cref="long.MaxValue"/> while that is not known. After a block was
    /// rendered.</summary>
    public long EndOfSound(VoiceEngine engine)
    {
        // The end of the last block that was rendered: what is heard now lies behind it.
        long reached = engine.Position & -VoiceEngine.BlockSize;
        int voices = engine.ActiveVoices;
        // A voice may end within the block, or start and end within it.
        if (voices > 0 || _mayHaveSounded)
            _silentFrom = reached;
        _mayHaveSounded = voices > 0;
        long musicEnd = Player.EndedAt;
        if (musicEnd == Unknown)
            return _end = Unknown;
        long latest = musicEnd + _longestTail;
        if (_end == Unknown && reached > musicEnd && (voices == 0 || reached >= latest))
        {
            long wanted = Math.Max(musicEnd, _silentFrom + engine.TailFrames);
            IsCut = voices > 0 || wanted > latest;
            _end = Math.Min(wanted, latest);
        }
        return _end;
    }

    // The most events of as many samples of the music as a block takes at the fastest speed.
    private static int BusiestBlock(Sequence sequence)
    {
        long window = (long)(SequencePlayer.FastestSpeed + 1) * VoiceEngine.BlockSize;
        int busiest = 0, first = 0;
        ReadOnlySpan<EngineEvent> events = sequence.Events;
        for (int i = 0; i < events.Length; i++)
        {
            while (events[i].Time - events[first].Time > window)
                first++;
            busiest = Math.Max(busiest, i - first + 1);
        }
        return busiest;
    }
}
