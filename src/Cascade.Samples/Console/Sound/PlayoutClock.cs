namespace Cascade.Samples.Console.Sound;

/// <summary>Counts how often a buffer ran dry, from the times of the writes alone.</summary>
/// <remarks>
/// After a write that waited for room the buffer holds what it held before and the new frames, at most its length, and from then on it
/// empties in real time. A write that begins after that moment finds it empty: one underrun. The sound server's own buffers beneath may
/// hide a short one, so the count is an upper bound.
/// </remarks>
internal struct PlayoutClock(TimeSpan buffer)
{
    private readonly long _buffer = buffer.Ticks;
    private long _filled, _dryAt;
    private bool _plays;

    public long Underruns { get; private set; }

    /// <summary>A write begins.</summary>
    /// <param name="now">Any clock, in ticks of 100 ns.</param>
    public void Begin(long now)
    {
        if (!_plays || now <= _dryAt)
            return;
        Underruns++;
        Rest();
    }

    /// <summary>The buffer may run dry; the server waits for a full one again.</summary>
    public void Rest()
    {
        _plays = false;
        _filled = 0;
    }

    /// <summary>The write is done.</summary>
    /// <param name="now">The same clock.</param>
    /// <param name="written">How long its frames last, in ticks of 100 ns.</param>
    public void End(long now, long written)
    {
        if (_plays)
        {
            _dryAt = Math.Min(_dryAt + written, now + _buffer);
            return;
        }
        _filled += written;
        _plays = _filled >= _buffer;
        _dryAt = now + _buffer;
    }
}
