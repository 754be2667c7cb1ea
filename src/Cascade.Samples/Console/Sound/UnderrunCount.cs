namespace Cascade.Samples.Console.Sound;

/// <summary>How many of the server's underflows were gaps in the music: not those of a rest, nor that of the end.</summary>
/// <param name="settling">How long after a rest one may still be told of that was the rest's; in frames.</param>
internal struct UnderrunCount(long settling)
{
    private long _known, _left;

    public long Underruns { get; private set; }

    /// <summary>Nothing comes for a while.</summary>
    public void Rest() => _left = settling;

    /// <summary>Frames have been written.</summary>
    /// <param name="frames">How many.</param>
    /// <param name="underflows">How many underflows the server has told of since the beginning.</param>
    public void Add(int frames, long underflows)
    {
        if (_left <= 0)
            Underruns += underflows - _known;
        _known = underflows;
        _left -= frames;
    }
}
