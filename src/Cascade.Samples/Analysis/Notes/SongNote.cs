namespace Cascade.Samples.Analysis;

/// <summary>A note of a song: a key from its note-on to its note-off.</summary>
/// <param name="Tick">Where it starts, in ticks.</param>
/// <param name="EndTick">Where it is let go, in ticks, not before its start.</param>
/// <param name="Start">When it starts, in seconds.</param>
/// <param name="End">When it is let go, in seconds.</param>
/// <param name="Key">The MIDI key, 0 to 127.</param>
/// <param name="Velocity">1 to 127.</param>
/// <param name="Channel">The MIDI channel, 0 to 15.</param>
/// <param name="Track">The track, from 0.</param>
public readonly record struct SongNote(long Tick, long EndTick, double Start, double End, byte Key, byte Velocity, byte Channel, int Track)
{
    /// <summary>The key without its octave: 0 is C, 11 is B.</summary>
    public int PitchClass => Key % 12;

    /// <summary>How long the key is held, in seconds.</summary>
    public double Seconds => End - Start;
}
