namespace Cascade.Dsp.Midi;

/// <summary>A tempo and the tick it starts at.</summary>
/// <param name="Tick">Where it starts, in ticks.</param>
/// <param name="Tempo">The tempo from there on.</param>
public readonly record struct TempoChange(long Tick, Tempo Tempo);
