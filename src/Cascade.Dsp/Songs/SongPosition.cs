namespace Cascade.Dsp;

/// <summary>A place in a song by its bars and beats, as musicians count them.</summary>
/// <param name="Bar">The bar, from 1; a pickup bar is bar 0. See <see cref="Song.FirstBar"/>.</param>
/// <param name="Beat">The beat in the bar, from 1: the note that the metre's lower number names. A beat past the end of the bar lies in the
/// bars that follow.</param>
/// <param name="Tick">Ticks after the beat, 0 or more.</param>
public readonly record struct SongPosition(int Bar, int Beat = 1, long Tick = 0)
{
    /// <inheritdoc/>
    public override string ToString() => Tick == 0 ? $"{Bar}.{Beat}" : $"{Bar}.{Beat}+{Tick}";
}
