namespace Cascade.Dsp.Midi;

/// <summary>A tempo and the tick it starts at.</summary>
/// <param name="Tick">Where it starts, in ticks.</param>
/// <param name="MicrosecondsPerQuarter">The length of a quarter note, 1 to 16,777,215 microseconds.</param>
public readonly record struct TempoChange(long Tick, int MicrosecondsPerQuarter)
{
    /// <summary>Quarter notes per minute.</summary>
    public double BeatsPerMinute => 60e6 / MicrosecondsPerQuarter;
}
