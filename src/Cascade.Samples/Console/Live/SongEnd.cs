using Cascade.Dsp;
using Cascade.Dsp.Events;

namespace Cascade.Samples.Console.Live;

/// <summary>Finds where the sound of a song ends, by the rule of the offline renderer: when no voice sounds and the effects have rung out, at most 30 s after its last event.</summary>
internal sealed class SongEnd(SequencePlayer player)
{
    private const long Unknown = long.MaxValue;

    private readonly long _longestTail = 30L * player.Sequence.SampleRate;
    private long _songBefore, _silentFrom, _musicEnd = Unknown, _end = Unknown;
    private bool _wasPlaying, _mayHaveSounded;

    /// <summary>The player is about to advance.</summary>
    public void Before(long position)
    {
        _songBefore = player.Position;
        _wasPlaying = player.IsPlaying;
        if (_wasPlaying && _musicEnd != Unknown)
            _musicEnd = _end = Unknown;
        if (position == 0)
            _silentFrom = 0;
    }

    /// <summary>The player has advanced by a block from a position of the engine.</summary>
    /// <returns>The position at which the music ends, if that is within the block.</returns>
    public long? After(long position, bool isPaused)
    {
        long song = player.Position;
        bool ends = _wasPlaying && !player.IsPlaying && !isPaused;
        _mayHaveSounded |= (ends ? player.Sequence.Count : player.Sequence.IndexAt(song)) > player.Sequence.IndexAt(_songBefore);
        if (!ends)
            return null;
        return _musicEnd = position + (long)Math.Ceiling((player.Sequence.Length - _songBefore) / player.Speed);
    }

    /// <summary>The block was rendered.</summary>
    /// <returns>The position at which the sound ends, if it is known.</returns>
    public long Follow(VoiceEngine engine)
    {
        long reached = engine.Position;
        int voices = engine.ActiveVoices;
        if (voices > 0 || _mayHaveSounded)
            _silentFrom = reached;
        _mayHaveSounded = voices > 0;
        long latest = _musicEnd == Unknown ? Unknown : _musicEnd + _longestTail;
        if (_end == Unknown && reached > _musicEnd && (voices == 0 || reached >= latest))
            _end = Math.Min(Math.Max(_musicEnd, _silentFrom + engine.TailSamples), latest);
        return _end;
    }
}
